"""The whole pipeline against spaCy's default CNN for named entities, on the same texts, in one run, as a ratio.

usage: taskset -c 0 python benchmarks/against_spacy.py [--papers N] [--source FILE]

The source is JSON Lines; without one, the five pages in seeds/. spaCy's network is the default of its `ner` component
(HashEmbedCNN, width 96, depth 4) with the four labels, its weights random: what it finds takes no time. The two take
turns three times, and the medians count.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from statistics import median

import spacy
from spacy.language import Language

from kg.extract import extract, load
from kg.read import join, merge, read_sources
from kg.records import LABELS, Record

SEEDS = Path(__file__).parent.parent / "seeds"


def default_ner() -> Language:
    """Return spaCy's pipeline with nothing but its default `ner`, not trained."""
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner")
    for label in LABELS:
        ner.add_label(label)  # type: ignore[attr-defined]  # the component's type says less than it has
    nlp.initialize()
    return nlp


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=400)
    parser.add_argument("--source", type=Path, default=SEEDS)
    arguments = parser.parse_args()
    found = (item for item in read_sources([str(arguments.source)]) if isinstance(item, Record))
    papers = [merge(group) for group in join(islice(found, arguments.papers))]
    texts = [f"{paper.title}\n\n{paper.abstract}" for paper in papers]
    ours, theirs = load(), default_ner()
    runs = [(seconds(lambda: list(extract(papers, ours))), seconds(lambda: list(theirs.pipe(texts)))) for _ in range(3)]
    rate, other = (len(papers) / median(run[i] for run in runs) for i in (0, 1))
    print(f"{len(papers)} papers of {arguments.source}")
    print(f"kg, the whole pipeline  {rate:8.1f} papers/s")
    print(f"spaCy's default ner     {other:8.1f} papers/s")
    print(f"ratio                   {rate / other:8.2f}")


if __name__ == "__main__":
    main()
