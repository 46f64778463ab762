"""Scoring what a graph holds, or what the model finds on the fly, against gold annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from kg import extract
from kg.analyse.annotations import Annotation, annotation_of, parse_annotation, read_annotations
from kg.analyse.calibration import Reliability
from kg.analyse.leaderboard import sure_results
from kg.analyse.score import Counts, Scores, score
from kg.read import clean, normal_id, normal_title
from kg.records import Extraction, Paper
from kg.store import Store


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores, and how many gold papers were in the graph, extracted on the fly, or neither (all missed).

    `papers` are the papers that gold was paired with, by their normal title. `reliability` sets the scores of all
    entities that are kept (from the floor up, not from the threshold) against whether they are right; what gold
    calls optional is left out. `leaderboards` counts the results that leaderboards show, right in all their parts or
    not (what is missed is not counted there).
    """

    scores: Scores
    in_graph: int
    on_the_fly: int
    papers: Mapping[str, Paper]
    reliability: Reliability
    leaderboards: Counts

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
                titled = store.extractions_titled(annotation.title)
                stored += titled
                if titled:
                    found.add(normal_title(annotation.title))
    missing = [a for a in annotations if normal_title(a.title) not in found and a.abstract is not None]
    fresh = list(_extracted(missing)) if missing else []
    pairs = [*stored, *fresh]
    scores = score(annotations, (_annotated(*pair, threshold=threshold) for pair in pairs))
    return Evaluation(
        scores,
        in_graph=len(found),
        on_the_fly=len({normal_title(a.title) for a in missing}),
        papers={normal_title(paper.title): paper for paper, _ in pairs},
        reliability=Reliability.of(_outcomes(annotations, pairs)),
        leaderboards=_leaderboards(annotations, pairs),
    )


def _annotated(paper: Paper, extraction: Extraction, *, threshold: int = 0) -> Annotation:
    return parse_annotation(annotation_of(paper, extraction, threshold=threshold))


def _outcomes(gold: Iterable[Annotation], pairs: Iterable[tuple[Paper, Extraction]]) -> Iterator[tuple[int, bool]]:
    """Yield score and outcome of each entity. Of two entities for one thing the one with the higher score is right."""
    wanted = {normal_title(annotation.title): annotation for annotation in gold}
    for paper, extraction in pairs:
        ranked = tuple(sorted(extraction.entities, key=lambda entity: -entity.score))
        said = _annotated(paper, Extraction(entities=ranked))
        (scored,) = score([wanted[normal_title(paper.title)]], [said]).papers
        # A title without a Latin letter or digit pairs with nothing.
        for entity, right in zip(ranked, scored.right, strict=False):
            if right is not None:
                yield entity.score, right


def _leaderboards(gold: Iterable[Annotation], pairs: Iterable[tuple[Paper, Extraction]]) -> Counts:
    said = [_annotated(paper, replace(x, results=sure_results(x), relations=())) for paper, x in pairs]
    counts = score(gold, said).counts["tuple"]
    return Counts(counts.tp, counts.fp)


def _extracted(annotations: list[Annotation]) -> Iterator[tuple[Paper, Extraction]]:
    known = ((normal_id(a.id) or a.id, a) for a in annotations)
    papers = [Paper(id=name, ids=(name,), title=clean(a.title), abstract=clean(a.abstract or "")) for name, a in known]
    yield from zip(papers, extract.extract(papers, extract.load()), strict=True)
