"""The process in which the console's queries run.

A query can be stopped when its time is over, but what it holds in memory cannot be taken from it: the engine then ends
the whole process. So queries run in one of their own, which may hold so much and no more, and which can be ended.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from kg.api import Graph, open_graph
from kg.errors import KgError
from kg.graph import Table

MEMORY = 1_500_000_000  # bytes of address space beyond what the graph takes


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it goes to the process: `limit` is the most rows, `timeout` in seconds."""

    text: str
    parameters: Mapping[str, object]
    timeout: float
    limit: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of a query, and the seconds that it took."""

    table: Table
    seconds: float


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a query was not answered."""

    message: str


def serve_queries(connection: Connection, path: Path, threshold: float) -> None:
    """Answer queries (`Asked`) (`Answered`) or say why not (`Refused`), until the other end is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server ends this process, not the terminal
    with suppress(OSError):
        # What the engine says when its memory is at an end is not for the terminal.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError), open_graph(path, threshold=threshold) as graph:
        graph.query("RETURN 1 AS one")  # makes the engine, or loads its copy
        limit_memory()
        connection.send("ready")
        while True:
            asked: Asked = connection.recv()
            connection.send(_answer(graph, asked))


def _answer(graph: Graph, asked: Asked) -> Answered | Refused:
    start = time.perf_counter()
    try:
        table = graph.query(asked.text, asked.parameters, timeout=asked.timeout, limit=asked.limit)
    except KgError as error:
        return Refused(str(error))
    except MemoryError:
        return Refused("the query needs more memory than a query may have; ask for less")
    return Answered(table, time.perf_counter() - start)


def limit_memory() -> None:
    """Let this process take only so much more memory, where the system can do that."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - Windows has none

    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
