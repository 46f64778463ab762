"""Evidence as a reader wants it: the sentence around a place in a paper's text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kg.records import Paper, Span
from kg.store.codec import text_at

# A sentence ends at a mark that white space and the start of another sentence follow, unless what stands before the
# mark is an abbreviation or an initial.
_END = re.compile(r"[.!?][\"')\]”’]*\s+(?=[A-Z0-9\"'(\[“‘$\\])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|et al|etc|cf|vs|resp|w\.r\.t|figs?|eqs?|sec|tab|no|dr|prof|st|approx)|(?:^|[\s(])[A-Z])\.$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the words in it that prove something; offsets count characters of `text`."""

    text: str
    marked: tuple[tuple[int, int], ...]


def sentence_bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the bounds of the sentence, or sentences, in which `text[start:end]` stands."""
    first, last = 0, len(text)
    for match in _END.finditer(text):
        mark = match.start() + 1
        if _ABBREVIATION.search(text[max(0, mark - 12) : mark]):
            continue
        if match.end() <= start:
            first = match.end()
        elif mark >= end:
            last = match.end()
            break
    return first, len(text[:last].rstrip())


def parse_place(place: str) -> Span:
    """Return the span that evidence names (`abstract:123:130`). Raises ValueError for anything else."""
    field, start, end = place.split(":")
    if field not in ("title", "abstract"):
        raise ValueError(f"{place!r} names no field of a paper; it is title or abstract")
    return Span("title" if field == "title" else "abstract", int(start), int(end))


def sentences(paper: Paper, spans: tuple[Span, ...]) -> tuple[Sentence, ...]:
    """Return the sentences in which the spans stand, each once, in the order of the text, spans marked."""
    found: dict[Span, list[Span]] = {}
    for span in sorted(spans, key=lambda s: (s.field != "title", s)):
        whole = text_at(paper, Span(span.field, 0, max(len(paper.title), len(paper.abstract))))
        bounds = Span(span.field, *sentence_bounds(whole, span.start, span.end))
        found.setdefault(bounds, []).append(span)
    return tuple(
        Sentence(text_at(paper, bounds), tuple((s.start - bounds.start, s.end - bounds.start) for s in marked))
        for bounds, marked in found.items()
    )
