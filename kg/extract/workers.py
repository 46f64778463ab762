"""Extraction in several processes, with the same outcome as in one."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from types import TracebackType
from typing import Self

from spacy.language import Language

from kg.extract.pipeline import extract, load, model_id
from kg.records import Extraction, Paper

BATCH = 16  # papers that go to a process at a time
# Below this many papers, the start of a second process and its model takes longer than it saves.
WORTHWHILE = 96


class Workers:
    """A pool of processes that extract, started when first of use; a context manager.

    `count` is the number of processes; each loads the packaged model once. With 1, or little to do, all is done in
    this one.
    """

    def __init__(self, count: int = 1) -> None:
        self._count = count
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def model(self) -> str:
        """The id of the model that extracts."""
        return model_id(_pipeline())

    def extract(self, papers: Sequence[Paper]) -> list[Extraction]:
        """Return one extraction a paper, in order."""
        if self._count < 2 or (self._pool is None and len(papers) < WORTHWHILE):
            return list(extract(papers, _pipeline()))
        if self._pool is None:
            # Not forked: the parent has threads (of SQLite and numpy) that a fork would cut in the middle.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._count, mp_context=context, initializer=_start)
        batches = [papers[i : i + BATCH] for i in range(0, len(papers), BATCH)]
        return [extraction for batch in self._pool.map(_extract_batch, batches) for extraction in batch]


@cache
def _pipeline() -> Language:
    return load()


def _start() -> None:
    _pipeline()


def _extract_batch(papers: Sequence[Paper]) -> list[Extraction]:
    return list(extract(papers, _pipeline()))
