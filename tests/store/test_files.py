"""The store's file: opened, refused, and left alone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from kg.analyse import verify
from kg.errors import NewerStoreError, NotAStoreError, OlderStoreError, OtherModelError, StoreBusyError, StoreError
from kg.graph import export_jsonl
from kg.link import Aliases
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, extract_capitals

RECORD = Record("a.jsonl", "", "On CIFAR-10", "LoRA reaches 94.3 accuracy on CIFAR-10.")


def write(path: Path, *records: Record) -> None:
    with Store.create(path) as store:
        store.add(records or (RECORD,), extract_capitals, model=MODEL)


def test_at_rest_it_is_one_file(tmp_path: Path) -> None:
    write(tmp_path / "papers.kg")
    assert [p.name for p in tmp_path.iterdir()] == ["papers.kg"]


def test_a_copy_is_the_same_graph(tmp_path: Path) -> None:
    write(tmp_path / "papers.kg")
    (tmp_path / "copy.kg").write_bytes((tmp_path / "papers.kg").read_bytes())
    with Store.open(tmp_path / "papers.kg") as one, Store.open(tmp_path / "copy.kg") as other:
        assert list(export_jsonl(one)) == list(export_jsonl(other))


def test_a_reader_may_stop_early(tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    write(path)
    store = Store.open(path)
    lines = export_jsonl(store)
    next(lines)
    next(lines)
    store.close()
    del lines  # what this raises unseen would fail the test


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    (tmp_path / "papers.kg").touch()
    write(tmp_path / "papers.kg")
    with Store.open(tmp_path / "papers.kg") as store:
        assert store.counts()["papers"] == 1


def _other_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine (x)")


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("a poem\n" * 99),
        lambda path: path.write_bytes(b"\x00" * 4096),
        lambda path: path.write_bytes(b"SQLite format 3\0 and no more"),
        _other_database,
        lambda path: path.mkdir(),
    ],
    ids=["text", "zeros", "cut", "another database", "a folder"],
)
@pytest.mark.parametrize("write_to", [True, False])
def test_what_is_no_store_is_refused_and_unharmed(
    tmp_path: Path, make: Callable[[Path], object], write_to: bool
) -> None:
    path = tmp_path / "papers.kg"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(NotAStoreError, match="papers"):
        (Store.create if write_to else Store.open)(path)
    assert (path.read_bytes() if path.is_file() else b"") == before
    assert [p.name for p in tmp_path.iterdir()] == ["papers.kg"]


def test_a_store_with_a_damaged_page_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    write(path)
    data = bytearray(path.read_bytes())
    data[4096:] = os.urandom(len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(NotAStoreError):
        _read_all(path)


def _read_all(path: Path) -> None:
    with Store.open(path) as store:
        list(store.papers())
        store.damage()


def test_a_newer_version_is_refused_and_unharmed(tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    write(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for opening in (Store.create, Store.open):
        with pytest.raises(NewerStoreError, match="upgrade"):
            opening(path)
    assert path.read_bytes() == before


def test_a_missing_store_is_not_made_by_reading(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        Store.open(tmp_path / "papers.kg")
    with pytest.raises(StoreError, match="folder"):
        Store.create(tmp_path / "no" / "papers.kg")
    assert not list(tmp_path.iterdir())


def test_extractions_of_two_models_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    write(path)
    with Store.create(path) as store:
        with pytest.raises(OtherModelError, match="--reextract"):
            store.add([Record("b", "", "t", "a")], extract_capitals, model="another 2")
        assert store.counts()["records"] == 1
        while store.extract_again(extract_capitals, model="another 2", most=1):
            pass
        assert store.models() == ("another 2",)
        store.add([Record("b", "", "t", "a")], extract_capitals, model="another 2")
        assert store.counts()["records"] == 2


def test_a_second_writer_is_told_and_readers_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "papers.kg"
    write(path)
    monkeypatch.setattr("kg.store.database.BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("BEGIN IMMEDIATE")
        with Store.open(path) as reader:
            assert reader.counts()["papers"] == 1
        with Store.create(path) as writer, pytest.raises(StoreBusyError, match="wait"):
            writer.add([Record("b", "", "t", "a")], extract_capitals, model=MODEL)
        other.execute("ROLLBACK")
    with Store.open(path) as store:
        assert store.counts()["papers"] == 1


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_read_only_folder_can_be_read(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "papers.kg")
    (folder / "papers.kg").chmod(0o444)
    folder.chmod(0o555)
    try:
        with Store.open(folder / "papers.kg") as store:
            assert store.counts()["papers"] == 1
        assert [p.name for p in folder.iterdir()] == ["papers.kg"]
    finally:
        folder.chmod(0o755)


FILL = """
import resource, signal, sys
from pathlib import Path
from kg.errors import StoreError
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, extract_capitals
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path(sys.argv[1])
size = path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, size + 100_000))
many = [Record("big", "", f"paper {i}", "LoRA on CIFAR-10. " * 500) for i in range(200)]
try:
    with Store.create(path) as store:
        store.add(many, extract_capitals, model=MODEL)
