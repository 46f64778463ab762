"""The embedded Cypher engine: the whole graph in this process, asked in the dialect of Neo4j.

All that is peculiar to the engine stays in this module, so that another can take its place.
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import kglite

from kg.errors import QueryError, QueryTimeoutError, UsageError
from kg.graph.guard import check_read_only
from kg.graph.names import check_names, check_parameters
from kg.graph.table import Table
from kg.graph.tokens import pointed, tokens, without_comments
from kg.records import Edge, Node

BATCH = 5_000
_UNDEFINED = re.compile(r"Undefined variable '(.+)'")
# This pass gives wrong counts where a variable is matched twice.
DISABLED_PASSES = ["fuse_match_return_aggregate"]


class EmbeddedGraph:
    """A graph that answers Cypher and cannot be written to. Made by `build` or `load`."""

    def __init__(self, engine: kglite.KnowledgeGraph) -> None:
        engine.read_only(True)
        self._engine = engine

    @classmethod
    def build(cls, nodes: Iterable[Node], edges: Iterable[Edge]) -> Self:
        """Return the graph of some nodes and edges. Raises UsageError for an edge whose ends are not among them."""
        engine = kglite.KnowledgeGraph()
        for label, group in groupby(nodes, key=lambda node: node.label):
            _add_nodes(engine, label, group)
        _add_edges(engine, edges)
        return cls(engine)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the graph that `save` wrote to a file."""
        return cls(kglite.load(str(path)))

    def save(self, path: Path) -> None:
        """Write the graph to a file, all of it or none."""
        with warnings.catch_warnings():
            # Lists are not mapped but read into memory; that is fine.
            warnings.simplefilter("ignore", kglite.MappedFallbackWarning)
            self._engine.save(str(path))

    def query(
        self,
        text: str,
        parameters: Mapping[str, object] | None = None,
        *,
        timeout: float = 30.0,
        limit: int | None = None,
    ) -> Table:
        """Return the answer to a query that reads; `timeout` is in seconds, `limit` is the most rows kept.

        Raises QueryError for a query that cannot be run, or names what the schema does not know, or would do
        anything but read; QueryTimeoutError, one of its kinds, when the time is over.
        """
        given = dict(parameters or {})
        check_limits(timeout=timeout, limit=limit)
        check_read_only(text)
        check_names(text)
        check_parameters(text, given)
        kglite.set_query_warning_policy("silent")
        try:
            result = self._engine.cypher(
                without_comments(text),
                params=given,
                timeout_ms=max(1, round(timeout * 1000)),
                row_limit=limit,
                disabled_passes=DISABLED_PASSES,
                hide_structural_keys=True,
            )
            rows = result.to_list()  # type: ignore[union-attr]  # text and frames come only when asked for
            columns = tuple(result.columns)  # type: ignore[union-attr]  # as above
        except kglite.CypherTimeoutError as error:
            raise timed_out(timeout) from error
        except (kglite.KgError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise _query_error(error, text) from error
        return Table(columns, tuple(tuple(_plain(row[column]) for column in columns) for row in rows))


def timed_out(timeout: float) -> QueryTimeoutError:
    """Return the error of a query that took longer than its time, in seconds."""
    message = f"the query took longer than {timeout:g} s and was stopped; ask for less, or give it more time"
    return QueryTimeoutError(message)


def check_limits(*, timeout: float, limit: int | None) -> None:
    """Raise UsageError unless the time is above 0 and the number of rows not below it."""
    if not timeout > 0:
        raise UsageError(f"a query's time limit is more than 0 seconds, not {timeout}")
    if limit is not None and limit < 0:
        raise UsageError(f"the most rows are 0 or more, not {limit}")


def _add_nodes(engine: kglite.KnowledgeGraph, label: str, nodes: Iterable[Node]) -> None:
    titled = False
    for batch in _batches([{**_values(node.properties), "id": node.id} for node in nodes]):
        names = sorted({name for row in batch for name in row})
        titled = titled or "title" in names
        engine.cypher(f"UNWIND $rows AS row CREATE (:{_quote(label)} {_map(names)})", params={"rows": batch})
    if not titled:
        # Else the engine answers `title` with the name, and shows it among the properties.
        engine.cypher(f"MATCH (n:{_quote(label)}) SET n.title = null")


def _add_edges(engine: kglite.KnowledgeGraph, edges: Iterable[Edge]) -> None:
    waiting: defaultdict[tuple[str, str, str], list[dict[str, object]]] = defaultdict(list)
    for edge in edges:
        key = (edge.type, edge.source[0], edge.target[0])
        waiting[key].append({**_values(edge.properties), "from id": edge.source[1], "to id": edge.target[1]})
        if len(waiting[key]) == BATCH:
            _create_edges(engine, key, waiting.pop(key))
    for key, rows in waiting.items():
        _create_edges(engine, key, rows)


def _create_edges(engine: kglite.KnowledgeGraph, key: tuple[str, str, str], rows: list[dict[str, object]]) -> None:
    kind, source, target = key
    names = sorted({name for row in rows for name in row} - {"from id", "to id"})
    engine.cypher(
        f"UNWIND $rows AS row MATCH (a:{_quote(source)} {{id: row.`from id`}}) "
        f"MATCH (b:{_quote(target)} {{id: row.`to id`}}) CREATE (a)-[:{_quote(kind)} {_map(names)}]->(b)",
        params={"rows": rows},
    )
    made = (engine.last_mutation_stats or {}).get("relationships_created", 0)
    if made != len(rows):
        raise UsageError(f"{len(rows) - made} edges {kind} from {source} to {target} have an end that is not a node")


def _batches(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _values(properties: Mapping[str, object]) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in properties.items()}


def _quote(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _map(names: Iterable[str]) -> str:
    return "{" + ", ".join(f"{_quote(name)}: row.{_quote(name)}" for name in names) + "}"


def _query_error(error: Exception, text: str) -> QueryError:
    """Return the engine's complaint with the place it tells, in the query as it was given."""
    message = str(error).split("\n", 1)[0]
    for prefix in ("Cypher syntax error", "Cypher execution error", "Schema error"):
        message = message.removeprefix(prefix)
    line, column = getattr(error, "line", None), getattr(error, "col", None)
    if line is None or column is None:
        message = f"the query cannot be run: {message.lstrip(': ')}"
        unknown = _UNDEFINED.search(message)
        word = next((word for word in tokens(text) if unknown and word.text == unknown[1]), None)
        return QueryError(message if word is None else pointed(message, text, word.start))
    message = message.split(": ", 1)[-1]
    lines = text.split("\n")
    offset = sum(len(before) + 1 for before in lines[: line - 1]) + column - 1
    return QueryError(pointed(f"the query cannot be run: {message}", text, offset))


def _plain(value: object) -> object:
    """Return a value as `Table` promises it."""
    if isinstance(value, dict):
        return _plain_map(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _plain_map(value: Mapping[str, Any]) -> object:
    """Return a map, or what the engine gives as one: a node, an edge or a path."""
    if value.keys() == {"id", "labels", "properties"}:
        hidden = {"type"} if "Paper" in value["labels"] else {"type", "title"}
        return {name: _plain(item) for name, item in value["properties"].items() if name not in hidden}
    if value.keys() == {"id", "start", "end", "type", "properties"}:
        return _plain(value["properties"])
    if value.keys() == {"nodes", "relationships"}:
        return _plain(value["nodes"])
    return {name: _plain(item) for name, item in value.items()}
