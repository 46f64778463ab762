"""The graph in a Neo4j database: only differences are written, and what is not ours is never touched.

Every node and edge of ours carries the marker `_kg`, and an edge the name `_kg_id` that tells it from the others
between its two ends. The texts of what is written are the files in `cypher/schema` and `cypher/load`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeAlias

import neo4j

from kg.errors import Neo4jError, UsageError
from kg.graph.library import load_statements, schema_statements
from kg.graph.networks import edge_name
from kg.graph.schema import EDGES, NODES, Kind, triples
from kg.graph.server import OURS, Login, open_session
from kg.records import Edge, Node

NODE_BATCH = 2_000
EDGE_BATCH = 5_000
INDEX_SECONDS = 300
SCHEMA_FILES = ("constraints", "indexes", "fulltext")
MOST_SHOWN = 5

OnProgress: TypeAlias = Callable[[str, int], None]
Row: TypeAlias = dict[str, object]
Triple: TypeAlias = tuple[str, str, str]
# The ids of an edge's two ends, and its name between them.
EdgeKey: TypeAlias = tuple[str, str, str]


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
        text = (
            f"{self.nodes_created} nodes and {self.edges_created} edges made, "
            f"{self.nodes_deleted} nodes and {self.edges_deleted} edges removed, {self.properties_set} properties set"
            if self.changed
            else "nothing to change"
        )
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
        for name in SCHEMA_FILES:
            for text in schema_statements(name):
                work.write(text)
        session.run("CALL db.awaitIndexes($seconds)", seconds=INDEX_SECONDS).consume()
        gone_nodes = work.nodes(nodes)
        gone_edges = work.edges(edges)
        work.delete_edges(gone_edges)
        return work.report(work.delete_nodes(gone_nodes))


def check_server(nodes: Iterable[Node], edges: Iterable[Edge], login: Login) -> list[str]:
    """Return the differences between these nodes and edges and those of ours in a Neo4j database, a line each.

    Everything is read from the server and compared, property by property; properties that others added do not count.
    """
    with open_session(login) as session:
        differences = list(_compare_nodes(session, nodes))
        differences += _compare_edges(session, edges)
        return differences


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

    def nodes(self, nodes: Iterable[Node]) -> dict[str, list[str]]:
        """Write the nodes that differ, and return the ids of those that are gone, by label."""
        there: dict[str, dict[str, bytes]] = {label: {} for label in NODES}
        for label, node_id, values in _read_nodes(self.session):
            there[label][node_id] = _digest(values)
        waiting: dict[str, list[Row]] = {label: [] for label in NODES}
        for done, node in enumerate(nodes, start=1):
            values = _node_values(node)
            if there[node.label].pop(node.id, b"") != _digest(values):
                names = NODES[node.label]
                properties = {**dict(zip(names, values, strict=True)), OURS: True}
                waiting[node.label].append({"id": node.id, "properties": properties})
                if len(waiting[node.label]) == NODE_BATCH:
                    self._write_nodes(node.label, waiting)
            if done % NODE_BATCH == 0:
                self.on_progress("nodes", done)
        for label in NODES:
            self._write_nodes(label, waiting)
        return {label: sorted(gone) for label, gone in there.items()}

    def edges(self, edges: Iterable[Edge]) -> dict[Triple, list[Row]]:
        """Write the edges that differ, and return the rows of those that are gone, by type and labels."""
        there: dict[Triple, dict[EdgeKey, bytes]] = {triple: {} for triple in triples()}
        for triple, key, values in _read_edges(self.session):
            there[triple][key] = _digest(values)
        waiting: dict[Triple, list[Row]] = {triple: [] for triple in there}
        for done, (triple, key, values) in enumerate(_edge_values(edges), start=1):
            if there[triple].pop(key, b"") != _digest(values):
                names = EDGES[triple[0]].properties
                properties = {**dict(zip(names, values, strict=True)), OURS: True}
                source, target, name = key
                waiting[triple].append({"id": name, "source": source, "target": target, "properties": properties})
                if len(waiting[triple]) == EDGE_BATCH:
                    self._write_edges(triple, waiting)
            if done % EDGE_BATCH == 0:
                self.on_progress("edges", done)
        for triple in there:
            self._write_edges(triple, waiting)
        return {
            triple: [{"source": source, "target": target, "id": name} for source, target, name in sorted(gone)]
            for triple, gone in there.items()
        }

    def delete_edges(self, gone: Mapping[Triple, Sequence[Row]]) -> None:
        for (kind, source, target), rows in gone.items():
            text = (
                f"UNWIND $rows AS row MATCH (source:{source} {{id: row.source}})"
                f"-[edge:{kind} {{_kg_id: row.id}}]->(target:{target} {{id: row.target}}) DELETE edge"
            )
            for batch in _batches(rows, EDGE_BATCH):
                self.write(text, batch)

    def delete_nodes(self, gone: Mapping[str, Sequence[str]]) -> list[str]:
        """Delete nodes, and return the ids of those that cannot go, because edges of others end there."""
        kept: list[str] = []
        for label, ids in gone.items():
            text = f"UNWIND $rows AS row MATCH (node:{label} {{id: row.id}}) WHERE NOT (node)--() DELETE node"
            for batch in _batches([{"id": node_id} for node_id in ids], NODE_BATCH):
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


def _batches(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
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


def _digest(values: Sequence[object]) -> bytes:
    return blake2b(repr(values).encode(errors="surrogatepass"), digest_size=16).digest()


def _node_values(node: Node) -> list[object]:
    if node.label not in NODES:
        raise UsageError(f"the schema has no label {node.label}; it has {', '.join(NODES)}")
    return _ordered(node.properties, NODES[node.label], f"a node {node.label}")


def _edge_values(edges: Iterable[Edge]) -> Iterator[tuple[Triple, EdgeKey, list[object]]]:
    """Yield each edge's type and labels, its key and its values."""
    known = frozenset(triples())
    seen: set[EdgeKey] = set()
    kind = ""
    for edge in edges:
        triple = (edge.type, edge.source[0], edge.target[0])
        if triple not in known:
            raise UsageError(f"the schema has no edge {edge.type} from {triple[1]} to {triple[2]}")
        if edge.type != kind:
            kind = edge.type
            seen.clear()
        name = edge_name(edge)
        key = (edge.source[1], edge.target[1], name)
        number = 1
        while key in seen:
            number += 1
            key = (edge.source[1], edge.target[1], f"{name} {number}")
        seen.add(key)
        yield triple, key, _ordered(edge.properties, EDGES[edge.type].properties, f"an edge {edge.type}")


