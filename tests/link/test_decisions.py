"""Decisions as a set: what each says, and which cannot hold together."""

from __future__ import annotations

import pytest

from kg.link import (
    Decided,
    Decision,
    Differ,
    Merge,
    Part,
    Relabel,
    contradicted,
    decision_from,
    decision_json,
    entity_keys,
    facts,
    fold,
    is_parted,
    kept_apart,
    key_form,
    parted_key,
    plain_key,
    relabelled,
    stated_relations,
)
from kg.records import Entity, Extraction, Mention, Paper, Relation, Span

A, B, C = "method|first", "method|second", "method|third"
AP = "metric|ap"


@pytest.mark.parametrize("decision", [Differ(A, B), Part(AP, "arxiv:1")])
def test_what_is_written_is_read_again(decision: Decision) -> None:
    assert decision_from(decision_json(decision)) == decision


def test_things_that_differ_are_not_merged_and_merged_ones_do_not_differ() -> None:
    differ = Differ(A, B)
    assert contradicted(Merge(A, B), [differ]) == differ
    assert contradicted(Merge(B, A), [differ]) == differ
    assert contradicted(differ, [Merge(B, A)]) == Merge(B, A)
    assert contradicted(Merge(A, C), [differ]) is None
    assert contradicted(differ, [Merge(A, C)]) is None
    # Both would be the third.
    assert contradicted(Merge(B, C), [differ, Merge(A, C)]) == differ
    assert contradicted(differ, [Merge(A, C), Merge(B, C)]) in {Merge(A, C), Merge(B, C)}
    assert contradicted(Relabel("task|first", "Method"), [Differ("task|first", A)]) == Differ("task|first", A)


def test_a_parted_key_is_of_the_name_and_no_other_key_is_one() -> None:
    key = parted_key(AP, "arxiv:1")
    assert is_parted(key)
    assert not is_parted(AP)
    assert not is_parted("method|hydra~ada lovelace")
    assert plain_key(key) == AP
    assert key_form(key) == "ap"
    assert fold(fold(key)) == fold(key)
    assert relabelled(key, "Method") == parted_key("method|ap", "arxiv:1")
    assert kept_apart(Part(AP, "arxiv:1")) == (key, AP)


def _entity(name: str) -> Entity:
    return Entity("Metric", name, (Mention(Span("abstract", 0, len(name)), name, 9000),), 9000)


def test_one_papers_use_of_a_name_has_a_key_of_its_own() -> None:
    paper = Paper("arxiv:1", ("arxiv:1", "doi:10.1/a"), "Title", "")
    relation = Relation("compared_with", 0, 1, (Span("abstract", 0, 2),), 9000)
    extraction = Extraction((_entity("AP"), _entity("F1")), relations=(relation,))
    for name in paper.ids:
        parted = Decided([Part(AP, name)]).parted(paper)
        key = parted_key(AP, name)
        assert entity_keys(paper, extraction, parted=parted) == (key, "metric|f 1")
        assert {fact.key for fact in facts(paper, extraction, parted=parted)} == {key, "metric|f 1"}
        assert [said.source for said in stated_relations(paper, extraction, parted=parted)] == [key]
    both = Decided([Part(AP, name) for name in paper.ids])
    assert both.parted(paper) == {AP: "arxiv:1"}
    assert Decided([Part(AP, "arxiv:2")]).parted(paper) == {}
