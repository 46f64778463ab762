"""The same queries on both engines, and against answers worked out without either."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from kg.errors import QueryError, QueryTimeoutError
from kg.graph import EmbeddedGraph, Login, push, query_server
from kg.graph.library import bind, find, queries
from kg.records import Edge, Node
from tests.graph import small
from tests.graph.answers import QUESTIONS, Small
from tests.neo4j.asking import ask

pytestmark = pytest.mark.neo4j

# A server that has just started plans each question anew, in seconds; a busy machine takes its time.
PATIENCE = 300.0

TEXTS = [
    "MATCH (n) RETURN n ORDER BY n.id",
    "MATCH (n) WHERE NOT n:Paper RETURN n.id AS id, n.name AS name, n.title AS title ORDER BY id",
    "MATCH (n) RETURN labels(n) AS labels, properties(n) AS properties ORDER BY n.id",
    "MATCH (n)-[r]->(m) RETURN n.id AS a, type(r) AS t, properties(r) AS p, m.id AS b ORDER BY a, t, b, r.paper",
    "MATCH (n:Method) WHERE 'low-rank adaptation' IN n.aliases RETURN n.id AS id",
    "MATCH (n:Method {name: 'title'}) RETURN n.title AS title, n['title'] AS dynamic",
    "MATCH (r:Result) RETURN r.value AS v, r.value + 1 AS w, toString(r.value) AS s, r.approximate AS a, r.unit AS u",
    "MATCH (a:Method)-[r:BASED_ON]->(b) RETURN count(r) AS n, collect(DISTINCT b.name) AS names",
    "MATCH (a:Method)-[r:BASED_ON*1..3]->(b) RETURN b.id AS id, size(r) AS hops ORDER BY id, hops",
    "MATCH p = (a:Paper)-[:STATES]->(b:Result) RETURN p",
    "MATCH (n) WHERE n.name IS NOT NULL AND NOT n:Paper RETURN n.name AS name ORDER BY name DESC",
    "MATCH (p:Paper) RETURN p.year AS year ORDER BY year",
    "MATCH (p:Paper) RETURN p.year AS year ORDER BY year DESC",
    "MATCH (p:Paper) OPTIONAL MATCH (p)-[:ADDRESSES]->(t) RETURN p.id AS id, t.name AS task ORDER BY id",
    "MATCH (p:Paper) WHERE EXISTS { (p)-[:STATES]->() } RETURN p.id AS id",
    "MATCH (p:Paper) CALL (p) { MATCH (p)-[:MENTIONS]->(m) RETURN count(m) AS n } RETURN p.id AS id, n ORDER BY id",
    "MATCH (p:Paper) RETURN size(p.abstract) AS n, substring(p.abstract, 2, 3) AS s, left(p.title, 2) AS l ORDER BY n",
    "MATCH (n:Dataset) RETURN n.id AS id UNION MATCH (n:Task) RETURN n.id AS id",
    "MATCH (n) RETURN avg(n.papers) AS a, sum(n.papers) AS s, min(n.papers) AS low, max(n.name) AS high",
    "RETURN 7 / 2 AS a, 7.0 / 2 AS b, 7 % 4 AS c, 2 ^ 3 AS d, null = null AS e, 'a' + 1 AS f, [1, 2.0, 'x'] AS g",
    "RETURN {b: 1, a: [1, {c: null}]} AS m, date('2024-02-03') AS d, $x AS x, toLower('ÀB') AS l",
    "RETURN 'it\\'s' AS a, \"q\\\"\" AS b, 'tab\\t' AS c, 'back\\\\slash' AS d, '\\u00e9' AS e /* c */ // d",
    "MATCH (n:Result {id: 'none'}) RETURN n",
]


@pytest.fixture
def engine(login: Login) -> EmbeddedGraph:
    """The same graph on both engines."""
    nodes, edges = small.whole()
    push(nodes, edges, login)
    return EmbeddedGraph.build(nodes, edges)


def test_the_same_text_gives_the_same_rows(engine: EmbeddedGraph, login: Login) -> None:
    for text in TEXTS:
        here = engine.query(text, {"x": [1, "a"]})
        there = query_server(text, {"x": [1, "a"]}, login)
        assert (here.columns, here.rows) == (there.columns, there.rows), text
        assert repr(here.rows) == repr(there.rows), text
        assert query_server(text, {"x": 1}, login, limit=1).rows == engine.query(text, {"x": 1}, limit=1).rows


def test_the_questions_have_the_answers_that_were_worked_out(login: Login) -> None:
    nodes, edges = small.asked()
    push(nodes, edges, login)
    engine, graph = EmbeddedGraph.build(nodes, edges), Small(nodes, edges)
    for name, typed, answer in QUESTIONS:
        query = find(name)
        values = bind(query, typed)
        expected = answer(graph, **values)
        assert list(engine.query(query.text, values).rows) == expected, (name, typed)
        table = query_server(query.text, values, login, timeout=PATIENCE)
        assert list(table.rows) == expected, (name, typed)
        assert table.columns == query.columns


def test_every_question_is_among_those_that_are_tested() -> None:
    assert {query.name for query in queries()} == {name for name, _, _ in QUESTIONS}


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(small.graphs())
def test_both_engines_agree_on_any_graph(login: Login, graph: tuple[list[Node], list[Edge]]) -> None:
    nodes, edges = graph
    push(nodes, edges, login)
    engine = EmbeddedGraph.build(nodes, edges)
    for name, typed, answer in QUESTIONS:
        query = find(name)
        values = bind(query, typed)
        expected = answer(Small(nodes, edges), **values)
        assert list(engine.query(query.text, values).rows) == expected, (name, values)
        assert list(query_server(query.text, values, login, timeout=PATIENCE).rows) == expected, (name, values)


def test_a_planted_file_cannot_be_read(engine: EmbeddedGraph, login: Login, server: object, tmp_path: Path) -> None:
    folder = getattr(server, "import_folder", None) or tmp_path
    (folder / "planted.csv").write_text("secret-of-the-file\n", encoding="utf-8")
    path = "planted.csv" if folder != tmp_path else (folder / "planted.csv").as_posix().lstrip("/")
    plain = f"LOAD CSV FROM 'file:///{path}' AS row RETURN row"
    if folder != tmp_path:
        # Without the guard the server does read it, in read-only mode too.
        assert "secret-of-the-file" in str(ask(login, plain))
    for text in (
        plain,
        plain.replace("LOAD CSV", "\\u004COAD CSV"),
        plain.replace("LOAD CSV", "load/**/csv"),
        plain.replace("'", "\\u0027"),
        f"RETURN '\\u0027 AS x {plain} //'",
        f"RETURN '\\\\u0027 AS x {plain} //'",
        f"CALL {{ {plain} }} RETURN row",
        f"MATCH (n) {plain}",
        f"RETURN 1 AS row; {plain}",
        f"// \\u000a {plain}",
        f"RETURN 1 AS row UNION {plain}",
        f"RETURN COUNT {{ {plain} }} AS x",
    ):
        for run in (engine.query, lambda text: query_server(text, {}, login)):
            with pytest.raises(QueryError) as caught:
                run(text)
            assert "secret-of-the-file" not in str(caught.value).split("\n", 1)[0]


def test_a_write_is_refused_and_nothing_changes(engine: EmbeddedGraph, login: Login) -> None:
    for text in ("MATCH (n) DETACH DELETE n", "CREATE (:Paper {id: 'x'})", "MATCH (n) SET n.papers = 1"):
        for run in (engine.query, lambda text: query_server(text, {}, login)):
            with pytest.raises(QueryError):
                run(text)
    assert len(engine.query("MATCH (n) RETURN n.id").rows) == len(small.whole()[0])
    assert ask(login, "MATCH (n) RETURN count(n) AS c") == [{"c": len(small.whole()[0])}]


def test_errors_of_a_query_show_the_place(engine: EmbeddedGraph, login: Login) -> None:
    for run in (engine.query, lambda text: query_server(text, {}, login)):
        with pytest.raises(QueryError, match="line 2, column 8") as caught:
            run("MATCH (n)\nRETURN m.name AS name")
        assert str(caught.value).endswith("^")
        with pytest.raises(QueryError, match="Method"):
            run("MATCH (n:Methods) RETURN n.id")
        with pytest.raises(QueryError, match=r"\$name"):
            run("RETURN $name AS name")


def test_a_time_limit_ends_a_query(engine: EmbeddedGraph, login: Login) -> None:
    text = "UNWIND range(1, 100000) AS x UNWIND range(1, 100000) AS y WITH x, y WHERE x * y = 7 RETURN count(*) AS n"
    for run in (engine.query, lambda text, **options: query_server(text, {}, login, **options)):
        with pytest.raises(QueryTimeoutError, match=r"0\.3 s"):
            run(text, timeout=0.3)


@pytest.mark.parametrize(
    ("text", "here", "there"),
    [
        ("MATCH (p:Paper {title: 'U'}) RETURN p.name AS x", "U", None),
        ("MATCH (a:Author) RETURN keys(a) AS x", ["id", "name"], ["_kg", "id", "name"]),
        ("RETURN 1.0 / 0 AS x", None, float("inf")),
        ("MATCH (n:!Paper&!Method&!Author&!Result&!Task) RETURN count(n) AS x", QueryError, 3),
        ("UNWIND [1, 2, 4] AS n RETURN percentileCont(n, 0.5) AS x", QueryError, 2.0),
        ("WITH 1 AS end RETURN end AS x", QueryError, 1),
        ("RETURN size(range(1, 20000000)) AS x", QueryError, 20_000_000),
        ("RETURN toString(duration({days: 1})) AS x", "P1D", "P1D"),
    ],
)
def test_the_differences_that_are_left_are_those_written_down(
    engine: EmbeddedGraph, login: Login, text: str, here: object, there: object
) -> None:
    for run, expected in ((engine.query, here), (lambda text: query_server(text, {}, login), there)):
        if expected is QueryError:
            with pytest.raises(QueryError):
                run(text)
        else:
            ((value,),) = run(text).rows
            assert (sorted(value) if isinstance(value, list) else value) == expected
