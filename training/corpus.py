"""The corpus of abstracts without annotations, and what the teacher says of a sample of it."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kg.read import clean, normal_title
from training.gold import read_gold

CORPUS = Path("../shared/data/corpus.jsonl.xz")
_STEPS = 255
_SHORTEST, _LONGEST = 300, 2500  # characters of an abstract that is worth labelling


@dataclass(frozen=True, slots=True)
class Unlabelled:
    """A paper of the corpus: the number of its line, counted from 0, and its texts."""

    line: int
    title: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """A paper and the probability of each tag of each of its words, by the teacher; shape (words, TAGS)."""

    paper: Unlabelled
    tags: NDArray[np.float16]


def read_corpus(path: Path = CORPUS) -> Iterator[Unlabelled]:
    """Yield the papers of the corpus in its order."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            record = json.loads(line)
            yield Unlabelled(number, clean(record["title"]), clean(record["abstract"]))


def sample(papers: Iterator[Unlabelled], count: int, *, without: Collection[str]) -> list[Unlabelled]:
    """Return `count` papers, always the same, in no order of theirs; `without` are normal titles to leave out."""
    fit = (p for p in papers if _SHORTEST <= len(p.abstract) <= _LONGEST and normal_title(p.title) not in without)
    return sorted(fit, key=lambda p: hashlib.sha256(f"{p.line} {p.title}".encode()).digest())[:count]


def sample_without(path: Path, count: int, gold: Iterable[Path]) -> list[Unlabelled]:
    """Return a sample of a corpus without the papers that files of annotations have."""
    annotated = {normal_title(record["title"]) for file in gold for record in read_gold(file)}
    return sample(read_corpus(path), count, without=annotated)


def save_lessons(path: Path, lessons: Sequence[Lesson]) -> None:
    """Write lessons into a file; it holds the numbers of lines and the probabilities, not the texts.

    Probabilities are rounded to 1/255: nearly all of them are then 0, and the file is small.
    """
    arrays: dict[str, Any] = {
        "lines": np.array([lesson.paper.line for lesson in lessons]),
        "words": np.array([len(lesson.tags) for lesson in lessons]),
        "tags": np.concatenate(
            [np.rint(lesson.tags.astype(np.float32) * _STEPS).astype(np.uint8) for lesson in lessons]
        ),
    }
    with lzma.open(path, "wb") as file:
        np.savez(file, **arrays)


def read_lessons(path: Path, *, corpus: Path = CORPUS) -> list[Lesson]:
    """Return the lessons in a file, with the texts from the corpus."""
    with lzma.open(path) as file, np.load(io.BytesIO(file.read())) as arrays:
        lines, words, tags = arrays["lines"], arrays["words"], arrays["tags"]
    wanted = set(lines.tolist())
    papers = {paper.line: paper for paper in read_corpus(corpus) if paper.line in wanted}
    ends = np.cumsum(words)
    return [
        Lesson(papers[line], _shares(tags[end - count : end]))
        for line, count, end in zip(lines.tolist(), words.tolist(), ends.tolist(), strict=True)
    ]


def _shares(steps: NDArray[np.uint8]) -> NDArray[np.float16]:
    """Return rounded probabilities so that those of a word sum to 1 again."""
    values = steps.astype(np.float32)
    return np.asarray(values / np.maximum(values.sum(axis=1, keepdims=True), 1.0), dtype=np.float16)
