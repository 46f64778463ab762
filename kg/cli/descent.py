"""`kg lineage`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from kg import api
from kg.analyse import MOST_LEVELS, Lineage
from kg.cli.output import LOOK, GraphOption, JsonOption, QuietOption, emit, emit_rows, say
from kg.records import SCORE_ONE

LINEAGE_HELP = """Print what METHOD is built on and what is built on it, step by step, each with the sentence.

Each row is one paper's word that a method is based on another. `level` and `base_level` say how many steps away from
METHOD the two are: -1 what it is built on, -2 what that is built on; 1 what is built on METHOD, and so on.

Examples:

- `kg lineage DARTS`
- `kg lineage "DPM-Solver++" --levels 1 --json`
"""
COLUMNS = ("level", "method", "base_level", "base", "score", "papers", "paper", "title", "year", "sentence")
MethodArgument = Annotated[str, typer.Argument(metavar="METHOD", help="The method, by any of its names or its id.")]
LevelsOption = Annotated[int, typer.Option(min=1, max=MOST_LEVELS, help="Steps to each side.")]
ScoreOption = Annotated[float, typer.Option(min=0.0, max=1.0, help="The least score of a step.")]
DEFAULT_LEVELS = 3
DEFAULT_MOST = 20


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("lineage", help=LINEAGE_HELP, rich_help_panel=LOOK)(lineage)


def lineage(
    method: MethodArgument,
    graph: GraphOption = api.DEFAULT_GRAPH,
    levels: LevelsOption = DEFAULT_LEVELS,
    most: Annotated[int, typer.Option(min=1, help="Things at the most on each level.")] = DEFAULT_MOST,
    least: ScoreOption = api.SHOWN,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print a lineage."""
    with api.open_graph(graph) as opened:
        found = opened.lineage(method, levels=levels, most=most, least=least)
    if found.left_out and not quiet:
        say(f"{found.left_out} more within {levels} steps are left out; `--most` shows them")
    rows = list(_rows(found))
    if not rows and not json:
        emit(f"no paper says what {found.method.name} is built on, or what is built on it")
        return
    emit_rows(COLUMNS, rows, form="json" if json else "table")


def _rows(found: Lineage) -> Iterator[tuple[object, ...]]:
    thing_of = {thing.id: thing for thing in found.things}
    for step in found.steps:
        built, base = thing_of[step.built], thing_of[step.base]
        yield (
            built.level,
            built.name,
            base.level,
            base.name,
            step.score / SCORE_ONE,
            step.support.papers,
            step.paper.id,
            step.paper.title,
            step.paper.year,
            " ".join(sentence.text for sentence in step.sentences),
        )
