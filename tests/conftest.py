"""Rules for all tests: marked ones may not quietly skip where they can run."""

from __future__ import annotations

import lzma
import os
import sys
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

import kg
from kg.cli import main

# Machines differ, and may be busy: no test may fail for being slow.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

MARKS = ("neo4j", "browser", "corpus", "scale")
CHROMIUM_FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
CORPUS_PAPERS, CORPUS_STEP = 3_000, 59
CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the five saved pages."""
    return CHECKOUT / "seeds"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of corpus and gold, which stands beside the checkout where it is there at all."""
    folder = Path(os.environ.get("KG_SHARED") or CHECKOUT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"the corpus and the gold are not in {folder}")
    return folder


@pytest.fixture(autouse=True)
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the user's cache and from the user's Neo4j."""
    monkeypatch.setenv("KG_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a marked test into a failure where everything it needs is said to be there."""
    report = yield
    marked = [mark for mark in MARKS if item.get_closest_marker(mark)]
    required = os.environ.get("KG_REQUIRE_MARKED") == "1" and (os.environ.get("CI") or marked != ["corpus"])
    if report.skipped and marked and required and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"a test marked {', '.join(marked)} was skipped, and it must run here: {report.longrepr}"
    return report


@dataclass(frozen=True, slots=True)
class Run:
    """How a command ended: its exit status, and what it said where."""

    status: int
    out: str
    err: str


@pytest.fixture
def kg_run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Run `kg` with arguments in this process, as its entry point does."""

    def run(*arguments: str | Path) -> Run:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capfd.readouterr()
        code = end.value.code
        return Run(code if isinstance(code, int) else 0 if code is None else 1, out, err)

    return run


@pytest.fixture(scope="session")
def seed_graph(seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph built from the five pages, to be read only."""
    path = tmp_path_factory.mktemp("graph") / "papers.kg"
    with kg.build(seeds, graph=path):
        pass
    return path


@pytest.fixture(scope="session")
def corpus_graph(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph built from 3,000 papers of the corpus, of all its years, to be read only."""
    folder = tmp_path_factory.mktemp("corpus")
    with lzma.open(shared / "data" / "corpus.jsonl.xz") as lines:
        chosen = islice((line for number, line in enumerate(lines) if not number % CORPUS_STEP), CORPUS_PAPERS)
        (folder / "sample.jsonl").write_bytes(b"".join(chosen))
    with kg.build(folder / "sample.jsonl", graph=folder / "papers.kg", workers=os.cpu_count() or 1):
        pass
    return folder / "papers.kg"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or that which KG_CHROMIUM names."""
    program = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
    if not Path(program).exists():
        pytest.skip(f"{program} is missing: install Chromium, or name it in KG_CHROMIUM")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=program, args=CHROMIUM_FLAGS)
        yield opened
        opened.close()
