"""The design's invariants, as far as the store and the graph made from it keep them."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kg.analyse import verify
from kg.graph import edges, export_jsonl, nodes
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, extract_capitals, records

some = st.lists(records, max_size=6)


def built(*parts: Sequence[Record]) -> Store:
    store = Store.create(None)
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


class AnyPathToTheSameSet(RuleBasedStateMachine):
    """However records come and go, the store is the one that has been built from what is left."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Store.create(None)
        self.held: dict[tuple[object, ...], Record] = {}

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
        assert lines(self.store) == lines(built(list(self.held.values())))
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
