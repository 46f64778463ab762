"""A small graph in a file, for the explorer: papers over few names, one of which looks like markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from kg.extract import find_definitions
from kg.records import Entity, Extraction, Label, Mention, Paper, Record, Role, Span
from kg.store import Store
from kg.store.codec import text_at
from tests.making import _relations, _results

MODEL = "widgets 1"
MARKUP = "<script>alert(1)</script>"
NAMES: dict[str, Label] = {
    "WidgetNet": "Method",
    "GadgetNet": "Method",
    "SprocketNet": "Method",
    MARKUP: "Method",
    "CIFAR-10": "Dataset",
    "ImageNet": "Dataset",
    "perplexity": "Metric",
    "image generation": "Task",
}
RECORDS = (
    Record(
        source="a.jsonl",
        place="1",
        title="Faster Sampling with Widgets",
        abstract="WidgetNet is made for image generation and builds on GadgetNet. On CIFAR-10 it gets 2.69 perplexity.",
        ids=("arxiv:2301.00001",),
        authors=("Ada Lovelace", "Bo Li"),
        date="2023-01-05",
    ),
    Record(
        source="a.jsonl",
        place="2",
        title="Widgets at Scale",
        abstract="GadgetNet and SprocketNet get 3.5 perplexity on CIFAR-10 for image generation. 😀 WidgetNet wins.",
        ids=("doi:10.1/a/b",),
        authors=("Carla Núñez",),
        date="2024-02",
        url="https://example.org/widgets",
        votes=7,
    ),
    Record(
        source="b.jsonl",
        place="1",
        title=f'On {MARKUP} & "Co"',
        abstract=f"{MARKUP} is compared with GadgetNet on ImageNet and CIFAR-10, with 9.0 perplexity.",
        date="2024-05-01",
        url="javascript:alert(1)",
    ),
)


def extract_widgets(papers: Iterable[Paper]) -> list[Extraction]:
    """Extract the names of the list: a pure function of the text, as the pipeline is."""
    return [_extraction(paper) for paper in papers]


def _extraction(paper: Paper) -> Extraction:
    entities = []
    for name, label in NAMES.items():
        mentions = [
            Mention(Span(field, *match.span()), match[0], 9000)
            for field in ("title", "abstract")
            for match in re.finditer(re.escape(name), text_at(paper, Span(field, 0, 10**6)))
        ]
        if mentions:
            role: Role = "introduced" if f"{name} is made" in paper.abstract else "used"
            entities.append(Entity(label, name, tuple(sorted(mentions)), 9000, role))
    found = tuple(sorted(entities, key=lambda entity: (entity.mentions[0].span.field != "abstract", entity.mentions)))
    definitions = tuple(find_definitions(paper.abstract, field="abstract"))
    return Extraction(found, definitions, _results(paper, found), _relations(paper, found))


def write_graph(path: Path, records: Iterable[Record] = RECORDS) -> None:
    """Write a graph of some records, or add them to one."""
    with Store.create(path) as store:
        store.add(records, extract_widgets, model=MODEL)


def crowd(count: int) -> list[Record]:
    """Return papers that name most of the list, one a month."""
    return [
        Record(
            source="c.jsonl",
            place=str(number),
            title=f"Study {number} of widgets",
            abstract=f"WidgetNet and GadgetNet are run on CIFAR-10 {'and ImageNet ' * (number % 2)}for perplexity.",
            ids=(f"arxiv:24{number // 100:02}.{number % 100:05}",),
            date=f"{2015 + number % 9}-{1 + number % 12:02}",
        )
        for number in range(count)
    ]
