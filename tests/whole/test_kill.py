"""What is killed at any moment loses nothing that it reported as done, and the next run completes it."""

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
from kg.analyse import verify
from kg.store import Store
from tests.whole.changes import CHANGES, titles_after

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


CHANGE = """
import sys
from pathlib import Path
from kg.store import Store
from tests.making import MODEL, extract_capitals
from tests.whole.changes import CHANGES

path, first = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
for number in range(first, len(CHANGES)):
    with Store.create(path) as store:
        CHANGES[number](store)
    print(number, flush=True)
"""


def _changed(path: Path, first: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", CHANGE, str(path), str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


@pytest.mark.scale
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="signals of POSIX")
def test_fifty_kills_amid_adding_removing_and_deciding_lose_nothing(tmp_path: Path) -> None:
    whole = tmp_path / "whole.kg"
    began = time.perf_counter()
    finished = _changed(whole, 0)
    count = len(finished.communicate()[0].split())
    assert (finished.returncode, count) == (0, len(CHANGES))
    each = (time.perf_counter() - began) / count
    path = tmp_path / "papers.kg"
    chance = random.Random(7)  # noqa: S311 - moments to kill at
    done = kills = 0
    while kills < 50:
        if done == len(CHANGES):
            assert _lines(path) == _lines(whole)
            path.unlink()
            done = 0
        process = _changed(path, done)
        time.sleep(chance.uniform(0, 6 * each))
        process.kill()
        told = process.communicate()[0].split()
        kills += 1
        done = int(told[-1]) + 1 if told else done
        if path.exists():
            with Store.open(path) as store:
                assert verify(store).problems == ()
                held = {row.record.title for row in store.record_rows()}
            assert done == 0 or held in (titles_after(done), titles_after(done + 1))
    rest = _changed(path, done)
    rest.communicate()
    assert rest.returncode == 0
    assert _lines(path) == _lines(whole)
