"""A Neo4j server: logging in, its errors in plain words, and asking it what the embedded engine is asked."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions, time
from neo4j.graph import Entity, Path

from kg.errors import Neo4jError, QueryError
from kg.graph.embedded import check_limits, timed_out
from kg.graph.guard import check_read_only
from kg.graph.names import check_names, check_parameters
from kg.graph.schema import OURS
from kg.graph.table import Table
from kg.graph.tokens import pointed, without_comments

CONNECT_SECONDS = 10
RETRY_SECONDS = 30
SCHEMES = frozenset({"bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"})
_PLACE = re.compile(r"\(line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Login:
    """A Neo4j database and how to get into it; its text and its repr leave the password out."""

    uri: str
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str = "neo4j"

    def __str__(self) -> str:
        return f"database {self.database} at {self.address}"

    @property
    def address(self) -> str:
        """The address without a user and password that may stand in it."""
        try:
            parts = urlsplit(self.uri)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return self.uri.rpartition("@")[2]
        return f"{parts.scheme}://{parts.hostname or ''}{port}" if parts.scheme else self.uri.rpartition("@")[2]


def query_server(
    text: str,
    parameters: Mapping[str, object] | None,
    login: Login,
    *,
    timeout: float = 30.0,
    limit: int | None = None,
) -> Table:
    """Return the answer of a Neo4j database to a query that reads; see `EmbeddedGraph.query`.

    Raises QueryError, QueryTimeoutError, and Neo4jError if the database cannot be reached.
    """
    given = dict(parameters or {})
    check_limits(timeout=timeout, limit=limit)
    check_read_only(text)
    check_names(text)
    check_parameters(text, given)

    @neo4j.unit_of_work(timeout=timeout)
    def read(transaction: neo4j.ManagedTransaction) -> Table:
        return _table(transaction.run(without_comments(text), given), limit)

    try:
        with open_session(login, access=neo4j.READ_ACCESS) as session:
            return session.execute_read(read)
    except _FailedError as failed:
        raise _query_error(failed.error, text, timeout=timeout) from failed.error


def write_server(
    text: str,
    parameters: Mapping[str, object] | None,
    login: Login,
    *,
    timeout: float = 30.0,
    limit: int | None = None,
) -> tuple[Table, str]:
    """Run any statement on a Neo4j database, and return its answer and what it changed, in words.

    Nothing guards it but the rights of the user who logs in: it is for one's own database alone. What it changes of the
    graph's own nodes and edges, the next push changes back. Raises as `query_server` does.
    """
    check_limits(timeout=timeout, limit=limit)
    try:
        with open_session(login) as session:
            # Not tried again if it fails, and not in a transaction of ours: some statements open their own.
            result = session.run(neo4j.Query(text, timeout=timeout), dict(parameters or {}))
            table = _table(result, limit)
            counters = result.consume().counters
    except _FailedError as failed:
        raise _query_error(failed.error, text, timeout=timeout) from failed.error
    changed = {name: count for name, count in vars(counters).items() if isinstance(count, int) and count > 0}
    told = [f"{count} {name.replace('_', ' ')}" for name, count in changed.items() if not name.startswith("_")]
    return table, ", ".join(told) or "nothing was changed"


def _table(result: neo4j.Result, limit: int | None) -> Table:
    columns = tuple(result.keys())
    rows = result if limit is None else result.fetch(limit)
    return Table(columns, tuple(tuple(_plain(value) for value in record.values()) for record in rows))


@contextmanager
def open_session(login: Login, *, access: str = neo4j.WRITE_ACCESS) -> Iterator[neo4j.Session]:
    """Yield a session; whatever the driver raises in it becomes Neo4jError."""
    unusable = Neo4jError(
        f"{login.address} is not an address of Neo4j; write one such as bolt://localhost:7687 or neo4j+s://host"
    )
    if login.uri.partition("://")[0] not in SCHEMES:
        raise unusable
    try:
        driver = neo4j.GraphDatabase.driver(
            login.uri,
            auth=(login.user, login.password),
            connection_timeout=CONNECT_SECONDS,
            max_transaction_retry_time=RETRY_SECONDS,
            notifications_min_severity=neo4j.NotificationMinimumSeverity.OFF,
        )
    except (exceptions.DriverError, ValueError) as error:
        raise unusable from error
    with driver:
        try:
            # A server that is not there is told at once; transactions would be tried again and again.
            driver.verify_connectivity()
            with driver.session(database=login.database, default_access_mode=access) as session:
                yield session
        except exceptions.Neo4jError as error:
            raise _server_error(error, login) from error
        except exceptions.DriverError as error:
            raise _unreachable(_cause(error, login), login) from error


class _FailedError(Neo4jError):
    """A statement that the server did not run, with the driver's error."""

    def __init__(self, message: str, error: exceptions.Neo4jError) -> None:
        super().__init__(message)
        self.error = error


