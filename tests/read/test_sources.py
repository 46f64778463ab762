"""Files, folders, globs, streams; compressed and not; good and bad."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.read import read_sources
from kg.records import Record, Refusal

GOOD = json.dumps({"title": "A good paper", "abstract": "We evaluate."}).encode() + b"\n"


def records(*names: object, stdin: bytes | None = None) -> list[Record]:
    found = list(read_sources(map(str, names), stdin=io.BytesIO(stdin) if stdin is not None else None))
    assert all(isinstance(item, Record) for item in found), found
    return [item for item in found if isinstance(item, Record)]


def refusals(*names: object) -> list[Refusal]:
    return [item for item in read_sources(map(str, names)) if isinstance(item, Refusal)]


@pytest.mark.parametrize("compress", [bytes, gzip.compress, lzma.compress, bz2.compress])
@pytest.mark.parametrize("name", ["papers.jsonl", "papers.gz", "papers"])
def test_compression_is_seen_by_content(tmp_path: Path, compress: Callable[[bytes], bytes], name: str) -> None:
    (tmp_path / name).write_bytes(compress(GOOD * 3))
    assert len(records(tmp_path / name)) == 3
    assert len(records("-", stdin=compress(GOOD))) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(tmp_path: Path, encoding: str) -> None:
    text = json.dumps({"title": "Ünïcode", "abstract": "Straße."}, ensure_ascii=False) + "\n"
    (tmp_path / "papers.jsonl").write_bytes(text.encode(encoding))
    (record,) = records(tmp_path / "papers.jsonl")
    assert (record.title, record.abstract) == ("Ünïcode", "Straße.")


def test_folders_and_globs_are_read_sorted_and_each_file_once(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "deep/c.jsonl", ".hidden/d.jsonl", ".e.jsonl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(GOOD.replace(b"good", name.encode()))
    found = records(tmp_path, tmp_path / "a.jsonl", str(tmp_path / "*.jsonl"))
    assert [Path(r.source).name for r in found] == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_a_source_is_named_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers.jsonl").write_bytes(GOOD)
    assert {records(name)[0].source for name in ("papers.jsonl", "./papers.jsonl", ".")} == {"papers.jsonl"}


def test_what_came_before_the_cut_goes_in(tmp_path: Path) -> None:
    lines = b"".join(GOOD.replace(b"good", os.urandom(64).hex().encode()) for _ in range(5000))
    for compress in (gzip.compress, lzma.compress):
        whole = compress(lines)
        (tmp_path / "cut").write_bytes(whole[: len(whole) // 2])
        found = list(read_sources([str(tmp_path / "cut")]))
        assert sum(isinstance(item, Record) for item in found) > 1000
        last = [item for item in found if isinstance(item, Refusal)]
        assert last
        assert "breaks off" in last[-1].reason


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty", b"", "empty"),
        ("blank", b"\n \n", "empty"),
        ("binary", bytes(range(256)) * 9, "not text"),
        ("page.html", b"<!doctype html><p>Hello", "format is not known"),
        ("list.json", b'[{"title": "a", "abstract": "b"}]', "format is not known"),
        ("essay", b"Just some text. " * 99, "format is not known"),
        ("empty.xz", lzma.compress(b""), "empty"),
    ],
)
def test_what_is_no_source_is_refused_with_a_remedy(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    (refusal,) = refusals(tmp_path / name)
    assert reason in refusal.reason
    assert Path(refusal.source).name == name
    assert refusal.remedy


def test_names_of_nothing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert "no such file" in refusals(tmp_path / "missing.txt")[0].reason
    assert "no files" in refusals(tmp_path / "folder")[0].reason
    assert "no file matches" in refusals(tmp_path / "*.jsonl")[0].reason
    (tmp_path / "gone").symlink_to(tmp_path / "missing.txt")
    assert refusals(tmp_path / "gone")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes of POSIX")
def test_a_pipe_in_the_file_system_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "neither a file" in refusals(tmp_path / "pipe")[0].reason


def test_a_file_whose_name_is_a_pattern_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "papers[1].jsonl").write_bytes(GOOD)
    assert len(records(tmp_path / "papers[1].jsonl")) == 1


@pytest.mark.corpus
def test_the_corpus_comes_in_whole(shared: Path) -> None:
    found = 0
    for item in read_sources([str(shared / "data" / "corpus.jsonl.xz")]):
        assert isinstance(item, Record), item
        found += 1
    assert found == 179_872
