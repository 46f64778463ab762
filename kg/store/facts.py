"""The tables of facts and counts, and the small table that says which key belongs to which node.

`add` and `remove` change facts and counts by one paper and return the keys that they touched; `settle` then computes
the rows of the node table that depend on those keys. After it, the tables are the same as if they had been
made from all papers and decisions at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from kg.extract import normal_form
from kg.link import (
    OWN,
    Aliases,
    Decided,
    Fact,
    Linker,
    entity_key,
    facts,
    fold,
    is_parted,
    key_form,
    plain_key,
    preferred_name,
    short_forms,
    siblings,
    spellings,
)
from kg.records import LABELS, Extraction, Label, Paper, Role, Span
from kg.store.codec import dumps, loads, mentions_json
from kg.store.database import Database
from kg.store.decisions import DecisionTable


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
_SHOWN = "fact.score >= ? AND NOT fact.rejected"


class FactTables:
    """The tables `fact`, `spelling`, `definition` and `node` of an open store.

    Who changes decisions calls `settle` with the keys that they name.
    """

    def __init__(self, db: Database, aliases: Aliases, decisions: DecisionTable) -> None:
        self._db = db
        self._aliases = aliases
        self._decisions = decisions

    @property
    def decided(self) -> Decided:
        """What the user's decisions say of keys."""
        return self._decisions.decided

    # Changing them, inside the store's transaction

    def add(self, paper: Paper, extraction: Extraction) -> set[str]:
        """Add the facts of one paper; return the keys whose node may change."""
        touched: set[str] = set()
        for fact in facts(paper, extraction, parted=self.decided.parted(paper)):
            self._db.run(
                "INSERT INTO fact (paper, key, label, name, role, score, mentions) VALUES (?, ?, ?, ?, ?, ?, ?)",
                *(paper.id, fact.key, fact.label, fact.name, fact.role, fact.score),
                dumps(mentions_json(fact.mentions)),
            )
            touched |= self._count(fact, extraction, 1)
        return touched

    def remove(self, stored: tuple[Paper, Extraction]) -> set[str]:
        """Remove the facts of one paper, given as they were stored; return the keys whose node may change.

        What decisions part in it must be as it was when they were added.
        """
        paper, extraction = stored
        touched: set[str] = set()
        self._db.run("DELETE FROM fact WHERE paper = ?", paper.id)
        for fact in facts(paper, extraction, parted=self.decided.parted(paper)):
            touched |= self._count(fact, extraction, -1)
        for key in sorted(touched):
            self._db.run("DELETE FROM spelling WHERE key = ? AND papers = 0", key)
            self._db.run("DELETE FROM definition WHERE short = ? AND papers = 0", key)
        return touched

    def _count(self, fact: Fact, extraction: Extraction, step: int) -> set[str]:
        touched = {fact.key}
        self._db.run(
            "INSERT INTO node (key, unit, papers) VALUES (?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET papers = papers + excluded.papers",
            *(fact.key, self.decided.unit(fact.key), step),
        )
        for text in spellings(fact):
            self._db.run(
                "INSERT INTO spelling (key, text, papers) VALUES (?, ?, ?) "
                "ON CONFLICT (key, text) DO UPDATE SET papers = papers + excluded.papers",
                *(fact.key, text, step),
            )
        for short in short_forms(fact, extraction):
            self._db.run(
                "INSERT INTO definition (short, long, short_fold, long_fold, papers) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (short, long) DO UPDATE SET papers = papers + excluded.papers",
                *(short, fact.key, fold(short), fold(fact.key), step),
            )
            touched.add(short)
        return touched

    def settle(self, touched: set[str]) -> None:
        """Bring the node table up to date for the keys that changed and all that lead to them.

        The unit of a key that changed is computed again too, since decisions may set it apart.
        """
        units = set[str]()
        for key in sorted(touched):
            self._db.run("DELETE FROM node WHERE key = ? AND papers = 0", key)
            unit = self.decided.unit(key)
            self._db.run("UPDATE node SET unit = ?2 WHERE key = ?1 AND unit <> ?2", key, unit)
            units |= {unit, fold(key)}
        linker = self.linker()
        for unit in sorted(self._leading_to(units)):
            keys = list(self._db.rows("SELECT key FROM node WHERE unit = ? ORDER BY key", unit))
            if keys:
                # Keys of one unit are one node.
                self._db.run(
                    "UPDATE node SET canonical = ?2 WHERE unit = ?1 AND canonical IS NOT ?2",
                    *(unit, linker.canonical(keys[0][0])),
                )

    def settle_all(self) -> None:
        """Compute all folds and the whole node table again."""
        for short, long in list(self._db.rows("SELECT short, long FROM definition")):
            self._db.run(
                "UPDATE definition SET short_fold = ?, long_fold = ? WHERE short = ? AND long = ?",
                *(fold(short), fold(long), short, long),
            )
        self.settle({key for (key,) in self._db.rows("SELECT key FROM node")})

    def _leading_to(self, units: set[str]) -> set[str]:
        seen, open_units = set(units), set(units)
        while open_units:
            unit = open_units.pop()
            key = unit.removeprefix("=")
            rows = self._db.rows("SELECT DISTINCT short_fold FROM definition WHERE long_fold = ?", fold(key))
            leading = {short for (short,) in rows} | self._aliases.shorts(unit) | self.decided.leading_to(unit)
            leading |= {*coined_units(self._db, plain_key(unit)), plain_key(unit), *siblings(unit)}
            open_units |= leading - seen
            seen |= leading
        return seen

    # Reading them

    def linker(self) -> Linker:
        """Return the rule by which keys become nodes, over what is in the tables now."""
        return Linker(_Counts(self._db, self.decided), self._aliases, self.decided)

    def canonical(self, key: str) -> str | None:
        """Return the canonical key that a key belongs to: None if decisions reject it, itself if no paper has it."""
        row = self._db.row("SELECT canonical FROM node WHERE key = ?", key)
        return key if row is None else None if row[0] is None else str(row[0])

    def has(self, paper: str, key: str) -> bool:
        """Say whether a paper's text names a key, whatever was decided."""
        return self._db.row("SELECT 1 FROM fact WHERE paper = ? AND key = ?", paper, key) is not None

    def reached(self, key: str) -> bool:
        """Say whether a key that papers have belongs to a key, or did so before decisions."""
        units = self._leading_to({self.decided.unit(key)})
        return any(self._db.row("SELECT 1 FROM node WHERE unit = ?", unit) for unit in sorted(units))

    def nodes(self, *, threshold: int = 0) -> Iterator[tuple[str, list[StoredFact]]]:
        """Yield each canonical key with its facts of at least a score, sorted by key, paper and the fact's key."""
        rows = self._db.rows(
            f"SELECT node.canonical, {_COLUMNS} FROM node JOIN fact ON fact.key = node.key "  # noqa: S608 - a constant
            f"WHERE {_SHOWN} AND node.canonical IS NOT NULL ORDER BY node.canonical, fact.paper, fact.key",
            threshold,
        )
        for canonical, group in groupby(rows, key=itemgetter(0)):
            yield canonical, [_fact(fields) for _, *fields in group]

    def pairs(self, *, tasks: bool, threshold: int = 0) -> Iterator[tuple[str, str, list[StoredFact]]]:
        """Yield (paper id, canonical key, facts) for the tasks or for all else, sorted by paper and key.

        A paper has several facts of one node where it names it in ways that only other papers connect.
        """
        rows = self._db.rows(
            f"SELECT node.canonical, {_COLUMNS} FROM fact JOIN node ON node.key = fact.key "  # noqa: S608 - constants
            f"WHERE {_SHOWN} AND (node.canonical >= 'task|' AND node.canonical < 'task}}') = ? "
            "ORDER BY fact.paper, node.canonical, fact.key",
            *(threshold, tasks),
        )
        for (canonical, paper), group in groupby(rows, key=itemgetter(0, 1)):
            yield paper, canonical, [_fact(fields) for _, *fields in group]

    def of_node(self, canonical: str) -> list[StoredFact]:
        """Return all facts of one node, sorted by paper and key."""
        rows = self._db.rows(
            f"SELECT {_COLUMNS} FROM node JOIN fact ON fact.key = node.key "  # noqa: S608 - a constant
            f"WHERE {_SHOWN} AND node.canonical = ? ORDER BY fact.paper, fact.key",
            *(0, canonical),
        )
        return [_fact(fields) for fields in rows]

    def of_paper(self, paper: str) -> list[tuple[str, list[StoredFact]]]:
        """Return the canonical keys that a paper names, sorted, with its facts of each."""
        rows = self._db.rows(
            f"SELECT node.canonical, {_COLUMNS} FROM fact JOIN node ON node.key = fact.key "  # noqa: S608 - a constant
            f"WHERE {_SHOWN} AND fact.paper = ? AND node.canonical IS NOT NULL ORDER BY node.canonical, fact.key",
            *(0, paper),
        )
        return [(key, [_fact(fields) for _, *fields in group]) for key, group in groupby(rows, key=itemgetter(0))]

    def members(self, canonical: str) -> list[str]:
        """Return the keys that belong to a node, sorted."""
        return [key for (key,) in self._db.rows("SELECT key FROM node WHERE canonical = ? ORDER BY key", canonical)]

    def beginning(self, text: str) -> list[str]:
        """Return the canonical keys that begin with a text, sorted."""
        after = text[:-1] + chr(ord(text[-1]) + 1)
        rows = self._db.rows(
            "SELECT DISTINCT canonical FROM node WHERE canonical >= ? AND canonical < ? ORDER BY canonical", text, after
        )
        return [key for (key,) in rows]

    def name(self, canonical: str) -> str:
        """Return the name of a node: the user's, else the spelling of its own form that most papers use."""
        decided = self.decided.names.get(canonical)
        if decided is not None:
            return decided
        rows = self._db.rows(
            "SELECT key, text, spelling.papers FROM node JOIN spelling USING (key) WHERE canonical = ?", canonical
        )
        name = preferred_name(canonical, rows)
        alias = self._aliases.best(fold(canonical)) if name == key_form(canonical) else None
        return alias.name if alias and alias.long == name else name

    def aliases(self, canonical: str) -> tuple[str, ...]:
        """Return all forms, as written, of the keys that belong to a node, sorted; its name is among them."""
        rows = self._db.rows("SELECT text FROM node JOIN spelling USING (key) WHERE canonical = ?", canonical)
        given = {self.decided.names[key] for key in self.members(canonical) if key in self.decided.names}
        return tuple(sorted({self.name(canonical), *given, *(text for (text,) in rows)}))

    def ambiguous(self, canonical: str) -> tuple[tuple[str, int], ...]:
        """Return what a node's own form is defined as by several papers without one that dominates, most first.

        Each is the canonical key of a long form and the number of papers (the learned corpus's too).
        """
        linker = self.linker()
        counts = linker.expansions(self.decided.unit(canonical))
        found: dict[str, int] = {}
        for unit, papers in counts.items():
            long = linker.canonical(linker.leader(unit))
            if long is not None and long != canonical:
                found[long] = found.get(long, 0) + papers
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def find(self, name: str) -> list[str]:
        """Return the canonical keys that a name stands for under any label, sorted."""
        given = (key for key, text in self.decided.names.items() if normal_form(text) == normal_form(name))
        return self._found({*(entity_key(label, name) for label in LABELS), *given})

    def find_key(self, key: str) -> list[str]:
        """Return the canonical key that a key stands for, or those that it once stood for, sorted."""
        rows = self._db.rows("SELECT canonical FROM node WHERE key = ?1 OR canonical = ?1", key)
        exact = {canonical for (canonical,) in rows if canonical is not None}
        return sorted(exact) or self._found({key})

    def _found(self, keys: set[str]) -> list[str]:
        found = set[str]()
        for key in sorted(keys):
            rows = self._db.rows(
                "SELECT canonical FROM node WHERE key = ?1 OR canonical = ?1 OR unit = ?2 "
                "UNION SELECT canonical FROM definition JOIN node ON node.key = definition.long WHERE short = ?1",
                *(key, self.decided.unit(key)),
            )
            found |= {canonical for (canonical,) in rows if canonical is not None}
            for unit in coined_units(self._db, fold(key)):
                rows = self._db.rows("SELECT canonical FROM node WHERE unit = ?", unit)
                found |= {canonical for (canonical,) in rows if canonical is not None}
        return sorted(found)

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows of all four tables, sorted, as a proof needs them."""
        return {
            "fact": list(
                self._db.rows("SELECT paper, key, label, name, role, score, mentions FROM fact ORDER BY paper, key")
            ),
            "spelling": list(self._db.rows("SELECT key, text, papers FROM spelling ORDER BY key, text")),
            "definition": list(
                self._db.rows("SELECT short, long, short_fold, long_fold, papers FROM definition ORDER BY short, long")
            ),
            "node": list(self._db.rows("SELECT key, unit, papers, canonical FROM node ORDER BY key")),
        }


def coined_units(db: Database, unit: str) -> dict[str, int]:
    """Return the units of what papers introduce by a unit's form or decisions part from it, with their papers."""
    # Their texts are the unit's, the sign, and an author: a range of the index.
    rows = db.rows(
        "SELECT unit, sum(papers) FROM node WHERE unit > ?1 AND unit < ?2 GROUP BY unit",
        *(unit + OWN, unit + chr(ord(OWN) + 1)),
    )
    return dict(rows)


