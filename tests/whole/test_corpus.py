"""The whole way on real papers of many venues and years."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

import kg
from kg.analyse import evaluate
from kg.extract import DEFAULT_THRESHOLD
from tests.conftest import CORPUS_PAPERS


@pytest.mark.corpus
def test_every_edge_of_3000_abstracts_is_proved(corpus_graph: Path) -> None:
    with kg.open(corpus_graph) as graph:
        proof = graph.verify()
    assert proof.problems == ()
    assert proof.papers == CORPUS_PAPERS
    assert proof.edges > 15_000


@pytest.mark.corpus
def test_the_development_gold_is_scored_on_the_seed_pages(shared: Path, seed_graph: Path) -> None:
    evaluation = evaluate(shared / "gold" / "seeds_dev.jsonl", seed_graph, threshold=DEFAULT_THRESHOLD)
    assert (evaluation.gold, evaluation.in_graph) == (120, 120)
    # Below this over all core entities, something is broken.
    assert evaluation.scores.counts["all"].f1 > 0.5


@pytest.mark.corpus
def test_the_corpus_format_is_read_as_it_is(shared: Path, tmp_path: Path) -> None:
    with lzma.open(shared / "data" / "corpus.jsonl.xz", "rt", encoding="utf-8") as lines:
        first = json.loads(next(lines))
    path = tmp_path / "first.jsonl"
    path.write_text(json.dumps(first) + "\n", encoding="utf-8")
    with kg.build(path) as graph:
        (paper,) = graph.store.papers()
    assert paper.id == f"acl:{first['id']}"
    assert paper.title == first["title"]
    assert (paper.year, paper.authors, paper.venue) == (first["year"], tuple(first["authors"]), first["venue"])