def _ordered(properties: Mapping[str, object], names: Mapping[str, Kind], what: str) -> list[object]:
    for name in properties:
        if name not in names:
            raise UsageError(f"the schema gives {what} no property {name}; it has {', '.join(names)}")
    values = [properties.get(name) for name in names]
    return [list(value) if isinstance(value, tuple) else value for value in values]


def _read_nodes(session: neo4j.Session) -> Iterator[tuple[str, str, list[object]]]:
    """Yield the label, the id and the values of each node of ours.

    One statement reads all labels, because planning a statement takes longer than reading a small graph.
    """
    columns = sorted({name for names in NODES.values() for name in names})
    places = {label: [columns.index(name) for name in names] for label, names in NODES.items()}
    text = (
        f"MATCH (node:{'|'.join(NODES)}) WHERE node.{OURS} "
        "RETURN head([label IN labels(node) WHERE label IN $labels]) AS label, node.id AS key, "
        + ", ".join(f"node.{name}" for name in columns)
    )
    for record in session.run(text, labels=list(NODES)):
        label, node_id, *values = record.values()
        yield label, node_id, [values[place] for place in places[label]]


def _read_edges(session: neo4j.Session) -> Iterator[tuple[Triple, EdgeKey, list[object]]]:
    """Yield the type and labels, the key, and the values of each edge of ours."""
    columns = sorted({name for edge in EDGES.values() for name in edge.properties})
    places = {kind: [columns.index(name) for name in edge.properties] for kind, edge in EDGES.items()}
    text = (
        f"MATCH (source)-[edge:{'|'.join(EDGES)}]->(target) WHERE edge.{OURS} "
        "RETURN type(edge) AS kind, head([label IN labels(source) WHERE label IN $labels]) AS source_label, "
        "head([label IN labels(target) WHERE label IN $labels]) AS target_label, source.id, target.id, edge._kg_id, "
        + ", ".join(f"edge.{name}" for name in columns)
    )
    for record in session.run(text, labels=list(NODES)):
        kind, source, target, source_id, target_id, name, *values = record.values()
        yield (kind, source, target), (source_id, target_id, name), [values[place] for place in places[kind]]


def _compare_nodes(session: neo4j.Session, nodes: Iterable[Node]) -> Iterator[str]:
    there: dict[str, dict[str, list[object]]] = {label: {} for label in NODES}
    for label, node_id, found in _read_nodes(session):
        there[label][node_id] = found
    for node in nodes:
        values = _node_values(node)
        theirs = there[node.label].pop(node.id, None)
        yield from _differences(f"{node.label} {node.id}", NODES[node.label], values, theirs)
    for label, left in there.items():
        yield from (f"{label} {node_id}: only in Neo4j" for node_id in sorted(left))


def _compare_edges(session: neo4j.Session, edges: Iterable[Edge]) -> Iterator[str]:
    there: dict[Triple, dict[EdgeKey, list[object]]] = {triple: {} for triple in triples()}
    for triple, key, found in _read_edges(session):
        there[triple][key] = found
    for triple, key, values in _edge_values(edges):
        theirs = there[triple].pop(key, None)
        yield from _differences(_edge_text(triple, key), EDGES[triple[0]].properties, values, theirs)
    for triple, left in there.items():
        yield from (f"{_edge_text(triple, key)}: only in Neo4j" for key in sorted(left))


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
