"""The graph in a Neo4j database: only differences are written, and what is not ours is never touched.

Every node and edge of ours carries the marker `_kg`, and an edge the name `_kg_id` that tells it from the others
between its two ends. The texts of what is written are the files in `cypher/schema` and `cypher/load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import neo4j

from kg.errors import Neo4jError
from kg.graph.library import INDEX_FILES, load_statements, schema_statements
from kg.graph.remote import Row, There, edge_row, edges_by_key, matched_edge, nodes_by_id
from kg.graph.rows import EdgeKey, Triple, edge_values, node_values
from kg.graph.schema import EDGES, NODES, OURS, triples
from kg.graph.server import Login, open_session
from kg.records import Edge, Node

NODE_BATCH = 2_000
EDGE_BATCH = 5_000
INDEX_SECONDS = 300
MOST_SHOWN = 5

OnProgress: TypeAlias = Callable[[str, int], None]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class PushReport:
    """What the server says that was changed: nodes, edges and properties. All are 0 when nothing was to do.

    `kept` are the ids of nodes that left the graph, but stay, because edges of others end there.
    """

    nodes_created: int = 0
    nodes_deleted: int = 0
    edges_created: int = 0
    edges_deleted: int = 0
    properties_set: int = 0
    schema_changes: int = 0
    kept: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return self != PushReport(kept=self.kept)

    def __str__(self) -> str:
        counts = [
            (
                f"{self.nodes_created} nodes and {self.edges_created} edges made",
                self.nodes_created + self.edges_created,
            ),
            (
                f"{self.nodes_deleted} nodes and {self.edges_deleted} edges removed",
                self.nodes_deleted + self.edges_deleted,
            ),
            (f"{self.properties_set} properties set", self.properties_set),
            (f"{self.schema_changes} constraints and indexes made or removed", self.schema_changes),
        ]
        text = ", ".join(part for part, count in counts if count) or "nothing to change"
        if self.kept:
            shown = ", ".join(self.kept[:MOST_SHOWN]) + (", ..." if len(self.kept) > MOST_SHOWN else "")
            text += f"; {len(self.kept)} nodes stay, because edges of others end there: {shown}"
        return text


def push(
    nodes: Iterable[Node], edges: Iterable[Edge], login: Login, *, on_progress: OnProgress | None = None
) -> PushReport:
    """Make a Neo4j database hold these nodes and edges, and no others of ours; return what that changed.

    Done in many transactions: one that is killed leaves a part, and the next push completes it. `on_progress` is
    called with `nodes` or `edges` and how many have been looked at. Raises Neo4jError, among other things for a
    database that has nodes with our labels which are not ours.
    """
    with open_session(login) as session:
        _check_foreign(session, login)
        work = _Push(session, on_progress or _silent)
        work.schema("constraints")
        there = There(session)
        work.nodes(nodes, there)
        work.edges(edges, there)
        work.delete_edges(there.edges_left())
        kept = work.delete_nodes(there.nodes_left())
        # An index is made faster of what is there than kept up to date with each batch.
        for name in INDEX_FILES:
            work.schema(name)
        return work.report(kept)


def check_server(nodes: Iterable[Node], edges: Iterable[Edge], login: Login) -> list[str]:
    """Return the differences between these nodes and edges and those of ours in a Neo4j database, a line each.

    Everything is read from the server and compared, property by property; properties that others added do not count.
    """
    with open_session(login) as session:
        there = There(session)
        return [*_compare_nodes(session, there, nodes), *_compare_edges(session, there, edges)]


def remove_from_server(login: Login) -> PushReport:
    """Remove all that is ours from a Neo4j database: edges, nodes, constraints and indexes."""
    with open_session(login) as session:
        work = _Push(session, _silent)
        for kind in EDGES:
            text = f"MATCH ()-[edge:{kind}]->() WHERE edge.{OURS} WITH edge LIMIT {EDGE_BATCH} DELETE edge"
            while work.write(text).relationships_deleted:
                pass
        kept: list[str] = []
        for label in NODES:
            node = f"MATCH (node:{label}) WHERE node.{OURS}"
            while work.write(f"{node} AND NOT (node)--() WITH node LIMIT {NODE_BATCH} DELETE node").nodes_deleted:
                pass
            kept += [record[0] for record in session.run(f"{node} RETURN node.id ORDER BY node.id")]
        for text in schema_statements("remove"):
            work.write(text)
        return work.report(kept)


@dataclass(slots=True)
class _Push:
    """A push on its way: its session, and the server's counts of what changed."""

    session: neo4j.Session
    on_progress: OnProgress
    counts: dict[str, int] = field(default_factory=dict)

    def write(self, text: str, rows: Sequence[Row] = ()) -> neo4j.SummaryCounters:
        """Run a statement in a transaction, again if need be, and add up what it changed."""

        def run(transaction: neo4j.ManagedTransaction) -> neo4j.SummaryCounters:
            return transaction.run(text, rows=list(rows)).consume().counters

        counters = self.session.execute_write(run)
        for name in (
            "nodes_created",
            "nodes_deleted",
            "relationships_created",
            "relationships_deleted",
            "properties_set",
            "indexes_added",
            "indexes_removed",
            "constraints_added",
            "constraints_removed",
        ):
            self.counts[name] = self.counts.get(name, 0) + getattr(counters, name)
        return counters

    def schema(self, name: str) -> None:
        """Make what a file of `cypher/schema` names, and wait until it is in use."""
        for text in schema_statements(name):
            self.write(text)
        self.session.run("CALL db.awaitIndexes($seconds)", seconds=INDEX_SECONDS).consume()

    def report(self, kept: Sequence[str]) -> PushReport:
        counts = self.counts
        return PushReport(
            nodes_created=counts.get("nodes_created", 0),
            nodes_deleted=counts.get("nodes_deleted", 0),
            edges_created=counts.get("relationships_created", 0),
            edges_deleted=counts.get("relationships_deleted", 0),
            properties_set=counts.get("properties_set", 0),
            schema_changes=sum(
                number for name, number in counts.items() if name.startswith(("indexes", "constraints"))
            ),
            kept=tuple(kept),
        )

    def nodes(self, nodes: Iterable[Node], there: There) -> None:
        """Write the nodes that are not there as they should be."""
        waiting: dict[str, list[Row]] = {label: [] for label in NODES}
        for done, node in enumerate(nodes, start=1):
            values = node_values(node)
            if not there.has_node(node.label, node.id, values):
                properties = {**dict(zip(NODES[node.label], values, strict=True)), OURS: True}
                waiting[node.label].append({"id": node.id, "properties": properties})
                if len(waiting[node.label]) == NODE_BATCH:
                    self._write_nodes(node.label, waiting)
            if done % NODE_BATCH == 0:
                self.on_progress("nodes", done)
        for label in NODES:
            self._write_nodes(label, waiting)

    def edges(self, edges: Iterable[Edge], there: There) -> None:
        """Write the edges that are not there as they should be."""
        waiting: dict[Triple, list[Row]] = {triple: [] for triple in triples()}
        for done, (triple, key, values) in enumerate(edge_values(edges), start=1):
            if not there.has_edge(triple, key, values):
                properties = {**dict(zip(EDGES[triple[0]].properties, values, strict=True)), OURS: True}
                waiting[triple].append({**edge_row(key), "properties": properties})
                if len(waiting[triple]) == EDGE_BATCH:
                    self._write_edges(triple, waiting)
            if done % EDGE_BATCH == 0:
                self.on_progress("edges", done)
        for triple in waiting:
            self._write_edges(triple, waiting)

    def delete_edges(self, gone: Mapping[Triple, Sequence[EdgeKey]]) -> None:
        for triple, keys in gone.items():
            text = f"UNWIND $rows AS row MATCH {matched_edge(triple)} DELETE edge"
            for batch in _batches(keys, EDGE_BATCH):
                self.write(text, list(map(edge_row, batch)))

    def delete_nodes(self, gone: Mapping[str, Sequence[str]]) -> list[str]:
        """Delete nodes, and return the ids of those that cannot go, because edges of others end there."""
        kept: list[str] = []
        for label, ids in gone.items():
            text = f"UNWIND $rows AS row MATCH (node:{label} {{id: row.id}}) WHERE NOT (node)--() DELETE node"
            rows: list[Row] = [{"id": node_id} for node_id in ids]
            for batch in _batches(rows, NODE_BATCH):
                if self.write(text, batch).nodes_deleted < len(batch):
                    left = f"UNWIND $rows AS row MATCH (node:{label} {{id: row.id}}) RETURN node.id"
                    kept += [record[0] for record in self.session.run(left, rows=batch)]
        return sorted(kept)

    def _write_nodes(self, label: str, waiting: dict[str, list[Row]]) -> None:
        if waiting[label]:
            (text,) = load_statements(f"node_{label.lower()}")
            self.write(text, waiting[label])
            waiting[label] = []

    def _write_edges(self, triple: Triple, waiting: dict[Triple, list[Row]]) -> None:
        if waiting[triple]:
            self.write(_edge_statement(triple), waiting[triple])
            waiting[triple] = []


