"""A leaderboard as a figure: one point for each value, the best on top."""

from __future__ import annotations

from collections.abc import Sequence

from kg.analyse import Leaderboard
from kg.errors import NotFoundError, UsageError
from kg.show.looks import look
from kg.show.plot import GROUND, LINE, MARGIN, Plot, drawing, figure, fitted, head, inches, shown, ticks

_WIDTH, _NAMES, _ROW, _ROOM = 8.0, 2.6, 0.27, 0.6  # inches: all, a name at the most, a row, for the axis
_MOST = 100


def leaderboard_plot(boards: Sequence[Leaderboard], *, most: int = 20, every: Sequence[Leaderboard] = ()) -> Plot:
    """Return the first `most` values of the first leaderboard of absolute values, else the first, as points.

    `every` are the boards with less sure values too, so that it can be told how many are left out. Raises NotFoundError
    without boards, UsageError for `most` out of range.
    """
    if not 1 <= most <= _MOST:
        raise UsageError(f"{most} values cannot be drawn; name a number from 1 to {_MOST}")
    if not boards:
        less = f"; {len(every[0].entries)} less sure ones are left out, and `least` 0 takes them" if every else ""
        raise NotFoundError(f"there is no value to draw: no result there is sure enough{less}")
    board = next((board for board in boards if board.kind == "absolute"), boards[0])
    left_out = sum(len(each.entries) for each in every if _same(each, board)) - len(board.entries) if every else 0
    entries = board.entries[:most]
    kind = "" if board.kind == "absolute" else f", {board.kind}s"
    title = f"{board.metric} on {board.dataset}{kind}"
    order = f"the best on top ({board.better} is better)" if board.better else "the latest on top, not ranked"
    told = f"{len(entries):,} of {len(board.entries):,} values that papers state, {order}."
    if len(boards) > 1:
        told += f" It is the longest of {len(boards):,} boards."
    if left_out:
        told += f" {left_out:,} less sure {'value is' if left_out == 1 else 'values are'} left out."
    names = [
        fitted(entry.method, _NAMES, size=8.5) + (f" ({entry.paper.year})" if entry.paper.year else "")
        for entry in entries
    ]
    left = MARGIN + max(inches(name, 8.5) for name in names) + 0.1
    right = MARGIN + max(inches(shown(entry.text), 8) for entry in entries)
    above = head(title, told, _WIDTH)
    height = above + _ROW * len(entries) + _ROOM
    with drawing():
        made = figure(_WIDTH, height, title, told)
        across = (left / _WIDTH, (_WIDTH - left - right) / _WIDTH)
        axes = made.add_axes((across[0], _ROOM / height, across[1], _ROW * len(entries) / height))
        looks = look("Method")
        rows = range(len(entries))
        axes.scatter([entry.value for entry in entries], rows, s=30, color=looks.colour, zorder=3, clip_on=False)
        for row, entry in enumerate(entries):
            axes.annotate(
                shown(entry.text),
                (entry.value, row),
                xytext=(6, 0),
                textcoords="offset points",
                size=8,
                va="center",
                bbox={"facecolor": GROUND, "edgecolor": "none", "pad": 1},
                zorder=4,
            )
        axes.set_yticks(rows, names, size=8.5)
        axes.set_ylim(len(entries) - 0.5, -0.5)
        axes.margins(x=0.06)
        axes.grid(color=LINE, lw=0.6)
        axes.set_axisbelow(True)
        axes.set_xticks(ticks(*axes.get_xlim(), 6))
        axes.tick_params(length=0, pad=4, labelsize=8.5)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(_axis(board), size=9)
    return Plot(made, title, told)


def _same(one: Leaderboard, other: Leaderboard) -> bool:
    return all(getattr(one, part) == getattr(other, part) for part in ("dataset", "metric", "kind", "scale"))


def _axis(board: Leaderboard) -> str:
    """Return what the axis of values is called: the metric, its unit or scale, and which way is better."""
    unit = "" if board.scale == "number" else f" ({board.scale})"
    better = {"higher": ", more is better →", "lower": ", ← less is better"}
    return f"{fitted(board.metric, 2.5, size=9)}{unit}{better[board.better] if board.better else ''}"
