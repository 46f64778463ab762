"""The store: records, papers, extractions, facts and the counts from which canonical names follow, in one file.

What is kept is a set of records and a set of decisions. Everything else is a function of both, of the model and of the
learned aliases: adding and removing ends in the same tables whichever way it was done. Only what the records that come
or go can touch is computed again: the papers that they may be part of, the keys that these name, and what leads there.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import DecisionError, OtherModelError, StoreError
from kg.link import (
    Aliases,
    Decision,
    Merge,
    Part,
    RejectNaming,
    RejectResult,
    contradicted,
    decision_id,
    kept_apart,
    named_keys,
    packaged,
)
from kg.read import content_hash, identity_keys, join, merge
from kg.records import Extraction, Paper, Record
from kg.store.codec import (
    dumps,
    extraction_json,
    loads,
    paper_from,
    paper_json,
    record_from,
    record_json,
)
from kg.store.contents import Contents
from kg.store.database import Database

Extractor = Callable[[Sequence[Paper]], Iterable[Extraction]]


@dataclass(frozen=True, slots=True)
class Change:
    """What one write did: papers that are new, that changed, and that are gone; records that were known already."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    known: int = 0


class Store(Contents):
    """One open store; a context manager. Use `Store.create` or `Store.open`."""

    def __init__(self, path: Path | None, *, write: bool, aliases: Aliases) -> None:
        self.path = path
        super().__init__(Database(path, write=write), aliases)
        if write and not self.linked:
            with self._transaction():
                self._link_anew()

    @classmethod
    def create(cls, path: Path | None, *, aliases: Aliases | None = None) -> Store:
        """Open a store to write to, creating it where there is none (None: in memory, gone with the process).

        `aliases` are the learned ones, by default those that come with the package. A store that was linked with
        others, or by another version, is linked anew.
        """
        return cls(path, write=True, aliases=aliases or packaged())

    @classmethod
    def open(cls, path: Path, *, write: bool = False, aliases: Aliases | None = None) -> Store:
        """Open a store that is there, to read it or to change it. Raises StoreError and its kinds."""
        if not path.exists():
            raise StoreError(f"{path}: there is no such graph; `kg build --graph {path} SOURCE` makes it")
        return cls(path, write=write, aliases=aliases or packaged())

    def close(self) -> None:
        """Close the store; what was reported done is on the disk already."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Changing it

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all that is changed inside one transaction: an error that leaves it undoes all of it."""
        with self._transaction():
            yield

    def add(self, records: Iterable[Record], extract: Extractor, *, model: str) -> Change:
        """Add records in one transaction; when this returns, they are on the disk.

        `extract` is called once, with the papers whose text is new, and gives one extraction each, in order.
        Raises OtherModelError if the store holds another model's extractions.
        """
        new = {(r.source, content_hash(r)): r for r in records}
        self.check_model(model)
        if not self._unknown(new):
            return Change(known=len(new))
        with self._transaction():
            self.check_model(model)
            fresh = self._unknown(new)
            for (source, digest), record in sorted(fresh.items()):
                number = self._db.run(
                    "INSERT INTO record (source, hash, paper, data) VALUES (?, ?, '', ?)",
                    *(source, digest, dumps(record_json(record))),
                )
                self._db.run_each(
                    "INSERT INTO record_key (key, record) VALUES (?, ?)",
                    ((key, number) for key in sorted(set(identity_keys(record)))),
                )
            keys = {key for record in fresh.values() for key in identity_keys(record)}
            change = self._join_again(keys, extract, model=model)
            self._touch()
        return replace(change, known=len(new) - len(fresh))

    def _unknown(self, records: dict[tuple[str, str], Record]) -> dict[tuple[str, str], Record]:
        """Return those of some records, by source and hash, that are not in the store."""
        known = "SELECT 1 FROM record WHERE source = ? AND hash = ?"
        return {name: record for name, record in records.items() if not self._db.row(known, *name)}

    def remove(self, numbers: Iterable[int], extract: Extractor, *, model: str) -> Change:
        """Remove records by their row numbers in one transaction; papers that have other records stay.

        `extract`, whose model `model` is, is called only if papers part into texts that were not read before.
        """
        with self._transaction():
            gone = sorted(set(numbers))
            keys: set[str] = set()
            for number in gone:
                keys.update(row[0] for row in self._db.rows("SELECT key FROM record_key WHERE record = ?", number))
            closure = self._closure(keys)
            papers = {
                paper
                for number in gone
                for (paper,) in self._db.rows("SELECT paper FROM record WHERE number = ?", number)
            }
            for number in gone:
                self._db.run("DELETE FROM record_key WHERE record = ?", number)
                self._db.run("DELETE FROM record WHERE number = ?", number)
            change = self._join_again(keys, extract, model=model, also=closure - set(gone), stale=papers)
            if gone:
                self._touch()
        return change

    def extract_again(self, extract: Extractor, *, model: str, most: int) -> int:
        """Replace up to `most` extractions that another model made; return how many there were to replace.

        Call it until it returns 0. A run that was stopped goes on with what is left.
        """
        with self._transaction():
            rows = list(self._db.rows("SELECT data FROM paper WHERE model <> ? ORDER BY id LIMIT ?", model, most))
            papers = [paper_from(loads(data)) for (data,) in rows]
            touched: set[str] = set()
            for paper, extraction in zip(papers, extract(papers), strict=True):
                touched |= self._unsay(self.stored(paper.id))
                touched |= self._say(paper, extraction)
                self._db.run(
                    "UPDATE paper SET extraction = ?, model = ? WHERE id = ?",
                    *(dumps(extraction_json(extraction)), model, paper.id),
                )
            self._facts.settle(touched)
            if papers:
                self._touch()
        return len(papers)

    def decide(self, *decisions: Decision, strict: bool = True) -> tuple[Decision, ...]:
        """Add decisions in one transaction; return those that are new.

        Raises DecisionError, the store as it was, if one contradicts a decision that was there before. With `strict`
        it does so too where, with the papers that are there now, things would be one that a decision keeps apart.
        """
        with self._transaction():
            held = self.decisions
            joined = set(self._joined()) if strict else set()
            new = tuple(dict.fromkeys(decision for decision in decisions if decision not in held))
            for decision in new:
                other = contradicted(decision, held)
                if other is not None:
                    raise DecisionError(_contradiction(decision, other))
            if new:
                with self._applied(new):
                    for decision in new:
                        self._decisions.add(decision)
            broken = next((d for d in self._joined() if d not in joined), None) if strict else None
            if broken is not None and (message := self._broken(broken, new)):
                raise DecisionError(message)
        return new

    def undo(self, decision: Decision) -> None:
        """Take a decision back in one transaction, whatever was decided before or after it."""
        with self._transaction(), self._applied((decision,)):
            self._decisions.remove(decision)

    @contextmanager
    def _applied(self, decisions: Sequence[Decision]) -> Iterator[None]:
        """Bring the tables up to date with decisions that are made or taken back within."""
        touched = {key for decision in decisions for key in named_keys(decision)}
        parted = [self.stored(paper) for paper in self._named(d.paper for d in decisions if isinstance(d, Part))]
        for stored in parted:
            touched |= self._unsay(stored)
        yield
        for stored in parted:
            touched |= self._say(*stored)
        self._facts.settle(touched)
        for paper in self._named(d.paper for d in decisions if isinstance(d, RejectNaming | RejectResult)):
            self._decisions.mark(paper, anew=True)
        self._touch()

    def _named(self, names: Iterable[str]) -> list[str]:
        """Return the own ids of the papers that go by some ids, sorted."""
        by_id = "SELECT paper FROM paper_id WHERE id = ?"
        return sorted({paper for name in set(names) for (paper,) in self._db.rows(by_id, name)})

    def _joined(self) -> Iterator[Decision]:
        """Yield the decisions that keep things apart which are one all the same, with the papers that are there now."""
        linker = self._facts.linker()
        for decision in self._decisions.held.kept_apart:
            pair = kept_apart(decision)
            if pair and linker.there(self.decided.unit(pair[0])):
                one, other = map(linker.canonical, pair)
                if one == other is not None:
                    yield decision

    def _broken(self, broken: Decision, new: Sequence[Decision]) -> str:
        """Return what to say of a decision that keeps things apart which new ones make one.

        If it is new itself, a merge that keeps them joined is named; nothing is said where none does.
        """
        if broken not in new:
            return _contradiction(new[0], broken)
        ends = {self.decided.unit(key) for key in kept_apart(broken) or ()}
        merge = next((d for d in self.decisions if isinstance(d, Merge) and self.decided.unit(d.key) in ends), None)
        return _contradiction(broken, merge) if merge else ""

    def _link_anew(self) -> None:
        """Link all papers by this version's rule; where another one made the keys, they are made again as well."""
        if not self.keyed:
            for table in ("fact", "spelling", "definition", "node", "result", "relation"):
                self._db.run(f"DELETE FROM {table}")  # noqa: S608 - constants
            for paper_id in [paper_id for (paper_id,) in self._db.rows("SELECT id FROM paper ORDER BY id")]:
                self._say(*self.stored(paper_id))
        self._facts.settle_all()
        self._touch()

    def check_model(self, model: str) -> None:
        """Raise OtherModelError if the store holds another model's extractions."""
        others = [m for m in self.models() if m != model]
        if others:
            raise OtherModelError(
                f"{self.path or 'the graph in memory'}: what is in it was extracted by {', '.join(others)}, "
                f"and this is {model}; `kg build --reextract` does it all again with this one, or build a new graph "
                "with `--graph`"
            )

    # How a change is made

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            with self._db.transaction():
                yield
        except BaseException:
            self._decisions.forget()
            raise

    def _join_again(
        self,
        keys: set[str],
        extract: Extractor,
        *,
        model: str,
        also: frozenset[int] | set[int] = frozenset(),
        stale: set[str] | None = None,
    ) -> Change:
        """Compute again the papers of all records that the keys reach, and write those that differ."""
        numbers = sorted(self._closure(keys) | set(also))
        records: dict[int, Record] = {}
        old: dict[str, str] = {}
        for number in numbers:
            for data, paper_id in self._db.rows("SELECT data, paper FROM record WHERE number = ?", number):
                records[number] = record_from(loads(data))
                stale = (stale or set()) | ({paper_id} if paper_id else set())
        for paper_id in sorted(stale or ()):
            for (data,) in self._db.rows("SELECT data FROM paper WHERE id = ?", paper_id):
                old[paper_id] = data
        number_of = {(r.source, content_hash(r)): number for number, r in records.items()}
        new: dict[str, Paper] = {}
        for group in join(records.values()):
            paper = merge(group)
            new[paper.id] = paper
            self._db.run_each(
                "UPDATE record SET paper = ? WHERE number = ?",
                ((paper.id, number_of[r.source, content_hash(r)]) for r in group),
            )
        return self._replace(old, new, extract, model=model)

    def _replace(self, old: dict[str, str], new: dict[str, Paper], extract: Extractor, *, model: str) -> Change:
        """Write the papers that differ from what was there, extracting only from texts that are new."""
        data = {paper_id: dumps(paper_json(paper)) for paper_id, paper in new.items()}
        gone = sorted(paper_id for paper_id in old if data.get(paper_id) != old[paper_id])
        come = sorted(paper_id for paper_id in new if old.get(paper_id) != data[paper_id])
        known: dict[tuple[str, str], tuple[Extraction, str]] = {}
        touched: set[str] = set()
        for paper_id in gone:
            paper, extraction = self.stored(paper_id)
            known[paper.title, paper.abstract] = extraction, self.model_of(paper_id)
            touched |= self._unsay((paper, extraction))
            self._db.run("DELETE FROM paper WHERE id = ?", paper_id)
            self._db.run("DELETE FROM paper_id WHERE paper = ?", paper_id)
        unread = [new[i] for i in come if (new[i].title, new[i].abstract) not in known]
        read = dict(zip((paper.id for paper in unread), extract(unread) if unread else (), strict=True))
        for paper_id in come:
            paper = new[paper_id]
            extraction, by = (read[paper_id], model) if paper_id in read else known[paper.title, paper.abstract]
            self._db.run(
                "INSERT INTO paper (id, title, abstract, data, extraction, model) VALUES (?, ?, ?, ?, ?, ?)",
                *(paper_id, paper.title, paper.abstract, data[paper_id], dumps(extraction_json(extraction)), by),
            )
            self._db.run_each(
                "INSERT INTO paper_id (id, paper) VALUES (?, ?)",
                ((i, paper_id) for i in sorted({*paper.ids, paper_id})),
            )
            touched |= self._say(paper, extraction)
        self._facts.settle(touched)
        return Change(
            added=tuple(i for i in come if i not in old),
            updated=tuple(i for i in come if i in old),
            removed=tuple(i for i in gone if i not in new),
        )

    def _say(self, paper: Paper, extraction: Extraction) -> set[str]:
        """Add what a paper's extraction says to the tables; return the keys whose node may change."""
        self._claims.add(paper, extraction)
        touched = self._facts.add(paper, extraction)
        self._decisions.mark(paper.id)
        return touched

    def _unsay(self, stored: tuple[Paper, Extraction]) -> set[str]:
        """Remove from the tables what a paper's extraction said, given as it was stored; return the keys as `_say`."""
        self._claims.remove(stored[0])
        return self._facts.remove(stored)

    def _closure(self, keys: set[str]) -> set[int]:
        """Return the numbers of all records that the keys reach, directly or through other records' keys."""
        seen, open_keys, numbers = set(keys), set(keys), set[int]()
        while open_keys:
            key = open_keys.pop()
            for (number,) in list(self._db.rows("SELECT record FROM record_key WHERE key = ?", key)):
                if number in numbers:
                    continue
                numbers.add(number)
                others = {row[0] for row in self._db.rows("SELECT key FROM record_key WHERE record = ?", number)}
                open_keys |= others - seen
                seen |= others
        return numbers

    def _touch(self) -> None:
        """Give the content a new generation, which no other state of any store has."""
        put = "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)"
        self._db.run(put, "generation", uuid.uuid4().hex)
        self._db.run(put, "linking", self._linking)


def _contradiction(decision: Decision, other: Decision) -> str:
    name = decision_id(other)
    return f"to {decision} contradicts decision {name}, to {other}; `kg undo {name}` takes that back"
