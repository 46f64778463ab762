"""Lineage: what is built on what, by steps, each with its paper and sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from kg.analyse import Lineage, lineage
from kg.errors import NotFoundError, UsageError
from kg.link import Aliases
from kg.records import Entity, Extraction, Mention, Paper, Record, Relation, Span
from kg.store import Store

_WORD = re.compile(r"Net[A-Z]\w*")


def extract(papers: Iterable[Paper]) -> list[Extraction]:
    """Methods are words that begin with Net; a paper's first one is built on the others."""
    return [_extraction(paper) for paper in papers]


def _extraction(paper: Paper) -> Extraction:
    found: dict[str, list[Mention]] = {}
    for match in _WORD.finditer(paper.abstract):
        found.setdefault(match[0], []).append(Mention(Span("abstract", *match.span()), match[0], 9000))
    entities = tuple(Entity("Method", name, tuple(mentions), 9000, "used") for name, mentions in found.items())
    sentence = Span("abstract", 0, len(paper.abstract))
    score = 5000 if "perhaps" in paper.abstract else 8000
    relations = tuple(Relation("based_on", 0, index, (sentence,), score) for index in range(1, len(entities)))
    return Extraction(entities, (), (), relations)


SAID = (
    "NetC builds on NetB.",
    "NetB builds on NetA.",
    "NetD builds on NetC.",
    "NetE builds on NetD.",
    "NetF builds on NetC and NetB.",
    "NetC, again, builds on NetB.",
    "NetG perhaps builds on NetC.",
    "NetA builds on NetE.",
    "NetLone is alone.",
)


@pytest.fixture
def store() -> Iterator[Store]:
    records = [
        Record("a.jsonl", "", f"Paper {number} of many", text, authors=(f"Author {number}",))
        for number, text in enumerate(SAID)
    ]
    with Store.create(None, aliases=Aliases()) as made:
        made.add(records, extract, model="test")
        yield made


def levels(found: Lineage) -> dict[str, int]:
    return {thing.name: thing.level for thing in found.things}


def pairs(found: Lineage) -> set[tuple[str, str]]:
    name = {thing.id: thing.name for thing in found.things}
    return {(name[step.built], name[step.base]) for step in found.steps}


def test_bases_are_below_and_what_is_built_on_it_above(store: Store) -> None:
    found = lineage(store, "NetC", levels=2, threshold=6000)
    assert (found.method.name, found.method.level, found.left_out) == ("NetC", 0, 0)
    assert levels(found) == {"NetA": -2, "NetB": -1, "NetC": 0, "NetD": 1, "NetE": 2, "NetF": 1}
    assert pairs(found) >= {("NetC", "NetB"), ("NetB", "NetA"), ("NetD", "NetC"), ("NetF", "NetC"), ("NetF", "NetB")}


def test_a_circle_ends(store: Store) -> None:
    found = lineage(store, "NetC", threshold=6000)
    assert levels(found)["NetE"] == -3, "by the shorter way, and as a base"
    assert ("NetA", "NetE") in pairs(found)


def test_each_step_has_its_paper_and_sentence(store: Store) -> None:
    found = lineage(store, "NetC", levels=1)
    steps = [step for step in found.steps if step.base.endswith("netb") and step.built.endswith("netc")]
    assert {step.sentences[0].text for step in steps} == {SAID[0], SAID[5]}
    assert {step.support.papers for step in steps} == {2}
    assert {step.score for step in steps} == {8000}


def test_the_score_and_the_number_of_things_can_be_limited(store: Store) -> None:
    assert "NetG" in levels(lineage(store, "NetC", levels=1))
    assert "NetG" not in levels(lineage(store, "NetC", levels=1, threshold=6000))
    few = lineage(store, "NetC", levels=2, most=1, threshold=6000)
    assert levels(few) == {"NetA": -2, "NetB": -1, "NetC": 0, "NetD": 1, "NetE": 2}
    assert few.left_out == 1


def test_a_thing_without_relations_is_alone(store: Store) -> None:
    found = lineage(store, "netlone")
    assert (levels(found), found.steps) == ({"NetLone": 0}, ())


def test_a_name_that_is_not_there_gets_the_nearest(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no method of that name"):
        lineage(store, "Widget")


@pytest.mark.parametrize("options", [{"levels": 0}, {"levels": 7}, {"most": 0}])
def test_numbers_out_of_range_are_refused(store: Store, options: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="levels are 1 to 6"):
        lineage(store, "NetC", **options)
