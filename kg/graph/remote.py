"""What a Neo4j database holds of ours, read a page at a time.

A record a row is what costs the driver most, so a page of rows comes in one record. Pages are in the order of ids,
which an index gives.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import neo4j

from kg.graph.rows import EdgeKey, Triple
from kg.graph.schema import EDGE_ID, EDGES, NODES, OURS, triples

Row: TypeAlias = dict[str, object]

PAGE = 2_000  # nodes, or sources of edges


class There:
    """The nodes and edges of ours in a database, to be compared with those that should be there.

    A label or type is read when it is first asked about, and of values only the hash of what Python writes for them is
    held, which tells types apart, too. What was compared is taken off; what is left in the end is there and should not
    be.
    """

    def __init__(self, session: neo4j.Session) -> None:
        self._session = session
        self._nodes: dict[str, dict[str, int]] = {}
        self._edges: dict[Triple, dict[EdgeKey, int]] = {}

    def has_node(self, label: str, node_id: str, values: Sequence[object]) -> bool:
        """Tell whether a node is there with just these values, and take it off."""
        return self._of_label(label).pop(node_id, None) == hash(repr(values))

    def has_edge(self, triple: Triple, key: EdgeKey, values: Sequence[object]) -> bool:
        """Tell whether an edge is there with just these values, and take it off."""
        return self._of_triple(triple).pop(key, None) == hash(repr(values))

    def nodes_left(self) -> dict[str, list[str]]:
        """Return the ids of the nodes that were not asked about, by label, sorted."""
        return {label: sorted(self._of_label(label)) for label in NODES}

    def edges_left(self) -> dict[Triple, list[EdgeKey]]:
        """Return the keys of the edges that were not asked about, by type and labels, sorted."""
        return {triple: sorted(self._of_triple(triple)) for triple in triples()}

    def _of_label(self, label: str) -> dict[str, int]:
        if label not in self._nodes:
            self._nodes[label] = {node_id: hash(repr(values)) for node_id, values in _nodes(self._session, label)}
        return self._nodes[label]

    def _of_triple(self, triple: Triple) -> dict[EdgeKey, int]:
        if triple not in self._edges:
            kind = triple[0]
            self._edges |= {(kind, *ends): {} for ends in EDGES[kind].ends}
            for found, key, values in _edges(self._session, kind):
                self._edges.setdefault(found, {})[key] = hash(repr(values))
        return self._edges[triple]


def _nodes(session: neo4j.Session, label: str) -> Iterator[tuple[str, list[object]]]:
    """Yield the id and the values of each node of ours with a label, by id."""
    text = (
        f"MATCH (node:{label}) WHERE node.id > $last AND node.{OURS} WITH node ORDER BY node.id LIMIT $most "
        f"RETURN max(node.id) AS last, collect([node.id, {_values('node', NODES[label])}]) AS rows"
    )
    for node_id, *values in _pages(session, text):
        yield node_id, values


def _edges(session: neo4j.Session, kind: str) -> Iterator[tuple[Triple, EdgeKey, list[object]]]:
    """Yield the type with its labels, the key, and the values of each edge of ours of a type, by source."""
    ends = EDGES[kind].ends
    for label in dict.fromkeys(source for source, _ in ends):
        targets = sorted(target for source, target in ends if source == label)
        # A label that can be only one need not be asked for.
        target_label = "head([label IN labels(target) WHERE label IN $labels])" if targets[1:] else f"'{targets[0]}'"
        row = f"source.id, target.id, edge.{EDGE_ID}, {target_label}, {_values('edge', EDGES[kind].properties)}"
        text = (
            f"MATCH (source:{label}) WHERE source.id > $last WITH source ORDER BY source.id LIMIT $most "
            f"OPTIONAL MATCH (source)-[edge:{kind}]->(target) WHERE edge.{OURS} "
            f"RETURN max(source.id) AS last, collect(CASE WHEN edge IS NOT NULL THEN [{row}] END) AS rows"
        )
        for source, target, name, target_of, *values in _pages(session, text):
            yield (kind, label, target_of), (source, target, name), values


def _pages(session: neo4j.Session, text: str) -> Iterator[list[Any]]:
    """Yield the rows of a statement that gives a page of them at a time: a record a row costs the driver most."""
    last: str | None = ""
    while last is not None:
        record = session.run(text, last=last, most=PAGE, labels=list(NODES)).single(strict=True)
        last = record["last"]
        yield from record["rows"]


def nodes_by_id(session: neo4j.Session, label: str, ids: Sequence[str]) -> Iterator[tuple[str, list[object]]]:
    """Yield the id and the values of the nodes with some ids."""
    text = f"UNWIND $rows AS row MATCH (node:{label} {{id: row}}) RETURN row, {_values('node', NODES[label])}"
    for record in session.run(text, rows=ids):
        node_id, *values = record.values()
        yield node_id, values


def edges_by_key(
    session: neo4j.Session, triple: Triple, keys: Iterable[EdgeKey]
) -> Iterator[tuple[EdgeKey, list[object]]]:
    """Yield the key and the values of the edges with some keys."""
    columns = f"row.source, row.target, row.id, {_values('edge', EDGES[triple[0]].properties)}"
    text = f"UNWIND $rows AS row MATCH {matched_edge(triple)} RETURN {columns}"
    for record in session.run(text, rows=list(map(edge_row, keys))):
        source, target, name, *values = record.values()
        yield (source, target, name), values


def matched_edge(triple: Triple) -> str:
    """Return the pattern of an edge of ours, found by the ids of a row."""
    kind, source, target = triple
    between = f"-[edge:{kind} {{{EDGE_ID}: row.id}}]->"
    return f"(source:{source} {{id: row.source}}){between}(target:{target} {{id: row.target}})"


def edge_row(key: EdgeKey) -> Row:
    """Return the row that finds an edge."""
    source, target, name = key
    return {"source": source, "target": target, "id": name}


def _values(variable: str, properties: Iterable[str]) -> str:
    return ", ".join(f"{variable}.{name}" for name in properties)
