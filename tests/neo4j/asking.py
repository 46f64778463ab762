"""Asking the server past all that is under test."""

from __future__ import annotations

import neo4j

from kg.graph.server import Login


def ask(login: Login, text: str, **parameters: object) -> list[dict[str, object]]:
    """Run any statement, and return its rows."""
    driver = neo4j.GraphDatabase.driver(login.uri, auth=(login.user, login.password))
    with driver, driver.session(database=login.database) as session:
        return [dict(record) for record in session.run(text, parameters)]