class _Counts:
    """The counts of a store, as the linker asks for them."""

    def __init__(self, db: Database, decided: Decided) -> None:
        self._db = db
        self._decided = decided
        self._keys: dict[str, dict[str, int]] = {}
        self._coined: dict[str, dict[str, int]] = {}
        self._expansions: dict[str, dict[str, int]] = {}

    def keys(self, unit: str) -> Mapping[str, int]:
        if unit not in self._keys:
            self._keys[unit] = dict(self._db.rows("SELECT key, papers FROM node WHERE unit = ?", unit))
        return self._keys[unit]

    def coined(self, unit: str) -> Mapping[str, int]:
        if unit not in self._coined:
            coined = coined_units(self._db, unit)
            self._coined[unit] = {own: papers for own, papers in coined.items() if not is_parted(own)}
        return self._coined[unit]

    def expansions(self, unit: str) -> Mapping[str, int]:
        if unit not in self._expansions:
            rows = self._db.rows("SELECT short, long, papers FROM definition WHERE short_fold = ?", unit)
            self._expansions[unit] = found = dict[str, int]()
            for short, long, papers in rows:
                if short not in self._decided.apart:
                    name = self._decided.unit(long)
                    found[name] = found.get(name, 0) + papers
        return self._expansions[unit]


def _fact(fields: Iterable[Any]) -> StoredFact:
    paper, key, label, role, score, mentions = fields
    return StoredFact(paper, key, label, role, score, tuple(Span(*place) for *place, _ in loads(mentions)))
