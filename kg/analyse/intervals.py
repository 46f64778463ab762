"""How sure a figure is: intervals from drawing papers again and again (the bootstrap of Efron, 1979)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kg.analyse.score import PaperScore

DRAWS = 2000
_SEED = 1
_ENDS = (2.5, 97.5)


def f1_interval(papers: Sequence[PaperScore], key: str) -> tuple[float, float]:
    """Return the interval in which 95 % of the F1s of `key` (one of SCORED) lie, over papers drawn with replacement.

    The draws are the same every time. Without papers, or where nothing was to find, it is (0.0, 0.0).
    """
    if not papers:
        return 0.0, 0.0
    counts = np.array([(c.tp, c.fp, c.fn) for c in (paper.counts[key] for paper in papers)], dtype=np.int64)
    drawn = np.random.default_rng(_SEED).integers(len(counts), size=(DRAWS, len(counts)))
    tp, fp, fn = (counts[drawn, column].sum(axis=1) for column in range(3))
    f1 = 2 * tp / np.maximum(2 * tp + fp + fn, 1)
    low, high = np.percentile(f1, _ENDS)
    return float(low), float(high)
