"""A build that is killed at any moment loses nothing that it reported as done, and the next one completes it."""

from __future__ import annotations

import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import kg

BUILD = "from kg.cli import main; main()"


def _lines(path: Path) -> list[str]:
    with kg.open(path) as graph:
        return list(graph.jsonl())


@pytest.mark.scale
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_killed_builds_lose_nothing_and_complete(seeds: Path, seed_graph: Path, tmp_path: Path) -> None:
    whole = _lines(seed_graph)
    path = tmp_path / "papers.kg"
    chance = random.Random(7)  # noqa: S311 - moments to kill at
    held = 0
    for _ in range(8):
        arguments = ["build", str(seeds), "--graph", str(path), "--workers", "1"]
        process = subprocess.Popen([sys.executable, "-c", BUILD, *arguments], stderr=subprocess.PIPE, text=True)
        time.sleep(chance.uniform(1, 12))
        process.kill()
        process.communicate()
        if path.exists():
            with kg.open(path) as graph:
                papers = graph.store.counts()["records"]
                assert graph.verify().problems == ()
            assert papers >= held
            held = papers
    finished = subprocess.run(
        [sys.executable, "-c", BUILD, "build", str(seeds), "--graph", str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert re.search(r"239 papers in the graph", finished.stderr)
    assert _lines(path) == whole
