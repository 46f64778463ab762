"""What the explorer costs: the first page, search as one types, a neighbourhood, and many requests for a while.

usage: python benchmarks/serving.py [--graph FILE] [--seconds N] [--rate N]

Without a graph a small one is made from the five pages. `kg serve` runs in a process of its own; its memory is what the
system says of that process (Linux only). No request is asked twice before the load begins, so that no answer is one
that was given before. Then requests of all kinds, most of them of a few things as people ask, come at a fixed rate
from several threads.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import kg
from kg.link import node_id
from kg.store import Store

SEEDS = Path(__file__).parent.parent / "seeds"
THREADS = 16
THINGS = 300


@dataclass(slots=True)
class Names:
    """What is asked about: ids of things and papers, the most named first, and texts that people would type."""

    things: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class Client:
    """One connection that stays open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, path: str, **parameters: object) -> tuple[float, int, bytes]:
        """Return the seconds that an answer took, its status and its content."""
        start = time.perf_counter()
        self._connection.request("GET", f"{path}?{urlencode(parameters, doseq=True)}" if parameters else path)
        answer = self._connection.getresponse()
        content = answer.read()
        return time.perf_counter() - start, answer.status, content


@contextmanager
def served(graph: Path) -> Iterator[tuple[int, int]]:
    """Run `kg serve`; yield its port and its process."""
    command = [sys.executable, "-m", "kg.cli", "serve", "--graph", str(graph), "--port", "0", "--no-open"]
    program = Path(sys.executable).with_name("kg")
    if program.exists():
        command[:3] = [str(program)]
    start = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - this very program
        try:
            line = process.stderr.readline() if process.stderr else ""
            match = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
            if match is None:
                raise SystemExit(f"kg serve did not start: {line}")
            print(f"{'ready after':44}{time.perf_counter() - start:9.1f} s")
            yield int(match[1]), process.pid
        finally:
            process.terminate()


def names_of(graph: Path) -> Names:
    """Return what to ask a graph about."""
    with Store.open(graph) as store:
        keys = [key for key, _ in store.lookups.most_named(THINGS)]
        names = [store.facts.name(key) for key in keys]
        papers = [paper.id for paper in islice(store.papers(), THINGS)]
    texts = [name[:length] for name in names for length in range(1, min(len(name), 12) + 1)]
    return Names([node_id(key) for key in keys], papers, list(dict.fromkeys(texts)))


