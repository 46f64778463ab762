"""Papers over time, as a small drawing of bars in the page itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.web.models import Year

WIDTH, HEIGHT = 560, 132
_BASE = HEIGHT - 22  # where the bars stand; the years are written below
_TOP = 18
_MOST = 45  # years
_WIDEST = 34.0
_TELLING = 6  # years that are written


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its place and size, its year and count, and whether the year and the count are written."""

    x: float
    y: float
    width: float
    height: float
    year: int
    papers: int
    told: bool
    highest: bool


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars of equal width, one a year from the first to the last; `text` says the same in words."""

    width: int
    height: int
    base: int
    bars: tuple[Bar, ...]
    text: str


def plot(years: Sequence[Year]) -> Plot | None:
    """Return the bars of some years, the last 45 at most; None where there are fewer than two years."""
    if len(years) < 2:
        return None
    counts = {year.year: year.papers for year in years}
    last = max(counts)
    first = max(min(counts), last - _MOST + 1)
    span = range(first, last + 1)
    most = max(counts.get(year, 0) for year in span)
    step = min(_WIDEST * 1.4, WIDTH / len(span))
    left = (WIDTH - step * len(span)) / 2 if len(span) > 8 else 0.0
    every = max(1, -(-len(span) // _TELLING))
    highest = max(span, key=lambda year: (counts.get(year, 0), year))
    bars = []
    for at, year in enumerate(span):
        height = (_BASE - _TOP) * counts.get(year, 0) / most
        bars.append(
            Bar(
                x=round(left + step * at + step * 0.12, 1),
                y=round(_BASE - height, 1),
                width=round(step * 0.76, 1),
                height=round(height, 1),
                year=year,
                papers=counts.get(year, 0),
                told=(last - year) % every == 0,
                highest=year == highest,
            )
        )
    text = f"Papers by year, {first} to {last}; most in {highest}: {most}"
    return Plot(WIDTH, HEIGHT, _BASE, tuple(bars), text)
