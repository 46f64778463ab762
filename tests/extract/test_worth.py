"""The judge: what is worth a node."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.worth import TRAITS, Judge, log_odds, probability
from kg.records import LABELS, SCORE_ONE

shares = st.floats(0, 1)
scores = st.integers(0, SCORE_ONE)


def traits(**given: float) -> list[float]:
    return [given.get(trait, 0.0) for trait in TRAITS]


@given(shares)
def test_log_odds_are_undone_but_at_the_ends(share: float) -> None:
    assert probability(log_odds(share)) == pytest.approx(min(max(share, 0.001), 0.999))


@given(st.floats(0.01, 0.99))
def test_the_plain_judge_goes_by_the_best_place(best: float) -> None:
    for label in LABELS:
        assert Judge.plain().score(label, traits(best=log_odds(best), title=1.0)) == round(best * SCORE_ONE)


@given(scores, st.lists(scores, min_size=1, max_size=8))
def test_the_best_place_has_the_score_of_the_thing(score: int, places: list[int]) -> None:
    own = Judge.plain().place_scores(score, places)
    assert max(own) == own[places.index(max(places))] == score
    assert all(0 <= value <= score for value in own)
    assert [a for _, a in sorted(zip(places, own, strict=True))] == sorted(own)


def test_weights_are_written_by_name_and_read_again() -> None:
    things = {label: tuple(n + i / 8 for i in range(len(TRAITS))) for n, label in enumerate(LABELS)}
    judge = Judge(things, (0.5, 0.25))
    assert Judge.from_text(judge.to_text()) == judge
    record = json.loads(judge.to_text())
    del record["things"]["Task"]["title"]
    with pytest.raises(KeyError):
        Judge.from_text(json.dumps(record))
