"""What the scorers of roles, results and relations are to say of a text's candidates, by its annotation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from kg.analyse.score import AnnotatedEntity, clean_value, surface_forms
from kg.extract.claims import context_of
from kg.extract.context import Context
from kg.extract.docs import make_doc
from kg.extract.pipeline import CLAIMS
from kg.extract.relations import TYPES, candidate_pairs
from kg.extract.results import FIELDS, KINDS, SURE, candidates_of, same_sentence
from kg.records import ROLES, Label

Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be said of a context, as probabilities: those of an annotation are 0 or 1.

    `roles` has the shares of ROLES of each thing, None where they are not known, and `numbers` those of KINDS of each
    number. `links` has, for a result and a field, the shares of nothing and of each candidate, in their order.
    `relations` says of candidate pairs how likely each of TYPES is. `weight` is how much the text counts.
    """

    context: Context
    roles: tuple[Shares | None, ...]
    numbers: tuple[Shares, ...]
    links: Mapping[tuple[int, Label], Shares]
    relations: Mapping[tuple[int, int], Shares]
    weight: float = 1.0


def shares(right: int, count: int) -> Shares:
    """Return the shares of `count` answers of which one is right."""
    return np.array([n == right for n in range(count)], dtype=np.float32)


def docs_of(nlp: Language, texts: Sequence[tuple[str, str]]) -> Iterator[Doc]:
    """Yield the Docs of titles and abstracts, with their entities."""
    docs = (make_doc(nlp, title=title, abstract=abstract) for title, abstract in texts)
    return nlp.pipe(docs, disable=[name for name in CLAIMS if name in nlp.pipe_names])


def target(record: Mapping[str, Any], doc: Doc) -> Target:
    """Return what the annotation of a paper says of its Doc, whose entities are set."""
    context = context_of(doc)
    things = _things(record, doc)
    gold = {entity["name"]: entity for entity in record["entities"]}
    roles: list[Shares | None] = [None] * len(context.things)
    for name, thing in things.items():
        role = gold[name].get("role")
        if role in ROLES and context.things[thing].label != "Task":
            roles[thing] = shares(ROLES.index(role), len(ROLES))
    numbers = [shares(0, len(KINDS))] * len(context.numbers)
    links: dict[tuple[int, Label], Shares] = {}
    for number, result in _results(record, doc, context):
        numbers[number] = shares(KINDS.index(result["kind"]), len(KINDS))
        for field in FIELDS:
            candidates = [None, *candidates_of(context, number, field)]
            # What was not found cannot be chosen: then the right answer is that it belongs to nothing that was.
            answer = things.get(result.get(field.lower()) or "")
            links[number, field] = shares(candidates.index(answer) if answer in candidates else 0, len(candidates))
    wanted = {(things.get(source), kind, things.get(other)) for source, kind, other in record["relations"]}
    relations = {
        (a, b): np.array([(a, kind, b) in wanted for kind in TYPES], dtype=np.float32)
        for a, b in candidate_pairs(context)
    }
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
    text = doc.text
    texts = [clean_value(text[number.start : number.end]) for number in context.numbers]
    for result in record["results"]:
        value = clean_value(result["value"])
        number = next((n for n in left if texts[n] == value), None)
        if number is not None:
            left.remove(number)
            yield number, result


def earlier_result(said: Target, number: int, field: Label) -> tuple[int, int | None] | None:
    """Return the result before one in its sentence, and what it belongs to in a field; None if there is none."""
    before = [
        n
        for n, kinds in enumerate(said.numbers[:number])
        if kinds[0] <= 1 - SURE and (n, field) in said.links and same_sentence(said.context, n, number)
    ]
    if not before:
        return None
    best = int(said.links[before[-1], field].argmax())
    return before[-1], [None, *candidates_of(said.context, before[-1], field)][best]
