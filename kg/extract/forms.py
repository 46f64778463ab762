"""The normal form of a name: what spellings of one thing have in common.

Case, white space, hyphens and dashes, plurals, Unicode variants and remnants of LaTeX make no difference; digits,
versions and the signs that tell names apart (`C++`, `Hits@10`, `GPT-3.5`) do. A letter followed by a digit counts as if
a space stood between (`CIFAR10`, `CIFAR-10`), a digit followed by a letter does not (`GPT-4o`, `3D`).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_COMMAND = re.compile(r"\\(?:text|math)?(?:bf|it|rm|sc|tt|cal|bb|frak|normal|style|sf)?(?=[^a-zA-Z]|$)|\\(?=[a-zA-Z])")
_ACCENT = re.compile(r"\\[`'^\"~=.]\s*(?:\{\\?([a-zA-Z])\}|([a-zA-Z]))")
_DROPPED = re.compile(r"[\"'`´’‘“”(){}\[\]<>,;:!?$^_~|=*\\]+")
_SEPARATOR = re.compile(r"[\s/&·•\-\u2010-\u2015\u2212]+")
_POINT = re.compile(r"(?<!\d)\.|\.(?!\d)")
_LETTER_DIGIT = re.compile(r"(?<=[^\W\d])(?=\d)")
_AROUND_SIGNS = re.compile(r"\s*([@+])\s*")
_PLURAL = re.compile(r"(?<=[^\W\d_]{2})(?<![sui])s$|(?<=[^\W\d_]{2}[oxhs])es$")
_CACHED = 65_536


@lru_cache(maxsize=_CACHED)
def normal_form(text: str) -> str:
    """Return the normal form of a name; never empty unless the text is.

    The last word loses a plural s, also one that follows an acronym (`LLMs`), unless the word is written in
    capitals throughout (`CARS`). Where nothing but signs would be left, the text itself is kept, case folded.
    """
    plain = unicodedata.normalize("NFKC", text)
    letters = _ACCENT.sub(r"\1\2", plain)
    spaced = _SEPARATOR.sub(" ", _DROPPED.sub(" ", _COMMAND.sub(" ", letters)))
    words = _POINT.sub(" ", spaced).split()
    if not words:
        return " ".join(plain.casefold().split()) or text
    words[-1] = _singular(words[-1])
    folded = unicodedata.normalize("NFKC", " ".join(words).casefold())
    return _AROUND_SIGNS.sub(r"\1", " ".join(_LETTER_DIGIT.sub(" ", folded).split()))


def _singular(word: str) -> str:
    if word.isupper():
        return word
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return _PLURAL.sub("", word) if len(word) > 3 else word
