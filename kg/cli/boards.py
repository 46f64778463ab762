"""`kg leaderboard`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, get_args

import typer

from kg import api
from kg.analyse import Leaderboard
from kg.cli.output import LOOK, GraphOption, JsonOption, QuietOption, emit, emit_rows, say
from kg.cli.prose import marked
from kg.errors import UsageError
from kg.records import SCORE_ONE, ResultKind
from kg.show import as_json

LEADERBOARD_HELP = """Print what methods reach on DATASET, by METRIC or by every metric, each with the sentence.

Only results are shown of which value, method, dataset and metric are all sure; `--least 0` shows all. Values of
different kinds (absolute, gain, ratio) and scales are in tables of their own. Where it is not known whether more is
better or less, values are not ranked.

Examples:

- `kg leaderboard CIFAR-10 FID`
- `kg leaderboard ImageNet --kind absolute --json`
"""
KINDS: dict[str, ResultKind] = {kind: kind for kind in get_args(ResultKind)}
COLUMNS = ("rank", "value", "method", "paper", "title", "year", "score", "sentence")
BOARD = ("dataset", "metric", "better", "kind", "scale")


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("leaderboard", help=LEADERBOARD_HELP, rich_help_panel=LOOK)(leaderboard)


def leaderboard(
    dataset: Annotated[str, typer.Argument(metavar="DATASET", help="The dataset, by any of its names or its id.")],
    metric: Annotated[
        str | None, typer.Argument(metavar="[METRIC]", help="The metric, likewise.", show_default="every metric")
    ] = None,
    graph: GraphOption = api.DEFAULT_GRAPH,
    kind: Annotated[str | None, typer.Option(help="absolute, gain or ratio.", show_default="all, apart")] = None,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="The least score of a whole result.")] = api.SURE,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print leaderboards."""
    chosen = None if kind is None else kind_of(kind)
    with api.open_graph(graph) as opened:
        boards = opened.leaderboard(dataset, metric, kind=chosen, least=least)
        every = opened.leaderboard(dataset, metric, kind=chosen, least=0)
    left_out = _count(every) - _count(boards)
    if left_out and not quiet:
        say(f"{left_out} less sure result{'s are' if left_out != 1 else ' is'} left out; `--least 0` shows all")
    if json:
        emit(as_json((*BOARD, *COLUMNS), [(*_board(board), *row) for board in boards for row in _rows(board)]))
        return
    if not boards:
        emit(f"no result on {dataset}{f' by {metric}' if metric else ''} is sure enough")
    for n, board in enumerate(boards):
        if n:
            emit("")
        emit(_heading(board))
        emit_rows(COLUMNS, _rows(board), form="table")


def kind_of(text: str) -> ResultKind:
    """Return the kind of result that an option names. Raises UsageError."""
    if text not in KINDS:
        raise UsageError(f"--kind {text}: it is {', '.join(KINDS)}")
    return KINDS[text]


def _count(boards: Iterable[Leaderboard]) -> int:
    return sum(len(board.entries) for board in boards)


def _board(board: Leaderboard) -> tuple[object, ...]:
    return board.dataset, board.metric, board.better, board.kind, board.scale


def _heading(board: Leaderboard) -> str:
    kind = "" if board.kind == "absolute" else f", {board.kind}s"
    better = f"{board.better} is better" if board.better else "not ranked"
    why = "" if board.better or board.kind != "absolute" else ": it is not known whether more is better"
    unit = "" if board.scale == "number" else f" ({board.scale})"
    return f"{board.dataset}, {board.metric}{unit}{kind}: {better}{why}"


def _rows(board: Leaderboard) -> list[tuple[object, ...]]:
    return [
        (
            entry.rank,
            entry.text,
            entry.method,
            entry.paper.id,
            entry.paper.title,
            entry.paper.year,
            entry.score / SCORE_ONE,
            marked(entry.sentence),
        )
        for entry in board.entries
    ]
