"""The tables for `neo4j-admin`, imported by the real one."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import KgError
from kg.graph import check_server, export_bulk, push
from kg.graph.bulk import COMMAND
from kg.records import Edge, Node
from tests.conftest import Run
from tests.graph import small
from tests.neo4j import running
from tests.neo4j.asking import ask

Kg = Callable[..., Run]
NASTY = 'a\'b"c\\ `d` }) DETACH DELETE n // \U0001f600 {x: $rows}; , | \t \r\n end"'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a server that was never started."""
    if reason := running.missing():
        pytest.skip(reason)
    return tmp_path / "home"


def graph() -> tuple[list[Node], list[Edge]]:
    """A graph with all kinds of edges, and with texts and numbers that are easily read wrongly."""
    nodes, edges = small.whole()
    nodes += [
        small.entity("Method", NASTY, '"', '\\"', "a,b"),
        small.entity("Method", "007", "1e5", "true"),
        small.paper(77, title="", abstract=' "two lines"\nof text, \\ and spaces  '),
        Node("Result", "r", {"id": "r", "value": 1e300, "text": "-0", "kind": "gain", "approximate": False}),
        Node("Result", "s", {"id": "s", "value": -0.1, "text": "", "kind": "gain", "approximate": True}),
    ]
    return sorted(nodes, key=lambda node: (node.label, node.id)), edges


@pytest.mark.neo4j
def test_the_importer_makes_the_graph_that_a_push_makes(home: Path, tmp_path: Path) -> None:
    nodes, edges = graph()
    folder = tmp_path / "bulk"
    report = export_bulk(nodes, edges, folder)
    assert (report.nodes, report.edges) == (len(nodes), len(edges))
    home.mkdir()
    port = running.make_home(home)
    surroundings = {**os.environ, "PATH": f"{running.admin(home)}:{os.environ['PATH']}"}
    imported = subprocess.run(
        shlex.split(COMMAND), cwd=folder, env=surroundings, capture_output=True, encoding="utf-8", check=False
    )
    assert imported.returncode == 0, imported.stderr
    assert f"{len(nodes)} nodes" in imported.stdout
    assert f"{len(edges)} relationships" in imported.stdout
    running.run_admin(home, "database", "check", "neo4j")
    with running.running(home, port) as server:
        assert check_server(nodes, edges, server.login) == []
        report_of_push = push(nodes, edges, server.login)
        assert report_of_push.schema_changes
        assert (report_of_push.nodes_created, report_of_push.edges_created, report_of_push.properties_set) == (0, 0, 0)
        assert not push(nodes, edges, server.login).changed
        ask(server.login, "DROP CONSTRAINT kg_paper_id")
        for statement in (folder / "schema.cypher").read_text(encoding="utf-8").split(";"):
            if statement.strip():
                ask(server.login, statement)
        assert not push(nodes, edges, server.login).changed


def test_the_command_writes_a_folder_and_says_how_to_import_it(kg_run: Kg, seed_graph: Path, tmp_path: Path) -> None:
    folder = tmp_path / "a" / "bulk"
    for _ in range(2):  # an earlier export is replaced
        said = kg_run("export", "neo4j-admin", folder, "--graph", seed_graph)
        assert (said.status, said.out) == (0, "")
        assert COMMAND in said.err
    names = {path.name for path in folder.iterdir()}
    arguments = (folder / "import.args").read_text(encoding="utf-8")
    tables = {name for name in names if name.endswith(".csv")}
    assert tables == {
        part for line in arguments.splitlines() for part in line.split("=")[-1].split(",") if ".csv" in part
    }
    assert (folder / "nodes-Paper.csv").read_text(encoding="utf-8").count("\n") == 239
    header = (folder / "nodes-Paper-header.csv").read_text(encoding="utf-8")
    assert header.startswith("id:ID(Paper),ids:string[],title:string,")
    assert "year:long" in header


def test_a_folder_of_others_is_not_touched(kg_run: Kg, seed_graph: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "thesis.tex"
    theirs.write_text("mine", encoding="utf-8")
    for place in (tmp_path, theirs):
        said = kg_run("export", "neo4j-admin", place, "--graph", seed_graph)
        assert (said.status, "not an earlier export" in said.err) == (1, True)
    assert theirs.read_text(encoding="utf-8") == "mine"
    assert kg_run("export", "neo4j-admin", "--graph", seed_graph).status == 2


def test_nothing_is_left_of_an_export_that_fails(tmp_path: Path) -> None:
    nodes, _ = small.whole()
    wrong = small.entity("Method", "x", "a\x1fb")
    with pytest.raises(KgError, match=r"U\+001F"):
        export_bulk([*nodes, wrong], [], tmp_path / "bulk")
    assert list(tmp_path.iterdir()) == []
