"""Pushing, checking and removing, on a real server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kg.errors import Neo4jError
from kg.graph import Login, PushReport, check_server, push, remove_from_server
from kg.graph.library import load_statements
from kg.graph.schema import EDGES, NODES
from kg.records import Edge, Node
from tests.graph import small
from tests.neo4j.asking import ask

pytestmark = pytest.mark.neo4j


def counts(login: Login) -> tuple[object, object]:
    nodes = ask(login, "MATCH (n) RETURN count(n) AS c")[0]["c"]
    return nodes, ask(login, "MATCH ()-[r]->() RETURN count(r) AS c")[0]["c"]


def test_a_push_makes_the_database_hold_the_graph(login: Login) -> None:
    nodes, edges = small.whole()
    remove_from_server(login)
    report = push(nodes, edges, login)
    assert (report.nodes_created, report.edges_created) == (len(nodes), len(edges))
    assert report.schema_changes
    assert counts(login) == (len(nodes), len(edges))
    assert check_server(nodes, edges, login) == []
    assert ask(login, "MATCH (r:Result) RETURN r.value AS v") == [{"v": 2.0}]
    assert ask(login, "MATCH (n) WHERE n._kg IS NULL RETURN n") == []
    assert ask(login, "MATCH ()-[r]->() WHERE r._kg IS NULL RETURN r") == []


def test_a_second_push_changes_nothing(login: Login) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    report = push(nodes, edges, login)
    assert report == PushReport()
    assert not report.changed
    assert str(report) == "nothing to change"


def test_only_differences_are_written(login: Login) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    changed = [replace(n, properties={**n.properties, "papers": 7}) if n.id == "method:bert" else n for n in nodes]
    report = push(changed, edges, login)
    assert (report.nodes_created, report.edges_created, report.nodes_deleted, report.edges_deleted) == (0, 0, 0, 0)
    assert report.properties_set <= len(changed[0].properties) + 10
    assert check_server(changed, edges, login) == []


def test_a_property_that_left_the_graph_leaves_neo4j(login: Login) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    bare = [replace(n, properties={k: v for k, v in n.properties.items() if k != "year"}) for n in nodes]
    push(bare, edges, login)
    assert check_server(bare, edges, login) == []
    assert ask(login, "MATCH (p:Paper) WHERE p.year IS NOT NULL RETURN p") == []


def test_what_left_the_graph_leaves_neo4j(login: Login) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    left = [node for node in nodes if node.id != "arxiv:2305.00001"]
    stay = [e for e in edges if "arxiv:2305.00001" not in {e.source[1], e.target[1], e.properties.get("paper")}]
    report = push(left, stay, login)
    assert (report.nodes_deleted, report.edges_deleted) == (1, len(edges) - len(stay))
    assert counts(login) == (len(left), len(stay))
    assert check_server(left, stay, login) == []


def test_data_of_others_is_never_touched(login: Login) -> None:
    nodes, edges = small.whole()
    ask(login, "CREATE (:Person {name: 'Eve'})-[:KNOWS {since: 1}]->(:Person {name: 'Bob'})")
    push(nodes, edges, login)
    ask(login, "MATCH (m:Method {id: 'method:lora'}) SET m.note = 'mine' CREATE (:Person {name: 'Zoe'})-[:LIKES]->(m)")
    ask(login, "MATCH (p:Paper {id: 'arxiv:2305.00002'})-[r:INTRODUCES]->(m) CREATE (p)-[:INTRODUCES {by: 'me'}]->(m)")
    assert push(nodes, edges, login) == PushReport()
    assert check_server(nodes, edges, login) == []
    push([], [], login)
    people = ask(login, "MATCH (p:Person) RETURN p.name AS name ORDER BY name")
    assert people == [{"name": "Bob"}, {"name": "Eve"}, {"name": "Zoe"}]
    assert ask(login, "MATCH ()-[r:KNOWS]->() RETURN r.since AS since") == [{"since": 1}]
    assert ask(login, "MATCH (:Person)-[:LIKES]->(m) RETURN m.note AS note") == [{"note": "mine"}]
    assert ask(login, "MATCH ()-[r:INTRODUCES]->() RETURN r.by AS by") == [{"by": "me"}]


def test_a_node_that_others_hold_on_to_is_kept_and_told(login: Login) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    ask(login, "MATCH (m:Method {id: 'method:lora'}) CREATE (:Person {name: 'Zoe'})-[:LIKES]->(m)")
    report = push([], [], login)
    assert report.kept == ("method:lora",)
    assert "method:lora" in str(report)
    assert counts(login) == (2, 1)
    assert push(nodes, edges, login).nodes_created == len(nodes) - 1
    assert check_server(nodes, edges, login) == []


def test_nodes_of_others_under_our_labels_stop_a_push(login: Login) -> None:
    remove_from_server(login)
    ask(login, "CREATE (:Paper {id: 'mine'})")
    nodes, edges = small.whole()
    with pytest.raises(Neo4jError, match=r"Paper.*database of its own"):
        push(nodes, edges, login)
    assert counts(login) == (1, 0)
    assert ask(login, "SHOW CONSTRAINTS YIELD name RETURN name") == []


def test_a_push_that_breaks_off_is_completed_by_the_next(login: Login) -> None:
    nodes = [small.paper(number, title=str(number)) for number in range(5000)]
    method = small.entity("Method", "LoRA")
    edges = [small.stated("MENTIONS", node, method, node, "title:0:1") for node in nodes]

    def breaking() -> Iterator[Edge]:
        yield from edges[:3000]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        push([method, *nodes], breaking(), login)
    assert check_server([method, *nodes], edges, login)
    seen: list[tuple[str, int]] = []
    report = push([method, *nodes], edges, login, on_progress=lambda what, done: seen.append((what, done)))
    assert report.nodes_created == 0
    assert {what for what, _ in seen} == {"nodes", "edges"}
    assert check_server([method, *nodes], edges, login) == []


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("MATCH (m:Method {id: 'method:lora'}) SET m.name = 'x'", "name is 'LoRA' in the graph and 'x' in Neo4j"),
        ("MATCH (r:Result) SET r.value = 2", "value is 2.0 in the graph and 2 in Neo4j"),
        ("MATCH (m:Method {id: 'method:lora'}) REMOVE m.aliases", "and None in Neo4j"),
        ("MATCH (m:Method {id: 'method:title'}) DELETE m", "Method method:title: only in the graph"),
        ("CREATE (:Method {id: 'method:new', _kg: true})", "Method method:new: only in Neo4j"),
        ("MATCH ()-[r:WROTE]->() SET r.position = 2", "position is 1 in the graph and 2 in Neo4j"),
        ("MATCH ()-[r:BASED_ON {paper: 'arxiv:2305.00002'}]->() DELETE r", "BASED_ON arxiv:2305.00002"),
    ],
)
def test_check_finds_a_planted_difference_and_push_repairs_it(login: Login, statement: str, words: str) -> None:
    nodes, edges = small.whole()
    push(nodes, edges, login)
    ask(login, statement)
    (difference,) = check_server(nodes, edges, login)
    assert words in difference
    assert push(nodes, edges, login).changed
    assert check_server(nodes, edges, login) == []


def test_remove_takes_all_that_is_ours_and_nothing_else(login: Login) -> None:
    nodes, edges = small.whole()
    ask(login, "CREATE (:Person {name: 'Eve'})")
    push(nodes, edges, login)
    report = remove_from_server(login)
    assert (report.nodes_deleted, report.edges_deleted) == (len(nodes), len(edges))
    assert ask(login, "MATCH (n) RETURN n.name AS name") == [{"name": "Eve"}]
    assert ask(login, "SHOW CONSTRAINTS YIELD name RETURN name") == []
    assert ask(login, "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name") == []
    assert remove_from_server(login) == PushReport()


def test_values_go_in_as_they_are(login: Login) -> None:
    name = "a'b\"c\\ `d` }) DETACH DELETE n // \u0000 \U0001f600 {x: $rows}"
    node = small.entity("Method", name, "\n", "")
    push([node], [], login)
    assert check_server([node], [], login) == []
    assert counts(login) == (1, 0)


def test_an_empty_graph_is_pushed(login: Login) -> None:
    push([], [], login)
    assert check_server([], [], login) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "nosuch"}, "no database nosuch"),
        ({"uri": "bolt://127.0.0.1:1"}, "cannot be reached"),
        ({"uri": "http://127.0.0.1:1"}, "not an address of Neo4j"),
        ({"uri": "nonsense"}, "not an address of Neo4j"),
    ],
)
def test_a_server_that_cannot_be_used_is_one_clear_error(login: Login, change: dict[str, str], words: str) -> None:
    wrong = replace(login, **change)
    for act in (lambda: push([], [], wrong), lambda: check_server([], [], wrong), lambda: remove_from_server(wrong)):
        with pytest.raises(Neo4jError, match=words) as caught:
            act()
        assert "\n" not in str(caught.value)


def test_a_wrong_password_is_told_and_not_shown(login: Login) -> None:
    wrong = replace(login, password="not-the-password")  # noqa: S106 - a wrong one, on purpose
    with pytest.raises(Neo4jError, match="the name or the password is wrong") as caught:
        push([], [], wrong)
    assert "not-the-password" not in str(caught.value) + repr(wrong) + str(wrong)


def test_what_the_schema_does_not_know_is_not_pushed(login: Login) -> None:
    with pytest.raises(Exception, match="no property colour"):
        push([Node("Method", "m", {"id": "m", "colour": "red"})], [], login)


def test_every_statement_that_loads_is_one_that_the_server_takes(login: Login) -> None:
    push([], [], login)
    files = [f"node_{label.lower()}" for label in NODES] + [f"edge_{kind.lower()}" for kind in EDGES]
    for text in (text for name in files for text in load_statements(name)):
        assert ask(login, text, rows=[]) == []
