"""The trends as a figure: a small chart for each thing, its share of each year's papers."""

from __future__ import annotations

from matplotlib.axes import Axes

from kg.analyse import Trend, Trends
from kg.errors import NotFoundError, UsageError
from kg.show.looks import look
from kg.show.plot import FAINT, LINE, MARGIN, MARKERS, RAISED, Plot, drawing, figure, fitted, head, ticks

_COLUMNS = 3
_WIDE, _HIGH, _GAP, _NAMES = 2.05, 0.72, 0.55, 0.42  # inches: a chart, what is beside it, and above for its name
_ROW = _NAMES + _HIGH + 0.3
_LEFT, _FOOT = 0.75, 0.5  # for the axes
_MOST = 60
_YEARS = 12  # of a long history the last ones are drawn


def trends_plot(trends: Trends, *, most: int = 12, falling: bool = False) -> Plot:
    """Return a chart for each of the `most` things that rise, or fall, the most: its share of each year's papers.

    The recent years are on a grey ground. Each chart has its own scale, from 0. Raises NotFoundError where there is
    nothing to draw, UsageError for `most` out of range.
    """
    if not 1 <= most <= _MOST:
        raise UsageError(f"{most} charts cannot be drawn; name a number from 1 to {_MOST}")
    every = trends.falling if falling else trends.rising
    entries = every[:most]
    if trends.since is None or not entries:
        raise NotFoundError(f"there is no trend to draw: {_why(trends, falling=falling)}")
    now, before = _span(trends.since, trends.years[-1]), _span(trends.years[0], trends.since - 1)
    title = f"Named by a {'smaller' if falling else 'larger'} share of the papers of {now} than of {before}"
    told = f"{len(entries):,} of {len(every):,} things, by the factor (×) by which their share changed."
    if trends.undated:
        told += f" {trends.undated:,} of {trends.undated + sum(trends.papers):,} papers have no year and are left out."
    if len(trends.years) > _YEARS:
        told += f" Drawn are the last {_YEARS} years."
    rows = -(-len(entries) // _COLUMNS)
    width = _LEFT + _COLUMNS * (_WIDE + _GAP) - _GAP + MARGIN
    above = head(title, told, width)
    height = above + rows * _ROW - 0.3 + _FOOT
    with drawing():
        made = figure(width, height, title, told)
        for number, trend in enumerate(entries):
            row, column = divmod(number, _COLUMNS)
            left = _LEFT + column * (_WIDE + _GAP)
            bottom = height - above - row * _ROW - _NAMES - _HIGH
            axes = made.add_axes((left / width, bottom / height, _WIDE / width, _HIGH / height))
            _chart(axes, trends, trend, since=trends.since)
        made.text(_LEFT / width, 0.1 / height, "Year of the paper", color=FAINT, size=9)
        middle = (height - above + _FOOT) / 2 / height
        made.text(
            *(0.2 / width, middle, "Share of the year's papers (%)"),
            color=FAINT,
            size=9,
            rotation=90,
            va="center",
            ha="center",
        )
    return Plot(made, title, told)


def _why(trends: Trends, *, falling: bool) -> str:
    """Say why there is nothing to draw, and what to do."""
    dated = f"{sum(trends.papers):,} papers have a year, {trends.undated:,} have none"
    if trends.since is None:
        return f"{dated}, and papers of two years at least are needed; build from sources that give dates with the year"
    way = "falls" if falling else "rises"
    return f"{dated}, and nothing {way} that is named in enough of them; lower the least number of papers"


def _chart(axes: Axes, trends: Trends, trend: Trend, *, since: int) -> None:
    counts = list(zip(trends.years, trend.per_year, trends.papers, strict=True))[-_YEARS:]
    years = [year for year, _, papers in counts if papers]
    shares = [100 * named / papers for _, named, papers in counts if papers]
    looks = look(trend.label)
    axes.axvspan(max(since, counts[0][0]) - 0.5, trends.years[-1] + 0.5, color=RAISED, lw=0, zorder=0)
    axes.fill_between(years, shares, color=looks.colour, alpha=0.15, lw=0)
    axes.plot(years, shares, color=looks.colour, lw=1.6, marker=MARKERS[looks.shape], ms=4, clip_on=False, zorder=3)
    top = max(*shares, 0.01) * 1.1
    axes.set_xlim(counts[0][0] - 0.5, trends.years[-1] + 0.5)
    axes.set_ylim(0, top)
    told_years = ticks(counts[0][0], trends.years[-1], 4, whole=True)
    axes.set_xticks(told_years, [f"{year:.0f}" for year in told_years])
    axes.set_yticks(ticks(0, top, 3))
    axes.tick_params(labelsize=7.5, length=2, color=LINE, pad=2)
    axes.set_title(fitted(trend.name, _WIDE, size=9), size=9, loc="left", pad=16)
    papers = f"{trend.papers:,} paper{'s' if trend.papers != 1 else ''}"
    doubt = "" if trend.sure else ", may be chance"
    told = f"{trend.label}, {papers}, ×{trend.growth:.2g}{doubt}"
    axes.annotate(
        told,
        (0, 1),
        xycoords="axes fraction",
        xytext=(0, 5),
        textcoords="offset points",
        size=7.5,
        color=FAINT,
    )


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
