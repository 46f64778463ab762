"""The explorer over a small graph, on a port of this machine, as tests ask it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from kg.web.running import Listening, Running
from tests.web.graphs import write_graph


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """Serve a graph in a thread; yield the address."""
    ready = Event()
    server = Running(path, Listening(port=0))
    thread = Thread(target=server.answer, kwargs={"on_ready": lambda _: ready.set()})
    thread.start()
    try:
        assert ready.wait(60)
        yield server.address
    finally:
        server.should_exit = True
        thread.join(20)


@pytest.fixture(scope="session")
def widgets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of three papers, to be read only."""
    path = tmp_path_factory.mktemp("web") / "widgets.kg"
    write_graph(path)
    return path


@pytest.fixture(scope="session")
def client(widgets: Path) -> Iterator[httpx.Client]:
    """A client of the explorer over that graph."""
    with serving(widgets) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client
