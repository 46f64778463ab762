"""`kg query`."""

from __future__ import annotations

from collections.abc import Sequence
from json import loads as decode
from pathlib import Path
from typing import Annotated

import typer

from kg import api
from kg import graph as graphs
from kg.cli.output import LOOK, GraphOption, JsonOption, QuietOption, ThresholdOption, emit_rows, say
from kg.cli.server import DatabaseOption, PasswordOption, UserOption, credentials
from kg.errors import UsageError
from kg.graph import check_read_only
from kg.graph.library import bind, find, parse, queries

Form = Annotated[str, typer.Option("--format", "-f", metavar="FORM", help="table, json or csv.")]

QUERY_HELP = """Run a Cypher query.

QUERY is the name of one of the library's queries (`kg query --list`), or a file; or give the text with `-c`. The
embedded engine runs it, or with `--neo4j URI` a Neo4j server. Rows are never cut unless `--limit` says so. Parameters
have the types that the query's header gives them; without one, what is JSON is taken as that (`-p n=5`, `-p n='"5"'`
for the text), and anything else as text.

A query can read the graph and nothing else, and has a time limit. On a server of your own `--write` takes that guard
away: the text then runs as it is, with the rights of the user that you log in as.

Examples:

- `kg query --list`
- `kg query papers_of_task -p task="image generation"`
- `kg query -c "MATCH (d:Dataset) RETURN d.name AS dataset, d.papers AS papers ORDER BY papers DESC, dataset LIMIT 10"`
- `kg query --neo4j bolt://localhost:7687 --write -c "MATCH (d:Dataset) SET d.checked = true"`
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("query", help=QUERY_HELP, rich_help_panel=LOOK)(query)


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
    write: Annotated[
        bool, typer.Option("--write", help="With --neo4j: run what writes, too, without the guard.")
    ] = False,
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
    if write and not neo4j:
        raise UsageError(
            "--write goes with --neo4j: the graph's own file is not written by Cypher, but by kg build, "
            "kg remove and decisions (kg merge, kg rename, kg relabel, kg reject)"
        )
    if neo4j:
        if not write:
            check_read_only(cypher)
        login = credentials(neo4j, user, password, database)
        if write:
            table, changes = graphs.write_server(cypher, values, login, timeout=timeout, limit=limit)
            if not quiet:
                say(f"{login.address}: {changes}")
        else:
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
