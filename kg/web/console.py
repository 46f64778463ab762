"""The console: queries that read, one at a time, in a process that can be ended; the server outlives them all."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock

from kg.errors import QueryError, QueryTimeoutError
from kg.graph import check_read_only
from kg.web.asker import Answered, Asked, Refused, serve_queries

START = 120.0  # seconds in which the engine must have been made
GRACE = 2.0  # seconds after a query's own time until its process is ended
WAITING = 5.0  # seconds that a query waits for its turn


class BusyError(QueryError):
    """Other queries are at work, and this one could not wait for them."""


class Console:
    """Runs queries on a graph's file; thread-safe. The process starts with the first query, and again if it ended."""

    def __init__(self, path: Path, *, threshold: float) -> None:
        self._path = path
        self._threshold = threshold
        self._lock = Lock()
        self._worker: tuple[BaseProcess, Connection] | None = None
        self._ready = False

    def ask(self, text: str, parameters: Mapping[str, object], *, timeout: float, limit: int) -> Answered:
        """Return the answer to a query that reads; `timeout` is in seconds, `limit` the most rows.

        Raises QueryError for what cannot be run or would do more than read, QueryTimeoutError when the time is over,
        BusyError when other queries are at work.
        """
        check_read_only(text)
        # What starts the process may be another query, or the page that was opened: that is worth waiting for.
        if not self._lock.acquire(timeout=WAITING if self._ready else START):
            raise BusyError("other queries are at work; try again in a few seconds")
        try:
            return self._answer(self._connection(), Asked(text, dict(parameters), timeout, limit))
        finally:
            self._lock.release()

    def prepare(self) -> None:
        """Start the process, unless it is there or about to be: the first query then need not wait for it."""
        if self._lock.acquire(blocking=False):
            try:
                with suppress(QueryError):  # the first query says it
                    self._connection()
            finally:
                self._lock.release()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _connection(self) -> Connection:
        if self._worker is not None and self._worker[0].is_alive():
            return self._worker[1]
        self._end()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=serve_queries, args=(theirs, self._path, self._threshold), name="kg queries", daemon=True
        )
        process.start()
        theirs.close()
        self._worker = process, ours
        if not self._receive(ours, START) == "ready":
            raise QueryError("the engine for queries could not be started; is there enough memory?")
        self._ready = True
        return ours

    def _answer(self, connection: Connection, asked: Asked) -> Answered:
        with suppress(OSError):
            connection.send(asked)
            answer = self._receive(connection, asked.timeout + GRACE)
            if isinstance(answer, Refused):
                if "took longer" in answer.message:
                    raise QueryTimeoutError(answer.message)
                raise QueryError(answer.message)
            if isinstance(answer, Answered):
                return answer
        raise QueryError("the query needed more memory than a query may have, and was stopped; ask for less")

    def _receive(self, connection: Connection, seconds: float) -> object:
        """Return what the process sends, None if it ended. Raises QueryTimeoutError, the process ended, if it waits."""
        try:
            if connection.poll(seconds):
                return connection.recv()
        except (EOFError, OSError):
            self._end()
            return None
        self._end()
        raise QueryTimeoutError(f"the query took longer than {seconds:g} s and was stopped; ask for less")

    def _end(self) -> None:
        self._ready = False
        if self._worker is None:
            return
        process, connection = self._worker
        self._worker = None
        connection.close()
        process.kill()
        process.join()
        process.close()
