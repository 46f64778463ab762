"""What the teacher reads and answers, as arrays: so that it runs where there is torch, and nothing of this package.

A sheet is one text: its pieces as the encoder's tokenizer cuts it, its words, and the things and numbers that the
pipeline found in it. Places are indexes of pieces. What is annotated of it stands on the sheet too; a text without
annotations has UNKNOWN there.
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
UNKNOWN = -1  # not annotated
NOTHING = -2  # a link: annotated, and the number belongs to nothing that the text names
STEPS = 255  # a probability is kept as a share of so many
SHAPES, PLACES = 1009, 64  # how many shapes of words are told apart, and how many things that a text says of one


@dataclass(frozen=True, slots=True)
class Sheet:
    """One text. W words, N things with M mentions, K numbers, L links, R relations.

    `pieces` (P,); `words` (W, 5): first and last piece, what the whole text says of the word, its shape, and 1 where a
    paragraph begins; `tags` (W,): the gold tag.
    `things` (N, 2): label and role; `mentions` (M, 5): thing, first and last piece, sentence, item.
    `numbers` (K, 5): first and last piece, sentence, item, kind (0: not a result).
    `links` (L, 3): number, field, and the thing or NOTHING. `relations` (R, 3): source, target, type.
    """

    pieces: Ints
    words: Ints
    tags: Ints
    things: Ints
    mentions: Ints
    numbers: Ints
    links: Ints
    relations: Ints


@dataclass(frozen=True, slots=True)
class Answers:
    """What the teacher says of one sheet, as probabilities.

    `tags` (W, tags); `roles` (N, 3); `kinds` (K, 4); `links` (K, 3, 1 + N): for each number and field nothing, then
    each thing (0 where its label is another); `relations` (N, N, 2): of source, target and type.
    """

    tags: NDArray[np.float16]
    roles: NDArray[np.float16]
    kinds: NDArray[np.float16]
    links: NDArray[np.float16]
    relations: NDArray[np.float16]


def save_sheets(path: Path, sheets: Sequence[Sheet]) -> None:
    """Write sheets into a file."""
    arrays: dict[str, Any] = {}
    for field in fields(Sheet):
        parts = [getattr(sheet, field.name) for sheet in sheets]
        arrays[field.name] = np.concatenate(parts).astype(np.int16)
        arrays[field.name + "_count"] = np.array([len(part) for part in parts], dtype=np.int16)
    with lzma.open(path, "wb", preset=2) as file:
        np.savez(file, **arrays)


def read_sheets(path: Path) -> list[Sheet]:
    """Read what `save_sheets` wrote."""
    with lzma.open(path) as file, np.load(io.BytesIO(file.read())) as arrays:
        columns = [
            np.split(arrays[field.name].astype(np.int32), np.cumsum(arrays[field.name + "_count"].astype(int))[:-1])
            for field in fields(Sheet)
        ]
    return [Sheet(*parts) for parts in zip(*columns, strict=True)]


def save_answers(path: Path, answers: Sequence[Answers]) -> None:
    """Write answers into a file, as shares of 255; most are 0, so the file is small."""
    arrays: dict[str, Any] = {}
    for field in fields(Answers):
        parts = [getattr(one, field.name) for one in answers]
        flat = np.concatenate([part.reshape(-1) for part in parts]).astype(np.float32)
        arrays[field.name] = np.rint(flat * STEPS).astype(np.uint8)
        arrays[field.name + "_shape"] = np.array([part.shape for part in parts], dtype=np.int16)
    np.savez_compressed(path, **arrays)


def read_answers(path: Path) -> list[Answers]:
    """Read what `save_answers` wrote."""
    columns = []
    with np.load(path) as arrays:
        for field in fields(Answers):
            shapes = arrays[field.name + "_shape"].astype(int)
            ends = np.cumsum(shapes.prod(axis=1))
            parts = np.split(arrays[field.name], ends[:-1])
            columns.append(
                [
                    (part.astype(np.float32) / STEPS).astype(np.float16).reshape(shape)
                    for part, shape in zip(parts, shapes, strict=True)
                ]
            )
    return [Answers(*parts) for parts in zip(*columns, strict=True)]


def read_mean(paths: Sequence[Path]) -> list[Answers]:
    """Return the mean of what several teachers said of the same sheets, each in a file of its own."""
    mean: list[list[NDArray[np.float32]]] = []
    for path in paths:
        tables = [
            [getattr(said, field.name).astype(np.float32) for field in fields(Answers)] for said in read_answers(path)
        ]
        mean = (
            [[a + b for a, b in zip(*pair, strict=True)] for pair in zip(mean, tables, strict=True)] if mean else tables
        )
    return [Answers(*((table / len(paths)).astype(np.float16) for table in tables)) for tables in mean]
