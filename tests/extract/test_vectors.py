"""Word vectors: a word's vector is its own, whatever words stand beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.vectors import WordVectors, read_floret

HASHING = {"minn": 2, "maxn": 4, "hash_count": 2, "hash_seed": 7}
words = st.lists(st.text(min_size=1, max_size=12), max_size=20)


def made(rows: int = 50, size: int = 6) -> WordVectors:
    table = np.random.default_rng(1).normal(size=(rows, size)).astype("<f2").astype(np.float32)
    return WordVectors(table, HASHING)


@given(words)
def test_each_word_has_its_own_vector_in_any_company(given_words: list[str]) -> None:
    together = made().of(given_words)
    assert together.shape == (len(given_words), 6)
    for word, vector in zip(given_words, together, strict=True):
        assert np.array_equal(made().of([word])[0], vector)


@given(words)
def test_what_is_packed_is_the_same_when_read(given_words: list[str]) -> None:
    vectors = made()
    again = WordVectors.from_bytes(vectors.to_bytes())
    assert np.array_equal(again.of(given_words), vectors.of(given_words))


def test_the_file_of_floret_is_read(tmp_path: Path) -> None:
    path = tmp_path / "v.floret"
    path.write_text("2 3 4 6 2 2166136261 < >\n0 1 2 3\n1 4 5 6\n", encoding="utf-8")
    vectors = read_floret(path)
    assert vectors.size == 3
    path.write_text("3 3 4 6 2 2166136261 < >\n0 1 2 3\n", encoding="utf-8")
    with pytest.raises(ValueError, match="first line"):
        read_floret(path)