except StoreError as error:
    print(error)
    sys.exit(7)
"""


@pytest.mark.skipif(os.name == "nt", reason="resource limits of POSIX")
def test_no_space_left_is_said_and_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    write(path)
    with Store.open(path) as store:
        before = list(export_jsonl(store))
    run = subprocess.run([sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, check=False)
    assert run.returncode == 7, run.stderr
    assert "papers.kg" in run.stdout
    with Store.open(path) as store:
        assert list(export_jsonl(store)) == before


VERSION_2 = """
ALTER TABLE fact DROP COLUMN rejected;
ALTER TABLE result DROP COLUMN rejected;
DROP TABLE decision;
CREATE TABLE older_node (key TEXT PRIMARY KEY, canonical TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO older_node SELECT key, canonical FROM node;
DROP TABLE node;
ALTER TABLE older_node RENAME TO node;
CREATE INDEX node_canonical ON node (canonical);
CREATE TABLE older_definition (
    short TEXT NOT NULL, long TEXT NOT NULL, papers INTEGER NOT NULL, PRIMARY KEY (short, long)
) WITHOUT ROWID;
INSERT INTO older_definition SELECT short, long, papers FROM definition;
DROP TABLE definition;
ALTER TABLE older_definition RENAME TO definition;
CREATE INDEX definition_long ON definition (long);
DELETE FROM meta WHERE name = 'linking';
PRAGMA user_version = 2;
"""
VERSION_1 = "DROP TABLE result; DROP TABLE relation; PRAGMA user_version = 1;"


def older(path: Path, version: int) -> None:
    """Make a store what an earlier version of the schema was: without links by fold and decisions, without claims."""
    write(path)
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(VERSION_2)
        if version == 1:
            db.executescript(VERSION_1)


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_store_is_brought_up_to_date_and_a_copy_stays(tmp_path: Path, version: int) -> None:
    path = tmp_path / "papers.kg"
    older(path, version)
    before = path.read_bytes()
    with pytest.raises(OlderStoreError, match="--reextract"):
        Store.open(path)
    assert path.read_bytes() == before
    with Store.create(path) as store:
        assert store.counts()["papers"] > 0
        store.extract_again(extract_capitals, model="a newer one", most=100)
    with Store.open(path) as store:
        assert verify(store).problems == ()
    with closing(sqlite3.connect(tmp_path / f"papers.kg.schema{version}")) as copy:
        assert copy.execute("PRAGMA user_version").fetchone() == (version,)
        assert copy.execute("SELECT count(*) FROM paper").fetchone()[0] > 0


def test_what_an_older_rule_linked_is_linked_anew(tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    with Store.create(path, aliases=Aliases()) as store:
        store.add([RECORD], extract_capitals, model=MODEL)
        before, lines = store.facts.tables() | store.claims.tables(), list(export_jsonl(store))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE meta SET value = '1 ' || substr(value, 3) WHERE name = 'linking'")
        for table in ("fact", "node", "spelling"):
            connection.execute(f"UPDATE {table} SET key = key || ' of old'")  # noqa: S608 - constants
    with Store.open(path, aliases=Aliases()) as store:
        assert not store.linked
    with Store.create(path, aliases=Aliases()) as store:
        assert store.linked
        assert store.facts.tables() | store.claims.tables() == before
        assert list(export_jsonl(store)) == lines
