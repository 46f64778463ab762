"""Coordinated names: several names of which a text writes in full only the first (`CIFAR-10/100`, `CoNLL-02 and -03`).

The alternatives must be of one shape (`ViT-B/16` is one name), unless a hyphen, an @ or braces say that each of them
goes on from the same stem. What the names are in full is read off the text alone, so that a proof can read it again.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from kg.extract.forms import normal_form

_NUMBER = r"\d+(?:\.\d+)?"
_LETTER = re.compile("[A-Z]")
_LAST = re.compile("[A-Z][a-z]*")
_SHAPES = (
    re.compile(rf"{_NUMBER}[BMKbmk]"),
    re.compile(_NUMBER),
    _LETTER,
    re.compile("[Tt]iny|[Mm]ini|[Ss]mall|[Bb]ase|[Mm]edium|[Ll]arge|[Hh]uge|[Gg]iant|X*L"),
)
_JOINT = re.compile(r"(?<=[\w.])[-@ ](?=[\w{])")
_TAIL = re.compile(r"[A-Za-z0-9]+(?:\.\d+)?(?![\w%])")
_BRACES = re.compile(rf"\{{\s?({_TAIL.pattern}(?:,\s?{_TAIL.pattern})+)\s?\}}")
_SLASH = re.compile(rf"\s?/\s?({_TAIL.pattern})")
_LISTED = re.compile(rf"(?:,?\s(?:and|or)\s|,\s|\s?/\s?)[-@]({_TAIL.pattern})")
_NOUN = re.compile(r"[\s-]\w[\w-]*")


@lru_cache(maxsize=4096)
def coordinated(text: str) -> tuple[str, ...]:
    """Return the names that a text coordinates, in full and in its order; none where it is but one name.

    The text must be the coordination and nothing else, except for a noun behind it that all the names share
    (`top-1/5 accuracy`).
    """
    for joint in _JOINT.finditer(text):
        stem = text[: joint.end()]
        tails, end = _tails(text, joint.end(), spaced=joint[0] == " ")
        if len(set(tails)) < 2 or not any(char.isalpha() for char in stem):
            continue
        if end == len(text) or _NOUN.fullmatch(text, end):
            return tuple(dict.fromkeys(stem + tail + text[end:] for tail in tails))
    return ()


def continued(text: str, start: int, end: int) -> int:
    """Return where the coordination ends that goes on from the name at a place; `end` itself if none does."""
    ends = [end]
    while match := _SLASH.match(text, ends[-1]) or _LISTED.match(text, ends[-1]):
        ends.append(match.end())
    return next((last for last in reversed(ends[1:]) if coordinated(text[start:last])), end)


def reads_as(text: str, forms: Container[str]) -> bool:
    """Say whether a text, or one of the names that it coordinates, has one of some normal forms."""
    return normal_form(text) in forms or any(normal_form(name) in forms for name in coordinated(text))


def _tails(text: str, start: int, *, spaced: bool) -> tuple[list[str], int]:
    """Return the alternatives that begin at a place, and where the last of them ends."""
    if braces := _BRACES.match(text, start):
        return re.split(r",\s?", braces[1]), braces.end()
    first = _TAIL.match(text, start)
    if first is None:
        return [], start
    tails, end = [first[0]], first.end()
    while match := _LISTED.match(text, end):
        tails.append(match[1])
        end = match.end()
    return (tails, end) if len(tails) > 1 else _alike(text, first, spaced=spaced)


def _alike(text: str, first: re.Match[str], *, spaced: bool) -> tuple[list[str], int]:
    """Return alternatives of one shape behind slashes; behind two a letter or word may stand (`ROUGE-1/2/L`)."""
    tails, end = [first[0]], first.end()
    shapes = [shape for shape in _SHAPES if shape.fullmatch(first[0])]
    # Letters behind a space are words of their own (`online A/B testing`).
    while shapes and not (spaced and shapes == [_LETTER]) and (match := _SLASH.match(text, end)):
        other = len(tails) > 1 and _LAST.fullmatch(match[1])
        if not other and not any(shape.fullmatch(match[1]) for shape in shapes):
            break
        tails.append(match[1])
        end = match.end()
    return tails, end
