"""How long Neo4j takes: a push into an empty database, one of an unchanged graph, a check, and an import in bulk.

usage: python -m benchmarks.into_neo4j [--graph FILE] [--nodes N] [--edges M]

The graph is one that was built, or without `--graph` one of made-up papers with N nodes and M edges, 100,000 and
500,000 if not said.
The server is the one of the tests: Neo4j 5.26 Community from its jars (`make setup`), 1 GB of heap, on this machine.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import kg
from kg.graph import check_server, edges, export_bulk, nodes, push
from kg.graph.bulk import COMMAND
from kg.records import Edge, Node, Value
from tests.neo4j import running

Answer = TypeVar("Answer")
# How many of a hundred nodes have a label; papers are the rest.
SHARES = {"Author": 38, "Dataset": 5, "Method": 22, "Metric": 2, "Result": 9, "Task": 4}
# How many of a hundred edges are of a type, and between which labels; those of results are one a result.
KINDS = {
    "ADDRESSES": (10, "Paper", "Task"),
    "BASED_ON": (4, "Method", "Method"),
    "COMPARED_WITH": (4, "Method", "Method"),
    "INTRODUCES": (5, "Paper", "Method"),
    "MENTIONS": (33, "Paper", "Method"),
    "USES": (22, "Paper", "Dataset"),
    "WROTE": (22, "Author", "Paper"),
}
ABSTRACT = 1_100  # characters
VOCABULARY = 50_000  # words


def made_up(node_count: int, edge_count: int, *, seed: int = 0) -> tuple[list[Node], list[Edge]]:
    """Return a graph of a size, with properties of about the lengths that graphs of real papers have."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    sizes = {label: node_count * share // 100 for label, share in SHARES.items()}
    sizes["Paper"] = node_count - sum(sizes.values())
    found = [_node(chance, label, number) for label in sorted(sizes) for number in range(sizes[label])]
    made: list[Edge] = []
    for number in range(sizes["Result"]):
        of = f"p{chance.randrange(sizes['Paper'])}"
        made.append(Edge("STATES", ("Paper", of), ("Result", f"r{number}"), _stated(chance, of)))
        for kind, label in (("OF_METHOD", "Method"), ("ON_DATASET", "Dataset"), ("IN_METRIC", "Metric")):
            made.append(Edge(kind, ("Result", f"r{number}"), _end(chance, label, sizes), {"paper": of, "score": 8000}))
    left = edge_count - len(made)
    for kind, (share, source, target) in KINDS.items():
        for _ in range(left * share // 100):
            ends = _end(chance, source, sizes), _end(chance, target, sizes)
            made.append(Edge(kind, *ends, _properties(chance, kind, sizes)))
    return found, sorted(made, key=lambda edge: (edge.type, edge.source, edge.target))


def _end(chance: random.Random, label: str, sizes: dict[str, int]) -> tuple[str, str]:
    # A few things are named by many papers, as in real graphs.
    return label, f"{_PREFIX[label]}{int(sizes[label] * chance.random() ** 2)}"


_PREFIX = {"Author": "a", "Dataset": "d", "Method": "m", "Metric": "x", "Paper": "p", "Result": "r", "Task": "t"}


def _node(chance: random.Random, label: str, number: int) -> Node:
    identifier = f"{_PREFIX[label]}{number}"
    properties: dict[str, Value] = {"id": identifier}
    match label:
        case "Author":
            properties |= {"name": f"Author {number}"}
        case "Result":
            value = round(chance.random() * 100, 1)
            properties |= {"value": value, "text": str(value), "unit": "%", "kind": "absolute", "approximate": False}
        case "Paper":
            # Words are as unevenly common as in a language: a full-text index has to be made of them.
            words = (f"word{int(VOCABULARY ** chance.random())}" for _ in range(ABSTRACT // 8))
            abstract = " ".join(words)[:ABSTRACT]
            properties |= {"ids": (identifier,), "title": f"The title of paper number {number}", "abstract": abstract}
            properties |= {"date": "2024-05-06", "year": 2024, "venue": "A venue", "sources": ("made-up.jsonl",)}
        case _:
            properties |= {"name": f"{label} {number}", "aliases": (f"{label} {number}", f"{label[0]}{number}")}
            properties |= {"papers": 3, "groups": 2, "belief": 9000}
    return Node(label, identifier, properties)


def _stated(chance: random.Random, paper: str) -> dict[str, Value]:
    start = chance.randrange(ABSTRACT)
    return {"paper": paper, "evidence": (f"abstract:{start}:{start + 9}",), "score": chance.randrange(5000, 10000)}


def _properties(chance: random.Random, kind: str, sizes: dict[str, int]) -> dict[str, Value]:
    if kind == "WROTE":
        return {"position": 1, "derived": "authors of the paper"}
    stated = _stated(chance, f"p{chance.randrange(sizes['Paper'])}")
    return {**stated, "papers": 1, "groups": 1, "belief": 9000} if kind in {"BASED_ON", "COMPARED_WITH"} else stated


def timed(what: str, work: Callable[[], Answer]) -> Answer:
    """Do some work and print how long it took."""
    start = time.perf_counter()
    answer = work()
    print(f"{what:44}{time.perf_counter() - start:8.1f} s", flush=True)
    return answer


def measure(found: Sequence[Node], made: Sequence[Edge]) -> None:
    """Measure a push, a second one, a check, and then an import into another server."""
    extension = "with" if find_spec("neo4j._rust") else "without"
    print(f"{len(found)} nodes, {len(made)} edges; the driver {extension} its extension in Rust")
    with TemporaryDirectory(prefix="kg-neo4j-") as first:
        port = running.make_home(Path(first))
        with running.running(Path(first), port) as server:
            timed("push into an empty database", lambda: push(found, made, server.login))
            report = timed("push of an unchanged graph", lambda: push(found, made, server.login))
            print(f"  {report}")
            differences = timed("check", lambda: check_server(found, made, server.login))
            print(f"  {len(differences)} differences")
    with TemporaryDirectory(prefix="kg-neo4j-") as second:
        home, folder = Path(second), Path(second) / "bulk"
        running.make_home(home)
        timed("export neo4j-admin", lambda: export_bulk(found, made, folder))
        words = COMMAND.split()[1:]
        timed("neo4j-admin database import full", lambda: running.run_admin(home, *words, folder=folder))
        timed("neo4j-admin database check", lambda: running.run_admin(home, "database", "check", "neo4j"))
        shutil.rmtree(folder)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--nodes", type=int, default=100_000)
    parser.add_argument("--edges", type=int, default=500_000)
    given = parser.parse_args()
    if reason := running.missing():
        parser.error(reason)
    if given.graph is None:
        measure(*made_up(given.nodes, given.edges))
        return
    with kg.open(given.graph) as graph:
        threshold = graph.threshold
        measure(list(nodes(graph.store, threshold=threshold)), list(edges(graph.store, threshold=threshold)))


if __name__ == "__main__":
    main()
