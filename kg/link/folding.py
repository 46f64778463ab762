"""Folds: what keys have in common that differ only in ways that never tell two things apart.

A key keeps the words of a name. Its fold also forgets where words are joined (`fine tuning`, `finetuning`), accents,
British spellings, plurals inside, small words between others, which of a few words is used for another
(`computer-assisted`, `computer-aided`; `adaption`, `adaptation`), Greek letters that stand for their names, well-known
short forms among other words (`RL from human feedback`, `reinforcement learning with human feedback`), initials of the
words before them (`Kullback-Leibler (KL) divergence`), the century of what takes place every year (`CoNLL-2003`), a
last `.0`, and a last word that only says what kind of thing it is (`BLEU score`, `GSM8K dataset`, `Adam optimizer`).
Keys of one fold are one node, unless a user decides otherwise. Other digits, and whether they stand apart, are kept:
they tell versions apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kg.link.keys import SEPARATOR, plain_key
from kg.link.learned import unmistakable

# Last words that say no more than the label does. A word that makes another thing of what stands before it is none of
# them: a reward model is no reward, an image network is no image.
_KINDS: dict[str, frozenset[str]] = {
    "dataset": frozenset({"dataset", "benchmark", "corpus", "leaderboard"}),
    "method": frozenset({"algorithm", "approach", "framework", "method", "optimizer", "technique"}),
    "metric": frozenset({"metric", "score"}),
    "task": frozenset({"problem", "task"}),
}
# Words that papers choose as they like, by the one that they are taken for.
_SAME = {
    "adaption": "adaptation",
    "assisted": "aided",
    "automated": "automatic",
    "dialog": "dialogue",
    "dialogs": "dialogues",
    "judgement": "judgment",
    "positional": "position",
}
# Greek letters by their names.
_GREEK = str.maketrans(
    dict(
        zip(
            "αβγδεζηθικλμνξοπρστυφχψω",
            [
                "alpha",
                "beta",
                "gamma",
                "delta",
                "epsilon",
                "zeta",
                "eta",
                "theta",
                "iota",
                "kappa",
                "lambda",
                "mu",
                "nu",
                "xi",
                "omicron",
                "pi",
                "rho",
                "sigma",
                "tau",
                "upsilon",
                "phi",
                "chi",
                "psi",
                "omega",
            ],
            strict=True,
        )
    )
)
# What a name does not end with: what is left when its last word is gone would be no name.
_INCOMPLETE = frozenset({"and", "based", "for", "free", "in", "on", "or", "to"})
# Words between others that papers choose as they like (`RL from human feedback`, `RL with human feedback`).
_LINKS = frozenset({"a", "an", "by", "from", "of", "the", "via", "with"})
# What takes place every year, and is named by the year in four digits or two.
_YEARLY = re.compile(
    r"\b(aime|brats|clef|coco|conll|davis|duc|icdar|ilsvrc|iwslt|mot|semeval|tac|trec|voc|wmt) (?:19|20)(?=\d\d\b)"
)
_WHOLE = re.compile(r"(?<=\d)(?:\.0)+(?![.\d])")  # VBench 2.0
# They are sought in words that may be joined, so they have no ends of words.
_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})is(?=ation|e|ing)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})lys(?=e|ing)"), "lyz"),
    (re.compile(r"(behavi|col|fav|hum|lab|neighb)our"), r"\1or"),
    (re.compile(r"(canc|chann|lab|lev|mod|sign|trav)([ae])ll(?=ed|er|ing)"), r"\1\2l"),
    (re.compile(r"centre"), "center"),
)
_PLURAL = re.compile(r"(?<=[^\W\d_]{3})(?<![sui])s$")
_BETWEEN_LETTERS = re.compile(r"(?<=[^\W\d_]) (?=[^\W\d_])")
_CACHED = 65_536


@lru_cache(maxsize=_CACHED)
def fold(key: str) -> str:
    """Return the fold of a key, with its label (`metric|bleu score` gives `metric|bleu`); that of a fold is itself."""
    plain = plain_key(key)
    if plain != key:
        return fold(plain) + key.removeprefix(plain)
    label, _, form = key.partition(SEPARATOR)
    while (folded := _fold(label, form)) != form:
        form = folded
    return f"{label}{SEPARATOR}{form}"


def _fold(label: str, form: str) -> str:
    # Accents are dropped: where LaTeX wrote one, it was lost before.
    letters = unicodedata.normalize("NFKD", form)
    words = "".join(char for char in letters if not unicodedata.combining(char)).translate(_GREEK).split(" ")
    words = [word for word in words if word not in _LINKS] or words
    words = [_SAME.get(word, word) for place, word in enumerate(words) if not _is_initials(word, words[:place])]
    while len(words) > 1 and words[-1] in _KINDS.get(label, ()) and words[-2] not in _INCOMPLETE:
        words.pop()
    # The last word lost its plural when the key was made, where that could be told.
    words[:-1] = [_PLURAL.sub("", word) for word in words[:-1]]
    words = _WHOLE.sub("", _YEARLY.sub(r"\1 ", " ".join(words))).split(" ")
    if len(words) > 1:
        words = list(_spelled_out(words))
    folded = _BETWEEN_LETTERS.sub("", " ".join(words))
    for pattern, american in _AMERICAN:
        folded = pattern.sub(american, folded)
    return folded


def _spelled_out(words: Sequence[str]) -> Iterator[str]:
    """Yield words, those that are well-known short forms by what they stand for."""
    known = unmistakable()
    for word, following in zip(words, [*words[1:], ""], strict=True):
        # Before a number it is a part of a name (`InternVL3`, `Intern-VL 3`).
        if following[:1].isdigit() or word not in known:
            yield word
        else:
            yield from (part for part in known[word].split(" ") if part not in _LINKS)


def _is_initials(word: str, before: list[str]) -> bool:
    """Say whether a word only repeats the words before it by their initials (`kullback leibler kl divergence`)."""
    count = len(word)
    return 1 < count <= len(before) and word == "".join(other[:1] for other in before[-count:])
