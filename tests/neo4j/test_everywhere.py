"""Every question of the library on graphs of real papers: both engines give the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import kg
from benchmarks.questions import parameters
from kg.graph import Login, check_server, edges, nodes, push, query_server
from kg.graph.library import queries
from tests.conftest import CORPUS_PAPERS

SECONDS = 120.0


def compare(path: Path, login: Login) -> int:
    """Ask both engines every question, about what is named most in the graph; return how many papers it has."""
    with kg.open(path) as graph:
        store, threshold = graph.store, graph.threshold
        push(nodes(store, threshold=threshold), edges(store, threshold=threshold), login)
        assert check_server(nodes(store, threshold=threshold), edges(store, threshold=threshold), login) == []
        for query in queries():
            values = parameters(graph, query)
            here = graph.query(query.text, values, timeout=SECONDS)
            there = query_server(query.text, values, login, timeout=SECONDS)
            assert here.columns == there.columns == query.columns, query.name
            assert here.rows == there.rows, (query.name, values)
            assert repr(here.rows) == repr(there.rows), query.name
        return store.counts()["papers"]


@pytest.mark.neo4j
def test_the_same_rows_on_the_seeds(login: Login, seed_graph: Path) -> None:
    assert compare(seed_graph, login) == 239


@pytest.mark.neo4j
@pytest.mark.corpus
def test_the_same_rows_on_3000_papers_of_the_corpus(login: Login, corpus_graph: Path) -> None:
    assert compare(corpus_graph, login) == CORPUS_PAPERS
