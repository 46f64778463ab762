"""A small graph to look things up in, without any Cypher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kg.records import Edge, Node

Rows: TypeAlias = list[tuple[Any, ...]]
NAMING = frozenset({"MENTIONS", "USES", "INTRODUCES"})


@dataclass(frozen=True)
class Small:
    """A graph to look things up in."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    by_id: Mapping[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {node.id: node for node in self.nodes})

    def named(self, *labels: str) -> Iterator[tuple[Node, Edge, Node]]:
        """Each paper with each thing of these labels that it names, and the edge."""
        for edge in self.edges:
            if edge.type in NAMING or edge.type == "ADDRESSES":
                node = self.by_id[edge.target[1]]
                if node.label in labels:
                    yield self.by_id[edge.source[1]], edge, node

    def called(self, node: Node, name: str) -> bool:
        """Whether a thing is called by a name, or has this id."""
        aliases: Any = node.properties["aliases"]
        return node.id == name or name.lower() in {alias.lower() for alias in aliases}

    def joined(self, *kinds: str, least: int = 0) -> Iterator[tuple[Node, Edge, Node]]:
        """Each edge of these types with at least this score, and its ends."""
        for edge in self.edges:
            if edge.type in kinds and int(str(edge.properties.get("score", least))) >= least:
                yield self.by_id[edge.source[1]], edge, self.by_id[edge.target[1]]

    def to(self, node: Node, kind: str, *, least: int = 0) -> list[tuple[Edge, Node]]:
        """The edges of a type that lead from a node, and where to."""
        return [(edge, target) for source, edge, target in self.joined(kind, least=least) if source == node]

    def papers_on(self, task: str) -> set[str]:
        """The papers that address a task."""
        return {paper.id for paper, _, node in self.named("Task") if self.called(node, task)}


def name(node: Node) -> str:
    """The name of a thing."""
    return str(node.properties["name"])


def places(edge: Edge) -> list[str]:
    """Where the evidence of an edge stands."""
    evidence: Any = edge.properties["evidence"]
    return list(evidence)


def words(paper: Node, place: str) -> str:
    """What stands at a place in a paper."""
    part, first, last = place.split(":")
    return str(paper.properties[part])[int(first) : int(last)]


def arranged(rows: Iterable[tuple[Any, ...]], order: str, *, width: int) -> Rows:
    """Rows in the order of some of their columns, by number, `-` before one that falls; then only the first columns.

    What is not known comes last in a rising order, and first in a falling one.
    """
    found = list(rows)
    for column in reversed(order.split()):
        at = int(column.lstrip("-"))
        found.sort(key=lambda row: (row[at] is None, row[at]), reverse=column.startswith("-"))
    return [row[:width] for row in found]
