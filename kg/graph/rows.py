"""Nodes and edges as rows: the values of their properties in the schema's order, and what tells edges apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from kg.errors import UsageError
from kg.graph.schema import EDGES, NODES, Kind, triples
from kg.records import Edge, Node

# A type of edge with the labels of its two ends.
Triple: TypeAlias = tuple[str, str, str]
# The ids of an edge's two ends, and its name between them.
EdgeKey: TypeAlias = tuple[str, str, str]


def edge_name(edge: Edge) -> str:
    """Return what tells an edge from the others between its two ends: its type, and the paper that states it."""
    paper = edge.properties.get("paper")
    return edge.type if paper is None else f"{edge.type} {paper}"


def node_values(node: Node) -> list[object]:
    """Return a node's values, None for what it does not have. Raises UsageError for what the schema does not know."""
    if node.label not in NODES:
        raise UsageError(f"the schema has no label {node.label}; it has {', '.join(NODES)}")
    return _ordered(node.properties, NODES[node.label], f"a node {node.label}")


def edge_values(edges: Iterable[Edge]) -> Iterator[tuple[Triple, EdgeKey, list[object]]]:
    """Yield each edge's type and labels, its key and its values, None for what it does not have.

    Edges of one type come together. Raises UsageError for what the schema does not know.
    """
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
    if not properties.keys() <= names.keys():
        unknown = min(properties.keys() - names.keys())
        raise UsageError(f"the schema gives {what} no property {unknown}; it has {', '.join(names)}")
    return [list(value) if isinstance(value, tuple) else value for value in map(properties.get, names)]
