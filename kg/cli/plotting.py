"""`kg plot`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg import api, show
from kg.analyse import LEAST, RECENT
from kg.cli.boards import kind_of
from kg.cli.descent import DEFAULT_LEVELS, LevelsOption, MethodArgument, ScoreOption
from kg.cli.output import SHARE, GraphOption, OutputOption, QuietOption, emit, say, write_bytes
from kg.cli.trending import FallingOption, LabelOption, LeastOption, RecentOption, labels_of

HELP = """Figures for papers and notebooks, as SVG or PNG.

The ending of `--output` says which; without it, SVG is printed. Equal graphs give equal files.
"""
TRENDS_HELP = """Draw what rises: a small chart for each thing, its share of each year's papers (see `kg trends`).

Examples:

- `kg plot trends --output trends.svg`
- `kg plot trends --label dataset --most 6 --output datasets.png`
"""
LEADERBOARD_HELP = """Draw what methods reach on DATASET by METRIC, else by the one with most values (`kg leaderboard`).

Example: `kg plot leaderboard CIFAR-10 FID --output fid.svg`
"""
LINEAGE_HELP = """Draw what METHOD is built on, and what is built on it (see `kg lineage`).

Example: `kg plot lineage DARTS --levels 2 --output darts.svg`
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    group = typer.Typer(help=HELP, no_args_is_help=True)
    group.command("trends", help=TRENDS_HELP)(trends)
    group.command("leaderboard", help=LEADERBOARD_HELP)(leaderboard)
    group.command("lineage", help=LINEAGE_HELP)(lineage)
    app.add_typer(group, name="plot", rich_help_panel=SHARE)


def trends(
    graph: GraphOption = api.DEFAULT_GRAPH,
    output: OutputOption = None,
    label: LabelOption = None,
    recent: RecentOption = RECENT,
    least: LeastOption = LEAST,
    falling: FallingOption = False,
    most: Annotated[int, typer.Option(min=1, help="Charts at the most.")] = 12,
    quiet: QuietOption = False,
) -> None:
    """Draw trends."""
    _check(output)
    with api.open_graph(graph) as opened:
        found = opened.trends(labels=labels_of(label), recent=recent, least=least)
    _write(show.trends_plot(found, most=most, falling=falling), output, quiet=quiet)


def leaderboard(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The dataset, by any of its names or its id.")],
    metric: Annotated[
        str | None, typer.Argument(metavar="[METRIC]", help="The metric, likewise.", show_default="the longest")
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    output: OutputOption = None,
    kind: Annotated[str, typer.Option(help="absolute, gain or ratio.")] = "absolute",
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="The least score of a whole result.")] = api.SURE,
    most: Annotated[int, typer.Option(min=1, help="Values at the most.")] = 20,
    quiet: QuietOption = False,
) -> None:
    """Draw a leaderboard."""
    _check(output)
    chosen = kind_of(kind)
    with api.open_graph(graph) as opened:
        boards, every = (opened.leaderboard(dataset, metric, kind=chosen, least=score) for score in (least, 0.0))
    _write(show.leaderboard_plot(boards, every=every, most=most), output, quiet=quiet)


def lineage(
    method: MethodArgument,
    graph: GraphOption = api.DEFAULT_GRAPH,
    output: OutputOption = None,
    levels: LevelsOption = DEFAULT_LEVELS,
    most: Annotated[int, typer.Option(min=1, help="Things at the most on each level.")] = 8,
    least: ScoreOption = api.SHOWN,
    quiet: QuietOption = False,
) -> None:
    """Draw a lineage."""
    _check(output)
    with api.open_graph(graph) as opened:
        found = opened.lineage(method, levels=levels, most=most, least=least)
    _write(show.lineage_plot(found), output, quiet=quiet)


def _check(output: Path | None) -> None:
    """Refuse an ending that is none of a figure's before any work is done."""
    if output is not None:
        show.figure_format(output)


def _write(plot: show.Plot, output: Path | None, *, quiet: bool) -> None:
    if output is None:
        emit(plot.svg())
    else:
        write_bytes(plot.data(output), output)
    if not quiet:
        say(f"{plot.title}. {plot.description}")
