"""Small data for tests: records over few words, so that they meet, and an extractor that needs no model."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import strategies as st

from kg.extract import find_definitions, normal_form
from kg.records import Entity, Extraction, Label, Mention, Paper, Record, Span
from kg.store.codec import text_at

MODEL = "capitals 1"

SENTENCES = (
    "We propose Low-Rank Adaptation (LoRA) for large models.",
    "LoRA reaches 94.3 accuracy on CIFAR-10.",
    "Local Randomness (LoRA) is no adaptation.",
    "Compared with low-rank adaptations, it is Fast.",
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
            entities.append(Entity(label, max(own, key=len), tuple(sorted(mentions)), max(m.score for m in mentions)))
    return Extraction(entities=tuple(entities), definitions=definitions)
