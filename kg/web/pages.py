"""The pages: what the API answers, written as HTML; scripts only add to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from fastapi.responses import RedirectResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from kg.records import SCORE_ONE
from kg.show.looks import LOOKS
from kg.web import finding, models, papers, results, things
from kg.web.plots import plot
from kg.web.reading import LABEL_ORDER, Reader
from kg.web.routes import LEAST, LONGEST_NAME, Answering, Id, Least, Page, RoleOption, library_queries
from kg.web.service import Explorer
from kg.web.static_files import static_files, static_version

HTML = "text/html; charset=utf-8"

# How each label's mark is drawn in a box of 12 by 12: the shapes of the picture.
OUTLINES = {
    "dot": "M6 1a5 5 0 1 0 0 10a5 5 0 1 0 0-10z",
    "square": "M1.5 1.5h9v9h-9z",
    "triangle": "M6 1l5.5 10h-11z",
    "diamond": "M6 .5l5.5 5.5-5.5 5.5-5.5-5.5z",
}
_RELATIONS = ("based on", "base of", "compared with")
_HEADINGS = {"based on": "Based on", "base of": "What is based on it", "compared with": "Compared with"}


class Pages:
    """Writes the pages of one explorer."""

    def __init__(self, explorer: Explorer, describe: Callable[[], dict[str, Any]]) -> None:
        self.explorer = explorer
        self.describe = describe
        self.answering = Answering(explorer)
        self._templates = Environment(
            loader=PackageLoader("kg.web", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            static=f"/static/{static_version()}",
            graph_name=explorer.path.name,
            looks={label: (LOOKS[label].colour, OUTLINES[LOOKS[label].shape]) for label in (*LABEL_ORDER, "Paper")},
            address=address,
            labels=LABEL_ORDER,
        )
        self._templates.filters.update(count=lambda number: f"{number:,}", many=many)
        for name in self._templates.list_templates():
            self._templates.get_template(name)  # the first page is not to wait for it

    def html(self, template: str, **values: object) -> bytes:
        """Return a page."""
        return self._templates.get_template(template).render(**values).encode()

    def page(self, request: Request, template: str, make: Callable[[Reader], Mapping[str, object]]) -> Response:
        """Return a page about the graph, from those that were written if it is there."""
        return self.answering.content(request, lambda reader: self.html(template, **make(reader)), HTML)


def address(path: str, **values: object) -> str:
    """Return the address of a page with its parameters, without those that are None; lists give several."""
    given = {name: value for name, value in values.items() if value is not None}
    return f"{path}?{urlencode(given, doseq=True)}" if given else path


def many(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def routes(pages: Pages) -> APIRouter:
    """Return the routes of the pages, which the description of the API leaves out."""
    router = APIRouter(include_in_schema=False)
    _looking(router, pages)
    _tools(router, pages)
    _files(router)
    return router


def _looking(router: APIRouter, pages: Pages) -> None:
    explorer = pages.explorer

    @router.get("/")
    def first(request: Request) -> Response:
        return pages.page(request, "home.html", lambda reader: {"graph": explorer.overview(reader.store)})

    @router.get("/search")
    def search(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        def make(reader: Reader) -> Mapping[str, object]:
            found = finding.find(reader, explorer.known(reader.store), q, limit=30)
            titles = {paper.id for paper in found.papers}
            texts = [paper for paper in reader.store.find_papers(q, limit=30) if paper.id not in titles]
            return {"found": found, "texts": texts}

        return pages.page(request, "search.html", make)

    @router.get("/paper")
    def paper(request: Request, id: Id) -> Response:  # noqa: A002 - the name in the address
        return pages.page(request, "paper.html", lambda reader: {"paper": papers.paper(reader, id)})

    @router.get("/thing")
    def thing(
        request: Request,
        id: Id,  # noqa: A002 - as above
        role: RoleOption = None,
        page: Page = 1,
        least: Least = LEAST,
    ) -> Response:
        def make(reader: Reader) -> Mapping[str, object]:
            found = things.thing(reader, id)
            return {
                "thing": found,
                "plot": plot(found.years),
                "spellings": _spellings(found),
                "namings": things.namings(reader, found.id, role=role, page=page),
                "results": results.results(reader, found.id, least=round(least * SCORE_ONE)),
                "relations": _relations(found),
                "role": role,
                "least": least,
                "usual": LEAST,
            }

        return pages.page(request, "thing.html", make)


def _spellings(thing: models.Thing) -> list[str]:
    """Return how papers write a thing, without what differs from another spelling by its case alone."""
    spellings = {text.casefold(): text for text in reversed(thing.aliases) if text.casefold() != thing.name.casefold()}
    return list(spellings.values())[::-1]


def _relations(thing: models.Thing) -> list[tuple[str, list[models.Relation]]]:
    groups = [(_HEADINGS[what], [one for one in thing.relations if one.what == what]) for what in _RELATIONS]
    return [group for group in groups if group[1]]


def _tools(router: APIRouter, pages: Pages) -> None:
    @router.get("/picture")
    def picture(
        request: Request,
        open: Annotated[list[str] | None, Query(max_length=24)] = None,  # noqa: A002 - the name in the address
    ) -> Response:
        if open and any(len(name) > LONGEST_NAME for name in open):
            return RedirectResponse("/picture")
        return pages.page(
            request,
            "picture.html",
            lambda reader: {"graph": pages.explorer.overview(reader.store), "opened": open or []},
        )

    @router.get("/console")
    def console(request: Request, after: BackgroundTasks) -> Response:
        # Whoever opens the console asks something next.
        after.add_task(pages.explorer.console.prepare)
        return pages.page(request, "console.html", lambda _: {"queries": library_queries()})

    @router.get("/api")
    def described(request: Request) -> Response:
        return pages.page(request, "api.html", lambda _: {"described": pages.describe()})


def _files(router: APIRouter) -> None:
    @router.get("/static/{version}/{name}")
    def static(version: str, name: str) -> Response:
        file = static_files().get(name)
        if file is None or version != static_version():
            return Response(status_code=404)
        keep = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(file.content, media_type=file.kind, headers=keep)
