"""A push that is killed, as `kill -9` does it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg
from kg.graph import Login, check_server, edges, nodes, push, remove_from_server
from tests.neo4j.asking import ask

pytestmark = pytest.mark.neo4j


@pytest.mark.parametrize("least", [1, 1500, 3500])
def test_the_next_push_completes_one_that_was_killed(login: Login, seed_graph: Path, least: int) -> None:
    """It is killed when so many nodes and edges are there, which is before, between and among the edges."""
    remove_from_server(login)
    given = {"URI": login.uri, "USERNAME": login.user, "PASSWORD": login.password, "DATABASE": login.database}
    surroundings = {**os.environ, **{f"NEO4J_{name}": value for name, value in given.items()}}
    command = [sys.executable, "-c", "from kg.cli import main; main()", "neo4j", "push", "--graph", str(seed_graph)]
    process = subprocess.Popen(command, env=surroundings, stderr=subprocess.PIPE)
    while process.poll() is None:
        there = ask(login, "MATCH (n) RETURN count(n) + COUNT { ()-->() } AS c")
        if there and int(str(there[0]["c"])) >= least:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL, "it ended before it could be killed"
    with kg.open(seed_graph) as graph:
        store, threshold = graph.store, graph.threshold
        push(nodes(store, threshold=threshold), edges(store, threshold=threshold), login)
        assert check_server(nodes(store, threshold=threshold), edges(store, threshold=threshold), login) == []
