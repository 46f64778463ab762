"""Answers to draw, made by hand."""

from __future__ import annotations

from collections.abc import Sequence

from kg.analyse import Entry, Kin, Leaderboard, Lineage, Sentence, Step, Trend, Trends
from kg.graph import Support
from kg.records import Paper

NASTY = "<script>alert(1)</script> & $\\alpha$"
PAPER = Paper(
    "arxiv:2301.00001", ("arxiv:2301.00001",), NASTY, "", date="2023-01", year=2023, url="https://x.org/a?b&c"
)


def trend(name: str, *per_year: int, growth: float = 2.0) -> Trend:
    return Trend(
        f"method:{name.casefold()}", "Method", name, sum(per_year), per_year, 0.5, 0.25, growth, sure=False, latest="x"
    )


def trends(*entries: Trend, years: Sequence[int] = (2020, 2021, 2022), undated: int = 3) -> Trends:
    since = years[-1] if len(years) > 1 else None
    return Trends(tuple(years), tuple(10 for _ in years), undated, since, entries)


def board(*values: tuple[str, float], better: bool = True) -> Leaderboard:
    entries = tuple(
        Entry(
            rank=rank if better else None,
            value=value,
            text=str(value),
            method=method,
            method_id=f"method:{method}",
            paper=PAPER,
            sentence=Sentence(f"It gets {value} with {method}.", ((8, 8 + len(str(value))),)),
            score=9000,
        )
        for rank, (method, value) in enumerate(values, start=1)
    )
    return Leaderboard("CIFAR-10", "FID", "metric:fid", "lower" if better else None, "absolute", "number", entries)


def lineage(*pairs: tuple[str, str], root: str, levels: dict[str, int]) -> Lineage:
    """A lineage of methods called by their names in `levels`; pairs are what is built and its base."""
    things = tuple(
        Kin(f"method:{name}", "Method", name, level)
        for name, level in sorted(levels.items(), key=lambda pair: (pair[1], pair[0]))
    )
    steps = tuple(
        Step(
            f"method:{built}",
            f"method:{base}",
            PAPER,
            8000,
            (Sentence(f"{built} builds on {base}.", ()),),
            Support(2, 2, 9000),
        )
        for built, base in pairs
    )
    return Lineage(next(thing for thing in things if thing.name == root), things, steps, 4)
