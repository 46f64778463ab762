"""The graph for networkx."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from kg.graph.rows import edge_name
from kg.records import Edge, Node


def to_networkx(nodes: Iterable[Node], edges: Iterable[Edge]) -> nx.MultiDiGraph[str]:
    """Return the graph as a `networkx.MultiDiGraph`, for all that networkx computes.

    A node's key is its id; its attributes are `label` and its properties (lists are tuples, what is absent is left
    out). An edge's key is its type, with the paper that states it where there is one (`MENTIONS arxiv:2305.16264`),
    so that it stays the same when other papers come and go; its attributes are `type` and its properties.

    >>> from kg.records import Edge, Node
    >>> paper, method = Node("Paper", "p", {"id": "p"}), Node("Method", "m", {"id": "m", "name": "LoRA"})
    >>> graph = to_networkx([paper, method], [Edge("MENTIONS", ("Paper", "p"), ("Method", "m"), {"paper": "p"})])
    >>> [graph.nodes[end]["name"] for _, end, kind in graph.out_edges("p", data="type") if kind == "MENTIONS"]
    ['LoRA']

    Most measures want a simple graph of one kind of thing: choose nodes by label, then `nx.Graph(graph.subgraph(...))`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node.id, **{**node.properties, "label": node.label})
    for edge in edges:
        source, target = edge.source[1], edge.target[1]
        key = edge_name(edge)
        twin = key
        number = 1
        while graph.has_edge(source, target, twin):
            number += 1
            twin = f"{key} {number}"
        graph.add_edge(source, target, twin, **{**edge.properties, "type": edge.type})
    return graph
