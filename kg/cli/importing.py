"""`kg import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import api
from kg.cli.output import SHARE, GraphOption, QuietOption, say
from kg.graph.importing import Imported, import_exports, read_file
from kg.store import Store

IMPORT_HELP = """Read graphs that `kg export jsonl` wrote into the graph: papers, extractions and decisions.

FILE is a file, or `-` for standard input; plain, gz or xz. Nothing is extracted again, and the graph is the same as if
it had been built from all sources at once. An import is all or nothing: a file that is damaged or was cut short,
another model, or a decision that contradicts one of the graph leaves the graph as it was.

Examples:

- `kg import papers.jsonl`
- `kg export jsonl --graph one.kg | kg import - --graph both.kg`
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("import", help=IMPORT_HELP, rich_help_panel=SHARE)(import_graphs)


def import_graphs(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="What `kg export jsonl` wrote.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    quiet: QuietOption = False,
) -> None:
    """Import graphs."""
    # Read before the graph is opened: where there is none yet, a bad file makes none.
    exports = [read_file(name) for name in dict.fromkeys(files)]
    with Store.create(Path(graph)) as store:
        done = import_exports(store, exports)
        papers = store.counts()["papers"]
    if not quiet:
        say(f"{graph}: {_summary(done)}; {_count(papers, 'paper')} in the graph")


def _summary(done: Imported) -> str:
    """Return what an import did, leaving out what it did not."""
    change = done.change
    parts = [f"{_count(done.read, 'record')} read"]
    parts += [f"{change.known} known already"] if change.known else []
    parts += [_count(len(change.added), "new paper")] if change.added else []
    parts += [f"{_count(len(change.updated), 'paper')} brought up to date"] if change.updated else []
    parts += [f"{_count(len(change.removed), 'paper')} joined to others"] if change.removed else []
    parts += [_count(len(done.decisions), "new decision")] if done.decisions else []
    return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
