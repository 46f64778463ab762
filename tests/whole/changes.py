"""A list of changes of a store, each of which may be done twice: papers come and go, decisions are made and undone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kg.link import Decision, Merge, RejectEntity, Rename, Split
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, SENTENCES, extract_capitals

CHUNK = 12
DECISIONS: tuple[Decision, ...] = (
    Merge("method|local randomness", "method|low rank adaptation"),
    Rename("method|low rank adaptation", "Low-rank adapters"),
    RejectEntity("dataset|imagenet"),
    Split("method|lora", "method|low rank adaptation"),
)


def _record(number: int) -> Record:
    text = " ".join(SENTENCES[(number * step) % len(SENTENCES)] for step in (1, 2, 3))
    return Record(f"file{number // CHUNK}.jsonl", "", f"Paper number {number}", text, (), ("Ada Lovelace",))


def _chunk(number: int) -> list[Record]:
    return [_record(n) for n in range(number * CHUNK, (number + 1) * CHUNK)]


def _add(number: int, store: Store) -> None:
    store.add(_chunk(number), extract_capitals, model=MODEL)


def _remove(number: int, store: Store) -> None:
    store.remove(store.record_numbers(source=f"file{number}.jsonl"), extract_capitals, model=MODEL)


def _decide(decision: Decision, store: Store) -> None:
    store.decide(decision, strict=False)


def _undo(decision: Decision, store: Store) -> None:
    store.undo(decision)


def _changes() -> list[tuple[Callable[[Store], None], int, bool]]:
    """Return each change, the chunk that it is about (-1: none), and whether that comes (or goes)."""
    made: list[tuple[Callable[[Store], None], int, bool]] = []
    for number in range(24):
        made.append((partial(_add, number), number, True))
        if number % 3 == 2:
            made.append((partial(_remove, number - 1), number - 1, False))
        if number % 2:
            decision = DECISIONS[number // 2 % len(DECISIONS)]
            made.append((partial(_undo if number // 2 >= len(DECISIONS) else _decide, decision), -1, True))
    return made


CHANGES = [change for change, _, _ in _changes()]


def titles_after(count: int) -> set[str]:
    """Return the titles of the papers that are there after a number of changes."""
    there: set[int] = set()
    for _, number, comes in _changes()[:count]:
        if number >= 0:
            (there.add if comes else there.discard)(number)
    return {record.title for number in there for record in _chunk(number)}
