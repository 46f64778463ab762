"""The embedded engine's copy of the graph: made from the store, kept in the user's cache folder, never needed.

A copy is named by the store's generation, which no other content of any store shares, and by the schema, so it cannot
be stale: it is there and right, or it is made. The newest few are kept.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from platformdirs import user_cache_path

from kg.graph.assemble import edges, nodes
from kg.graph.embedded import EmbeddedGraph
from kg.graph.schema import EDGES, NODES
from kg.store import Store

KEPT = 8
_SCHEMA = hashlib.sha256(repr((NODES, EDGES)).encode()).hexdigest()[:8]


def cache_folder() -> Path:
    """Return the folder of the copies: `KG_CACHE`, or the platform's cache folder."""
    return Path(os.environ["KG_CACHE"]) if os.environ.get("KG_CACHE") else user_cache_path("papergraph")


def embedded(store: Store, *, threshold: int) -> EmbeddedGraph:
    """Return the graph of a store in the embedded engine, from its copy if there is one."""
    if store.path is None or not store.generation:
        return EmbeddedGraph.build(nodes(store, threshold=threshold), edges(store, threshold=threshold))
    folder = cache_folder()
    path = folder / f"{store.generation}-{threshold}-{_SCHEMA}-{version('papergraph')}-{version('kglite')}.kgl"
    if path.is_file():
        try:
            graph = EmbeddedGraph.load(path)
            os.utime(path)
        except Exception:  # noqa: BLE001 - a damaged copy, however the engine says so, is made again
            path.unlink(missing_ok=True)
        else:
            return graph
    graph = EmbeddedGraph.build(nodes(store, threshold=threshold), edges(store, threshold=threshold))
    with suppress(OSError):  # no room or no right to write there: the graph in memory serves as well
        _keep(graph, path)
    return graph


def _keep(graph: EmbeddedGraph, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as draft_folder:
        draft = Path(draft_folder) / path.name
        graph.save(draft)
        draft.replace(path)
    copies = sorted(path.parent.glob("*.kgl"), key=lambda copy: copy.stat().st_mtime, reverse=True)
    for old in copies[KEPT:]:
        old.unlink(missing_ok=True)
