"""What the tagger sees of each word: the word itself, and what the whole text says about it.

White space is left out, so that a line break inside a name makes no difference; a blank line ends a paragraph, and
no name reaches across it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.strings import get_string_id
from spacy.tokens import Doc

from kg.records import Definition

WORD_ATTRIBUTES = ("NORM", "PREFIX", "SUFFIX", "SHAPE")
# Behind the attributes: the word's first three letters with its last two, and what the whole text says about it.
COLUMNS = len(WORD_ATTRIBUTES) + 2
_MOST_COUNTED = 3
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The tokens of a Doc that are no white space: their indexes, and the characters of its text where each stands."""

    text: str
    indexes: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, doc: Doc) -> Words:
        """Return the words of a Doc."""
        table = doc.to_array(["IS_SPACE", "IDX", "LENGTH"]).astype(np.int64).reshape(len(doc), 3)
        indexes = np.flatnonzero(table[:, 0] == 0)
        starts = table[indexes, 1]
        ends = starts + table[indexes, 2]
        return cls(doc.text, tuple(indexes.tolist()), tuple(starts.tolist()), tuple(ends.tolist()))

    def __len__(self) -> int:
        return len(self.indexes)


def paragraph_starts(words: Words) -> NDArray[np.bool_]:
    """Say for each word whether a blank line, and so another paragraph, comes before it; shape (words,)."""
    before = (0, *words.ends)[: len(words)]
    gaps = (words.text[end:start] for end, start in zip(before, words.starts, strict=True))
    return np.array([gap.count("\n") > 1 for gap in gaps], dtype=np.bool_)


def word_features(
    doc: Doc, words: Words, *, abstract_start: int, definitions: Iterable[Definition]
) -> NDArray[np.uint64]:
    """Return the features of each word of a text, shape (words, COLUMNS).

    `abstract_start` is the character at which the abstract begins, 0 if there is no title. `definitions` are those
    of the text.
    """
    columns = np.zeros((len(words), COLUMNS), dtype=np.uint64)
    if not len(words):
        return columns
    attributes = doc.to_array(list(WORD_ATTRIBUTES)).reshape(len(doc), -1)
    columns[:, : len(WORD_ATTRIBUTES)] = attributes[list(words.indexes)]
    written = [words.text[start:end] for start, end in zip(words.starts, words.ends, strict=True)]
    lower = [word.lower() for word in written]
    title = sum(start < abstract_start for start in words.starts)
    titled = set(lower[:title])
    counts = Counter(lower)
    shorts, longs = _definition_words(definitions)
    for row, (word, small) in enumerate(zip(written, lower, strict=True)):
        columns[row, -2] = get_string_id(f"{small[:3]}…{small[-2:]}")
        part = 3 if word in shorts else 1 + (small in longs)
        columns[row, -1] = 1 + (row < title) + 2 * (small in titled) + 4 * min(counts[small], _MOST_COUNTED) + 16 * part
    return columns


def _definition_words(definitions: Iterable[Definition]) -> tuple[set[str], set[str]]:
    """Return the words of short forms, as written, and the longer words of long forms, in lower case."""
    shorts: set[str] = set()
    longs: set[str] = set()
    for definition in definitions:
        shorts |= set(_WORD.findall(definition.short))
        longs |= {word for word in _WORD.findall(definition.long.lower()) if len(word) > 3}
    return shorts, longs
