"""`kg stats`, `kg show`, `kg search` and `kg query`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import loads as decode
from pathlib import Path
from typing import Annotated

import typer

from kg import api
from kg import graph as graphs
from kg.analyse import PaperView, Thing
from kg.cli.output import LOOK, GraphOption, JsonOption, QuietOption, ThresholdOption, emit, emit_rows
from kg.cli.prose import marked, wrapped
from kg.cli.server import DatabaseOption, PasswordOption, UserOption, credentials
from kg.errors import UsageError
from kg.graph import check_read_only
from kg.graph.library import bind, find, parse, queries
from kg.records import SCORE_ONE, Paper
from kg.show import as_json

Form = Annotated[str, typer.Option("--format", "-f", metavar="FORM", help="table, json or csv.")]
MOST_SHOWN = 10
_ROLES = {"introduced": ", introduces it", "used": "", "mentioned": ", mentions it"}
_CLAIMS = {"result": "Results", "based on": "Based on", "base of": "Base of", "compared with": "Compared with"}

STATS_HELP = """Print how many records, papers, entities and edges the graph has.

Examples:

- `kg stats`
- `kg stats --graph field.kg --json`
"""
SHOW_HELP = """Show one thing: a paper and what it names, or a method, dataset, metric or task and its papers.

NAME is a name in any spelling, an acronym, a title, or an id (`arxiv:2305.16264`, `method:low rank adaptation`).

Examples:

- `kg show CIFAR-10`
- `kg show "Sharper Bounds for ell_p Sensitivity Sampling"`
- `kg show FID --json`
"""
SEARCH_HELP = """Search the names of entities, and the papers' titles and abstracts, for all words of TEXT.

Examples:

- `kg search "speculative decoding"`
- `kg search diffusion --limit 5 --json`
"""
QUERY_HELP = """Run a Cypher query that reads the graph.

QUERY is the name of one of the library's queries (`kg query --list`), or a file; or give the text with `-c`. The
embedded engine runs it, or with `--neo4j URI` a Neo4j server. Rows are never cut unless `--limit` says so. Parameters
have the types that the query's header gives them; without one, what is JSON is taken as that (`-p n=5`, `-p n='"5"'`
for the text), and anything else as text.

Examples:

- `kg query --list`
- `kg query papers_of_task -p task="image generation"`
- `kg query -c "MATCH (d:Dataset) RETURN d.name AS dataset, d.papers AS papers ORDER BY papers DESC, dataset LIMIT 10"`
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("stats", help=STATS_HELP, rich_help_panel=LOOK)(stats)
    app.command("show", help=SHOW_HELP, rich_help_panel=LOOK)(show)
    app.command("search", help=SEARCH_HELP, rich_help_panel=LOOK)(search)
    app.command("query", help=QUERY_HELP, rich_help_panel=LOOK)(query)