def _silent(_what: str, _done: int) -> None:
    """Tell nobody how far a push has come."""


def _batches(rows: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def _edge_statement(triple: Triple) -> str:
    """Return the statement for a type and a pair of labels: a file has one for each pair, in the schema's order."""
    kind, source, target = triple
    return load_statements(f"edge_{kind.lower()}")[EDGES[kind].ends.index((source, target))]


def _check_foreign(session: neo4j.Session, login: Login) -> None:
    text = (
        f"MATCH (node:{'|'.join(NODES)}) WHERE node.{OURS} IS NULL "
        "RETURN head([label IN labels(node) WHERE label IN $labels]) AS label, count(node) AS nodes LIMIT 1"
    )
    record = session.run(text, labels=list(NODES)).single()
    if record is not None:
        raise Neo4jError(
            f"{login} has {record['nodes']} nodes with the label {record['label']} that are not of this graph; "
            "use a database of its own for it (--database)"
        )


def _compare_nodes(session: neo4j.Session, there: There, nodes: Iterable[Node]) -> Iterator[str]:
    unlike: dict[str, dict[str, list[object]]] = {label: {} for label in NODES}
    for node in nodes:
        values = node_values(node)
        if not there.has_node(node.label, node.id, values):
            unlike[node.label][node.id] = values
    for label, mine in unlike.items():
        theirs = dict(nodes_by_id(session, label, list(mine))) if mine else {}
        for node_id, values in mine.items():
            yield from _differences(f"{label} {node_id}", NODES[label], values, theirs.get(node_id))
    for label, left in there.nodes_left().items():
        yield from (f"{label} {node_id}: only in Neo4j" for node_id in left)


def _compare_edges(session: neo4j.Session, there: There, edges: Iterable[Edge]) -> Iterator[str]:
    unlike: dict[Triple, dict[EdgeKey, list[object]]] = {triple: {} for triple in triples()}
    for triple, key, values in edge_values(edges):
        if not there.has_edge(triple, key, values):
            unlike[triple][key] = values
    for triple, mine in unlike.items():
        theirs = dict(edges_by_key(session, triple, mine)) if mine else {}
        for key, values in mine.items():
            yield from _differences(_edge_text(triple, key), EDGES[triple[0]].properties, values, theirs.get(key))
    for triple, keys in there.edges_left().items():
        yield from (f"{_edge_text(triple, key)}: only in Neo4j" for key in keys)


def _edge_text(triple: Triple, key: EdgeKey) -> str:
    return f"{key[2]} from {triple[1]} {key[0]} to {triple[2]} {key[1]}"


def _differences(
    what: str, names: Iterable[str], here: Sequence[object], there: Sequence[object] | None
) -> Iterator[str]:
    if there is None:
        yield f"{what}: only in the graph"
        return
    for name, mine, theirs in zip(names, here, there, strict=True):
        if mine != theirs or type(mine) is not type(theirs):
            yield f"{what}: {name} is {mine!r} in the graph and {theirs!r} in Neo4j"
