"""The table of the user's decisions: a log that survives every build, and that any of them can be taken out of."""

from __future__ import annotations

from functools import cached_property

from kg.link import (
    Decided,
    Decision,
    RejectLink,
    RejectNaming,
    RejectRelation,
    RejectResult,
    decision_from,
    decision_id,
    decision_json,
    kept_apart,
    parted_key,
)
from kg.store.codec import dumps, loads
from kg.store.database import Database


class Decisions:
    """A set of decisions, in the order in which they were made, and what follows from it."""

    def __init__(self, decisions: tuple[Decision, ...] = ()) -> None:
        self.all = decisions

    @cached_property
    def decided(self) -> Decided:
        """What they say of keys."""
        return Decided(self.all)

    @cached_property
    def relations(self) -> tuple[RejectRelation, ...]:
        """The relations that they reject."""
        return tuple(d for d in self.all if isinstance(d, RejectRelation))

    @cached_property
    def links(self) -> tuple[RejectLink, ...]:
        """The links of results that they reject."""
        return tuple(d for d in self.all if isinstance(d, RejectLink))

    @cached_property
    def kept_apart(self) -> tuple[Decision, ...]:
        """Those that keep two things apart."""
        return tuple(d for d in self.all if kept_apart(d))

    @cached_property
    def places(self) -> tuple[RejectNaming | RejectResult, ...]:
        """What they reject in one paper."""
        return tuple(d for d in self.all if isinstance(d, RejectNaming | RejectResult))


class DecisionTable:
    """The table `decision` of an open store."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen: int | None = None
        self._held = Decisions()

    @property
    def held(self) -> Decisions:
        """The decisions that are in the store now; read again when another process has written to it."""
        row = self._db.row("PRAGMA data_version")
        version = int(row[0]) if row else 0
        if version != self._seen:
            rows = self._db.rows("SELECT data FROM decision ORDER BY number")
            self._held = Decisions(tuple(decision_from(loads(data)) for (data,) in rows))
            self._seen = version
        return self._held

    @property
    def decided(self) -> Decided:
        """What the decisions say of keys."""
        return self.held.decided

    def add(self, decision: Decision) -> None:
        """Add a decision that is not there yet, inside the store's transaction."""
        self._db.run(
            "INSERT INTO decision (id, data) VALUES (?, ?)", decision_id(decision), dumps(decision_json(decision))
        )
        self._seen = None

    def remove(self, decision: Decision) -> None:
        """Remove a decision inside the store's transaction."""
        self._db.run("DELETE FROM decision WHERE id = ?", decision_id(decision))
        self._seen = None

    def forget(self) -> None:
        """Read the table again when it is asked next: a transaction was undone."""
        self._seen = None

    def mark(self, paper: str, *, anew: bool = False) -> None:
        """Mark what decisions reject in one paper, inside the store's transaction; `anew` if marks may be there."""
        if not self.held.places and not anew:
            return
        names = {paper, *(name for (name,) in self._db.rows("SELECT id FROM paper_id WHERE paper = ?", paper))}
        self._db.run("UPDATE fact SET rejected = 0 WHERE paper = ? AND rejected", paper)
        self._db.run("UPDATE result SET rejected = 0 WHERE paper = ? AND rejected", paper)
        for decision in self.held.places:
            if decision.paper not in names:
                continue
            if isinstance(decision, RejectNaming):
                # It may have been rejected before it was parted from what others call so.
                keys = (decision.key, *(parted_key(decision.key, name) for name in sorted(names)))
                self._db.run_each(
                    "UPDATE fact SET rejected = 1 WHERE paper = ? AND key = ?", ((paper, key) for key in keys)
                )
            else:
                field, start, _ = decision.place.split(":")
                self._db.run(
                    "UPDATE result SET rejected = 1 WHERE paper = ? AND field = ? AND start = ?",
                    *(paper, field, int(start)),
                )
