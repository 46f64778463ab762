"""`kg neo4j push`, `check` and `remove`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kg import api
from kg import graph as graphs
from kg.cli.output import SHARE, GraphOption, QuietOption, emit, say
from kg.cli.progress import Meter
from kg.errors import UsageError
from kg.graph import edges, nodes

UriOption = Annotated[
    str, typer.Option("--uri", envvar="NEO4J_URI", metavar="URI", help="Such as bolt://localhost:7687.")
]
UserOption = Annotated[str, typer.Option("--user", envvar="NEO4J_USERNAME", metavar="NAME", help="The server's user.")]
PasswordOption = Annotated[
    str | None,
    typer.Option(
        "--password",
        envvar="NEO4J_PASSWORD",
        metavar="TEXT",
        help="Better set in NEO4J_PASSWORD, or typed when asked.",
        show_envvar=True,
    ),
]
DatabaseOption = Annotated[
    str, typer.Option("--database", envvar="NEO4J_DATABASE", metavar="NAME", help="The database.")
]
DEFAULT_URI = "bolt://localhost:7687"

PUSH_HELP = """Bring a Neo4j database to hold this graph: only differences are written, nothing of others is touched.

Examples:

- `NEO4J_PASSWORD=... kg neo4j push`
- `kg neo4j push --uri neo4j+s://host:7687 --user reader --database papers`
"""
CHECK_HELP = """Compare the graph with what a Neo4j database holds of it; exit status 1 if they differ.

Example: `kg neo4j check --uri bolt://localhost:7687`
"""
REMOVE_HELP = """Remove from a Neo4j database all that `kg neo4j push` put there, and nothing else.

Example: `kg neo4j remove --uri bolt://localhost:7687`
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(help="The graph in a Neo4j server.", no_args_is_help=True)
    group.command("push", help=PUSH_HELP)(push_graph)
    group.command("check", help=CHECK_HELP)(check_graph)
    group.command("remove", help=REMOVE_HELP)(remove_graph)
    app.add_typer(group, name="neo4j", rich_help_panel=SHARE)


def credentials(uri: str, user: str, password: str | None, database: str) -> graphs.Login:
    """Return how to log in; the password is asked for on a terminal, and must be given elsewhere."""
    if password is None:
        if sys.stdin is None or not sys.stdin.isatty():
            raise UsageError("no password was given; set NEO4J_PASSWORD or use --password")
        password = typer.prompt(f"Password of {user} at {uri}", hide_input=True, err=True)
    return graphs.Login(uri=uri, user=user, password=password, database=database)


def push_graph(
    graph: GraphOption = api.DEFAULT_GRAPH,
    uri: UriOption = DEFAULT_URI,
    user: UserOption = "neo4j",
    password: PasswordOption = None,
    database: DatabaseOption = "neo4j",
    quiet: QuietOption = False,
) -> None:
    """Push the graph."""
    with api.open_graph(graph) as opened:
        login = credentials(uri, user, password, database)
        store, threshold = opened.store, opened.threshold
        with Meter("nodes", quiet=quiet) as meter:
            report = graphs.push(
                nodes(store, threshold=threshold),
                edges(store, threshold=threshold),
                login,
                on_progress=lambda what, done: meter.update(done, unit=what),
            )
    if not quiet:
        say(f"{uri}: {report}")


def check_graph(
    graph: GraphOption = api.DEFAULT_GRAPH,
    uri: UriOption = DEFAULT_URI,
    user: UserOption = "neo4j",
    password: PasswordOption = None,
    database: DatabaseOption = "neo4j",
    quiet: QuietOption = False,
) -> None:
    """Compare the two."""
    with api.open_graph(graph) as opened:
        login = credentials(uri, user, password, database)
        store, threshold = opened.store, opened.threshold
        differences = graphs.check_server(nodes(store, threshold=threshold), edges(store, threshold=threshold), login)
    for difference in differences:
        emit(difference)
    if differences:
        raise typer.Exit(1)
    if not quiet:
        say(f"{uri}: it holds the same nodes, edges and properties as {graph}")


def remove_graph(
    uri: UriOption = DEFAULT_URI,
    user: UserOption = "neo4j",
    password: PasswordOption = None,
    database: DatabaseOption = "neo4j",
    quiet: QuietOption = False,
) -> None:
    """Remove what is ours."""
    report = graphs.remove_from_server(credentials(uri, user, password, database))
    if not quiet:
        say(f"{uri}: {report}")
