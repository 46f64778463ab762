"""Fit the judge (what is worth a node, `kg.extract.worth`) of a pipeline to the held-out fifth of the annotations.

usage: python -m training.train_judge FOLDER [--also FOLDER]

FOLDER holds a pipeline that was not trained on that fifth; its judge is replaced, and so is that of the other folder
(the same settings trained on everything). What is printed was measured by fitting on four of five parts of the
held-out papers and scoring the other part.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kg.analyse.annotations import AnnotatedEntity, Annotation, read_annotations
from kg.analyse.calibration import Reliability
from kg.analyse.score import Counts, score, surface_forms
from kg.extract import FLOOR
from kg.extract.docs import make_doc
from kg.extract.entities import Thing
from kg.extract.finder import EntityFinder, things_of
from kg.extract.pipeline import load_from, save
from kg.extract.worth import Judge, log_odds
from kg.records import LABELS, SCORE_ONE, Label
from training.gold import GOLD, is_held_out

PARTS = 5
_FORCE = 3.0  # how strongly weights are held to those of the plain judge
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A held-out paper: what it names by gold and by the tagger, and whether each thing is right (None: either)."""

    gold: Annotation
    things: tuple[Thing, ...]
    texts: tuple[tuple[str, ...], ...]
    right: tuple[bool | None, ...]

    @property
    def part(self) -> int:
        """The part of the held-out papers that it belongs to."""
        return hashlib.sha256(self.gold.id.encode()).digest()[1] % PARTS


def judged(nlp: Language, gold: Annotation) -> Judged:
    """Find the things that a paper names, the best first, and say which of them are right."""
    doc = make_doc(nlp, title=gold.title, abstract=gold.abstract or "")
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    things = tuple(sorted(things_of(doc), key=lambda thing: -thing.score))
    texts = tuple(tuple(doc.text[slice(*place)] for place, _ in thing.places) for thing in things)
    (paper,) = score([gold], [annotation(gold, things, texts)]).papers
    return Judged(gold, things, texts, paper.right)


def annotation(gold: Annotation, things: Sequence[Thing], texts: Sequence[tuple[str, ...]]) -> Annotation:
    """Return things as an annotation of a paper."""
    entities = tuple(AnnotatedEntity(t.label, t.name, forms) for t, forms in zip(things, texts, strict=True))
    return replace(gold, entities=entities, results=(), relations=(), optional_relations=())


def fit(rows: Floats, right: Floats, start: Floats) -> Floats:
    """Return the weights of a logistic regression, drawn towards `start`, by Newton's method with shorter steps."""
    weights = start.copy()
    # The constant and the slope of the best place are nearly free.
    force = np.full(len(start), _FORCE)
    force[:2] = 0.1

    def loss(weights: Floats) -> float:
        odds = rows @ weights
        pull = force * (weights - start) ** 2 / 2
        return float(np.sum(np.logaddexp(0.0, odds) - right * odds) + np.sum(pull))

    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30.0, 30.0)))
        slope = rows.T @ (chance - right) + force * (weights - start)
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(force)
        step = np.linalg.solve(curve, slope)
        # Far from the minimum a whole step can lead away from it.
        length = 1.0
        while length > 1e-6 and loss(weights - length * step) > loss(weights):
            length /= 2
        weights -= length * step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def fit_judge(papers: Sequence[Judged]) -> Judge:
    """Fit a judge to papers."""
    things: dict[Label, tuple[float, ...]] = {}
    plain = Judge.plain()
    for label in LABELS:
        known = [
            (thing.traits, right)
            for paper in papers
            for thing, right in zip(paper.things, paper.right, strict=True)
            if thing.label == label and right is not None
        ]
        rows, right = np.array([traits for traits, _ in known]), np.array([float(right) for _, right in known])
        things[label] = tuple(round(w, 4) for w in fit(rows, right, np.array(plain.things[label])).tolist())
    places = [pair for paper in papers for pair in right_places(paper)]
    rows = np.array([[1.0, log_odds(own / SCORE_ONE)] for own, _ in places])
    constant, slope = fit(rows, np.array([float(right) for _, right in places]), np.array(plain.place)).tolist()
    return Judge(things, (round(constant, 4), round(slope, 4)))


def right_places(paper: Judged) -> list[tuple[int, bool]]:
    """Return the tagger's score of each place of a right thing, and whether gold has that form for a core entity."""
    forms = {form for entity in paper.gold.entities if entity.core for form in surface_forms(entity)}
    return [
        (own, not forms.isdisjoint(surface_forms(AnnotatedEntity(thing.label, text, ()))))
        for thing, texts, right in zip(paper.things, paper.texts, paper.right, strict=True)
        if right
        for (_, own), text in zip(thing.places, texts, strict=True)
    ]


def show(title: str, judges: Sequence[Judge], papers: Sequence[Judged]) -> None:
    """Print what each paper's part is scored by its judge: F1 at several thresholds, and the calibration."""
    scored = [[judges[p.part].score(t.label, t.traits) for t in p.things] for p in papers]
    print(title)
    for threshold in range(2000, 8000, 500):
        predicted = []
        for paper, scores in zip(papers, scored, strict=True):
            kept = [i for i, s in enumerate(scores) if s >= threshold]
            predicted.append(annotation(paper.gold, [paper.things[i] for i in kept], [paper.texts[i] for i in kept]))
        counts = score([p.gold for p in papers], predicted).counts
        print(threshold, "  ".join(f"{name} {row(counts[name])}" for name in ("all", *LABELS)))
    reliability = Reliability.of(
        (s, right)
        for paper, scores in zip(papers, scored, strict=True)
        for s, right in zip(scores, paper.right, strict=True)
        if right is not None and s >= FLOOR
    )
    print(f"expected calibration error {reliability.error:.3f} over {reliability.count} things")


def row(c: Counts) -> str:
    """Return precision, recall and F1 for reading."""
    return f"{c.precision:.3f} {c.recall:.3f} {c.f1:.3f}"


def main() -> None:
    """Fit as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--also", type=Path, help="a pipeline trained on everything, to get the same judge")
    parser.add_argument("--gold", type=Path, default=GOLD)
    arguments = parser.parse_args()
    nlp = load_from(arguments.folder)
    papers = [judged(nlp, a) for a in read_annotations(arguments.gold) if is_held_out(a.id)]
    show("by the best place alone", [Judge.plain()] * PARTS, papers)
    parts = [fit_judge([p for p in papers if p.part != part]) for part in range(PARTS)]
    show("judged, each part by a judge of the others", parts, papers)
    judge = fit_judge(papers)
    for folder in filter(None, (arguments.folder, arguments.also)):
        pipeline = load_from(folder)
        finder = pipeline.get_pipe("kg_entities")
        assert isinstance(finder, EntityFinder)
        finder.judge = judge
        save(pipeline, folder)
        print(f"wrote {folder}")


if __name__ == "__main__":
    main()
