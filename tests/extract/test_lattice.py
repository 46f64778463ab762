"""The distribution over segmentations, held against the sum over all of them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.lattice import Lattice

KINDS = 2
Segment = tuple[int, int, int]  # from word, to word (not included), kind; kind -1 is outside


def segmentations(starts: list[bool], first: int = 0) -> Iterator[list[Segment]]:
    if first == len(starts):
        yield []
        return
    for rest in segmentations(starts, first + 1):
        yield [(first, first + 1, -1), *rest]
    for end in range(first + 1, len(starts) + 1):
        if any(starts[first + 1 : end]):
            break
        for kind in range(KINDS):
            for rest in segmentations(starts, end):
                yield [(first, end, kind), *rest]


def weight(segments: list[Segment], scores: np.ndarray) -> float:
    total = 0.0
    for start, end, kind in segments:
        if kind < 0:
            total += scores[start, 0]
        elif end - start == 1:
            total += scores[start, 1 + 3 * KINDS + kind]
        else:
            total += scores[start, 1 + kind] + scores[end - 1, 1 + 2 * KINDS + kind]
            total += scores[start + 1 : end - 1, 1 + KINDS + kind].sum()
    return float(np.exp(total))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.booleans(), max_size=4), st.integers(0, 2**32 - 1))
def test_span_probabilities_are_exact(starts: list[bool], seed: int) -> None:
    scores = np.random.default_rng(seed).normal(scale=2.0, size=(len(starts), 1 + 4 * KINDS))
    lattice = Lattice.of(scores, np.array(starts, dtype=np.bool_))
    mass: defaultdict[Segment, float] = defaultdict(float)
    whole = 0.0
    for segments in segmentations(starts):
        share = weight(segments, scores)
        whole += share
        for segment in segments:
            mass[segment] += share
    totals: defaultdict[tuple[int, int], float] = defaultdict(float)
    for start in range(len(starts)):
        for end in range(start + 1, len(starts) + 1):
            got = lattice.span(start, end)
            for kind in range(KINDS):
                assert got[kind] == pytest.approx(mass[start, end, kind] / whole, abs=1e-9)
                totals[start, end] += mass[start, end, kind] / whole
    for floor in (0.01, 0.3):
        assert lattice.spans(floor) == sorted(span for span, p in totals.items() if p >= floor)
    assert lattice.marginals(scores).sum(axis=1) == pytest.approx(np.ones(len(starts)))


def test_extreme_scores_stay_finite() -> None:
    scores = np.full((40, 1 + 4 * KINDS), -1e4)
    scores[:, 1] = 1e4  # every word wants to begin a span, which no sequence allows
    lattice = Lattice.of(scores, np.zeros(40, dtype=np.bool_))
    assert np.isfinite(lattice.forward).all()
    assert np.isfinite(lattice.backward).all()
    assert np.isfinite(lattice.marginals(scores)).all()
