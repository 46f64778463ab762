"""A build counts what it did to the papers that were there before it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

import kg
from kg.store import Progress


def _write(path: Path, *papers: Mapping[str, object]) -> Path:
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers), encoding="utf-8")
    return path


def _build(graph: Path, source: Path) -> Progress:
    with kg.build(source, graph=graph) as built:
        assert built.progress is not None
        return built.progress


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("kg.store.building.CHUNK", 2)
    return tmp_path / "papers.kg"


def test_a_new_paper_that_meets_its_twin_in_a_later_chunk_is_new(graph: Path, tmp_path: Path) -> None:
    papers = [{"title": f"Paper {i}", "abstract": "Short."} for i in range(3)]
    longer = {"title": "Paper 0", "abstract": "Longer than short."}
    progress = _build(graph, _write(tmp_path / "a.jsonl", *papers, longer))
    assert (progress.read, progress.known) == (4, 0)
    assert (len(progress.added), len(progress.updated), len(progress.removed)) == (3, 0, 0)


def test_papers_that_were_there_are_updated_or_joined(graph: Path, tmp_path: Path) -> None:
    first = {"title": "One title", "abstract": "Short.", "id": "arXiv:2305.00001"}
    second = {"title": "Another title", "abstract": "Also short.", "doi": "10.1000/x"}
    _build(graph, _write(tmp_path / "a.jsonl", first, second))
    longer = {"title": "One title", "abstract": "Longer than short."}
    progress = _build(graph, _write(tmp_path / "b.jsonl", longer))
    assert (len(progress.added), set(progress.updated)) == (0, {"arxiv:2305.00001"})
    both = {"title": "One title", "abstract": "Both.", "id": "arXiv:2305.00001", "doi": "10.1000/x"}
    progress = _build(graph, _write(tmp_path / "c.jsonl", both))
    assert (set(progress.updated), set(progress.removed)) == ({"arxiv:2305.00001"}, {"doi:10.1000/x"})


def test_known_records_are_counted(graph: Path, tmp_path: Path) -> None:
    source = _write(tmp_path / "a.jsonl", {"title": "One title", "abstract": "Short."})
    _build(graph, source)
    progress = _build(graph, source)
    assert (progress.read, progress.known, progress.added, progress.updated) == (1, 1, frozenset(), frozenset())
