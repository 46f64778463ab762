"""A small network over bags of features, which all decisions on candidates share.

A feature is a text (`before=achieves`); its hash is a row of a table of vectors, and a candidate is the sum of its
features' rows. One hidden layer and one output layer follow: the architecture of A. Joulin et al., "Bag of tricks for
efficient text classification", EACL 2017, with rectified units. The table is stored in bytes with a scale a row, the
rest in half precision; all is used in single precision by numpy alone, so that equal features give equal scores.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bag = list[str]
Floats = NDArray[np.float32]
_PARTS = ("bias", "output", "last", "temperature")  # beside the table
_STEPS = 127


def rows_of(bag: Iterable[str], size: int) -> list[int]:
    """Return the rows of a bag's features in a table of a size."""
    return [zlib.crc32(feature.encode()) % size for feature in bag]


@dataclass(frozen=True, slots=True)
class Scorer:
    """The weights: `table` (rows, width), `bias` (width), `output` (width, classes), `last` (classes).

    Scores are divided by `temperature` (one number), which makes them calibrated: C. Guo et al., "On calibration of
    modern neural networks", ICML 2017.
    """

    table: Floats
    bias: Floats
    output: Floats
    last: Floats
    temperature: Floats

    @classmethod
    def blank(cls, *, classes: int, rows: int = 1, width: int = 1) -> Scorer:
        """Return a scorer to which all classes are equal."""
        return cls(
            table=np.zeros((rows, width), dtype=np.float32),
            bias=np.zeros(width, dtype=np.float32),
            output=np.zeros((width, classes), dtype=np.float32),
            last=np.zeros(classes, dtype=np.float32),
            temperature=np.ones((), dtype=np.float32),
        )

    def scores(self, bags: Iterable[Bag]) -> NDArray[np.float64]:
        """Return the scores of candidates, shape (bags, classes); no more than one bag is held at a time."""
        size = len(self.table)
        sums = [self.table[rows_of(bag, size)].sum(axis=0) for bag in bags]
        if not sums:
            return np.zeros((0, len(self.last)))
        hidden = np.maximum(np.stack(sums) + self.bias, 0)
        # Not a product of matrices: its last bits depend on how many candidates are scored together.
        scores = (hidden[:, :, None] * self.output).sum(axis=1) + self.last
        return np.asarray(scores / self.temperature, dtype=np.float64)

    def to_bytes(self) -> bytes:
        """Return the weights as the bytes of an npz file, rounded to what is stored of them."""
        scales = (np.abs(self.table).max(axis=1) / _STEPS).astype(np.float16)
        steps = np.divide(self.table, scales[:, None], where=scales[:, None] > 0, out=np.zeros_like(self.table))
        parts = {name: getattr(self, name).astype(np.float16) for name in _PARTS}
        file = io.BytesIO()
        table = np.clip(np.rint(steps), -_STEPS, _STEPS).astype(np.int8)
        np.savez_compressed(file, table=table, scales=scales, **parts)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Scorer:
        """Read what `to_bytes` returned. Raises ValueError, KeyError or OSError if it is something else."""
        with np.load(io.BytesIO(data), allow_pickle=False) as parts:
            table = parts["table"].astype(np.float32) * parts["scales"].astype(np.float32)[:, None]
            return cls(table, *(parts[name].astype(np.float32) for name in _PARTS))


def logistic(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability that each score stands for, each by itself."""
    return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30.0, 30.0))))


def softmax(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities that scores stand for, along the last axis."""
    if not scores.size:
        return scores
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))
