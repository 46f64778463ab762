"""The JSON API, as OpenAPI describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from kg.graph.library import bind, find, queries
from kg.records import SCORE_ONE, Role
from kg.show import as_csv, as_json
from kg.web import evidence as proofs
from kg.web import finding, models, papers, results, things
from kg.web.picture import MOST
from kg.web.reading import Reader
from kg.web.service import Explorer

MOST_PAPERS = 2_000  # of a download
LEAST = 0.8
LONGEST_NAME = 600

Id = Annotated[str, Query(min_length=1, max_length=LONGEST_NAME, description="An id, or any of the names.")]
Least = Annotated[float, Query(ge=0, le=1, description="How sure a whole result must be.")]
Page = Annotated[int, Query(ge=1, le=100_000, description="From 1.")]
RoleOption = Annotated[Role | None, Query(description="Only papers that name it in this role.")]
Form = Literal["json", "csv"]

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": models.Problem, "description": "A query that cannot be run, or would do more than read."},
    404: {"model": models.Problem, "description": "Nothing has that id or name."},
    408: {"model": models.Problem, "description": "A query took longer than its time."},
    413: {"model": models.Problem, "description": "The body is too large."},
    414: {"model": models.Problem, "description": "The address is too long."},
    422: {"model": models.Problem, "description": "A value that cannot be taken."},
    429: {"model": models.Problem, "description": "Other queries are at work."},
}


@dataclass(frozen=True, slots=True)
class Answering:
    """Gives answers of one explorer to requests."""

    explorer: Explorer

    def model(self, request: Request, make: Callable[[Reader], BaseModel]) -> Response:
        """Return an answer as JSON, from those that were given if it is there; 304 if the browser has it already."""
        return self.content(request, lambda reader: make(reader).model_dump_json().encode(), "application/json")

    def content(self, request: Request, make: Callable[[Reader], bytes], kind: str, name: str = "") -> Response:
        """Return an answer of a media type; with a name it is a file to save."""
        known = request.headers.get("if-none-match")
        if known and known == self.explorer.tag():
            return Response(status_code=304, headers={"ETag": known, "Cache-Control": "no-cache"})
        key = (request.url.path, request.url.query)
        answer = self.explorer.answer(key, make)
        headers = {"ETag": answer.tag, "Cache-Control": "no-cache"}
        if name:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return Response(answer.content, media_type=kind, headers=headers)


def api(explorer: Explorer) -> APIRouter:
    """Return the routes that answer as JSON."""
    router = APIRouter(prefix="/api", responses=REFUSALS)
    _looking(router, Answering(explorer))
    _picture(router, Answering(explorer))
    _saving(router, Answering(explorer))
    _console(router, explorer)
    return router


def _looking(router: APIRouter, answering: Answering) -> None:
    explorer = answering.explorer

    @router.get("/graph", response_model=models.Overview)
    def graph(request: Request) -> Response:
        """Say what is in the graph, and what most papers name."""
        return answering.model(request, lambda reader: explorer.overview(reader.store))

    @router.get("/search", response_model=models.Answers)
    def search(
        request: Request,
        q: Annotated[str, Query(max_length=200, description="Words; the last may be the beginning of one.")],
        limit: Annotated[int, Query(ge=1, le=50)] = 8,
    ) -> Response:
        """Search the names and aliases of things, and the titles of papers, as one types."""
        return answering.model(
            request, lambda reader: finding.find(reader, explorer.known(reader.store), q, limit=limit)
        )

    @router.get("/thing", response_model=models.Thing)
    def thing(request: Request, id: Id) -> Response:  # noqa: A002 - the name in the address
        """Describe a method, dataset, metric or task."""
        return answering.model(request, lambda reader: things.thing(reader, id))

    @router.get("/thing/papers", response_model=models.Namings)
    def thing_papers(
        request: Request,
        id: Id,  # noqa: A002 - as above
        role: RoleOption = None,
        page: Page = 1,
    ) -> Response:
        """List the papers that name a thing, the latest first, with the sentences that do so."""
        return answering.model(request, lambda reader: things.namings(reader, id, role=role, page=page))

    @router.get("/thing/results", response_model=models.Results)
    def thing_results(request: Request, id: Id, least: Least = LEAST) -> Response:  # noqa: A002 - as above
        """List what papers report of a thing: for a dataset in leaderboards."""
        return answering.model(request, lambda reader: results.results(reader, id, least=round(least * SCORE_ONE)))

    @router.get("/paper", response_model=models.Paper)
    def paper(request: Request, id: Id) -> Response:  # noqa: A002 - as above
        """Describe a paper, with what its text names and reports."""
        return answering.model(request, lambda reader: papers.paper(reader, id))


def _picture(router: APIRouter, answering: Answering) -> None:
    @router.get("/picture", response_model=models.Picture)
    def neighbourhood(
        request: Request,
        open: Annotated[  # noqa: A002 - the name in the address
            list[Annotated[str, Query(min_length=1, max_length=LONGEST_NAME)]],
            Query(min_length=1, max_length=24, description="Ids, in the order in which they were opened."),
        ],
        most: Annotated[int, Query(ge=2, le=MOST, description="Nodes at the most.")] = MOST,
    ) -> Response:
        """Draw what is near some things or papers: nodes at their places, and edges."""
        return answering.model(request, lambda reader: answering.explorer.drawings.picture(reader, open, most=most))

    @router.get("/evidence", response_model=models.Evidence)
    def evidence(
        request: Request,
        source: Id,
        target: Id,
        kind: Annotated[models.EdgeKind, Query(description="The kind of the edge.")],
    ) -> Response:
        """Show the sentences behind an edge of a picture."""
        return answering.model(request, lambda reader: proofs.evidence(reader, source, target, kind))


def _saving(router: APIRouter, answering: Answering) -> None:
    @router.get("/save/papers", response_class=Response)
    def save_papers(
        request: Request,
        id: Id,  # noqa: A002 - as above
        form: Literal["json", "csv", "bib"] = "bib",
    ) -> Response:
        """Save the papers that name a thing, or one paper, as BibTeX, CSV or JSON; the latest 2,000."""

        def make(reader: Reader) -> bytes:
            one = reader.store.paper(id)
            found = [one] if one else things.papers_naming(reader, id, most=MOST_PAPERS)
            if form == "bib":
                return papers.bibtex(found).encode()
            columns = ("id", "title", "authors", "year", "date", "venue", "url")
            rows = [(p.id, p.title, list(p.authors), p.year, p.date, p.venue, p.url) for p in found]
            return (as_csv(columns, rows) if form == "csv" else as_json(columns, rows)).encode()

        return answering.content(request, make, _KINDS[form], f"papers.{form}")

    @router.get("/save/results", response_class=Response)
    def save_results(request: Request, id: Id, form: Form = "csv", least: Least = LEAST) -> Response:  # noqa: A002
        """Save what papers report of a thing as CSV or JSON."""

        def make(reader: Reader) -> bytes:
            found = results.results(reader, id, least=round(least * SCORE_ONE))
            rows = [_result_row(board.title, value) for board in found.boards for value in board.values]
            return (as_csv(_RESULT, rows) if form == "csv" else as_json(_RESULT, rows)).encode()

        return answering.content(request, make, _KINDS[form], f"results.{form}")


def _console(router: APIRouter, explorer: Explorer) -> None:
    @router.get("/queries", response_model=list[models.LibraryQuery])
    def library() -> list[models.LibraryQuery]:
        """List the queries that come with the package."""
        return library_queries()

    @router.post("/query", response_model=models.Table)
    def query(question: models.Question, form: Form = "json") -> Response:
        """Run a Cypher query that reads, given as text or by its name in the library; `form` csv gives a file."""
        table = ask(explorer, question)
        if form == "csv":
            content = as_csv(_distinct(table.columns), table.rows).encode()
            headers = {"Content-Disposition": 'attachment; filename="answer.csv"'}
            return Response(content, media_type=_KINDS["csv"], headers=headers)
        return Response(table.model_dump_json().encode(), media_type="application/json")


_RESULT = (
    *("board", "rank", "value", "text", "kind", "scale", "method", "dataset", "metric"),
    *("paper", "title", "year", "score", "sentence"),
)
_KINDS = {"json": "application/json", "csv": "text/csv; charset=utf-8", "bib": "application/x-bibtex; charset=utf-8"}


def library_queries() -> list[models.LibraryQuery]:
    """Return the queries of the library as the API has them."""
    return [
        models.LibraryQuery(
            name=query.name,
            question=query.question,
            text=query.text,
            parameters=[
                models.Parameter(name=p.name, type=p.type, default=p.default, meaning=p.meaning)
                for p in query.parameters
            ],
            columns=list(query.columns),
        )
        for query in queries()
    ]


def ask(explorer: Explorer, question: models.Question) -> models.Table:
    """Return the answer to a question. Raises QueryError and its kinds, UsageError, NotFoundError."""
    text, values = question.text or "", dict[str, object](question.parameters)
    if question.name:
        library = find(question.name)
        given = {name: _typed(value) for name, value in question.parameters.items() if value is not None}
        text, values = library.text, bind(library, given)
    answered = explorer.console.ask(text, values, timeout=question.timeout, limit=question.limit + 1)
    rows = answered.table.rows
    return models.Table(
        columns=list(answered.table.columns),
        rows=[list(row) for row in rows[: question.limit]],
        cut=len(rows) > question.limit,
        seconds=round(answered.seconds, 4),
    )


def _typed(value: object) -> str:
    """Return a parameter's value as one types it, which is what the library's queries are bound to."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _distinct(columns: list[str]) -> list[str]:
    """Return names of columns of which no two are the same."""
    return [name if name not in columns[:at] else f"{name} {at + 1}" for at, name in enumerate(columns)]


def _result_row(board: str, value: models.Value) -> tuple[object, ...]:
    names = (ref.name if ref else None for ref in (value.method, value.dataset, value.metric))
    sentence = "".join(piece.text for piece in value.quote.pieces)
    told = (board, value.rank, value.value, value.text, value.kind, value.scale, *names)
    return (*told, value.paper.id, value.paper.title, value.paper.year, value.score, sentence)
