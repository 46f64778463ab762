"""Every Cypher file of the repository, as the guard and Neo4j's own planner read it."""

from __future__ import annotations

from pathlib import Path

import neo4j
import pytest

from kg.graph import Login, check_read_only, push
from kg.graph.library import bind, parse, statements
from kg.graph.names import check_names
from tests.graph import small

FOLDER = Path(__file__).parent.parent.parent / "cypher"
FILES = sorted(FOLDER.rglob("*.cypher"))
QUERIES = [path for path in FILES if path.parent.name == "queries"]
# The small graph has not every label, type and property that the schema has; whether the schema has one, `check_names`
# says. These are the codes of Neo4j for the three.
KNOWN = {"01N50", "01N51", "01N52"}
VALUES = {"STRING": "x", "INTEGER": "1", "FLOAT": "1", "BOOLEAN": "true", "LIST OF STRING": "x"}


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_a_query_passes_the_guard_and_names_what_the_schema_has(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    check_read_only(text)
    check_names(text)


def test_no_cypher_stands_anywhere_else() -> None:
    assert {path.parent.relative_to(FOLDER).as_posix() for path in FILES} == {"load", "queries", "schema"}


@pytest.mark.neo4j
def test_neo4j_plans_every_file_without_a_warning(login: Login) -> None:
    push(*small.asked(), login)
    with (
        neo4j.GraphDatabase.driver(login.uri, auth=(login.user, login.password)) as driver,
        driver.session(database=login.database) as session,
    ):
        for path in FILES:
            text = path.read_text(encoding="utf-8")
            values: dict[str, object] = {"rows": []}
            if path in QUERIES:
                query = parse(path.stem, text)
                values = bind(query, {parameter.name: VALUES[parameter.type] for parameter in query.parameters})
            for statement in [text] if path in QUERIES else statements(text):
                summary = session.run(f"EXPLAIN {statement}", values).consume()
                warned = [
                    (found.gql_status, found.status_description)
                    for found in summary.gql_status_objects
                    if found.raw_severity == "WARNING" and found.gql_status not in KNOWN
                ]
                assert not warned, path.name
