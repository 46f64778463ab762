"""The model card, and how sure its figures are."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analyse.card import FILE, model_card, read_card
from kg.analyse.intervals import f1_interval
from kg.analyse.score import SCORED, Counts, PaperScore
from kg.errors import KgError
from kg.extract import pipeline

MODEL = Path(pipeline.__file__).parent / "model"
small = st.integers(0, 5)


def scored(tp: int, fp: int, fn: int) -> PaperScore:
    counts = dict.fromkeys(SCORED, Counts()) | {"all": Counts(tp, fp, fn)}
    return PaperScore("t", predicted=True, counts=counts, row=False)


@given(st.lists(st.builds(scored, small, small, small), min_size=1, max_size=20))
def test_an_interval_is_one_and_always_the_same(papers: list[PaperScore]) -> None:
    low, high = f1_interval(papers, "all")
    assert 0.0 <= low <= high <= 1.0
    assert (low, high) == f1_interval(papers, "all")


def test_equal_papers_leave_no_doubt_and_more_papers_leave_less() -> None:
    assert f1_interval([scored(2, 1, 1)] * 9, "all") == pytest.approx((2 / 3, 2 / 3))
    mixed = [scored(3, 0, 1), scored(0, 2, 2), scored(1, 1, 0), scored(4, 0, 0)]
    few, many = (f1_interval(mixed * times, "all") for times in (2, 40))
    assert many[1] - many[0] < (few[1] - few[0]) / 2
    assert f1_interval([], "all") == (0.0, 0.0)


def test_the_packaged_card_is_whole() -> None:
    card = model_card()
    assert card.megabytes < 30
    assert len(card.figures) == 2 * len(SCORED)
    page = card.markdown()
    assert all(weakness in page for weakness in card.weaknesses)


def test_a_damaged_card_is_one_clear_error(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(MODEL, folder)
    record = json.loads((folder / FILE).read_text(encoding="utf-8"))
    del record["figures"][0]["F1"]
    (folder / FILE).write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(KgError, match="install the package again"):
        read_card(folder)
    (folder / FILE).unlink()
    with pytest.raises(KgError, match="install the package again"):
        read_card(folder)
