"""What keeps other web pages, and other machines, away from a graph on one's own machine.

A page elsewhere can make a browser send requests to any address, this one too. So a request is answered only if it was
sent to a name that this server has (else another name may have been pointed here, to read what a page of that name
may read), and not if the browser says that a page elsewhere sent it, unless a link was followed to one of the pages.
No answer allows other origins to read it, and no page may load, frame or run anything from elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from ipaddress import ip_address
from typing import TypeAlias

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
LONGEST_ADDRESS = 8_000  # characters of path and query
LARGEST_BODY = 64_000  # bytes

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

Refusal: TypeAlias = tuple[int, str]


def is_loopback(host: str) -> bool:
    """Say whether a host, by name or address, is this machine alone."""
    name = host.strip("[]")
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name.casefold() == "localhost"


def host_names(names: Iterable[str], port: int) -> frozenset[str]:
    """Return what a request's Host may be: each name with the port, and alone where the port is the one of HTTP."""
    known = {name.casefold() for name in names}
    return frozenset({f"{name}:{port}" for name in known} | (known if port == 80 else set()))


class Guard:
    """Refuses what must not be answered, and gives every answer its headers."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._bounded(scope, receive, guarded)
        else:
            await _refuse(guarded, *refusal)

    def _refusal(self, scope: Scope) -> Refusal | None:
        """Return why a request is refused: a status and a message."""
        headers = Headers(scope=scope)
        host = headers.get("host", "").casefold()
        if host not in self._hosts:
            return 421, f"this server is not {host[:100]!r}; it is {', '.join(sorted(self._hosts))}"
        origin = headers.get("origin")
        if origin is not None and origin.casefold() not in {f"http://{name}" for name in self._hosts}:
            return 403, "requests from pages of other origins are refused"
        site = headers.get("sec-fetch-site", "none")
        followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
        api = scope["path"].startswith(("/api/", "/openapi"))
        if site not in {"none", "same-origin"} and (api or not followed):
            return 403, "requests from pages of other sites are refused"
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string", b"")) > LONGEST_ADDRESS:
            return 414, f"the address is longer than {LONGEST_ADDRESS} characters"
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length[:12]) > LARGEST_BODY:
            return 413, f"the body has more than {LARGEST_BODY} bytes"
        return None

    async def _bounded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request whose body is read here, so that no more of it is held than may be."""
        if scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            if len(body) > LARGEST_BODY:
                await _refuse(send, 413, f"the body has more than {LARGEST_BODY} bytes")
                return
            if not message.get("more_body"):
                break
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return unread.pop() if unread else await receive()

        await self._app(scope, again, send)


async def _refuse(send: Send, status: int, detail: str) -> None:
    content = json.dumps({"detail": detail}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
