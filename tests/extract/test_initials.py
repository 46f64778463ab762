"""Names with some of their words as initials, which no text defines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.forms import normal_form
from kg.extract.initials import implied, is_shortened


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("PC-DARTS", "Partially-Connected DARTS"),
        ("Complementary RL", "Complementary Reinforcement Learning"),
        ("LLMs", "Large Language Models"),
        ("multi-agent RL", "Multi-Agent Reinforcement Learning"),
    ],
)
def test_words_may_be_initials(short: str, long: str) -> None:
    assert is_shortened(short, long)
    assert not is_shortened(long, short)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("GPT-4", "GPT-4o"),
        ("DARTS", "PC-DARTS"),
        ("RL", "Reinforcement Learning"),
        ("RLHF", "Reinforcement Learning"),
        ("Net", "Neural Elastic Transformer"),
        ("CIFAR-10", "CIFAR-100"),
    ],
)
def test_other_likenesses_are_none(short: str, long: str) -> None:
    assert not is_shortened(short, long)


def test_only_what_has_one_long_form_and_no_definition_is_implied() -> None:
    names = ["Fast RL", "Fast Reinforcement Learning", "Fast Recurrent Layers", "PC-DARTS", "Partially-Connected DARTS"]
    assert implied(names, []) == {"pc darts": "partially connected darts"}
    assert implied(names, ["pc darts"]) == {}


words = st.from_regex(r"[A-Z][a-z]{2,7}", fullmatch=True)


@given(st.lists(words, min_size=3, max_size=5), st.lists(words, max_size=2))
def test_initials_are_read_wherever_they_stand(run: list[str], rest: list[str]) -> None:
    short = " ".join([*rest, "".join(word[0] for word in run)])
    long = " ".join([*rest, *run])
    assert is_shortened(short, long)
    assert implied([short, long], []) == {normal_form(short): normal_form(long)}
