"""Whether scores mean what they say: of what has a score of 7,000, seven in ten should be right.

The table of reliability and the expected calibration error are those of Guo et al. (2017), in ten bins of equal width.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kg.records import SCORE_ONE

BINS = 10
COLUMNS = ("score", "things", "mean score", "right")


@dataclass(frozen=True, slots=True)
class Bin:
    """The things with scores from `low` up to `high` (the last bin's end included): their number, sums, and hits."""

    low: int
    high: int
    count: int
    total: int
    right: int

    @property
    def mean(self) -> float:
        """The mean score, from 0 to 1."""
        return self.total / self.count / SCORE_ONE if self.count else 0.0

    @property
    def share(self) -> float:
        """The part of them that is right."""
        return self.right / self.count if self.count else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Scores against outcomes, bin by bin; bins without a thing are left out."""

    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, outcomes: Iterable[tuple[int, bool]]) -> Reliability:
        """Make it from pairs of a score (0 to 10,000) and whether the thing is right."""
        width = SCORE_ONE // BINS
        counts, totals, right = [0] * BINS, [0] * BINS, [0] * BINS
        for score, outcome in outcomes:
            place = min(score // width, BINS - 1)
            counts[place] += 1
            totals[place] += score
            right[place] += outcome
        return cls(
            tuple(Bin(i * width, (i + 1) * width, counts[i], totals[i], right[i]) for i in range(BINS) if counts[i])
        )

    @property
    def count(self) -> int:
        """The number of things."""
        return sum(bin_.count for bin_ in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error: the mean gap of a bin's score and share, weighted by its things."""
        return sum(b.count * abs(b.mean - b.share) for b in self.bins) / self.count if self.count else 0.0

    def rows(self) -> list[tuple[str, int, float, float]]:
        """Return a row a bin, in the order of COLUMNS."""
        return [
            (f"{b.low / SCORE_ONE:.1f} to {b.high / SCORE_ONE:.1f}", b.count, round(b.mean, 3), round(b.share, 3))
            for b in self.bins
        ]
