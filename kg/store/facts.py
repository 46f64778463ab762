"""The tables of facts and counts, and the small table that says which key belongs to which node.

`add` and `remove` change facts and counts by one paper and return the keys that they touched; `settle` then computes
the rows of the node table that depend on those keys. After it, the tables are the same as if they had been
made from all papers at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from kg.link import Fact, canonical_key, entity_key, facts, preferred_name, short_forms, spellings
from kg.records import LABELS, Extraction, Label, Paper, Role, Span
from kg.store.codec import dumps, loads, mentions_json
from kg.store.database import Database


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One thing named in one paper, as the store has it: where, and how sure (`spans` are sorted)."""

    paper: str
    key: str
    label: Label
    role: Role
    score: int
    spans: tuple[Span, ...]


_COLUMNS = "fact.paper, fact.key, fact.label, fact.role, fact.score, fact.mentions"


class FactTables:
    """The tables `fact`, `spelling`, `definition` and `node` of an open store."""

    def __init__(self, db: Database) -> None:
        self._db = db

    # Changing them, inside the store's transaction

    def add(self, paper: Paper, extraction: Extraction) -> set[str]:
        """Add the facts of one paper; return the keys whose node may change."""
        touched: set[str] = set()
        for fact in facts(extraction):
            self._db.run(
                "INSERT INTO fact (paper, key, label, name, role, score, mentions) VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(paper.id, fact.key, fact.label, fact.name, fact.role, fact.score),
                dumps(mentions_json(fact.mentions)),
            )
            touched |= self._count(fact, extraction, 1)
        return touched

    def remove(self, stored: tuple[Paper, Extraction]) -> set[str]:
        """Remove the facts of one paper, given as they were stored; return the keys whose node may change."""
        paper, extraction = stored
        touched: set[str] = set()
        self._db.run("DELETE FROM fact WHERE paper = ?", paper.id)
        for fact in facts(extraction):
            touched |= self._count(fact, extraction, -1)
        for key in sorted(touched):
            self._db.run("DELETE FROM spelling WHERE key = ? AND papers = 0", key)
            self._db.run("DELETE FROM definition WHERE short = ? AND papers = 0", key)
        return touched

    def _count(self, fact: Fact, extraction: Extraction, step: int) -> set[str]:
        touched = {fact.key}
        for text in spellings(fact):
            self._db.run(
                "INSERT INTO spelling (key, text, papers) VALUES (?, ?, ?) "
                "ON CONFLICT (key, text) DO UPDATE SET papers = papers + excluded.papers",
                fact.key,
                text,
                step,
            )
        for short in short_forms(fact, extraction):
            self._db.run(
                "INSERT INTO definition (short, long, papers) VALUES (?, ?, ?) "
                "ON CONFLICT (short, long) DO UPDATE SET papers = papers + excluded.papers",
                short,
                fact.key,
                step,
            )
            touched.add(short)
        return touched

    def settle(self, touched: set[str]) -> None:
        """Bring the node table up to date for the keys that changed and all short forms that lead to them."""
        expansions_of = cache(self.expansions)
        for key in sorted(self._leading_to(touched)):
            if self._db.row("SELECT 1 FROM fact WHERE key = ? LIMIT 1", key):
                self._db.run(
                    "INSERT INTO node (key, canonical) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET canonical = ?2",
                    key,
                    canonical_key(key, expansions_of),
                )
            else:
                self._db.run("DELETE FROM node WHERE key = ?", key)

    def _leading_to(self, keys: set[str]) -> set[str]:
        seen, open_keys = set(keys), set(keys)
        while open_keys:
            rows = self._db.rows("SELECT short FROM definition WHERE long = ?", open_keys.pop())
            shorts = {short for (short,) in rows} - seen
            seen |= shorts
            open_keys |= shorts
        return seen

    # Reading them

    def expansions(self, key: str) -> dict[str, int]:
        """Return the keys of the long forms that papers define a short form's key as, with how many do so."""
        return dict(self._db.rows("SELECT long, papers FROM definition WHERE short = ? ORDER BY long", key))

    def canonical(self, key: str) -> str:
        """Return the canonical key that a key belongs to; itself if no paper has it."""
        row = self._db.row("SELECT canonical FROM node WHERE key = ?", key)
        return str(row[0]) if row else key

    def nodes(self, *, threshold: int = 0) -> Iterator[tuple[str, list[StoredFact]]]:
        """Yield each canonical key with its facts of at least a score, sorted by key, paper and the fact's key."""
        rows = self._db.rows(
            f"SELECT node.canonical, {_COLUMNS} FROM node JOIN fact ON fact.key = node.key "  # noqa: S608 - a constant
            "WHERE fact.score >= ? ORDER BY node.canonical, fact.paper, fact.key",
            threshold,
        )
        for canonical, group in groupby(rows, key=itemgetter(0)):
            yield canonical, [_fact(fields) for _, *fields in group]

    def pairs(self, labels: Collection[Label], *, threshold: int = 0) -> Iterator[tuple[str, str, list[StoredFact]]]:
        """Yield (paper id, canonical key, facts) for entities of some labels, sorted by paper and key.

        A paper has several facts of one node where it names it in ways that only other papers connect.
        """
        marks = ", ".join("?" * len(labels))
        rows = self._db.rows(
            f"SELECT node.canonical, {_COLUMNS} FROM fact JOIN node ON node.key = fact.key "  # noqa: S608 - constants
            f"WHERE fact.score >= ? AND fact.label IN ({marks}) ORDER BY fact.paper, node.canonical, fact.key",
            threshold,
            *sorted(labels),
        )
        for (canonical, paper), group in groupby(rows, key=itemgetter(0, 1)):
            yield paper, canonical, [_fact(fields) for _, *fields in group]

    def of_node(self, canonical: str) -> list[StoredFact]:
        """Return all facts of one node, sorted by paper and key."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM node JOIN fact ON fact.key = node.key "  # noqa: S608 - a constant
            "WHERE node.canonical = ? ORDER BY fact.paper, fact.key",
            canonical,
        )
        return [_fact(fields) for fields in rows]

    def of_paper(self, paper: str) -> list[tuple[str, list[StoredFact]]]:
        """Return the canonical keys that a paper names, sorted, with its facts of each."""
        rows = self._db.rows(
            f"SELECT node.canonical, {_COLUMNS} FROM fact JOIN node ON node.key = fact.key "  # noqa: S608 - a constant
            "WHERE fact.paper = ? ORDER BY node.canonical, fact.key",
            paper,
        )
        return [(key, [_fact(fields) for _, *fields in group]) for key, group in groupby(rows, key=itemgetter(0))]

    def members(self, canonical: str) -> list[str]:
        """Return the keys that belong to a node, sorted."""
        return [key for (key,) in self._db.rows("SELECT key FROM node WHERE canonical = ? ORDER BY key", canonical)]

    def name(self, canonical: str) -> str:
        """Return the name of a node: the spelling of its own form that most papers use."""
        return preferred_name(canonical, self.spellings(canonical))

    def aliases(self, canonical: str) -> tuple[str, ...]:
        """Return all forms, as written, of the keys that belong to a node, sorted; its name is among them."""
        return tuple(sorted({self.name(canonical)}.union(*map(self.spellings, self.members(canonical)))))

    def spellings(self, key: str) -> dict[str, int]:
        """Return the spellings of a key, with how many papers write each."""
        return dict(self._db.rows("SELECT text, papers FROM spelling WHERE key = ?", key))

    def find(self, name: str) -> list[str]:
        """Return the canonical keys that a name stands for under any label, sorted."""
        keys = [entity_key(label, name) for label in LABELS]
        found = {self.canonical(key) for key in keys if self._db.row("SELECT 1 FROM node WHERE key = ?", key)}
        for key in keys:
            found |= {self.canonical(long) for long in self.expansions(key)}
        return sorted(found)

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows of all four tables, sorted, as a proof needs them."""
        return {
            "fact": list(self._db.rows("SELECT * FROM fact ORDER BY paper, key")),
            "spelling": list(self._db.rows("SELECT key, text, papers FROM spelling ORDER BY key, text")),
            "definition": list(self._db.rows("SELECT short, long, papers FROM definition ORDER BY short, long")),
            "node": list(self._db.rows("SELECT key, canonical FROM node ORDER BY key")),
        }


def _fact(fields: Iterable[Any]) -> StoredFact:
    paper, key, label, role, score, mentions = fields
    return StoredFact(paper, key, label, role, score, tuple(Span(*place) for *place, _ in loads(mentions)))
