"""The store: one SQLite file that holds what was read and extracted, and that can grow and shrink exactly."""

from kg.store.building import Progress, build, reextract
from kg.store.claims import StoredRelation, StoredResult, relation_rows, result_rows
from kg.store.facts import StoredFact
from kg.store.store import Change, Store

__all__ = [
    "Change",
    "Progress",
    "Store",
    "StoredFact",
    "StoredRelation",
    "StoredResult",
    "build",
    "reextract",
    "relation_rows",
    "result_rows",
]
