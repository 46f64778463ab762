"""The graph: nodes and edges from the store, and what can be asked of them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.graph.assemble import ambiguous_names, best_scores, edges, entity_label, nodes, place, result_id
from kg.graph.cache import cache_folder, embedded
from kg.graph.embedded import EmbeddedGraph
from kg.graph.guard import check_read_only
from kg.graph.jsonl import export_jsonl
from kg.graph.support import Authors, Support, author_id, support
from kg.graph.table import Table

if TYPE_CHECKING:
    from kg.graph.bulk import BulkReport, export_bulk
    from kg.graph.networks import to_networkx
    from kg.graph.server import Login, query_server, write_server
    from kg.graph.sync import PushReport, check_server, push, remove_from_server

__all__ = [
    "Authors",
    "BulkReport",
    "EmbeddedGraph",
    "Login",
    "PushReport",
    "Support",
    "Table",
    "ambiguous_names",
    "author_id",
    "best_scores",
    "cache_folder",
    "check_read_only",
    "check_server",
    "edges",
    "embedded",
    "entity_label",
    "export_bulk",
    "export_jsonl",
    "nodes",
    "place",
    "push",
    "query_server",
    "remove_from_server",
    "result_id",
    "support",
    "to_networkx",
    "write_server",
]

# The driver of Neo4j and networkx take half a second each to import: they come when they are first asked for.
_LATER = {
    "BulkReport": "kg.graph.bulk",
    "export_bulk": "kg.graph.bulk",
    "to_networkx": "kg.graph.networks",
    "Login": "kg.graph.server",
    "query_server": "kg.graph.server",
    "write_server": "kg.graph.server",
    "PushReport": "kg.graph.sync",
    "check_server": "kg.graph.sync",
    "push": "kg.graph.sync",
    "remove_from_server": "kg.graph.sync",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module has
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
