"""A lineage as a figure: what a method is built on to its left, what is built on it to its right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby
from operator import attrgetter

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path as Curve

from kg.analyse import Kin, Lineage
from kg.errors import NotFoundError
from kg.show.looks import look
from kg.show.plot import FAINT, GROUND, INK, LINE, MARGIN, MARKERS, RAISED, Plot, drawing, figure, fitted, head

_BOX, _TALL = 1.75, 0.42  # inches a box is wide and high
_ACROSS, _DOWN = 2.55, 0.56  # inches from one box to the next
_HEADING, _FOOT = 0.35, 0.3
_SWEEPS = 6

Spot = tuple[float, float]


def lineage_plot(lineage: Lineage) -> Plot:
    """Return boxes in columns by steps, and a line for each pair of which papers say that one is built on the other.

    Raises NotFoundError where no paper says what the method is built on or what is built on it.
    """
    name = lineage.method.name
    if not lineage.steps:
        raise NotFoundError(f"there is no lineage to draw: no paper says what {name!r} is built on, or what on it")
    papers = {(step.built, step.base): step.support.papers for step in lineage.steps}
    columns = _ordered(lineage.things, list(papers))
    title = f"Lineage of {name}"
    said = len({step.paper.id for step in lineage.steps})
    told = (
        f"To its left what it is built on, to its right what is built on it: {len(papers):,} "
        f"step{'s' if len(papers) != 1 else ''} that {said:,} paper{'s' if said != 1 else ''} "
        f"state{'s' if said == 1 else ''}; thicker lines, more papers."
    )
    told += f" {lineage.left_out:,} more things are left out." if lineage.left_out else ""
    tallest = max(map(len, columns.values()))
    width = max(6.5, (len(columns) - 1) * _ACROSS + _BOX + 2 * MARGIN)
    above = head(title, told, width)
    height = above + _HEADING + (tallest - 1) * _DOWN + _TALL + _FOOT
    with drawing():
        made = figure(width, height, title, told)
        axes = made.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        spots = _spots(columns, width, above, tallest)
        for (built, base), count in sorted(papers.items()):
            _line(axes, spots[base], spots[built], papers=count)
        for level, things in columns.items():
            x, _ = spots[things[0].id]
            axes.text(x, above + 0.1, _heading(level), size=8, color=FAINT, ha="center", va="center")
            for thing in things:
                _box(axes, spots[thing.id], thing)
    return Plot(made, title, told)


def _ordered(things: Sequence[Kin], pairs: Sequence[tuple[str, str]]) -> dict[int, list[Kin]]:
    """Return the things by level, those of each level in an order that makes lines cross less.

    Each goes to the mean place of those that it is joined to, again and again (Sugiyama, Tagawa and Toda, 1981).
    """
    columns = {level: list(group) for level, group in groupby(things, key=attrgetter("level"))}
    joined = defaultdict[str, list[str]](list)
    for built, base in pairs:
        joined[built].append(base)
        joined[base].append(built)
    for sweep in range(_SWEEPS):
        for level in sorted(columns, reverse=bool(sweep % 2)):
            place = {
                thing.id: (number + 0.5) / len(column)
                for column in columns.values()
                for number, thing in enumerate(column)
            }
            ranked = sorted(
                (sum(place[other] for other in joined[thing.id]) / max(len(joined[thing.id]), 1), thing.id, thing)
                for thing in columns[level]
            )
            columns[level] = [thing for *_, thing in ranked]
    return columns


def _spots(columns: Mapping[int, Sequence[Kin]], width: float, above: float, tallest: int) -> dict[str, Spot]:
    """Return the middle of each box, in inches from the left and the top."""
    start = (width - (len(columns) - 1) * _ACROSS) / 2
    top = above + _HEADING + _TALL / 2
    return {
        thing.id: (start + number * _ACROSS, top + (row + (tallest - len(things)) / 2) * _DOWN)
        for number, things in enumerate(columns.values())
        for row, thing in enumerate(things)
    }


def _line(axes: Axes, base: Spot, built: Spot, *, papers: int) -> None:
    """Draw a line from what is built on to what is built, a bow from below where that is not to its right."""
    weight = min(0.9 + 0.5 * (papers - 1), 3.0)
    (x, y), (to_x, to_y) = base, built
    if to_x > x:
        x, to_x = x + _BOX / 2, to_x - _BOX / 2
        bend = (to_x - x) / 2
        points = [(x, y), (x + bend, y), (to_x - bend, to_y), (to_x, to_y)]
    else:
        x, to_x, down = x + _BOX / 2, to_x + _BOX / 2, abs(to_y - y)
        points = [(x, y), (x + 0.35 + down / 8, y), (to_x + 0.35 + down / 8, to_y), (to_x, to_y)]
    curve = Curve(points, [Curve.MOVETO, Curve.CURVE4, Curve.CURVE4, Curve.CURVE4])
    axes.add_patch(
        FancyArrowPatch(path=curve, arrowstyle="-|>", mutation_scale=7, lw=weight, color=FAINT, fill=True, zorder=1)
    )


def _box(axes: Axes, spot: Spot, thing: Kin) -> None:
    (x, y), itself, looks = spot, thing.level == 0, look(thing.label)
    axes.add_patch(
        FancyBboxPatch(
            *((x - _BOX / 2, y - _TALL / 2), _BOX, _TALL),
            boxstyle="round,pad=0,rounding_size=0.07",
            facecolor=RAISED if itself else GROUND,
            edgecolor=INK if itself else LINE,
            lw=1.4 if itself else 1.0,
            zorder=2,
        )
    )
    axes.plot([x - _BOX / 2 + 0.13], [y], marker=MARKERS[looks.shape], ms=6, color=looks.colour, zorder=3)
    text = fitted(thing.name, _BOX - 0.38, size=8, lines=2)
    axes.text(x - _BOX / 2 + 0.26, y, text, size=8, va="center", linespacing=1.1, zorder=3)


def _heading(level: int) -> str:
    steps = f"{abs(level)} step{'s' if abs(level) != 1 else ''}"
    return f"built on, {steps} away" if level < 0 else f"built on it, {steps} away" if level else ""