def _cause(error: exceptions.DriverError, login: Login) -> exceptions.DriverError:
    """Return why a server does not answer: behind `neo4j` addresses the driver keeps it to itself, else it tells."""
    if not login.uri.startswith("neo4j"):
        return error
    direct = "bolt" + login.uri.removeprefix("neo4j")
    try:
        with neo4j.GraphDatabase.driver(direct, connection_timeout=CONNECT_SECONDS) as driver:
            driver.verify_connectivity()
    except exceptions.DriverError as told:
        return told
    except exceptions.Neo4jError:
        pass  # it answers, so the first error says more
    return error


def _unreachable(error: exceptions.DriverError, login: Login) -> Neo4jError:
    """Return the error of a server that does not answer, or not as the address says."""
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    refused = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if isinstance(refused, ssl.SSLCertVerificationError):
        return Neo4jError(
            f"{login.address}: nobody that this machine trusts vouches for its certificate ({refused.verify_message}); "
            "name the file of its authority in SSL_CERT_FILE, or write +ssc for +s to encrypt without that proof"
        )
    if refused is not None:
        return Neo4jError(
            f"{login.address} does not speak TLS there ({refused.reason or refused}); write it without +s, or +ssc"
        )
    return Neo4jError(
        f"{login.address} cannot be reached ({_first_line(error)}); "
        "is the server running, and are address and port right?"
    )


def _server_error(error: exceptions.Neo4jError, login: Login) -> Neo4jError:
    code = error.code or ""
    if ".Security." in code:
        if code.endswith("AuthenticationRateLimit"):
            return Neo4jError(f"{login.address} takes no more tries for now: too many were wrong; wait a few seconds")
        if code.endswith(("Forbidden", "PermissionDenied")):
            return Neo4jError(f"{login}: the user {login.user} may not do this ({_first_line(error)})")
        return Neo4jError(f"{login.address} does not let the user {login.user} in: the name or the password is wrong")
    if code.endswith("DatabaseNotFound"):
        return Neo4jError(f"{login.address} has no database {login.database}; name one that is there with --database")
    return _FailedError(f"{login}: {_first_line(error)}", error)


def _query_error(error: exceptions.Neo4jError, text: str, *, timeout: float) -> QueryError:
    if "TransactionTimedOut" in (error.code or ""):
        return timed_out(timeout)
    message = _first_line(error)
    place = _PLACE.search(error.message or "")
    if place is None:
        return QueryError(f"the query cannot be run: {message}")
    lines = text.split("\n")
    offset = sum(len(line) + 1 for line in lines[: int(place[1]) - 1]) + int(place[2]) - 1
    return QueryError(pointed(f"the query cannot be run: {_PLACE.split(message)[0].strip()}", text, offset))


def _first_line(error: Exception) -> str:
    message = error.message if isinstance(error, exceptions.Neo4jError) else str(error)
    return (message or type(error).__name__).split("\n", 1)[0]


def _plain(value: object) -> object:
    """Return a value as `Table` promises it, without what only marks nodes and edges as ours."""
    if isinstance(value, Entity | dict):
        # Sorted, as the embedded engine sorts them.
        return {name: _plain(value[name]) for name in sorted(value.keys()) if not name.startswith(OURS)}
    if isinstance(value, Path):
        return [_plain(node) for node in value.nodes]
    if isinstance(value, list | tuple) and type(value) in {list, tuple}:
        return [_plain(item) for item in value]
    if isinstance(value, time.Date | time.DateTime | time.Time):
        return value.to_native().isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
