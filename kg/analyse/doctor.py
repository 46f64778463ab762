"""A look at whether everything is there that the package needs, and whether the graph is sound."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kg import extract
from kg.errors import KgError
from kg.graph import cache_folder
from kg.graph.library import queries
from kg.store import Store

PARTS = ("papergraph", "spacy", "kglite", "networkx", "neo4j", "pyvis", "numpy")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, whether it is fine, and what was seen."""

    what: str
    fine: bool
    detail: str


def examine(graph: Path) -> tuple[Finding, ...]:
    """Look at versions, the model, the query library, the cache folder and a graph (one not made yet is fine)."""
    return (*_versions(), *map(_look, (_model, _library, _cache)), _look(lambda: _graph(graph)))


def _versions() -> Iterator[Finding]:
    yield Finding("python", fine=True, detail=f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}")
    for part in PARTS:
        try:
            yield Finding(part, fine=True, detail=version(part))
        except PackageNotFoundError:
            yield Finding(part, fine=False, detail="it is not installed; `pip install papergraph` brings it")


def _look(at: Callable[[], Finding]) -> Finding:
    """Return a finding, one that says so where the looking itself failed."""
    try:
        return at()
    except (KgError, OSError, ValueError) as error:
        return Finding(at.__name__.strip("_<>").replace("lambda", "graph"), fine=False, detail=str(error))


def _model() -> Finding:
    nlp = extract.load()
    entities = nlp("We train LoRA on CIFAR-10 and report accuracy.")._.entities
    return Finding(
        "model", fine=bool(entities), detail=f"{extract.model_id(nlp)}; found {len(entities)} entities in a sentence"
    )


def _library() -> Finding:
    count = len(queries())
    return Finding("queries", fine=count > 0, detail=f"{count} Cypher queries in the library")


def _cache() -> Finding:
    folder = cache_folder()
    nearest = next(parent for parent in (folder, *folder.parents) if parent.exists())
    writable = os.access(nearest, os.W_OK)
    note = "" if writable else "; it cannot be written, so each query builds its engine anew (set KG_CACHE)"
    return Finding("cache", fine=True, detail=f"{folder}{note}")


def _graph(path: Path) -> Finding:
    if not path.exists():
        return Finding("graph", fine=True, detail=f"{path} is not there yet; `kg build SOURCE` makes it")
    with Store.open(path) as store:
        wrong = store.damage()
        counts = store.counts()
    detail = "; ".join(wrong) or f"{path}: {counts['papers']} papers from {counts['sources']} sources, sound"
    return Finding("graph", fine=not wrong, detail=detail)
