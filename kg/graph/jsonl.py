"""The graph as JSON Lines: everything that is in a store, and the graph that follows from it.

The lines are sorted and hold no times, so that equal graphs give equal bytes. First one line about the format, the
models, and how many records, papers and decisions there are, so that a file that was cut short is told; then each
record, each paper's extraction (all that is above the floor), the user's decisions, and the nodes and edges.
`kg.graph.importing` reads them again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kg.graph.assemble import edges, nodes
from kg.link import decision_id, decision_json
from kg.records import Edge, Node
from kg.store import Store
from kg.store.codec import dumps, extraction_json, record_json

FORMAT = 1


def export_jsonl(store: Store) -> Iterator[str]:
    """Yield the lines of the export, without line ends."""
    counts = store.counts()
    decisions = sorted(store.decisions, key=decision_id)
    yield dumps(
        {
            "kind": "graph",
            "format": FORMAT,
            "models": store.models(),
            "records": counts["records"],
            "papers": counts["papers"],
            "decisions": len(decisions),
        }
    )
    for record in store.records():
        yield dumps({"kind": "record", **record_json(record)})
    for paper, extraction in store.extractions():
        yield dumps({"kind": "extraction", "paper": paper.id, **extraction_json(extraction)})
    for decision in decisions:
        # Decisions have a kind of their own.
        yield dumps({"kind": "decision", "decision": decision_json(decision)})
    yield from map(dumps, map(_node_json, nodes(store)))
    yield from map(dumps, map(_edge_json, edges(store)))


def _node_json(node: Node) -> dict[str, Any]:
    return {"kind": "node", "label": node.label, "properties": node.properties}


def _edge_json(edge: Edge) -> dict[str, Any]:
    return {
        "kind": "edge",
        "type": edge.type,
        "source": edge.source,
        "target": edge.target,
        "properties": edge.properties,
    }
