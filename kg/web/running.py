"""The explorer as a running server: uvicorn, on an address of this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from kg.api import SHOWN
from kg.errors import KgError
from kg.web.app import create_app
from kg.web.safety import LOOPBACK, host_names, is_loopback

CONCURRENT = 200  # requests at once; more are told to come again


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and the names that it goes by beside its address and, on loopback, `localhost`."""

    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()


class Running(uvicorn.Server):
    """A server over a graph's file, which listens from when it is made; `run` answers until it is told to end.

    Raises KgError if it cannot listen there, StoreError and its kinds if the graph cannot be read.
    """

    def __init__(self, path: Path, where: Listening, *, threshold: float = SHOWN) -> None:
        self._listener = _listener(where)
        self._on_ready: Callable[[str], None] = lambda _: None
        port = self._listener.getsockname()[1]
        shown = f"[{where.host}]" if ":" in where.host else where.host
        self.address = f"http://{shown}:{port}/"
        names = {*where.names, *(LOOPBACK if is_loopback(where.host) else ())}
        if where.host not in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, not listened on
            names.add(shown)
        try:
            app = create_app(path, hosts=host_names(names, port), threshold=threshold)
            app.state.explorer.prepare()
        except BaseException:
            self._listener.close()
            raise
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                limit_concurrency=CONCURRENT,
                timeout_keep_alive=15,
                timeout_graceful_shutdown=3,
            )
        )

    def answer(self, *, on_ready: Callable[[str], None] = lambda _: None) -> None:
        """Answer requests until the process, or `should_exit`, tells it to end; `on_ready` gets the address."""
        self._on_ready = on_ready
        with self._listener:
            self.run(sockets=[self._listener])

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets)
        if self.started:
            self._on_ready(self.address)


def _listener(where: Listening) -> socket.socket:
    family = socket.AF_INET6 if ":" in where.host else socket.AF_INET
    # Named, lest asyncio takes it for something else and leaves small packets waiting for each other.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((where.host, where.port))
    except OSError as error:
        listener.close()
        raise KgError(
            f"{where.host}:{where.port}: it cannot be listened on ({error.strerror}); name another --port, "
            "or 0 for any that is free"
        ) from error
    return listener
