"""Keys and canonical names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.link import (
    canonical_key,
    dominant,
    entity_key,
    facts,
    node_id,
    node_key,
    preferred_name,
    short_forms,
    spellings,
)
from kg.records import Definition, Entity, Extraction, Mention, Span

counts = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9), max_size=4)
tables = st.dictionaries(st.sampled_from("abcdef"), counts, max_size=6)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Low-Rank Adaptation", "low rank adaptation"),
        ("CIFAR-10", "CIFAR10"),
        ("CIFAR-10", "CIFAR 10"),
        ("diffusion models", "Diffusion Model"),
        ("LLMs", "LLM"),
        ("text–to–image", "text-to-image"),
        ("Hits@10", "hits@10"),
    ],
)
def test_spellings_of_one_thing_have_one_key(first: str, second: str) -> None:
    assert entity_key("Method", first) == entity_key("Method", second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("GPT-4", "GPT-4o"),
        ("GPT-3", "GPT-3.5"),
        ("C", "C++"),
        ("BERT", "BERT-base"),
        ("ImageNet-1k", "ImageNet-21k"),
        ("Hits@1", "Hits@10"),
        ("DPM-Solver", "DPM-Solver++"),
        ("LLaMA 2", "LLaMA 3"),
    ],
)
def test_different_things_have_different_keys(first: str, second: str) -> None:
    assert entity_key("Method", first) != entity_key("Method", second)


def test_a_label_makes_another_key() -> None:
    assert entity_key("Method", "AP") != entity_key("Metric", "AP")


@given(st.text(min_size=1), st.sampled_from(["Method", "Dataset", "Metric", "Task"]))
def test_an_id_leads_back_to_its_key(name: str, label: str) -> None:
    key = entity_key(label, name)  # type: ignore[arg-type]
    assert node_key(node_id(key)) == key


def test_an_expansion_dominates_with_more_than_half() -> None:
    assert dominant({"long a": 3, "long b": 2}) == "long a"
    assert dominant({"long a": 2, "long b": 2}) is None
    assert dominant({}) is None


@given(tables)
def test_a_canonical_key_is_its_own(table: dict[str, dict[str, int]]) -> None:
    def expansions(key: str) -> dict[str, int]:
        return table.get(key, {})

    for key in "abcdef":
        canonical = canonical_key(key, expansions)
        assert canonical_key(canonical, expansions) == canonical
        longer = dominant(expansions(key))
        if longer:
            assert canonical_key(longer, expansions) == canonical


@given(
    st.dictionaries(
        st.sampled_from(["Low-Rank Adaptation", "low-rank adaptation", "LoRA"]), st.integers(1, 5), min_size=1
    )
)
def test_the_preferred_name_is_the_most_frequent_of_its_own_form(table: dict[str, int]) -> None:
    name = preferred_name("method|low rank adaptation", table)
    own = {text: count for text, count in table.items() if text != "LoRA"}
    if own:
        assert own[name] == max(own.values())
    else:
        assert name == "low rank adaptation"


def _mention(text: str, start: int) -> Mention:
    return Mention(Span("abstract", start, start + len(text)), text, 9000)


def test_a_paper_gives_the_short_form_the_long_forms_key() -> None:
    mentions = (_mention("Low-Rank Adaptation", 0), _mention("LoRA", 21))
    entity = Entity("Method", "Low-Rank Adaptation", mentions, 9000)
    definition = Definition("LoRA", "Low-Rank Adaptation", Span("abstract", 21, 25), Span("abstract", 0, 19))
    extraction = Extraction(entities=(entity,), definitions=(definition,))
    (fact,) = facts(extraction)
    assert fact.key == "method|low rank adaptation"
    assert set(spellings(fact)) == {"Low-Rank Adaptation", "LoRA"}
    assert list(short_forms(fact, extraction)) == [entity_key("Method", "LoRA")]


def test_two_entities_of_one_key_are_one_fact() -> None:
    one = Entity("Dataset", "CIFAR-10", (_mention("CIFAR-10", 0),), 9000, "mentioned")
    other = Entity("Dataset", "CIFAR10", (_mention("CIFAR10", 30),), 8000, "used")
    (fact,) = facts(Extraction(entities=(one, other)))
    assert (fact.score, fact.role, len(fact.mentions)) == (9000, "used", 2)
