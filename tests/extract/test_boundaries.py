"""Where names begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.boundaries import balanced, trimmed

CASES = [
    ("CIFAR-10 dataset", "CIFAR-10"),
    ("the CIFAR-10 datasets", "CIFAR-10"),
    ("DPO method", "DPO"),
    ("GPT-4 model", "GPT-4"),
    ("Vicuna Benchmark", "Vicuna Benchmark"),
    ("diffusion models", "diffusion models"),
    ("Sinkhorn algorithm", "Sinkhorn algorithm"),
    ("a novel, effective Low-Rank Adaptation", "Low-Rank Adaptation"),
    ("state-of-the-art PC-DARTS", "PC-DARTS"),
    ("our proposed USF framework", "USF"),
    ("Efficient Transformer", "Efficient Transformer"),
    ("Novel View Synthesis", "Novel View Synthesis"),
    ("dataset", "dataset"),
    ("the", "the"),
    ("``SDIM''", "SDIM"),
    ("(PACE-LM)", "PACE-LM"),
    ("(PACE-LM", "PACE-LM"),
    ("PACE-LM)", "PACE-LM"),
    ("f(x) attention", "f(x) attention"),
    ("MRR@10", "MRR@10"),
    ("C++", "C++"),
    ("Gemini 1.0 Pro", "Gemini 1.0 Pro"),
    ("Samba-", "Samba"),
    ("", ""),
    (" . ", " . "),
]


@pytest.mark.parametrize(("text", "name"), CASES)
def test_name_in_text(text: str, name: str) -> None:
    start, end = trimmed(text)
    assert text[start:end] == name


@given(
    st.text(max_size=30)
    | st.lists(st.sampled_from(["the ", "(", ")", " dataset", "X", "-", " method"]), max_size=8).map("".join)
)
def test_trimming_is_done_at_once_and_never_empties(text: str) -> None:
    start, end = trimmed(text)
    assert 0 <= start <= end <= len(text)
    assert (start < end) == bool(text)
    again = trimmed(text[start:end])
    assert again == (0, end - start)


@pytest.mark.parametrize(
    ("text", "is_so"), [("a (b) c", True), ("OOD) x", False), ("(a", False), (")(", False), ("[a)", False), ("", True)]
)
def test_balanced(text: str, *, is_so: bool) -> None:
    assert balanced(text) is is_so
