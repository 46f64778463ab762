"""The explorer as an ASGI application."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kg.api import SHOWN
from kg.errors import KgError, NotFoundError, QueryError, QueryTimeoutError, StoreError, UsageError
from kg.web.console import BusyError
from kg.web.pages import HTML, Pages, routes
from kg.web.routes import api
from kg.web.safety import Guard
from kg.web.service import Explorer

TITLE = "papergraph explorer"
DESCRIPTION = (
    "Reads one graph of research papers. Every edge is proved by sentences. Nothing can be changed; requests from "
    "pages of other origins are refused."
)
_STATUS: dict[type[KgError], int] = {
    NotFoundError: 404,
    UsageError: 422,
    BusyError: 429,
    QueryTimeoutError: 408,
    QueryError: 400,
    StoreError: 503,
}


def create_app(path: Path, *, hosts: Iterable[str], threshold: float = SHOWN) -> FastAPI:
    """Return the application over a graph's file.

    `hosts` are what the Host of a request may be, port included; `threshold` is the least score shown, from 0 to 1.
    """
    explorer = Explorer(path, threshold=threshold)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        yield
        explorer.close()

    app = FastAPI(
        title=TITLE,
        description=DESCRIPTION,
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=running,
    )
    pages = Pages(explorer, app.openapi)
    app.state.explorer = explorer
    app.include_router(api(explorer))
    app.include_router(routes(pages))
    _errors(app, pages)
    app.add_middleware(Guard, hosts=frozenset(hosts))
    return app


def _errors(app: FastAPI, pages: Pages) -> None:
    def told(request: Request, status: int, detail: str) -> Response:
        """Return an error as the API tells it, or as a page."""
        if request.url.path == "/api" or not request.url.path.startswith(("/api/", "/openapi", "/static/")):
            return Response(pages.html("problem.html", status=status, detail=detail), status, media_type=HTML)
        # ASCII: halves of surrogate pairs, which a query may hold, have no other form.
        return Response(json.dumps({"detail": detail}), status, media_type="application/json")

    @app.exception_handler(KgError)
    def refused(request: Request, error: KgError) -> Response:
        status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), 400)
        return told(request, status, str(error))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        detail = "; ".join(f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()[:5])
        return told(request, 422, detail)

    @app.exception_handler(HTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        detail = "there is no such page" if error.status_code == 404 else str(error.detail)
        response = told(request, error.status_code, detail)
        response.headers.update(error.headers or {})
        return response
