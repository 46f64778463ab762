"""Bad input gets one clear line and the exit status of the design, and harms no graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from tests.conftest import Run

Kg = Callable[..., Run]
GOOD = json.dumps({"title": "A good paper", "abstract": "We evaluate LoRA on CIFAR-10."}) + "\n"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    (tmp_path / "first.jsonl").write_text(GOOD.replace("good", "first"), encoding="utf-8")
    path = tmp_path / "papers.kg"
    kg.build(tmp_path / "first.jsonl", graph=path).close()
    return path


def bad_sources(folder: Path) -> dict[str, Path]:
    (folder / "empty").mkdir()
    contents = {
        "essay.txt": b"This is an essay.\nIt has no papers in it.\n" * 40,
        "empty.jsonl": b"",
        "latin1.txt": "new\n\nGet trending papers in your email inbox!\n\né".encode("latin-1"),
        "page.html": b"<!doctype html><title>Papers</title><p>Hello",
        "image.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "cut.jsonl.xz": b"\xfd7zXZ\x00\x00\x04",
        "broken.jsonl": b'{"title": "half a rec\n',
    }
    for name, data in contents.items():
        (folder / name).write_bytes(data)
    return {"missing": folder / "no-such-file.txt", "empty folder": folder / "empty"} | {
        n: folder / n for n in contents
    }


KINDS = [
    "missing",
    "empty folder",
    "essay.txt",
    "empty.jsonl",
    "latin1.txt",
    "page.html",
    "image.png",
    "cut.jsonl.xz",
    "broken.jsonl",
]


@pytest.mark.parametrize("kind", KINDS)
def test_alone_it_is_an_error_and_the_graph_is_as_it_was(kg_run: Kg, graph: Path, tmp_path: Path, kind: str) -> None:
    source = bad_sources(tmp_path)[kind]
    before = graph.read_bytes()
    run = kg_run("build", source, "--graph", graph, "--quiet")
    assert (run.status, run.out) == (1, "")
    assert source.name in run.err
    assert "Traceback" not in run.err
    assert graph.read_bytes() == before
    new = kg_run("build", source, "--graph", tmp_path / "new.kg")
    assert new.status == 1
    assert not (tmp_path / "new.kg").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_beside_good_ones_it_is_refused_and_they_go_in(kg_run: Kg, graph: Path, tmp_path: Path, kind: str) -> None:
    source = bad_sources(tmp_path)[kind]
    good = tmp_path / "good.jsonl"
    good.write_text(GOOD, encoding="utf-8")
    run = kg_run("build", source, good, "--graph", graph, "--quiet")
    assert (run.status, run.out) == (3, "")
    assert source.name in run.err
    with kg.open(graph) as opened:
        assert opened.store.counts()["papers"] == 2


def test_the_good_lines_of_a_file_with_a_broken_one_go_in(kg_run: Kg, graph: Path, tmp_path: Path) -> None:
    source = tmp_path / "mixed.jsonl"
    source.write_bytes(GOOD.encode() + b'{"title": 7}\nnot json\n\xff\xfe\n' + GOOD.replace("good", "better").encode())
    run = kg_run("build", source, "--graph", graph)
    assert run.status == 3
    for place in ("line 2", "line 3", "line 4"):
        assert place in run.err
    with kg.open(graph) as opened:
        assert opened.store.counts()["papers"] == 3


@pytest.mark.parametrize(
    "command",
    [
        "stats",
        "search x",
        "show x",
        "trends",
        "lineage x",
        "plot trends",
        "query -c RETURN",
        "view",
        "verify",
        "export jsonl",
        "export annotations",
    ],
)
def test_a_graph_that_is_none_is_one_clear_error(kg_run: Kg, tmp_path: Path, command: str) -> None:
    for name, data in (("missing.kg", None), ("poem.kg", b"a poem\n" * 99)):
        path = tmp_path / name
        if data:
            path.write_bytes(data)
        run = kg_run(*command.split(), "--graph", path)
        assert (run.status, run.out) == (1, "")
        assert name in run.err
        assert len(run.err.splitlines()) == 1


def test_output_that_cannot_be_written_is_one_clear_error(kg_run: Kg, graph: Path, tmp_path: Path) -> None:
    run = kg_run("export", "jsonl", "--graph", graph, "--output", tmp_path / "no" / "folder.jsonl")
    assert run.status == 1
    assert "folder.jsonl" in run.err
    assert "Traceback" not in run.err


def test_an_export_is_not_built_from_and_what_takes_it_is_named(kg_run: Kg, graph: Path, tmp_path: Path) -> None:
    export = tmp_path / "export.jsonl"
    kg_run("export", "jsonl", "--graph", graph, "--output", export)
    before = graph.read_bytes()
    alone = kg_run("build", export, "--graph", graph, "--workers", "1")
    assert alone.status == 1
    assert "kg import" in alone.err
    assert graph.read_bytes() == before
    (tmp_path / "good.jsonl").write_text(GOOD, encoding="utf-8")
    beside = kg_run("build", export, tmp_path / "good.jsonl", "--graph", graph, "--workers", "1")
    assert beside.status == 3
    assert "kg import" in beside.err
