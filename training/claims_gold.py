"""From annotations to what the scorers of roles, results and relations are to say of a Doc's candidates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from spacy.tokens import Doc

from kg.analyse.score import AnnotatedEntity, clean_value, surface_forms
from kg.extract.claims import context_of
from kg.extract.context import Context
from kg.extract.relations import TYPES, candidate_pairs
from kg.extract.results import FIELDS, KINDS, candidates_of, same_sentence
from kg.records import ROLES, Label

UNKNOWN = -1  # the annotation does not say, or says something that is no candidate


@dataclass(frozen=True, slots=True)
class Target:
    """What a paper's annotation says of a context.

    `roles` has the class of each thing, `numbers` that of each number, `links` the answer of each result in each field
    (None: nothing), `relations` for each candidate pair which of TYPES hold.
    """

    context: Context
    roles: tuple[int, ...]
    numbers: tuple[int, ...]
    links: Mapping[tuple[int, Label], int | None]
    relations: Mapping[tuple[int, int], tuple[bool, ...]]


def target(record: Mapping[str, Any], doc: Doc) -> Target:
    """Return what the annotation of a paper says of its Doc, whose entities are set."""
    context = context_of(doc)
    things = _things(record, doc)
    gold = {entity["name"]: entity for entity in record["entities"]}
    roles = [UNKNOWN] * len(context.things)
    for name, thing in things.items():
        role = gold[name].get("role")
        if role in ROLES and context.things[thing].label != "Task":
            roles[thing] = ROLES.index(role)
    numbers = [0] * len(context.numbers)
    links: dict[tuple[int, Label], int | None] = {}
    for number, result in _results(record, doc, context):
        numbers[number] = KINDS.index(result["kind"])
        for field in FIELDS:
            links[number, field] = _answer(result, field, things, candidates_of(context, number, field))
    wanted = {(things.get(source), kind, things.get(other)) for source, kind, other in record["relations"]}
    relations = {(a, b): tuple((a, kind, b) in wanted for kind in TYPES) for a, b in candidate_pairs(context)}
    return Target(context, tuple(roles), tuple(numbers), links, relations)


def _things(record: Mapping[str, Any], doc: Doc) -> dict[str, int]:
    """Return the Doc's entity for each annotated name: of those of its label the one with the most forms in common."""
    found = [
        (e.label, surface_forms(AnnotatedEntity(e.label, e.name, tuple(m.text for m in e.mentions))))
        for e in doc._.entities
    ]
    things: dict[str, int] = {}
    for entity in record["entities"]:
        forms = surface_forms(AnnotatedEntity(entity["label"], entity["name"], tuple(entity["mentions"])))
        shared = [len(forms & its) if label == entity["label"] else 0 for label, its in found]
        best = max(shared, default=0)
        if best:
            things[entity["name"]] = shared.index(best)
    return things


def _results(record: Mapping[str, Any], doc: Doc, context: Context) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the annotated results with the number that each is: the first of its value that is not taken."""
    left = [n for n, item in enumerate(context.of_number) if item >= 0]
    texts = [clean_value(doc.text[number.start : number.end]) for number in context.numbers]
    for result in record["results"]:
        value = clean_value(result["value"])
        number = next((n for n in left if texts[n] == value), None)
        if number is not None:
            left.remove(number)
            yield number, result


def _answer(result: Mapping[str, Any], field: str, things: Mapping[str, int], candidates: list[int]) -> int | None:
    name = result.get(field.lower())
    if name is None:
        return None
    # What was not found cannot be chosen: then the right answer is that it belongs to nothing that was.
    thing = things.get(name)
    return thing if thing in candidates else None


def earlier_result(gold: Target, number: int) -> int | None:
    """Return the result before one in its sentence, None if there is none."""
    before = [n for n, kind in enumerate(gold.numbers[:number]) if kind and same_sentence(gold.context, n, number)]
    return before[-1] if before else None
