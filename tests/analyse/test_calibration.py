"""Whether scores mean what they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analyse.calibration import COLUMNS, Reliability
from kg.records import SCORE_ONE

outcomes = st.lists(st.tuples(st.integers(0, SCORE_ONE), st.booleans()), max_size=60)


def test_a_bin_knows_its_things() -> None:
    reliability = Reliability.of([(7000, True), (7500, False), (7999, True), (SCORE_ONE, True), (0, False)])
    rows = reliability.rows()
    assert len(COLUMNS) == len(rows[0])
    assert rows == [("0.0 to 0.1", 1, 0.0, 0.0), ("0.7 to 0.8", 3, 0.75, 0.667), ("0.9 to 1.0", 1, 1.0, 1.0)]
    assert reliability.error == pytest.approx(3 / 5 * (0.74997 - 2 / 3), abs=1e-4)


def test_nothing_has_no_error() -> None:
    assert Reliability.of([]) == Reliability(())
    assert Reliability.of([]).error == 0.0


@given(outcomes)
def test_nothing_is_lost_and_the_error_is_a_share(pairs: list[tuple[int, bool]]) -> None:
    reliability = Reliability.of(pairs)
    assert reliability.count == len(pairs)
    assert sum(bin_.right for bin_ in reliability.bins) == sum(right for _, right in pairs)
    assert 0.0 <= reliability.error <= 1.0
    assert reliability == Reliability.of(reversed(pairs))


@given(st.integers(1, 9), st.integers(1, 20))
def test_scores_that_hold_have_no_error(tenths: int, times: int) -> None:
    pairs = [(tenths * 1000, n < tenths) for n in range(10)] * times
    assert Reliability.of(pairs).error == pytest.approx(0.0, abs=1e-9)
