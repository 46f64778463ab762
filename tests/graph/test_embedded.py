"""The embedded engine answers as Neo4j does, where its own ways differ."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings

from kg.errors import QueryError, QueryTimeoutError, UsageError
from kg.graph import EmbeddedGraph, Table
from kg.graph.library import bind, find, queries
from kg.records import Edge, Node
from tests.graph import small
from tests.graph.answers import QUESTIONS, Rows, Small

# Parameters that take the name of a thing.
NAMES = {"method", "dataset", "task", "name", "one"}


@pytest.fixture(params=["built", "loaded"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> EmbeddedGraph:
    """The whole small graph, as built and as read from its file."""
    graph = EmbeddedGraph.build(*small.whole())
    if request.param == "built":
        return graph
    graph.save(tmp_path / "graph.kgl")
    return EmbeddedGraph.load(tmp_path / "graph.kgl")


def plain(properties: object) -> object:
    if isinstance(properties, dict):
        return {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}
    return properties


def test_nodes_and_edges_come_back_with_their_properties(engine: EmbeddedGraph) -> None:
    nodes, edges = small.whole()
    found = engine.query("MATCH (n) RETURN labels(n) AS l, properties(n) AS p, n ORDER BY n.id").rows
    want = sorted(nodes, key=lambda node: node.id)
    assert found == tuple(([n.label], plain(n.properties), plain(n.properties)) for n in want)
    text = "MATCH (a)-[r]->(b) RETURN type(r) AS t, a.id AS a, b.id AS b, properties(r) AS p, r"
    got = sorted(engine.query(text).rows, key=repr)
    assert got == sorted(
        [(e.type, e.source[1], e.target[1], plain(e.properties), plain(e.properties)) for e in edges], key=repr
    )


def test_a_node_has_a_title_only_where_it_was_given_one(engine: EmbeddedGraph) -> None:
    rows = engine.query("MATCH (n) WHERE NOT n:Paper RETURN n.title AS t, n['title'] AS d, keys(n) AS k").rows
    assert all(title is None and dynamic is None and "title" not in keys for title, dynamic, keys in rows)  # type: ignore[operator]  # keys are a list
    assert engine.query("MATCH (n:Method {name: 'title'}) RETURN n.name AS n, n.id AS i").rows == (
        ("title", "method:title"),
    )


def test_lists_are_lists(engine: EmbeddedGraph) -> None:
    assert engine.query("MATCH (n) WHERE 'low-rank adaptation' IN n.aliases RETURN n.id AS i").rows == (
        ("method:lora",),
    )
    assert engine.query("MATCH (p:Paper) UNWIND p.ids AS i RETURN count(i) AS n").rows == ((4,),)


def test_numbers_keep_their_types(engine: EmbeddedGraph) -> None:
    ((value, votes, flag),) = engine.query("MATCH (r:Result) RETURN r.value, r.votes, r.approximate").rows
    assert (type(value), value, votes, flag) == (float, 2.0, None, False)


def test_edges_between_the_same_nodes_stay_apart(engine: EmbeddedGraph) -> None:
    text = "MATCH (a:Method)-[r:BASED_ON]->(b:Method) RETURN r.paper AS p, r.evidence AS e ORDER BY p"
    assert engine.query(text) == Table(
        ("p", "e"),
        (("arxiv:2305.00001", ["abstract:0:1"]), ("arxiv:2305.00002", ["abstract:0:4", "abstract:8:12"])),
    )


def test_paths_dates_and_maps_are_plain(engine: EmbeddedGraph) -> None:
    ((path, day, record),) = engine.query(
        "MATCH p = (a:Author)-->(b:Paper) RETURN p, date('2024-01-02') AS d, {x: [1, 2.5, null, {y: true}]} AS m"
    ).rows
    assert isinstance(path, list)
    assert [node["id"] for node in path] == ["author:ada", "arxiv:2305.00001"]
    assert (day, record) == ("2024-01-02", {"x": [1, 2.5, None, {"y": True}]})


def test_comments_are_taken(engine: EmbeddedGraph) -> None:
    assert engine.query("/* a\n b */ RETURN '/* no */' AS x // c").rows == (("/* no */",),)


def test_a_limit_cuts_rows_and_nothing_else_does(engine: EmbeddedGraph) -> None:
    text = "UNWIND range(1, 5000) AS x RETURN x ORDER BY x DESC"
    assert len(engine.query(text).rows) == 5000
    assert engine.query(text, limit=2).rows == ((5000,), (4999,))
    assert engine.query(text, limit=0) == Table(("x",), ())
    with pytest.raises(UsageError):
        engine.query(text, limit=-1)
    with pytest.raises(UsageError):
        engine.query(text, timeout=0)


def test_a_time_limit_ends_a_query(engine: EmbeddedGraph) -> None:
    text = "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y WITH x, y WHERE x * y = 7 RETURN count(*) AS n"
    with pytest.raises(QueryTimeoutError, match=r"0\.2 s"):
        engine.query(text, timeout=0.2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("MATCH (n)\nRETURN m.name AS x", r"line 2, column 8"),
        ("MATCH (n) WHERE n.name ~ 1 RETURN n", r"line 1, column 24"),
        ("MATCH (n)-[>(m) RETURN n", r"line 1"),
        ("MATCH (n:Methods) RETURN n", "did you mean Method"),
        ("RETURN 1 / 0 AS x", "zero"),
        ("RETURN $missing AS x", r"\$missing"),
        ("RETURN 1 AS x UNION RETURN 1 AS y", "UNION"),
    ],
)
def test_a_mistake_is_one_query_error(engine: EmbeddedGraph, text: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        engine.query(text)


@pytest.mark.parametrize("value", [2**70, object(), {1, 2}, [[object()]]])
def test_a_value_that_no_query_can_have_is_a_query_error(engine: EmbeddedGraph, value: object) -> None:
    with pytest.raises(QueryError):
        engine.query("RETURN $x AS x", {"x": value})


def test_a_file_cannot_be_read_and_nothing_written(engine: EmbeddedGraph, tmp_path: Path) -> None:
    planted = tmp_path / "planted.csv"
    planted.write_text("secret-of-the-file\n", encoding="utf-8")
    load = f"LOAD CSV FROM 'file://{planted}' AS row RETURN row"
    for text in (load, load.replace(" ", "/**/"), f"CALL {{ {load} }} RETURN row", f"RETURN 1 AS row; {load}"):
        with pytest.raises(QueryError) as caught:
            engine.query(text)
        assert "secret" not in str(caught.value)
    for text in ("CREATE (:Paper {id: 'x'})", "MATCH (n) DETACH DELETE n", "MATCH (n) SET n.year = 1"):
        with pytest.raises(QueryError):
            engine.query(text)
    assert len(engine.query("MATCH (n) RETURN n.id").rows) == len(small.whole()[0])


def test_an_edge_without_an_end_is_refused() -> None:
    nodes, edges = small.whole()
    with pytest.raises(UsageError, match="end that is not a node"):
        EmbeddedGraph.build(nodes[1:], edges)


def test_an_empty_graph_answers() -> None:
    assert EmbeddedGraph.build([], []).query("MATCH (n) RETURN count(n) AS n").rows == ((0,),)


@pytest.fixture(scope="module")
def asked() -> tuple[EmbeddedGraph, Small]:
    """A graph that has an answer to every question, to be asked and to be looked up in."""
    graph = small.asked()
    return EmbeddedGraph.build(*graph), Small(*graph)


@pytest.mark.parametrize(("name", "typed", "answer"), QUESTIONS)
def test_questions_have_the_answers_that_were_worked_out(
    asked: tuple[EmbeddedGraph, Small], name: str, typed: dict[str, str], answer: Callable[..., Rows]
) -> None:
    query = find(name)
    values = bind(query, typed)
    table = asked[0].query(query.text, values)
    assert list(table.rows) == answer(asked[1], **values)
    assert table.columns == query.columns


def test_every_question_is_worked_out_and_has_rows() -> None:
    graph = Small(*small.asked())
    found: dict[str, Rows] = {name: [] for name, _, _ in QUESTIONS}
    for name, typed, answer in QUESTIONS:
        found[name] += answer(graph, **bind(find(name), typed))
    assert found.keys() == {query.name for query in queries()}
    assert all(found.values())


@settings(max_examples=15, deadline=None)
@given(small.graphs())
def test_questions_are_answered_on_any_graph(graph: tuple[list[Node], list[Edge]]) -> None:
    nodes, edges = graph
    engine, known = EmbeddedGraph.build(nodes, edges), Small(nodes, edges)
    names = [str(node.properties["name"]) for node in nodes if "aliases" in node.properties] or ["nothing"]
    for number, (name, typed, answer) in enumerate(QUESTIONS):
        query = find(name)
        other = names[number % len(names)]
        for given_name in (None, other):
            asked = {key: given_name if given_name and key in NAMES else value for key, value in typed.items()}
            values = bind(query, asked)
            assert list(engine.query(query.text, values).rows) == answer(known, **values), (name, values)
