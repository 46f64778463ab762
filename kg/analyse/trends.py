"""Trends: which methods, datasets, metrics and tasks a larger or smaller share of the papers names than before.

The years are cut in two: the last ones (`recent`), and all before them. Shares of a year's papers are compared, not
numbers, so that neither a growing field nor a year that is not over looks like a trend:

    growth = (r / R + k / N) / (e / E + k / N)

where r of R recent papers and e of E earlier ones name the thing, N = R + E, and k = 4: as if four papers more named it
at an even pace. That draws things that few papers name towards 1 (no change), and nothing grows without end because
nobody named it before. `sure` says that a share this different is no accident of few papers: the even pace, R / N, is
outside of the 95 % interval of r / (r + e) (Wilson, 1927, doi:10.1080/01621459.1927.10502953).

Only papers whose year is known count. A year is never guessed: how many papers have none is told.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from kg.analyse.cards import trends_card
from kg.analyse.evidence import Sentence, sentences
from kg.errors import UsageError
from kg.graph import entity_label
from kg.link import node_id, node_key
from kg.records import LABELS, Label, Paper
from kg.store import Store

RECENT = 2  # years
LEAST = 3  # papers
SMOOTHING = 4  # papers
_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Trend:
    """One thing: how many papers of each year name it (in the order of the years), and how its share changed.

    `share` and `share_before` are shares (0 to 1) of the recent papers and of those before. `latest` is the id of the
    last paper that names it.
    """

    id: str
    label: Label
    name: str
    papers: int
    per_year: tuple[int, ...]
    share: float
    share_before: float
    growth: float
    sure: bool
    latest: str


@dataclass(frozen=True, slots=True)
class Trends:
    """The years with the number of their papers, how many papers have no year, and things, what grew most first.

    `since` is the first of the recent years, None where there are not two years to compare.
    """

    years: tuple[int, ...]
    papers: tuple[int, ...]
    undated: int
    since: int | None
    entries: tuple[Trend, ...]

    def _repr_html_(self) -> str:
        return trends_card(self)

    @property
    def rising(self) -> tuple[Trend, ...]:
        """What a larger share of the recent papers names, the most first."""
        return tuple(trend for trend in self.entries if trend.growth > 1)

    @property
    def falling(self) -> tuple[Trend, ...]:
        """What a smaller share names, the most first."""
        return tuple(trend for trend in self.entries[::-1] if trend.growth < 1)


def trends(
    store: Store,
    *,
    labels: Collection[Label] = LABELS,
    recent: int = RECENT,
    least: int = LEAST,
    threshold: int = 0,
) -> Trends:
    """Return how the shares of things changed that at least `least` dated papers name.

    `recent` is how many of the last years are compared with those before; `threshold` is the score (0 to 10,000) that a
    paper must name a thing with. Raises UsageError for numbers out of range.
    """
    if recent < 1 or least < 1:
        raise UsageError(f"{recent} recent years, at least {least} papers: both are 1 or more")
    dates, undated = _dates(store.papers())
    papers = Counter(year for year, _ in dates.values())
    years = tuple(range(min(papers), max(papers) + 1)) if papers else ()
    counts = tuple(papers[year] for year in years)
    if len(years) < 2:
        return Trends(years, counts, undated, None, ())
    window = _Window(dates, years, max(years[0] + 1, years[-1] - recent + 1))
    entries = []
    for canonical, facts in store.facts.nodes(threshold=threshold):
        named = {fact.paper for fact in facts} & dates.keys()
        if len(named) >= least and entity_label(canonical) in labels:
            entries.append(_trend(canonical, store.facts.name(canonical), named, window))
    entries.sort(key=lambda trend: (-trend.growth, -trend.papers, trend.id))
    return Trends(years, counts, undated, window.since, tuple(entries))


def latest_naming(store: Store, trend: Trend) -> tuple[Paper, tuple[Sentence, ...]]:
    """Return the last paper that names a thing, with the sentences that do."""
    paper, _ = store.stored(trend.latest)
    facts = store.facts.of_node(node_key(trend.id))
    return paper, sentences(paper, tuple(sorted({span for f in facts if f.paper == paper.id for span in f.spans})))


def growth(recent: int, recent_papers: int, before: int, papers_before: int) -> float:
    """Return by what factor a share grew, smoothed as the module says; both windows have papers."""
    even = SMOOTHING / (recent_papers + papers_before)
    return (recent / recent_papers + even) / (before / papers_before + even)


def is_sure(recent: int, recent_papers: int, before: int, papers_before: int) -> bool:
    """Say whether the even pace lies outside of the interval of what was counted."""
    low, high = _wilson(recent, recent + before)
    return not low <= recent_papers / (recent_papers + papers_before) <= high


def _wilson(hits: int, count: int) -> tuple[float, float]:
    share, square = hits / count, _NORMAL_95**2
    middle = (share + square / (2 * count)) / (1 + square / count)
    reach = _NORMAL_95 / (1 + square / count) * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
    return middle - reach, middle + reach


class _Window:
    """The years, cut in two, and the papers (id to year and date) in them."""

    def __init__(self, dates: Mapping[str, tuple[int, str]], years: tuple[int, ...], since: int) -> None:
        self.dates = dates
        self.years = years
        self.since = since
        self.papers = sum(year >= since for year, _ in dates.values())
        self.papers_before = len(dates) - self.papers


def _dates(papers: Iterable[Paper]) -> tuple[dict[str, tuple[int, str]], int]:
    """Return the year and date of each paper that has a year, and how many have none."""
    dates: dict[str, tuple[int, str]] = {}
    undated = 0
    for paper in papers:
        if paper.year is None:
            undated += 1
        else:
            dates[paper.id] = paper.year, paper.date or ""
    return dates, undated


def _trend(canonical: str, name: str, named: Collection[str], window: _Window) -> Trend:
    per_year = Counter(window.dates[paper][0] for paper in named)
    recent = sum(count for year, count in per_year.items() if year >= window.since)
    counts = recent, window.papers, len(named) - recent, window.papers_before
    return Trend(
        id=node_id(canonical),
        label=entity_label(canonical),
        name=name,
        papers=len(named),
        per_year=tuple(per_year[year] for year in window.years),
        share=counts[0] / counts[1],
        share_before=counts[2] / counts[3],
        growth=growth(*counts),
        sure=is_sure(*counts),
        latest=max(named, key=lambda paper: (window.dates[paper], paper)),
    )
