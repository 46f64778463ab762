"""Where annotated relations are lost, and what patterns find, on texts made for it."""

import pytest

from kg.analyse.annotations import parse_annotation
from kg.extract.context import Context, Named
from kg.records import SCORE_ONE, Entity, Extraction, Mention, Relation, Span
from training.relation_report import fates, patterned

TEXT = "We propose A . A builds on B and C . A outperforms D , E and F . Unlike B , A is fast ."


def context(text: str = TEXT) -> Context:
    words, at = [], 0
    for word in text.split(" "):
        words.append((word, (at, at + len(word))))
        at += len(word) + 1
    things = [
        Named("Method", name, SCORE_ONE, tuple(place for word, place in words if word == name), (name,))
        for name in "ABCDEF"
    ]
    starts = [0, *(place[1] + 1 for word, place in words[:-1] if word == ".")]
    made = Context(words, starts, title=0, things=things, numbers=())
    made.introduce((9, 0, 0, 0, 0, 0))
    return made


def test_patterns_read_lists_and_take_the_main_method_where_nothing_stands_before() -> None:
    found = {(kind, "ABCDEF"[source], "ABCDEF"[target]) for kind, source, target in patterned(context())}
    assert found == {
        ("based_on", "A", "B"),
        ("based_on", "A", "C"),
        ("compared_with", "A", "B"),
        *(("compared_with", "A", name) for name in "DEF"),
    }


def entity(name: str, score: int = 9000) -> Entity:
    return Entity(label="Method", name=name, mentions=(Mention(Span("abstract", 0, 1), name, score),), score=score)


@pytest.mark.parametrize(
    ("entities", "relations", "fate"),
    [
        ((entity("A"),), (), "an end was not found"),
        ((entity("A"), entity("B", 2000)), (), "an end is not shown (too low a score)"),
        ((entity("A"), entity("B")), (), "not likely enough"),
        ((entity("A"), entity("B")), (Relation("based_on", 0, 1, (), 9000),), "found"),
        ((entity("A"), entity("B")), (Relation("based_on", 1, 0, (), 9000),), "found in the other direction"),
        ((entity("A"), entity("B")), (Relation("compared_with", 0, 1, (), 9000),), "found as the other type"),
    ],
)
def test_each_annotated_relation_has_a_fate(
    entities: tuple[Entity, ...], relations: tuple[Relation, ...], fate: str
) -> None:
    names = [{"label": "Method", "name": name, "mentions": [name], "role": "used", "core": True} for name in "AB"]
    gold = parse_annotation({"title": "T", "entities": names, "relations": [["A", "based_on", "B"]]})
    assert list(fates(gold, Extraction(entities=entities, relations=relations))) == [("based_on", fate)]
