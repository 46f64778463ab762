"""`kg remove`."""

from __future__ import annotations

from typing import Annotated

import typer

from kg import api
from kg.cli.output import BUILD, GraphOption, QuietOption, say
from kg.errors import UsageError

REMOVE_HELP = """Take papers back, or all that a source said; what they alone supported goes too, nothing else.

ID is any id of a paper, or its title. `--source` takes the name of a file as `kg build` read it: its records go, and a
paper that another source has too stays, with what that one says. `--query` takes a query in Cypher of which the first
column is ids of papers.

Exit status: 0 all fine, 1 something named is not there (the graph is as it was).

Examples:

- `kg remove arxiv:2305.16264`
- `kg remove --source seeds/page1.txt`
- `kg remove --query "MATCH (p:Paper) WHERE p.year < 2015 RETURN p.id"`
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("remove", help=REMOVE_HELP, rich_help_panel=BUILD)(remove)


def remove(
    identifiers: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="Papers.", show_default=False)
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option(metavar="S", help="A source; may be given several times.", show_default=False)
    ] = None,
    query: Annotated[str | None, typer.Option(metavar="Q", help="A query for papers' ids.", show_default=False)] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Remove papers or sources."""
    if not identifiers and not source and query is None:
        raise UsageError("nothing was named; name ids of papers, --source S or --query Q")
    with api.open_graph(graph, write=True) as opened:
        chosen = list(identifiers or ())
        if query is not None:
            chosen += opened.papers_of(query)
        change = opened.remove(*chosen, sources=source or ())
        left = opened.store.counts()["papers"]
    if not quiet:
        parts = [f"{len(change.removed)} removed"]
        parts += [f"{len(change.updated)} kept as other sources have them"] if change.updated else []
        parts += [f"{len(change.added)} parted from one another"] if change.added else []
        say(f"{graph}: {', '.join(parts)}; {left} papers in the graph")
