"""Score a pipeline on the held-out fifth of the annotations, at several thresholds.

usage: python -m training.evaluate FOLDER [--gold FILE]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from kg.analyse.annotations import annotation_of, parse_annotation, read_annotations
from kg.analyse.score import score
from kg.extract import extract
from kg.extract.pipeline import load_from
from kg.records import LABELS, Paper
from training.gold import GOLD, is_held_out

THRESHOLDS = (1000, 2000, 3000, 4000, 5000, 6000, 7000)


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
        predicted = [parse_annotation(annotation_of(*pair, threshold=threshold)) for pair in pairs]
        counts = score(gold, predicted).counts
        row = (f"{c.precision:.3f} {c.recall:.3f} {c.f1:.3f}" for c in (counts[name] for name in ("all", *LABELS)))
        print(f"{threshold:9}  " + "  ".join(row))


if __name__ == "__main__":
    main()
