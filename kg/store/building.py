"""A build: sources are read, what is new is extracted and stored, chunk by chunk.

Each chunk is one transaction: what a progress report counts as done is on the disk, and a build that is stopped
goes on from there when it is run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from kg import extract
from kg.errors import SourceError
from kg.read import read_sources
from kg.records import Record, Refusal
from kg.store.store import Change, Store

# Papers that go into one transaction: a few seconds of extraction, which is also what a kill can cost.
CHUNK = 256


@dataclass(frozen=True, slots=True)
class Progress:
    """What a build has done so far: counts of records, and the refusals in the order of reading.

    `added` are the ids of papers that were not in the store before the build, `updated` those of papers that were
    and changed, `removed` those of papers that turned out to be others and were joined to them.
    """

    read: int = 0
    known: int = 0
    added: frozenset[str] = frozenset()
    updated: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    refusals: tuple[Refusal, ...] = ()

    def after(self, change: Change, read: int, refusals: Sequence[Refusal]) -> Progress:
        """Return the progress after one more chunk."""
        gone = frozenset(change.removed)
        return Progress(
            self.read + read,
            self.known + change.known,
            (self.added | frozenset(change.added)) - gone,
            (self.updated | frozenset(change.updated)) - self.added - gone,
            self.removed | (gone - self.added),
            (*self.refusals, *refusals),
        )


def build(
    path: Path | None,
    sources: Iterable[str],
    *,
    stdin: BinaryIO | None = None,
    workers: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> tuple[Store, Progress]:
    """Add or update the papers of some sources in a store (None: one in memory); return it open, and what was done.

    `workers` is the number of processes that extract; a script that asks for several must guard its own start with
    `if __name__ == "__main__"`, since they import it again. `on_progress` is called after each chunk, once that is
    on the disk. Raises SourceError if nothing at all could be read (the store is as it was, and none is made), and
    StoreError and its kinds.
    """
    progress = Progress()
    store = Store.create(path) if path is None or path.exists() else None
    try:
        with extract.Workers(workers) as extractor:
            for records, refusals in _chunks(read_sources(sources, stdin=stdin)):
                change = Change()
                if records:
                    store = store or Store.create(path)
                    change = store.add(records, extractor.extract, model=extractor.model)
                progress = progress.after(change, len(records), refusals)
                if on_progress:
                    on_progress(progress)
        if store is None or not progress.read:
            raise SourceError(_nothing_read(progress.refusals))
    except BaseException:
        if store is not None:
            store.close()
        raise
    return store, progress


def reextract(store: Store, *, workers: int = 1, on_progress: Callable[[int], None] | None = None) -> int:
    """Extract again every paper that another model extracted; return how many there were.

    A run that is stopped goes on with those that are left. `on_progress` gets the number done so far.
    """
    done = 0
    with extract.Workers(workers) as extractor:
        while count := store.extract_again(extractor.extract, model=extractor.model, most=CHUNK):
            done += count
            if on_progress:
                on_progress(done)
    return done


def _chunks(items: Iterable[Record | Refusal]) -> Iterator[tuple[list[Record], list[Refusal]]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, CHUNK)):
        yield (
            [item for item in chunk if isinstance(item, Record)],
            [item for item in chunk if isinstance(item, Refusal)],
        )


def _nothing_read(refusals: Sequence[Refusal]) -> str:
    if not refusals:
        return "no source was named; name files, folders, globs, or - for standard input"
    return "\n".join([*map(str, refusals), "nothing could be read, so the graph is as it was"])
