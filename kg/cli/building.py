"""`kg build`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from kg import api
from kg.cli.output import BUILD, GraphOption, QuietOption, say
from kg.cli.progress import Meter
from kg.errors import UsageError
from kg.store import Progress, Store, reextract

REFUSED = 3

BUILD_HELP = """Read papers into the graph: new ones are added, known ones brought up to date.

SOURCE is a file, a folder, a glob in quotes, or `-` for standard input; plain, gz or xz. Known formats: saved pages of
HF Daily Papers as text, and JSON Lines (`title` and `abstract` a line, and if there: `id`, `authors`, `date` or `year`,
`venue`, `url`). What cannot be read is reported and left out; everything else goes in.

Exit status: 0 all fine, 1 nothing could be read (the graph is as it was), 2 wrong usage, 3 some input was refused.

Examples:

- `kg build seeds/`
- `kg build papers.jsonl.xz --graph field.kg`
- `curl -s ADDRESS | kg build -`
"""


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("build", help=BUILD_HELP, rich_help_panel=BUILD)(build)


def build(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE...", help="What to read.", show_default=False)
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that extract.", show_default="all cores")
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--reextract", help="First extract again what another model extracted; goes on after a stop."),
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Read papers into the graph."""
    if not sources and not again:
        raise UsageError("no source was named; name files, folders, globs, or - for standard input (`kg build seeds/`)")
    count = workers or len(os.sched_getaffinity(0))
    if again:
        with Meter("extracted again", quiet=quiet) as meter, Store.create(graph) as store:
            done = reextract(store, workers=count, on_progress=meter.update)
        if not quiet:
            say(f"{graph}: {done} papers extracted again")
    if not sources:
        return
    with Meter("records", quiet=quiet) as meter:

        def on_progress(progress: Progress) -> None:
            meter.update(progress.read)

        result = api.build(*sources, graph=graph, workers=count, on_progress=on_progress)
    with result:
        papers = result.store.counts()["papers"]
    progress = result.progress or Progress()
    for refusal in progress.refusals:
        say(f"refused: {refusal}")
    if not quiet:
        say(f"{graph}: {_summary(progress)}; {_count(papers, 'paper')} in the graph")
    if progress.refusals:
        raise typer.Exit(REFUSED)


def _summary(progress: Progress) -> str:
    """Return what a build did, leaving out what it did not."""
    parts = [f"{_count(progress.read, 'record')} read"]
    parts += [f"{progress.known} known already"] if progress.known else []
    parts += [_count(len(progress.added), "new paper")] if progress.added else []
    parts += [f"{_count(len(progress.updated), 'paper')} brought up to date"] if progress.updated else []
    parts += [f"{_count(len(progress.removed), 'paper')} joined to others"] if progress.removed else []
    parts += [f"{len(progress.refusals)} refused"] if progress.refusals else []
    return ", ".join(parts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
