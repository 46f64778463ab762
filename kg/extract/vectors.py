"""Word vectors learned from abstracts: what a word is like, also one that no annotated text had.

The table is floret's (Boyd and Warmerdam 2022): a word's vector is the mean of rows to which hashes of the word and of
its character n-grams lead, so that a small table serves any word. spaCy does the hashing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from spacy.strings import StringStore

_REMEMBERED = 50_000  # words; then the memory is emptied, so that a long run stays small


class WordVectors:
    """Vectors for words in their normal form (spaCy's NORM).

    `table` has shape (rows, size); `hashing` holds floret's settings: `minn`, `maxn`, `hash_count`, `hash_seed`.
    """

    def __init__(self, table: NDArray[np.float32], hashing: dict[str, int]) -> None:
        self.size = table.shape[1]
        self._table = table
        self._hashing = hashing
        # Not imported by name: the module is compiled and has no types.
        store = import_module("spacy.vectors").Vectors
        self._vectors = store(strings=StringStore(), data=table, mode="floret", **hashing)
        self._known: dict[str, NDArray[np.float32]] = {}

    def of(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of some words, shape (words, size)."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        unknown = sorted(set(words) - self._known.keys())
        if unknown:
            self._known |= zip(unknown, np.asarray(self._vectors.get_batch(unknown), dtype=np.float32), strict=True)
        rows = [self._known[word] for word in words]
        return np.stack(rows) if rows else np.zeros((0, self.size), dtype=np.float32)

    def to_bytes(self) -> bytes:
        """Return a line of settings (JSON), then the table (16-bit floats, little endian)."""
        settings = {"rows": len(self._table), "size": self.size, "hashing": self._hashing}
        return json.dumps(settings).encode() + b"\n" + self._table.astype("<f2").tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> WordVectors:
        """Return the vectors that `to_bytes` wrote. Raises ValueError or KeyError for anything else."""
        line, _, values = data.partition(b"\n")
        settings = json.loads(line)
        table = np.frombuffer(values, dtype="<f2").astype(np.float32)
        return cls(table.reshape(settings["rows"], settings["size"]), settings["hashing"])


def read_floret(path: Path) -> WordVectors:
    """Return the vectors in a file that floret wrote (`.floret`): a line of settings, then a line a row."""
    with path.open(encoding="utf-8") as lines:
        rows, size, minn, maxn, hash_count, hash_seed, *_ = next(lines).split()
        # A row's first field is its number.
        table = np.array([line.split()[1:] for line in lines], dtype=np.float32)
    if table.shape != (int(rows), int(size)):
        raise ValueError(f"{path} has a table of shape {table.shape}, its first line says {rows} by {size}")
    # Rounded as they are stored, so that training sees what the package will have.
    table = table.astype("<f2").astype(np.float32)
    hashing = {"minn": int(minn), "maxn": int(maxn), "hash_count": int(hash_count), "hash_seed": int(hash_seed)}
    return WordVectors(table, hashing)
