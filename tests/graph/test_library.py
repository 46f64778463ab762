"""The Cypher files: found, read, and held to the schema."""

from __future__ import annotations

import re
import shlex
import zipfile
from pathlib import Path

import pytest

from kg.errors import NotFoundError, QueryError, UsageError
from kg.graph import check_read_only
from kg.graph.library import bind, find, folder, load_statements, parse, queries, schema_statements
from kg.graph.schema import EDGES, NODES

HEADER = """// What is it,
// and why?
// Parameters:
//   name: STRING # the name
//   least: INTEGER = 2 # at least
//   share: FLOAT = 0.5
//   old: BOOLEAN = false
//   labels: LIST OF STRING = 'a, b'
//   other: STRING = '' # or none
// Columns: a, b
// Example: kg query x -p name=y

// Not of the header: c: STRING
RETURN 1 AS a, 2 AS b
"""


def test_a_header_is_read() -> None:
    query = parse("x", HEADER)
    assert query.question == "What is it, and why?"
    assert query.columns == ("a", "b")
    assert query.example == "kg query x -p name=y"
    assert [(p.name, p.type, p.default) for p in query.parameters] == [
        ("name", "STRING", None),
        ("least", "INTEGER", "2"),
        ("share", "FLOAT", "0.5"),
        ("old", "BOOLEAN", "false"),
        ("labels", "LIST OF STRING", "a, b"),
        ("other", "STRING", ""),
    ]


def test_values_are_bound_by_type() -> None:
    query = parse("x", HEADER)
    assert bind(query, {"name": ""}) == {
        "name": "",
        "least": 2,
        "share": 0.5,
        "old": False,
        "labels": ["a", "b"],
        "other": None,
    }
    given = {"name": "1", "least": "-3", "share": "2", "old": "True", "labels": "x", "other": ""}
    assert bind(query, given) == {
        "name": "1",
        "least": -3,
        "share": 2.0,
        "old": True,
        "labels": ["x"],
        "other": "",
    }


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "needs name"),
        ({"name": "x", "nme": "y"}, "no parameter nme.*name, least"),
        ({"name": "x", "least": "two"}, "INTEGER.*'two'"),
        ({"name": "x", "least": "1.5"}, "INTEGER"),
        ({"name": "x", "least": "9" * 30}, "INTEGER"),
        ({"name": "x", "share": "nan"}, "FLOAT"),
        ({"name": "x", "old": "1"}, "BOOLEAN"),
    ],
)
def test_what_cannot_be_bound_is_told(given: dict[str, str], words: str) -> None:
    with pytest.raises(UsageError, match=words):
        bind(parse("x", HEADER), given)


def test_a_file_without_a_header_has_no_parameters() -> None:
    assert parse("x", "RETURN 1 AS a").parameters == ()


def test_a_header_that_cannot_be_read_is_told() -> None:
    with pytest.raises(QueryError, match="NUMBER"):
        parse("x", "// What?\n// Parameters: n: NUMBER\nRETURN $n AS n")


def test_every_question_says_all_about_itself() -> None:
    assert len(queries()) >= 25
    for query in queries():
        check_read_only(query.text)
        assert query.question.rstrip().endswith(("?", "."))
        assert query.columns
        assert query.example.startswith(f"kg query {query.name}")
        assert all(parameter.meaning for parameter in query.parameters)
        assert "ORDER BY" in query.text


def test_the_example_of_every_question_can_be_typed() -> None:
    for query in queries():
        program, command, name, *options = shlex.split(query.example)
        assert (program, command, name) == ("kg", "query", query.name)
        given = dict(value.split("=", 1) for option, value in batched(options) if option == "-p")
        assert {option for option, _ in batched(options)} <= {"-p", "--limit"}
        assert bind(query, given).keys() == {parameter.name for parameter in query.parameters}


def batched(options: list[str]) -> list[tuple[str, str]]:
    return list(zip(options[::2], options[1::2], strict=True))


def test_the_documentation_lists_every_question_as_it_is_asked() -> None:
    text = (Path(__file__).parent.parent.parent / "docs" / "cypher.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| `(\w+)` \| (.+) \|$", text, re.MULTILINE)
    assert sorted(listed) == [(query.name, query.question) for query in queries()]


def test_a_question_is_found_by_name_and_a_wrong_name_is_told_the_nearest() -> None:
    assert find("papers_of_task") == find("papers-of-task.cypher")
    with pytest.raises(NotFoundError, match="papers_of_task"):
        find("paper_of_tasks")
    with pytest.raises(NotFoundError, match="methods_by_papers"):
        find("zzzz")


def test_there_is_a_file_to_load_each_label_and_type() -> None:
    for label, names in NODES.items():
        (text,) = load_statements(f"node_{label.lower()}")
        assert f"(node:{label} {{id: row.id}})" in text
        header = (folder() / "load" / f"node_{label.lower()}.cypher").read_text(encoding="utf-8")
        assert all(f"properties.{name} " in header for name in names)
    for kind, edge in EDGES.items():
        texts = load_statements(f"edge_{kind.lower()}")
        assert len(texts) == len(edge.ends)
        for (source, target), text in zip(edge.ends, texts, strict=True):
            assert f"(source:{source} {{" in text
            assert f"(target:{target} {{" in text
            assert f"[edge:{kind} {{" in text


def test_what_the_schema_makes_it_can_take_away() -> None:
    made = {text.split()[2] for name in ("constraints", "indexes") for text in schema_statements(name)}
    made |= {text.split()[3] for text in schema_statements("fulltext")}
    assert made == {text.split()[2] for text in schema_statements("remove")}
    assert {f"kg_{label.lower()}_id" for label in NODES} <= made


def test_the_files_are_found_in_a_package_and_in_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "checkout" / "kg").mkdir(parents=True)
    (tmp_path / "checkout" / "cypher").mkdir()
    assert folder(tmp_path / "checkout" / "kg") == tmp_path / "checkout" / "cypher"
    (tmp_path / "site" / "kg" / "cypher").mkdir(parents=True)
    (tmp_path / "site" / "cypher").mkdir()
    assert folder(tmp_path / "site" / "kg") == tmp_path / "site" / "kg" / "cypher"
    with zipfile.ZipFile(tmp_path / "kg.zip", "w") as archive:
        archive.writestr("kg/cypher/queries/x.cypher", "RETURN 1 AS a")
    inside = folder(zipfile.Path(tmp_path / "kg.zip", "kg/"))
    assert [entry.name for entry in (inside / "queries").iterdir()] == ["x.cypher"]
    with pytest.raises(NotFoundError):
        folder(tmp_path)
