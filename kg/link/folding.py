"""Folds: what keys have in common that differ only in ways that never tell two things apart.

A key keeps the words of a name; its fold also forgets where words are joined (`fine tuning`, `finetuning`), British
spellings, initials of the words before them (`Kullback-Leibler (KL) divergence`), and a last word that only says what
kind of thing it is (`BLEU score`, `GSM8K dataset`, `Adam optimizer`). Keys of one fold are one node, unless a user
decides otherwise. Digits, and whether they stand apart, are kept: they tell versions apart. A fold is never shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.link.keys import SEPARATOR

# Last words that say no more than the label does. A word that makes another thing of what stands before it is none of
# them: a reward model is no reward, an image network is no image.
_KINDS: dict[str, frozenset[str]] = {
    "dataset": frozenset({"dataset", "benchmark", "corpus", "leaderboard"}),
    "method": frozenset({"algorithm", "approach", "framework", "method", "optimizer", "technique"}),
    "metric": frozenset({"metric", "score"}),
    "task": frozenset({"problem", "task"}),
}
# What a name does not end with: what is left when its last word is gone would be no name.
_INCOMPLETE = frozenset({"and", "based", "by", "for", "free", "in", "of", "on", "or", "the", "to", "with"})
# They are sought in words that may be joined, so they have no ends of words.
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})is(?=ation|e|ing)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})lys(?=e|ing)"), "lyz"),
    (re.compile(r"(behavi|col|fav|hum|lab|neighb)our"), r"\1or"),
    (re.compile(r"(canc|chann|lab|lev|mod|sign|trav)([ae])ll(?=ed|er|ing)"), r"\1\2l"),
    (re.compile(r"centre"), "center"),
)
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
_CACHED = 65_536


@lru_cache(maxsize=_CACHED)
def fold(key: str) -> str:
    """Return the fold of a key, with its label (`metric|bleu score` gives `metric|bleu`); that of a fold is itself."""
    label, _, form = key.partition(SEPARATOR)
    while (folded := _fold(label, form)) != form:
        form = folded
    return f"{label}{SEPARATOR}{form}"


def _fold(label: str, form: str) -> str:
    words = form.split(" ")
    words = [word for place, word in enumerate(words) if not _is_initials(word, words[:place])]
    while len(words) > 1 and words[-1] in _KINDS.get(label, ()) and words[-2] not in _INCOMPLETE:
        words.pop()
    folded = _BETWEEN_LETTERS.sub("", " ".join(words))
    for pattern, american in _AMERICAN:
        folded = pattern.sub(american, folded)
    return folded


def _is_initials(word: str, before: list[str]) -> bool:
    """Say whether a word only repeats the words before it by their initials (`kullback leibler kl divergence`)."""
    count = len(word)
    return 1 < count <= len(before) and word == "".join(other[0] for other in before[-count:])
