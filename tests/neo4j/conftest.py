"""A real Neo4j server for the tests: the one that is named, or one started here from its jars."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.graph.server import Login
from tests.neo4j import running
from tests.neo4j.asking import ask
from tests.neo4j.running import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A server with an empty database."""
    uri = os.environ.get("KG_TEST_NEO4J_URI")
    if uri:
        yield Server(_named(uri))
        return
    yield from _started()


@pytest.fixture(scope="session")
def own_server(server: Server) -> Iterator[Server]:
    """A server that is run here, whose certificate and files are known, also where another one is named."""
    if server.home is None:
        yield from _started()
    else:
        yield server


@pytest.fixture
def login(server: Server) -> Iterator[Login]:
    """The server's login, with nothing in its database before the test and after it."""
    _clear(server.login)
    yield server.login
    _clear(server.login)


def _started() -> Iterator[Server]:
    if reason := running.missing():
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(prefix="kg-neo4j-", ignore_cleanup_errors=True) as home:
        port = running.make_home(Path(home))
        with running.running(Path(home), port) as started:
            yield started


def _named(uri: str) -> Login:
    """Return the login of the server that is named. Its database must be empty, because the tests clear it."""
    if "KG_TEST_NEO4J_PASSWORD" not in os.environ:
        pytest.fail("KG_TEST_NEO4J_URI is set, and KG_TEST_NEO4J_PASSWORD is not")
    login = Login(
        uri=uri,
        user=os.environ.get("KG_TEST_NEO4J_USER", "neo4j"),
        password=os.environ["KG_TEST_NEO4J_PASSWORD"],
        database=os.environ.get("KG_TEST_NEO4J_DATABASE", "neo4j"),
    )
    if ask(login, "MATCH (n) RETURN count(n) AS nodes")[0]["nodes"]:
        pytest.fail(f"the database at {uri} (KG_TEST_NEO4J_URI) is not empty; the tests need an empty one")
    return login


def _clear(login: Login) -> None:
    # The schema stays: each change of it makes the server plan every statement anew.
    ask(login, "MATCH (n) DETACH DELETE n")
