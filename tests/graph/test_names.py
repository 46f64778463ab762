"""A name that the schema does not know is told, with the place and the nearest one that there is."""

from __future__ import annotations

import pytest

from kg.errors import QueryError
from kg.graph.library import queries
from kg.graph.names import check_names, check_parameters


@pytest.mark.parametrize(
    ("text", "wrong", "near"),
    [
        ("MATCH (n:Methud) RETURN n.id", "Methud", "Method"),
        ("MATCH (n:method) RETURN n.id", "method", "Method"),
        ("MATCH (a)-[:MENTION]->(b) RETURN b.id", "MENTION", "MENTIONS"),
        ("MATCH (a)-[r:USES|MENTOINS*1..2]->(b:Paper) RETURN b.id", "MENTOINS", "MENTIONS"),
        ("MATCH (n:Method {nam: 'x'}) RETURN n.id", "nam", "name"),
        ("MATCH (n:Method) RETURN n.nmae", "nmae", "name"),
        ("MATCH (n:Method) RETURN n.nmae AS x", "nmae", "name"),
        ("MATCH (a)-[r]->(b) RETURN r.evidnce AS e", "evidnce", "evidence"),
        ("MATCH (n) WHERE n:Dataste RETURN n.id", "Dataste", "Dataset"),
        ("MATCH (n) WHERE EXISTS { (n)-->(:Pappr) } RETURN n.id", "Pappr", "Paper"),
        ("MATCH (n:Method&!Datasett) RETURN n.id", "Datasett", "Dataset"),
    ],
)
def test_a_mistyped_name_is_told(text: str, wrong: str, near: str) -> None:
    with pytest.raises(QueryError, match=f"{wrong}; did you mean {near}") as caught:
        check_names(text)
    *_, line, caret = str(caught.value).split("\n")
    assert line[caret.index("^") :].startswith(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (n:Method) WITH {foo: 1} AS m RETURN m.foo, n.name",
        "MATCH (n:Method) WITH {foo: 1} AS n RETURN n.foo",
        "UNWIND [{foo: 1}] AS x RETURN x.foo",
        "MATCH (n) RETURN [x IN [{foo: 1}] WHERE x.foo = 1 | x.foo] AS l",
        "MATCH (n) RETURN n {.name, foo: n.id} AS m",
        "MATCH (n) RETURN {foo: {bar: n.id}}.foo.bar AS m",
        "RETURN [x IN [1] WHERE x:Method | x.foo] AS l",
        "MATCH (n) CALL (n) { WITH {foo: 1} AS m RETURN m.foo AS f } RETURN f",
        "RETURN $x.foo AS f",
        "MATCH (r:Result)-[:ON_DATASET]->(d) RETURN r.value, d.name",
        "MATCH (n:`Method`) RETURN n.`name`",
    ],
)
def test_names_that_are_not_the_schemas_are_let_be(text: str) -> None:
    check_names(text)


def test_the_library_keeps_to_the_schema() -> None:
    for query in queries():
        check_names(query.text)


def test_a_parameter_without_a_value_is_told() -> None:
    check_parameters("RETURN $a AS x, '$b' AS y", {"a": 1})
    with pytest.raises(QueryError, match=r"\$b"):
        check_parameters("RETURN $a AS x, $b AS y", {"a": 1})
