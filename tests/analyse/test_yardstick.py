"""Public sets of spans, scored by exact places."""

import json
from pathlib import Path

import pytest

from kg.analyse.score import Counts
from kg.analyse.yardstick import count_spans, evaluate_spans, is_spanned, read_spanned
from kg.errors import SourceError

TEXT = "We evaluate BERT on CIFAR-10 by accuracy."
LINE = json.dumps({"text": TEXT, "char_spans": [[20, 28, "Material"], [12, 16, "Method"], [3, 11, "Generic"]]})


def test_a_span_is_right_only_with_its_bounds_and_type() -> None:
    gold = [frozenset({(0, 4, "Task"), (5, 9, "Task")}), frozenset({(0, 3, "Method")})]
    found = [frozenset({(0, 4, "Task"), (5, 8, "Task")}), frozenset({(0, 3, "Task")})]
    counts = count_spans(gold, found)
    assert counts == {"Method": Counts(0, 0, 1), "Task": Counts(1, 2, 1), "all": Counts(1, 2, 2)}


def test_types_that_the_model_does_not_know_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "spans.jsonl"
    path.write_text(LINE + "\n", encoding="utf-8")
    assert is_spanned(path)
    texts = read_spanned(path)
    assert texts[0].text == TEXT
    counts = evaluate_spans(texts, threshold=1000)
    assert counts["Dataset"] == Counts(1, 0, 0)
    assert set(counts) <= {"Dataset", "Method", "all"}, "what the set does not label is not counted as false"


def test_what_is_no_such_file_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    assert not is_spanned(path)
    for content in ("", "not JSON\n", '{"title": "T"}\n', "[1]\n"):
        path.write_text(content, encoding="utf-8")
        assert not is_spanned(path)
    path.write_text(f'{LINE}\n{{"text": "x"}}\n', encoding="utf-8")
    with pytest.raises(SourceError, match="line 2"):
        read_spanned(path)
    path.write_bytes(LINE.encode() + b"\n\n\xff\n")
    with pytest.raises(SourceError, match="not UTF-8"):
        read_spanned(path)
