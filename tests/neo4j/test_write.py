"""`kg query --write`: what one may do to a database of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import QueryError, QueryTimeoutError
from kg.graph import Login, push, write_server
from tests.conftest import Run
from tests.graph import small
from tests.neo4j.asking import ask

Kg = Callable[..., Run]


@pytest.mark.neo4j
def test_it_writes_says_what_changed_and_gives_the_rows(
    kg_run: Kg, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    monkeypatch.setenv("NEO4J_PASSWORD", login.password)
    text = "MATCH (p:Paper {id: $id}) SET p.read = true CREATE (p)<-[:READ]-(:Reader) RETURN p.id AS id"
    paper = next(node.id for node in nodes if node.label == "Paper")
    given = ("query", "-c", text, "-p", f"id={paper}", "--neo4j", login.uri, "--json")
    refused = kg_run(*given)
    assert (refused.status, refused.out) == (1, "")
    done = kg_run(*given, "--write")
    assert (done.status, paper in done.out) == (0, True)
    assert "1 nodes created" in done.err
    assert login.password not in done.err
    assert ask(login, "MATCH (:Reader)-[:READ]->(p:Paper {read: true}) RETURN p.id AS id") == [{"id": paper}]
    assert not push(nodes, edges, login).changed


@pytest.mark.neo4j
def test_what_opens_transactions_of_its_own_runs_too(login: Login) -> None:
    text = "UNWIND range(1, 10) AS n CALL (n) { CREATE (:Note {n: n}) } IN TRANSACTIONS OF 5 ROWS"
    table, changes = write_server(text, {}, login)
    assert (table.rows, "10 nodes created" in changes) == ((), True)
    assert write_server("MATCH (n:Note) RETURN n.n AS n ORDER BY n", {}, login, limit=2)[0].rows == ((1,), (2,))


@pytest.mark.neo4j
def test_mistakes_and_endless_statements_are_told(login: Login) -> None:
    with pytest.raises(QueryError, match="line 1, column"):
        write_server("MATCH (n) SETT n.x = 1", {}, login)
    endless = "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b WITH a, b WHERE a * b = 7 CREATE (:Note)"
    with pytest.raises(QueryTimeoutError):
        write_server(endless, {}, login, timeout=0.5)
    assert ask(login, "MATCH (n:Note) RETURN count(n) AS n") == [{"n": 0}]


def test_the_graphs_own_file_is_not_written_by_cypher(kg_run: Kg, seed_graph: Path) -> None:
    said = kg_run("query", "-c", "MATCH (n) DELETE n", "--write", "--graph", seed_graph)
    assert said.status == 2
    assert "kg merge" in said.err