def stats(graph: GraphOption = api.DEFAULT_GRAPH, json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Print counts."""
    with api.open_graph(graph) as opened:
        rows = [(count.what, count.count) for count in opened.stats()]
    emit_rows(("what", "count"), rows, form="json" if json else "table")


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, a title or an id.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    most: Annotated[int, typer.Option("--most", min=1, help="Papers shown of each thing.")] = MOST_SHOWN,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show one thing."""
    with api.open_graph(graph) as opened:
        found = opened.show(name)
    if json:
        rows = [row for item in found for row in _evidence_rows(item)]
        columns = ("label", "id", "name", "what", "text", "paper", "title", "year", "score", "sentence")
        emit(as_json(columns, rows))
        return
    emit("\n\n".join(_paper_text(x) if isinstance(x, PaperView) else _thing_text(x, most=most) for x in found))


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words to look for.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    limit: Annotated[int, typer.Option(min=1, help="Rows at the most.")] = 20,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Search names and texts."""
    with api.open_graph(graph) as opened:
        rows = [(hit.label, hit.name, hit.papers, hit.id) for hit in opened.search(text, limit=limit)]
    emit_rows(("label", "name", "papers", "id"), rows, form="json" if json else "table")


def query(
    name: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help="A query of the library, or a file.", show_default=False),
    ] = None,
    text: Annotated[str | None, typer.Option("-c", "--command", metavar="TEXT", help="The query's text.")] = None,
    parameter: Annotated[
        list[str] | None,
        typer.Option("-p", "--parameter", metavar="NAME=VALUE", help="A parameter; may be given again."),
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    threshold: ThresholdOption = api.SHOWN,
    timeout: Annotated[float, typer.Option(min=0.001, help="Seconds that the query may take.")] = 30.0,
    limit: Annotated[int | None, typer.Option(min=0, help="Rows at the most.", show_default="all")] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the library's queries.")] = False,
    form: Form = "table",
    json: JsonOption = False,
    neo4j: Annotated[str | None, typer.Option("--neo4j", metavar="URI", help="Ask this server instead.")] = None,
    user: UserOption = "neo4j",
    password: PasswordOption = None,
    database: DatabaseOption = "neo4j",
    quiet: QuietOption = False,
) -> None:
    """Run a Cypher query."""
    if form not in {"table", "json", "csv"}:
        raise UsageError(f"--format {form}: it is table, json or csv")
    form = "json" if json else form
    if listing:
        emit_rows(("name", "answers"), [(entry.name, entry.question) for entry in queries()], form=form)
        return
    cypher, values = _statement(name, text, _pairs(parameter or []))
    if neo4j:
        check_read_only(cypher)
        login = credentials(neo4j, user, password, database)
        table = graphs.query_server(cypher, values, login, timeout=timeout, limit=limit)
    else:
        with api.open_graph(graph, threshold=threshold) as opened:
            table = opened.query(cypher, values, timeout=timeout, limit=limit)
    emit_rows(table.columns, table.rows, form=form)


def _statement(name: str | None, text: str | None, given: dict[str, str]) -> tuple[str, dict[str, object]]:
    """Return the query's text and its parameters, from one of the three ways to name it."""
    if (name is None) == (text is None):
        raise UsageError("name a query of the library or a file, or give the text with -c, and only one of the two")
    if text is not None:
        return text, {key: _value(value) for key, value in given.items()}
    path = Path(name or "")
    if path.suffix == ".cypher" or path.is_file():
        try:
            content = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(
                f"{path}: it cannot be read as a query ({error}); name a file of Cypher in UTF-8"
            ) from error
        entry = parse(path.stem, content)
        if not entry.parameters:
            return content, {key: _value(value) for key, value in given.items()}
    else:
        entry = find(name or "")
    return entry.text, bind(entry, given)


def _value(text: str) -> object:
    """Return the value of a parameter that no header gives a type: what is JSON as that, anything else as text."""
    try:
        return decode(text)
    except ValueError:
        return text


def _pairs(parameters: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for parameter in parameters:
        name, equals, value = parameter.partition("=")
        if not equals or not name:
            raise UsageError(f"-p {parameter}: a parameter is given as NAME=VALUE")
        pairs[name] = value
    return pairs


def _evidence_rows(item: Thing | PaperView) -> Iterator[tuple[object, ...]]:
    if isinstance(item, PaperView):
        paper = item.paper
        for label, name, score, sentences in item.entities:
            for sentence in sentences:
                yield label, "", name, "named", "", *_paper_cells(paper), score / SCORE_ONE, sentence.text
        return
    named = item.label, item.id, item.name
    nowhere = None, None, None
    yield *named, "support", str(item.support), *nowhere, item.support.belief / SCORE_ONE, None
    yield from ((*named, "may stand for", name, *nowhere, None, None) for name in item.ambiguous)
    related = [("variant of", item.variant_of), *(("variant", variant) for variant in item.variants)]
    for what, variant in related:
        if variant:
            yield *named, what, f"{variant.name} ({variant.reason})", *nowhere, None, None
    for naming in item.namings:
        for sentence in naming.sentences:
            cells = _paper_cells(naming.paper)
            yield *named, naming.role, "", *cells, naming.score / SCORE_ONE, sentence.text
    for claim in item.claims:
        for sentence in claim.sentences:
            cells = _paper_cells(claim.paper)
            yield *named, claim.what, claim.text, *cells, claim.score / SCORE_ONE, sentence.text


def _paper_cells(paper: Paper) -> tuple[object, ...]:
    return paper.id, paper.title, paper.year


def _thing_text(thing: Thing, *, most: int) -> str:
    others = [alias for alias in thing.aliases if alias != thing.name]
    lines = [f"{thing.name}  ({thing.label}, {thing.id})"]
    if others:
        lines.append(wrapped("also written: " + ", ".join(others), indent=0))
    if thing.ambiguous:
        lines.append(wrapped("ambiguous, it may stand for: " + "; ".join(thing.ambiguous), indent=0))
    if thing.variant_of:
        lines.append(f"a variant of {thing.variant_of.name} ({thing.variant_of.reason})")
    if thing.variants:
        told = ", ".join(f"{variant.name} ({variant.reason})" for variant in thing.variants[:most])
        more = len(thing.variants) - most
        lines.append(wrapped(f"has the variants: {told}" + (f" and {more} more" if more > 0 else ""), indent=0))
    lines.append(f"named in {thing.support}")
    for naming in thing.namings[:most]:
        paper = naming.paper
        lines += [
            "",
            f"- {paper.title}" + (f" ({paper.date})" if paper.date else "") + _ROLES[naming.role],
            f"  {paper.url or paper.id}",
        ]
        lines += [wrapped(marked(sentence), indent=4) for sentence in naming.sentences]
    if len(thing.namings) > most:
        lines += ["", f"... and {len(thing.namings) - most} more papers (--most shows them)"]
    for what, heading in _CLAIMS.items():
        claims = [claim for claim in thing.claims if claim.what == what]
        lines += ["", heading] if claims else []
        for claim in claims[:most]:
            of = f"; {claim.support}" if claim.support and claim.support.papers > 1 else ""
            lines.append(f"- {claim.text}  ({claim.score / SCORE_ONE:.2f}, {claim.paper.title}{of})")
            lines += [wrapped(marked(sentence), indent=4) for sentence in claim.sentences]
        lines += [f"... and {len(claims) - most} more (--most shows them)"] if len(claims) > most else []
    return "\n".join(lines)


def _paper_text(view: PaperView) -> str:
    paper = view.paper
    lines = [paper.title, f"{paper.id}" + (f"  {paper.url}" if paper.url else "")]
    facts = [
        ", ".join(paper.authors) or (f"{paper.author_count} authors" if paper.author_count else ""),
        paper.date or "",
        paper.venue or "",
        f"{paper.votes} votes" if paper.votes is not None else "",
        "read from " + ", ".join(paper.sources),
    ]
    lines.append(wrapped(" · ".join(fact for fact in facts if fact), indent=0))
    label = ""
    for kind, name, score, sentences in view.entities:
        if kind != label:
            lines += ["", f"{kind}s"]
            label = kind
        lines.append(f"- {name}  ({score / SCORE_ONE:.2f})")
        lines += [wrapped(marked(sentence), indent=4) for sentence in sentences[:1]]
    return "\n".join(lines)
