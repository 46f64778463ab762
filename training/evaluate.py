"""Score a pipeline on the held-out fifth of the annotations: entities at several thresholds, and what is claimed.

usage: python -m training.evaluate FOLDER [--gold FILE]
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kg.analyse.annotations import Annotation, annotation_of, parse_annotation, read_annotations
from kg.analyse.leaderboard import sure_results
from kg.analyse.score import score
from kg.extract import DEFAULT_THRESHOLD, extract
from kg.extract.pipeline import load_from
from kg.records import LABELS, Extraction, Paper
from training.gold import GOLD, is_held_out

THRESHOLDS = (1000, 2000, 3000, 4000, 5000, 6000, 7000)
Found = Sequence[tuple[Paper, Extraction]]


def said(found: Found, threshold: int) -> list[Annotation]:
    """Return extractions as annotations."""
    return [parse_annotation(annotation_of(*pair, threshold=threshold)) for pair in found]


def claims(gold: Sequence[Annotation], found: Found) -> Iterator[str]:
    """Yield the lines that say how right roles, results and relations are, and what leaderboards show by default."""
    counts = score(gold, said(found, DEFAULT_THRESHOLD)).counts
    for name in ("all", "introduced", "value", "tuple", "relation"):
        yield f"{name:10} P {counts[name].precision:.3f} R {counts[name].recall:.3f} F1 {counts[name].f1:.3f}"
    shown = [(paper, replace(extraction, results=sure_results(extraction))) for paper, extraction in found]
    sure = score(gold, said(shown, 0)).counts["tuple"]
    yield f"leaderboards: {sure.tp} of {sure.tp + sure.fp} right in all their parts"


def main() -> None:
    """Score as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gold", type=Path, default=GOLD)
    arguments = parser.parse_args()
    gold = [a for a in read_annotations(arguments.gold) if is_held_out(a.id)]
    papers = [Paper(id=a.id, ids=(a.id,), title=a.title, abstract=a.abstract or "") for a in gold]
    nlp = load_from(arguments.folder)
    began = time.perf_counter()
    pairs = list(zip(papers, extract(papers, nlp), strict=True))
    print(f"{len(papers)} papers, {len(papers) / (time.perf_counter() - began):.0f} a second")
    print("threshold  " + "  ".join(f"{name:^17}" for name in ("all", *LABELS)) + "   (precision, recall, F1)")
    for threshold in THRESHOLDS:
        counts = score(gold, said(pairs, threshold)).counts
        row = (f"{c.precision:.3f} {c.recall:.3f} {c.f1:.3f}" for c in (counts[name] for name in ("all", *LABELS)))
        print(f"{threshold:9}  " + "  ".join(row))
    print("\n".join(claims(gold, pairs)))


if __name__ == "__main__":
    main()
