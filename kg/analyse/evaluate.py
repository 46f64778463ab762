"""Scoring what a graph holds, or what the model finds on the fly, against gold annotations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from kg import extract
from kg.analyse.annotations import Annotation, annotation_of, parse_annotation, read_annotations
from kg.analyse.score import Scores, score
from kg.read import clean, normal_title
from kg.records import Extraction, Paper
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores, and how many gold papers were in the graph, extracted on the fly, or neither (all missed)."""

    scores: Scores
    in_graph: int
    on_the_fly: int

    @property
    def gold(self) -> int:
        """The number of gold papers."""
        return len(self.scores.papers)

    @property
    def paired(self) -> int:
        """The number of gold papers for which there is a prediction."""
        return self.in_graph + self.on_the_fly


def evaluate(gold: Path, graph: Path | None, *, threshold: int) -> Evaluation:
    """Score against a file of gold annotations; entities below the threshold (0 to 10,000) do not count.

    Gold is paired with the graph's papers by title; what is not there and brings an abstract is extracted by
    the packaged model. Raises SourceError for gold that cannot be read, StoreError for a graph that cannot.
    """
    annotations = read_annotations(gold)
    stored: list[tuple[Paper, Extraction]] = []
    found: set[str] = set()
    with ExitStack() as stack:
        if graph is not None:
            store = stack.enter_context(Store.open(graph))
            for annotation in annotations:
                pairs = store.extractions_titled(annotation.title)
                stored += pairs
                if pairs:
                    found.add(normal_title(annotation.title))
    missing = [a for a in annotations if normal_title(a.title) not in found and a.abstract is not None]
    fresh = list(_extracted(missing)) if missing else []
    predicted = [parse_annotation(annotation_of(*pair, threshold=threshold)) for pair in (*stored, *fresh)]
    scores = score(annotations, predicted)
    return Evaluation(scores, in_graph=len(found), on_the_fly=len({normal_title(a.title) for a in missing}))


def _extracted(annotations: list[Annotation]) -> Iterator[tuple[Paper, Extraction]]:
    papers = [
        Paper(id=f"gold:{a.id}", ids=(f"gold:{a.id}",), title=clean(a.title), abstract=clean(a.abstract or ""))
        for a in annotations
    ]
    yield from zip(papers, extract.extract(papers, extract.load()), strict=True)
