"""Fitting the judge."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.worth import TRAITS, probability
from training.train_judge import fit


@settings(max_examples=20, deadline=None)
@given(st.floats(-1.5, 1.5), st.floats(0.3, 2.0))
def test_weights_are_found_again(constant: float, slope: float) -> None:
    rng = np.random.default_rng(0)
    rows = np.column_stack([np.ones(20_000), rng.normal(size=20_000)])
    chance = np.array([probability(odds) for odds in rows @ np.array([constant, slope])])
    found = fit(rows, (rng.random(20_000) < chance).astype(float), np.array([0.0, 1.0]))
    assert found == pytest.approx([constant, slope], abs=0.15)


def test_few_papers_leave_the_weights_where_they_were() -> None:
    start = np.array([1.0 if trait == "best" else 0.0 for trait in TRAITS])
    rows = np.zeros((2, len(TRAITS)))
    rows[:, TRAITS.index("title")] = 1.0
    found = fit(rows, np.array([1.0, 0.0]), start)
    assert found == pytest.approx(start, abs=1e-6)
