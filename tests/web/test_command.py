"""`kg serve`."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.conftest import Run

Kg = Callable[..., Run]


def test_other_machines_are_let_in_only_if_that_is_said(kg_run: Kg, widgets: Path) -> None:
    run = kg_run("serve", "--graph", widgets, "--host", "192.0.2.1", "--no-open")
    assert run.status == 2
    assert "--expose" in run.err
    # That address is no one's, so listening there fails; but the warning comes first.
    run = kg_run("serve", "--graph", widgets, "--host", "192.0.2.1", "--expose", "--no-open")
    assert run.status == 1
    assert run.err.startswith("warning: without a password")


def test_a_port_in_use_is_said(kg_run: Kg, widgets: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        run = kg_run("serve", "--graph", widgets, "--port", str(other.getsockname()[1]), "--no-open")
    assert run.status == 1
    assert "name another --port" in run.err


def test_what_is_no_graph_is_said(kg_run: Kg, tmp_path: Path) -> None:
    assert "there is no such graph" in kg_run("serve", "--graph", tmp_path / "none.kg", "--no-open").err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to a whole console")
def test_it_says_where_it_is_and_ends_cleanly(widgets: Path) -> None:
    program = "from kg.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--graph", str(widgets), "--port", "0", "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        match = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
        assert match is not None
        assert httpx.get(match[0], timeout=60).status_code == 200
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert (process.returncode, rest) == (0, "")
