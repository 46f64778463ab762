"""Short forms that a text does not define: a name with some of its words as initials.

`PC-DARTS` is short for `Partially-Connected DARTS`, `Complementary RL` for `Complementary Reinforcement Learning`.
Where a paper names both, they are one thing, unless it defines the short form as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kg.extract.forms import normal_form

_GAPS = re.compile(r"[\s\-\u2010-\u2015/]+")
_SHORTEST = 3  # letters that a short form of one word has: two stand for too much


def is_shortened(short: str, long: str) -> bool:
    """Say whether a name is another one of which runs of words are written as their initials.

    The other words are the same in both, and in the same order; a plural s behind initials makes no difference.
    """
    return _shortened(_words(short), _words(long))


def implied(names: Iterable[str], defined: Iterable[str]) -> dict[str, str]:
    """Return the normal form of each long name for each of its short ones among some names, by normal forms.

    `defined` are the normal forms that are explained otherwise. A short name that has several long ones has none.
    """
    known = set(defined)
    written = sorted(set(names))
    words = {name: _words(name) for name in written}
    found: dict[str, set[str]] = {}
    for short in written:
        if any(char.isupper() for char in short[1:]) and normal_form(short) not in known:
            longs = {normal_form(long) for long in written if _shortened(words[short], words[long])}
            found.setdefault(normal_form(short), set()).update(longs)
    return {short: longs.pop() for short, longs in found.items() if len(longs) == 1}


def _words(name: str) -> list[str]:
    return [word for word in _GAPS.split(name) if word]


def _shortened(left: list[str], right: list[str]) -> bool:
    if len(left) >= len(right) or (len(left) == 1 and len(left[0]) < _SHORTEST):
        return False
    return _reads(left, right, initials=False)


def _reads(left: list[str], right: list[str], *, initials: bool) -> bool:
    """Say whether words read as other words, and initials are among them."""
    if not left or not right:
        return not left and not right and initials
    if normal_form(left[0]) == normal_form(right[0]) and _reads(left[1:], right[1:], initials=initials):
        return True
    letters = left[0].removesuffix("s")
    count = len(letters)
    if count < 2 or not (letters.isalpha() and letters.isupper()) or count > len(right):
        return False
    same = all(word[:1].upper() == letter for word, letter in zip(right, letters, strict=False))
    return same and _reads(left[1:], right[count:], initials=True)
