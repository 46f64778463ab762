"""The schema of the graph as data: labels and their properties, types of edges with their ends and properties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

# The property that marks nodes and edges of ours in a database of Neo4j, and that which tells edges apart there.
OURS = "_kg"
EDGE_ID = "_kg_id"

Kind: TypeAlias = Literal["string", "integer", "float", "boolean", "strings"]


@dataclass(frozen=True, slots=True)
class EdgeType:
    """The pairs of labels that a type of edge may join, in order, and its properties with their kinds."""

    ends: tuple[tuple[str, str], ...]
    properties: Mapping[str, Kind]


_SUPPORT: Mapping[str, Kind] = MappingProxyType({"papers": "integer", "groups": "integer", "belief": "integer"})
_ENTITY: Mapping[str, Kind] = MappingProxyType(
    {"id": "string", "name": "string", "aliases": "strings", **_SUPPORT, "ambiguous": "strings"}
)
_TEXT: Mapping[str, Kind] = MappingProxyType({"paper": "string", "evidence": "strings", "score": "integer"})
_RELATION: Mapping[str, Kind] = MappingProxyType({**_TEXT, **_SUPPORT})
_LINK: Mapping[str, Kind] = MappingProxyType({"paper": "string", "score": "integer"})
_DERIVED: Mapping[str, Kind] = MappingProxyType({"derived": "string"})
_NAMED = ("Method", "Dataset", "Metric")
_FROM_PAPER = tuple(("Paper", label) for label in _NAMED)
_BETWEEN = tuple((source, target) for source in _NAMED for target in _NAMED)

NODES: Mapping[str, Mapping[str, Kind]] = MappingProxyType(
    {
        "Author": MappingProxyType({"id": "string", "name": "string"}),
        "Dataset": _ENTITY,
        "Method": _ENTITY,
        "Metric": _ENTITY,
        "Paper": MappingProxyType(
            {
                "id": "string",
                "ids": "strings",
                "title": "string",
                "abstract": "string",
                "date": "string",
                "year": "integer",
                "venue": "string",
                "url": "string",
                "votes": "integer",
                "sources": "strings",
            }
        ),
        "Result": MappingProxyType(
            {
                "id": "string",
                "value": "float",
                "text": "string",
                "unit": "string",
                "kind": "string",
                "approximate": "boolean",
                "bound": "string",
            }
        ),
        "Task": _ENTITY,
    }
)

EDGES: Mapping[str, EdgeType] = MappingProxyType(
    {
        "ADDRESSES": EdgeType((("Paper", "Task"),), _TEXT),
        "BASED_ON": EdgeType(_BETWEEN, _RELATION),
        "COMPARED_WITH": EdgeType(_BETWEEN, _RELATION),
        "INTRODUCES": EdgeType(_FROM_PAPER, _TEXT),
        "IN_METRIC": EdgeType((("Result", "Metric"),), _LINK),
        "MENTIONS": EdgeType(_FROM_PAPER, _TEXT),
        "OF_METHOD": EdgeType((("Result", "Method"),), _LINK),
        "ON_DATASET": EdgeType((("Result", "Dataset"),), _LINK),
        "STATES": EdgeType((("Paper", "Result"),), _TEXT),
        "USES": EdgeType(_FROM_PAPER, _TEXT),
        "VARIANT_OF": EdgeType((("Method", "Method"), ("Dataset", "Dataset")), _DERIVED),
        "WROTE": EdgeType((("Author", "Paper"),), MappingProxyType({"position": "integer", "derived": "string"})),
    }
)


def triples() -> Iterator[tuple[str, str, str]]:
    """Yield each type of edge with each pair of labels that it may join: (type, source label, target label)."""
    for kind, edge in EDGES.items():
        for source, target in edge.ends:
            yield kind, source, target


def property_names() -> frozenset[str]:
    """Return the names of all properties, of nodes and of edges."""
    nodes = {name for properties in NODES.values() for name in properties}
    return frozenset(nodes.union(*(edge.properties for edge in EDGES.values())))
