"""The commands of `kg` against a real server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.graph import Login
from tests.conftest import Run

Kg = Callable[..., Run]
COUNT = "MATCH (p:Paper) RETURN count(p) AS papers"


@pytest.mark.neo4j
def test_a_graph_is_pushed_checked_asked_and_removed(
    kg_run: Kg, login: Login, seed_graph: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", login.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", login.password)
    assert kg_run("neo4j", "push", "--graph", seed_graph).status == 0
    check = kg_run("neo4j", "check", "--graph", seed_graph)
    assert (check.status, check.out) == (0, "")
    assert json.loads(kg_run("query", "-c", COUNT, "--neo4j", login.uri, "--json").out) == [{"papers": 239}]
    both = [
        kg_run("query", "metrics_of_datasets", "--graph", seed_graph, "--json", *where).out
        for where in ((), ("--neo4j", login.uri))
    ]
    assert both[0] == both[1]
    assert kg_run("query", "-c", "CREATE (n:Paper)", "--neo4j", login.uri).status == 1
    assert kg_run("neo4j", "remove").status == 0
    different = kg_run("neo4j", "check", "--graph", seed_graph)
    assert different.status == 1
    assert different.out
    everything = (check.err, different.err, different.out)
    assert not any(login.password in said for said in everything)
