"""The store's file: opened, read and written through one object that says in words what SQLite says in codes."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kg.errors import NewerStoreError, NotAStoreError, OlderStoreError, StoreBusyError, StoreError
from kg.link import fold
from kg.store.schema import APPLICATION_ID, CLAIMS, DECISIONS, MIGRATIONS, NODES, SCHEMA_VERSION, TABLES

BUSY_TIMEOUT = 30.0  # seconds that a writer waits for another one
# Of pages held in memory. SQLite's own 2 MB is less than the inner pages of a large graph's indexes, so that each
# look-up would read them from the file again.
CACHE_KIB = 48 * 1024

_CAUSES = {
    "SQLITE_FULL": "there is no space left to write to; make room and run the same command again",
    "SQLITE_READONLY": "it cannot be written to; check the permissions of the file and its folder",
    "SQLITE_CANTOPEN": "it cannot be opened; check that the folder exists and the permissions of both",
    "SQLITE_IOERR": "the disk reported an error (is it full?); mend that and run the same command again",
    "SQLITE_PERM": "it cannot be accessed; check the permissions of the file and its folder",
}


@contextmanager
def sqlite_errors(path: Path | None) -> Iterator[None]:
    """Turn SQLite's errors into this package's, which name the file and say what to do."""
    name = "the graph in memory" if path is None else str(path)
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorname", "")
        if code in {"SQLITE_NOTADB", "SQLITE_CORRUPT"} or code.startswith("SQLITE_CORRUPT"):
            raise NotAStoreError(
                f"{name}: it is not a graph, or it is damaged ({error}); name a graph that `kg build` wrote, "
                "or a new file"
            ) from error
        if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreBusyError(
                f"{name}: another process is writing to it; wait until that has ended and run the same command again"
            ) from error
        for prefix, cause in _CAUSES.items():
            if code.startswith(prefix):
                raise StoreError(f"{name}: {cause}") from error
        raise StoreError(f"{name}: SQLite says {error} ({code or 'no code'})") from error


def connect(path: Path | None, *, write: bool) -> sqlite3.Connection:
    """Open a store's file (None: a new one in memory), creating it if it is to be written and not there.

    Nothing is written to a file that is no store. Raises StoreError and its kinds.
    """
    if path is None:
        connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        _create_tables(connection)
        return connection
    if path.is_dir():
        raise NotAStoreError(f"{path}: it is a folder; name a file")
    if not path.exists() or path.stat().st_size == 0:
        if not write:
            raise StoreError(f"{path}: there is no such graph; `kg build --graph {path} SOURCE` makes it")
        _create(path)
    _check_header(path)
    with sqlite_errors(path):
        if not write:
            _recover(path)
        connection = _open(path, mode="rw" if write else "ro")
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > SCHEMA_VERSION:
                raise NewerStoreError(
                    f"{path}: it has schema version {version}, and this version of kg knows up to {SCHEMA_VERSION}; "
                    "upgrade papergraph, or build a new graph"
                )
            if version < SCHEMA_VERSION and not write:
                raise OlderStoreError(
                    f"{path}: it has schema version {version}, and this version of kg reads {SCHEMA_VERSION}; "
                    f"`kg build --reextract --graph {path}` brings it up to date (a copy stays beside it)"
                )
            if version < SCHEMA_VERSION:
                _migrate(connection, path, version)
        except BaseException:
            connection.close()
            raise
    return connection


class Database:
    """An open connection; rows come as tuples. Every error of SQLite becomes a StoreError that names the file."""

    def __init__(self, path: Path | None, *, write: bool) -> None:
        self._path = path
        self._logged = False
        self._connection = connect(path, write=write)

    def rows(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        with sqlite_errors(self._path):
            # Not `yield from`: a caller that stops early may have closed the store before this is let go, and then
            # the cursor could no longer be closed.
            for row in self._connection.execute(sql, values):  # noqa: UP028
                yield row

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a query, None if it has none."""
        return next(self.rows(sql, *values), None)

    def run(self, sql: str, *values: object) -> int:
        """Run a statement that writes; return the number of the row that it inserted, if it did."""
        with sqlite_errors(self._path):
            return self._connection.execute(sql, values).lastrowid or 0

    def run_each(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a statement that writes once for each row of values."""
        with sqlite_errors(self._path):
            self._connection.executemany(sql, rows)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read everything within from one state of the file."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written inside one whole: when this ends it is all on the disk, or nothing is.

        One inside another is a part of that one: it comes undone alone, and is on the disk with the whole.
        """
        within = self._connection.in_transaction
        if within:
            yield from self._part()
            return
        if self._path is not None and not self._logged:
            # Not before there is something to write: a store that is only opened stays as it is, byte for byte.
            self.run("PRAGMA journal_mode = WAL")
            self.run("PRAGMA synchronous = FULL")
            self._logged = True
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _part(self) -> Iterator[None]:
        self.run("SAVEPOINT part")
        try:
            yield
        except BaseException:
            # An error of SQLite itself may have undone the whole already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK TO part")
                self._connection.execute("RELEASE part")
            raise
        self.run("RELEASE part")

    def close(self) -> None:
        """Close it so that at rest the store is one file, if no other process has it open."""
        if self._logged:
            # A reader may be at work: then the last one to close leaves one file, and nothing is lost till then.
            with suppress(sqlite3.OperationalError):
                self._connection.execute("PRAGMA busy_timeout = 0")
                self._connection.execute("PRAGMA wal_checkpoint (TRUNCATE)")
                self._connection.execute("PRAGMA journal_mode = DELETE")
        self._connection.close()


def _open(path: Path, *, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    return connection


def _recover(path: Path) -> None:
    """Complete or undo what a process left behind that was killed while it wrote, if there is anything.

    A reader may not do so: SQLite then says that the file cannot be written to, and a writer must have it for a moment.
    """
    with closing(_open(path, mode="ro")) as reader:
        try:
            reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.OperationalError as error:
            if not getattr(error, "sqlite_errorname", "").startswith("SQLITE_READONLY"):
                raise
            with closing(_open(path, mode="rw")) as writer:
                writer.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _check_header(path: Path) -> None:
    """Raise unless the file starts as a store does, before SQLite gets to write beside it."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise StoreError(f"{path}: it cannot be read ({error.strerror}); check its permissions") from error
    identifier = int.from_bytes(header[68:72], "big")
    if not header.startswith(b"SQLite format 3\0") or identifier != APPLICATION_ID:
        raise NotAStoreError(f"{path}: it is not a graph; name a graph that `kg build` wrote, or a new file")


def _create(path: Path) -> None:
    """Create a store whole under another name, then give it its own: no one ever sees half of one.

    If another process was first, its file stays.
    """
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: it cannot be created ({error.strerror}); check that the folder exists and can be written to"
        ) from error
    os.close(descriptor)
    draft = Path(name)
    try:
        with sqlite_errors(path), closing(_open(draft, mode="rw")) as connection:
            _create_tables(connection)
        draft.chmod(0o666 & ~_umask())
        _publish(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _publish(draft: Path, path: Path) -> None:
    if path.exists() and path.stat().st_size == 0:
        draft.replace(path)
        return
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError:
        draft.replace(path)  # a file system without hard links


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _create_tables(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    for statement in _statements(TABLES + CLAIMS + NODES + DECISIONS):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring an older store to this version in one transaction, after a copy of it as it was."""
    copy = path.with_name(f"{path.name}.schema{version}")
    if not copy.exists():
        # Under another name until it is whole: a copy cut short must not pass for one.
        draft = copy.with_name(f"{copy.name}.part")
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as target:
            connection.backup(target)
        draft.replace(copy)
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in range(connection.execute("PRAGMA user_version").fetchone()[0], SCHEMA_VERSION):
            for statement in _statements(MIGRATIONS[step]):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Split a script at the ends of its statements (`executescript` would end the transaction)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
