"""Small data for tests: records over few words, so that they meet, and an extractor that needs no model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from hypothesis import strategies as st

from kg.extract import find_definitions, find_numbers, normal_form
from kg.records import Entity, Extraction, Field, Label, Mention, Paper, Record, Relation, Result, Role, Span
from kg.store.codec import text_at

MODEL = "capitals 2"

SENTENCES = (
    "We propose Low-Rank Adaptation (LoRA) for large models.",
    "LoRA reaches 94.3 accuracy on CIFAR-10.",
    "Local Randomness (LoRA) is no adaptation.",
    "Compared with low-rank adaptations, it is Fast by 2-7 times.",
    "LoRA builds on Local Randomness and on Low-Rank Adaptation; 94% are right.",
    "CIFAR10 and ImageNet are used; LoRA is not.",
    "Nothing of note is named here.",
)
TITLES = ("Sharper Bounds", "sharper bounds!", "Adaptation of LoRA", "On CIFAR-10")
IDS = ("arxiv:2305.00001", "arxiv:2305.00002", "doi:10.1/a", "acl:P19-1001", "other:7")
AUTHORS = ("Ada Lovelace", "A. Lovelace", "Bo Li", "Carla Núñez")
SOURCES = ("a.jsonl", "b.jsonl", "c/page.txt")
DATES = (None, "2023", "2023-06-01", "--07-24", "2021-01")

records = st.builds(
    Record,
    source=st.sampled_from(SOURCES),
    place=st.just(""),
    title=st.sampled_from(TITLES),
    abstract=st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3).map(" ".join),
    ids=st.sets(st.sampled_from(IDS), max_size=2).map(lambda found: tuple(sorted(found))),
    authors=st.lists(st.sampled_from(AUTHORS), max_size=2, unique=True).map(tuple),
    date=st.sampled_from(DATES),
    votes=st.one_of(st.none(), st.integers(0, 99)),
)

_SHORT = re.compile(r"LoRA|CIFAR-?10|ImageNet|[Ll]ow-[Rr]ank [Aa]daptations?|Local Randomness|accuracy")
_LABELS: dict[str, Label] = {"cifar": "Dataset", "image": "Dataset", "accur": "Metric"}


def extract_capitals(papers: Iterable[Paper]) -> list[Extraction]:
    """Extract a closed list of names: a pure function of the text, as the pipeline is."""
    return [_extraction(paper) for paper in papers]


def _extraction(paper: Paper) -> Extraction:
    definitions = (
        *find_definitions(paper.title, field="title"),
        *find_definitions(paper.abstract, field="abstract"),
    )
    long_of = {d.short: d.long for d in definitions}
    found: dict[tuple[Label, str], list[Mention]] = {}
    for field in ("title", "abstract"):
        text = text_at(paper, Span(field, 0, 10**9))
        for match in _SHORT.finditer(text):
            label = _LABELS.get(match[0][:5].lower(), "Method")
            name = normal_form(long_of.get(match[0], match[0]))
            score = 4000 + 1000 * (len(text) % 6)
            found.setdefault((label, name), []).append(Mention(Span(field, *match.span()), match[0], score))
    entities = []
    for (label, form), mentions in found.items():
        own = [m.text for m in mentions if normal_form(m.text) == form]
        if own:
            name = max(own, key=len)
            role: Role = "introduced" if f"{name} reaches" in paper.abstract else "mentioned"
            entities.append(Entity(label, name, tuple(sorted(mentions)), max(m.score for m in mentions), role))
    found_entities = tuple(entities)
    return Extraction(found_entities, definitions, _results(paper, found_entities), _relations(paper, found_entities))


def _results(paper: Paper, entities: tuple[Entity, ...]) -> tuple[Result, ...]:
    """Every number in the abstract is a result of the first method, dataset and metric."""
    first: dict[str, int] = {}
    for index, entity in enumerate(entities):
        first.setdefault(entity.label, index)
    return tuple(
        Result(
            text=paper.abstract[number.start : number.end],
            value=number.value,
            unit=number.unit,
            kind="absolute",
            approximate=number.approximate,
            bound=number.bound,
            method=first.get("Method"),
            dataset=first.get("Dataset"),
            metric=first.get("Metric"),
            span=Span("abstract", number.start, number.end),
            sentence=Span("abstract", 0, len(paper.abstract)),
            score=9000,
            link_scores=(9500, 9500, 9500),
        )
        for number in find_numbers(paper.abstract)
    )


def _relations(paper: Paper, entities: tuple[Entity, ...]) -> tuple[Relation, ...]:
    """The first method of the abstract is based on the next, and that is compared with the one after it."""
    field: Field = "abstract"
    methods = [
        index
        for index, entity in enumerate(entities)
        if entity.label == "Method" and any(mention.span.field == field for mention in entity.mentions)
    ]
    evidence = (Span(field, 0, len(paper.abstract)),)
    pairs = list(pairwise(methods))
    return (
        *(Relation("based_on", a, b, evidence, 8000) for a, b in pairs[:1]),
        *(Relation("compared_with", a, b, evidence, 7000) for a, b in pairs[1:2]),
    )
