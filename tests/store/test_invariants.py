"""The design's invariants, as far as the store and the graph made from it keep them."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kg.analyse import verify
from kg.errors import DecisionError
from kg.graph import edges, export_jsonl, nodes
from kg.link import (
    Aliases,
    Decision,
    Differ,
    Merge,
    Part,
    RejectEntity,
    RejectLink,
    RejectNaming,
    RejectRelation,
    RejectResult,
    Relabel,
    Rename,
    Split,
    decision_id,
    relabelled,
)
from kg.records import LABELS, Record
from kg.store import Store
from tests.making import IDS, MODEL, extract_capitals, records

some = st.lists(records, max_size=6)
KEYS = (
    *("method|lora", "method|low rank adaptation", "method|local randomness"),
    *("dataset|cifar 10", "dataset|imagenet", "metric|accuracy", "method|absent"),
    *("method|lora~=arxiv:2305.00001", "method|lora~ada lovelace"),
)
keys = st.sampled_from(KEYS)
papers = st.sampled_from(IDS)
decisions: st.SearchStrategy[Decision] = st.one_of(
    st.builds(Merge, key=keys, into=keys).filter(lambda d: d.key != d.into),
    st.builds(Split, key=keys, other=keys).filter(lambda d: d.key != d.other),
    st.builds(Differ, key=keys, other=keys).filter(lambda d: d.key < d.other),
    st.builds(Part, key=keys, paper=papers),
    st.builds(Rename, key=keys, name=st.sampled_from(["Another Name", "LoRA"])),
    st.builds(Relabel, key=keys, label=st.sampled_from(LABELS)).filter(lambda d: d.key != relabelled(d.key, d.label)),
    st.builds(RejectEntity, key=keys),
    st.builds(RejectNaming, key=keys, paper=papers),
    st.builds(RejectResult, paper=papers, place=st.sampled_from(["abstract:13:17", "abstract:69:73"])),
    st.builds(RejectLink, key=keys, paper=papers, place=st.sampled_from(["abstract:13:17", "abstract:69:73"])),
    st.builds(
        RejectRelation,
        type=st.sampled_from(["based_on", "compared_with"]),
        source=keys,
        target=keys,
        paper=st.one_of(st.none(), papers),
    ),
)


def built(*parts: Sequence[Record], decided: Sequence[Decision] = ()) -> Store:
    store = Store.create(None, aliases=Aliases())
    store.decide(*decided, strict=False)
    for part in parts:
        store.add(part, extract_capitals, model=MODEL)
    return store


def lines(store: Store) -> list[str]:
    return list(export_jsonl(store))


@given(some, some)
def test_order_does_not_matter(first: list[Record], second: list[Record]) -> None:
    at_once = lines(built([*first, *second]))
    assert lines(built(first, second)) == at_once
    assert lines(built(second, first)) == at_once
    assert lines(built([*reversed(second)], [*reversed(first)])) == at_once


@given(some)
def test_building_twice_changes_nothing(part: list[Record]) -> None:
    store = built(part)
    before, generation = lines(store), store.generation
    change = store.add(part, extract_capitals, model=MODEL)
    assert (change.added, change.updated, change.removed) == ((), (), ())
    assert lines(store) == before
    assert store.generation == generation


@given(some, some)
def test_removing_a_source_leaves_what_others_say(kept: list[Record], gone: list[Record]) -> None:
    kept = [r for r in kept if r.source != "c/page.txt"]
    store = built(kept, [Record("c/page.txt", "", r.title, r.abstract, r.ids, r.authors) for r in gone])
    store.remove(store.record_numbers(source="c/page.txt"), extract_capitals, model=MODEL)
    assert lines(store) == lines(built(kept))


@given(some, some)
@settings(max_examples=50)
def test_every_edge_is_provable(first: list[Record], second: list[Record]) -> None:
    store = built(first, second)
    proof = verify(store)
    assert proof.problems == ()
    assert proof.edges == sum(1 for _ in edges(store))


@given(some)
@settings(max_examples=50)
def test_what_is_below_the_threshold_is_kept_and_not_shown(part: list[Record]) -> None:
    store = built(part)
    every, shown = list(edges(store)), list(edges(store, threshold=6000))
    naming = {"ADDRESSES", "INTRODUCES", "USES", "MENTIONS", "STATES"}
    strong = {(e.source, e.target) for e in every if e.type in naming and int(str(e.properties["score"])) >= 6000}
    assert {(e.source, e.target) for e in shown if e.type in naming} == strong
    # What papers state of things is shown where both of its ends are named well enough by that paper.
    named = {(str(e.properties["paper"]), e.target) for e in shown if e.type in naming}
    claims = [e for e in every if e.type not in {*naming, "WROTE"}]
    kept = [e for e in claims if {(str(e.properties["paper"]), end) for end in (e.source, e.target)} <= named]
    told = [(e.type, e.source, e.target) for e in shown if e.type not in {*naming, "WROTE"}]
    may = [(e.type, e.source, e.target) for e in kept]
    assert set(told) <= set(may)
    # Where a paper names a thing in two ways, only one of them may be named well enough.
    if all(len(facts) == 1 for tasks in (True, False) for *_, facts in store.facts.pairs(tasks=tasks)):
        assert told == may


@given(some, st.lists(decisions, max_size=4), st.randoms(use_true_random=False))
@settings(max_examples=50)
def test_decisions_before_papers_or_after_them_are_the_same(
    part: list[Record], wanted: list[Decision], chance: random.Random
) -> None:
    after = built(part)
    after.decide(*wanted, strict=False)
    shuffled = list(wanted)
    chance.shuffle(shuffled)
    assert lines(built(part, decided=shuffled)) == lines(after)
    assert verify(after).problems == ()


@given(some, st.lists(decisions, max_size=4), decisions)
@settings(max_examples=50)
def test_undoing_a_decision_leaves_no_trace(part: list[Record], kept: list[Decision], gone: Decision) -> None:
    store = built(part, decided=[gone, *kept])
    store.undo(gone)
    assert lines(store) == lines(built(part, decided=[d for d in kept if d != gone]))


@given(some, decisions, decisions)
def test_a_refused_decision_changes_nothing(part: list[Record], first: Decision, second: Decision) -> None:
    store = built(part)
    for decision in (first, second):
        before, held = lines(store), store.decisions
        with contextlib.suppress(DecisionError):
            store.decide(decision)
            continue
        assert lines(store) == before
        with pytest.raises(DecisionError, match="|".join(map(decision_id, held))):
            store.decide(decision)


class AnyPathToTheSameSet(RuleBasedStateMachine):
    """However records and decisions come and go, the store is the one that is built from what is left."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store.create(None, aliases=Aliases())
        self.held: dict[tuple[object, ...], Record] = {}
        self.decided: list[Decision] = []

    @rule(decision=decisions)
    def decide(self, decision: Decision) -> None:
        with contextlib.suppress(DecisionError):
            self.decided += self.store.decide(decision)

    @precondition(lambda self: self.decided)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        decision = data.draw(st.sampled_from(self.decided))
        self.store.undo(decision)
        self.decided.remove(decision)

    @rule(part=some)
    def add(self, part: list[Record]) -> None:
        self.store.add(part, extract_capitals, model=MODEL)
        self.held |= {_identity(r): r for r in part}

    @rule(source=st.sampled_from(("a.jsonl", "b.jsonl", "c/page.txt")))
    def remove_source(self, source: str) -> None:
        self.store.remove(self.store.record_numbers(source=source), extract_capitals, model=MODEL)
        self.held = {key: r for key, r in self.held.items() if r.source != source}

    @rule(data=st.data())
    def remove_paper(self, data: st.DataObject) -> None:
        papers = [paper.id for paper in self.store.papers()]
        if not papers:
            return
        numbers = self.store.record_numbers(paper=data.draw(st.sampled_from(papers)))
        gone = {_identity(row.record) for row in self.store.record_rows()} - set()
        self.store.remove(numbers, extract_capitals, model=MODEL)
        left = {_identity(row.record) for row in self.store.record_rows()}
        self.held = {key: r for key, r in self.held.items() if key not in gone - left}

    @invariant()
    def same_as_built_at_once(self) -> None:
        assert lines(self.store) == lines(built(list(self.held.values()), decided=self.decided))
        assert verify(self.store).problems == ()


def _identity(record: Record) -> tuple[object, ...]:
    return (
        record.source,
        record.title,
        record.abstract,
        record.ids,
        record.authors,
        record.date,
        record.votes,
    )


AnyPathToTheSameSet.TestCase.settings = settings(max_examples=25, stateful_step_count=8, deadline=None)
test_any_path_to_the_same_set = AnyPathToTheSameSet.TestCase


@given(some)
@settings(max_examples=30)
def test_results_come_in_the_order_of_their_ids(part: list[Record]) -> None:
    store = built(part)
    made = [node.id for node in nodes(store) if node.label == "Result"]
    assert made == sorted(made)
    for kind in ("OF_METHOD", "ON_DATASET", "IN_METRIC"):
        links = [edge.source[1] for edge in edges(store) if edge.type == kind]
        assert links == sorted(links)