def memory(process: int) -> float:
    """Return what a process holds in memory, in MB; 0 where the system does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def worked(process: int) -> float:
    """Return the seconds of processor time that a process has taken; 0 where the system does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Meter:
    """Prints how long answers took, and how much work of the server, which other programs disturb less."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._before = worked(process)
        print(f"{'milliseconds':44}{'median':>9}{'p95':>9}{'longest':>9}{'cpu each':>10}{'asked':>8}")

    def skip(self) -> None:
        """Leave out the answers since the last line."""
        self._before = worked(self._process)

    def told(self, what: str, seconds: Sequence[float]) -> None:
        """Print a line about the answers since the last one."""
        now = worked(self._process)
        each = 1000 * (now - self._before) / len(seconds)
        self._before = now
        told(what, seconds, each)


def told(what: str, seconds: Sequence[float], each: float) -> None:
    """Print the median, the 95th percentile and the longest of some times, and the milliseconds of work for each."""
    ordered = sorted(seconds)
    median, late = statistics.median(ordered), ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{what:44}{1000 * median:9.1f}{1000 * late:9.1f}{1000 * ordered[-1]:9.1f}{each:10.1f}{len(ordered):8}")


def large_picture(client: Client, thing: str) -> tuple[list[str], int]:
    """Return what to open, beginning with a thing, to see 200 nodes or as many as there are, and how many these are."""
    opened, count = [thing], 0
    for _ in range(20):
        picture = json.loads(client.get("/api/picture", open=opened)[2])
        count = len(picture["nodes"])
        waiting = [node["id"] for node in picture["nodes"] if node["id"] not in opened and node["label"] != "Paper"]
        if count >= 195 or not waiting:
            break
        opened.append(waiting[0])
    return opened, count


def cold(port: int, meter: Meter, names: Names) -> None:
    """Measure answers that were not given before."""
    client = Client(port)
    told = meter.told
    chosen = random.Random(3).sample(names.texts, min(300, len(names.texts)))  # noqa: S311 - no secret
    told("first page", [client.get("/")[0]])
    told("search as one types", [client.get("/api/search", q=text)[0] for text in chosen])
    told("page of a thing", [client.get("/thing", id=name)[0] for name in names.things[:60]])
    told("page of a paper", [client.get("/paper", id=name)[0] for name in names.papers[:60]])
    told("neighbourhood, 37 nodes", [client.get("/api/picture", open=name)[0] for name in names.things[:40]])
    opened, count = large_picture(client, names.things[0])
    meter.skip()
    # Less than the most nodes: these were not drawn before, and nothing of them is there.
    told(f"neighbourhood, {count} nodes, anew", [client.get("/api/picture", open=opened, most=199)[0]])
    steps = [client.get("/api/picture", open=opened[:length], most=198)[0] for length in range(1, len(opened) + 1)]
    told("neighbourhood, one click more", steps)


def requests(names: Names, count: int) -> list[tuple[str, dict[str, object]]]:
    """Return requests as people send them: mostly search and pages, mostly of what is named most."""
    chance = random.Random(7)  # noqa: S311 - no secret
    found: list[tuple[str, dict[str, object]]] = []
    for _ in range(count):
        thing = names.things[int(len(names.things) * chance.random() ** 2)]
        kind = chance.random()
        if kind < 0.5:
            found.append(("/api/search", {"q": chance.choice(names.texts)}))
        elif kind < 0.7:
            found.append(("/thing", {"id": thing}))
        elif kind < 0.85:
            found.append(("/paper", {"id": chance.choice(names.papers)}))
        elif kind < 0.95:
            found.append(("/api/picture", {"open": thing}))
        else:
            found.append(("/", {}))
    return found


def load(port: int, process: int, meter: Meter, names: Names, *, seconds: float, rate: int) -> None:
    """Send requests at a rate for a while; print how long they took, from when they were due, and what failed."""
    waiting = requests(names, round(seconds * rate))
    before = memory(process)
    start = time.perf_counter()

    def sent(number: int) -> list[tuple[float, int]]:
        client = Client(port)
        answers = []
        for at in range(number, len(waiting), THREADS):
            due = start + at / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            status = client.get(waiting[at][0], **waiting[at][1])[1]
            answers.append((time.perf_counter() - due, status))
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        answers = [answer for some in pool.map(sent, range(THREADS)) for answer in some]
    passed = time.perf_counter() - start
    meter.told(f"{len(answers) / passed:.0f} requests/s for {passed:.0f} s", [late for late, _ in answers])
    statuses = Counter(status for _, status in answers)
    print(f"{'answers by status':44}{', '.join(f'{status}: {count}' for status, count in sorted(statuses.items()))}")
    print(f"{'memory before and after':44}{before:9.0f} MB{memory(process):9.0f} MB")


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, help="a graph that is there")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long requests come, twice")
    parser.add_argument("--rate", type=int, default=100, help="requests a second")
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        graph = arguments.graph or Path(folder) / "papers.kg"
        if arguments.graph is None:
            with kg.build(SEEDS, graph=graph):
                pass
        names = names_of(graph)
        with served(graph) as (port, process):
            meter = Meter(process)
            cold(port, meter, names)
            # The first run fills what is kept; in the second memory must not grow.
            for _ in range(2):
                load(port, process, meter, names, seconds=arguments.seconds, rate=arguments.rate)


if __name__ == "__main__":
    main()
