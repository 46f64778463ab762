"""Where a name begins and ends: what stands around it and adds nothing is cut.

Rules are classes of words, in lower case as they are written in running text: articles and praise before a name, and
head nouns behind one that is a name without them (`CIFAR-10 dataset`, `DPO method`; not `Vicuna Benchmark`,
`diffusion models`).
"""

from __future__ import annotations

import re

_LEADING = re.compile(
    r"(?:the|a|an|our|their|its|this|these|that|such|both|novel|new|newly|proposed|effective|efficient|existing|simple|"
    r"recent|popular|standard|current|powerful|conventional|state[-\s]of[-\s]the[-\s]art|sota|well[-\s]known|widely[-\s]used)"
    r"(?:\s+|\s*,\s*(?:and\s+)?)(?=\S)"
)
_HEAD = (
    r"data\s?sets?|benchmarks?|methods?|frameworks?|tasks?|metrics?|approach(?:es)?|architectures?|strategy|strategies"
)
_HEAD_OF_ONE = rf"{_HEAD}|data|corpus|corpora|models?|systems?|modules?|techniques?|challenge"
_TRAILING = re.compile(rf"\s+(?:{_HEAD})$")
_TRAILING_OF_ONE = re.compile(rf"\s+(?:{_HEAD_OF_ONE})$")
_NAME_SIGN = re.compile(r"[A-Z0-9]")
Place = tuple[int, int]
_EDGES = " \t\n,;:.!?~\"“”„`'’‘*/-\u2010\u2011\u2012\u2013\u2014\u2015"
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def trimmed(text: str) -> Place:
    """Return the part of a text that is the name (start, end); the whole text where nothing can be cut.

    The part is never empty unless the text is nothing but white space and punctuation.
    """
    place = (0, len(text))
    while (cut := _cut(text, *place)) != place:
        place = cut
    return place if place[0] < place[1] else (0, len(text))


def _cut(text: str, start: int, end: int) -> Place:
    """Cut each kind of addition once."""
    start, end = _without_edges(text, start, end)
    if match := _LEADING.match(text, start, end):
        start = match.end()
    if cut := _trailing(text[start:end]):
        end = start + cut
    return start, end


def balanced(text: str) -> bool:
    """Say whether every bracket in a text has its partner there, in the right order."""
    open_ones: list[str] = []
    for char in text:
        if char in _PAIRS:
            open_ones.append(_PAIRS[char])
        elif char in _PAIRS.values() and (not open_ones or open_ones.pop() != char):
            return False
    return not open_ones


def _without_edges(text: str, start: int, end: int) -> Place:
    """Leave out white space, quotation marks, and brackets without a partner at either end."""
    while start < end:
        inside = text[start:end]
        first, last = inside[0], inside[-1]
        if first in _EDGES or (first in _PAIRS.values()) or (first in _PAIRS and _PAIRS[first] not in inside):
            start += 1
        elif last in _EDGES or last in _PAIRS or (last in _PAIRS.values() and not _opened(inside, last)):
            end -= 1
        elif first in _PAIRS and last == _PAIRS[first] and inside.find(last) == len(inside) - 1:
            start, end = start + 1, end - 1
        else:
            break
    return start, end


def _opened(text: str, closing: str) -> bool:
    opening = next(sign for sign, partner in _PAIRS.items() if partner == closing)
    return text.count(opening) >= text.count(closing)


def _trailing(text: str) -> int:
    """Return where a head noun to be cut begins, 0 if there is none."""
    match = _TRAILING_OF_ONE.search(text)
    if not match or not _NAME_SIGN.search(text, 0, match.start()):
        return 0
    if len(text[: match.start()].split()) == 1:
        return match.start()
    match = _TRAILING.search(text)
    return match.start() if match else 0
