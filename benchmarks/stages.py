"""How fast each stage is: papers a second for reading, extracting, storing; seconds for verifying, asking and showing.

usage: python benchmarks/stages.py [--papers N] [--source FILE]

The source is JSON Lines; without one, the five pages in seeds/. Extraction runs in one process, so that its rate is
that of one core. Machines differ and are noisy: compare figures of one run only.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import kg
from kg.extract import extract, load
from kg.read import join, merge, read_sources
from kg.records import Record
from kg.store import Store

Answer = TypeVar("Answer")
SEEDS = Path(__file__).parent.parent / "seeds"
QUESTION = (
    "MATCH (:Paper)-[:MENTIONS]->(d:Dataset) RETURN d.name AS dataset, count(*) AS papers ORDER BY papers, dataset"
)


def timed(what: str, work: Callable[[], Answer], *, papers: int | None = None) -> Answer:
    """Do some work and print how long it took, or how many papers a second that is."""
    start = time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - start
    print(f"{what:34}{papers / seconds:10.1f} papers/s" if papers else f"{what:34}{seconds:10.2f} s")
    return answer


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2000)
    parser.add_argument("--source", type=Path, default=SEEDS)
    arguments = parser.parse_args()
    found = (item for item in read_sources([str(arguments.source)]) if isinstance(item, Record))
    start = time.perf_counter()
    records = list(islice(found, arguments.papers))
    count = len(records)
    print(f"{count} records of {arguments.source}")
    print(f"{'read':34}{count / (time.perf_counter() - start):10.1f} papers/s")
    papers = timed("join and merge", lambda: [merge(group) for group in join(records)], papers=count)
    nlp = timed("load the pipeline", load)
    extractions = timed("extract, one core", lambda: list(extract(papers, nlp)), papers=len(papers))
    known = {(p.title, p.abstract): e for p, e in zip(papers, extractions, strict=True)}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "papers.kg"
        with Store.create(path) as store:
            timed(
                "store (extraction not counted)",
                lambda: store.add(records, lambda new: [known[p.title, p.abstract] for p in new], model="benchmark"),
                papers=count,
            )
        with kg.open(path) as graph:
            timed("verify", graph.verify)
            timed("first query (builds the engine)", lambda: graph.query(QUESTION))
            timed("the same query again", lambda: graph.query(QUESTION))
            timed("networkx", graph.networkx)
            timed("view", graph.view)
        print(f"{'size of the graph':34}{path.stat().st_size / 1e6:10.1f} MB")


if __name__ == "__main__":
    main()
