"""Saved pages of HF Daily Papers, as plain text.

The format, blank lines left out (they separate paragraphs and say nothing else)::

    page    = header entry*
    header  = any of the lines in `_HEADER`, and the page's own date: `Mar 12`, `Nov 19, 2024`
    entry   = title abstract+ footer?
    footer  = authors? "·" stamp          (each a line of its own)
    authors = "•" count "authors" | names of organisations
    stamp   = month day ("," year)? votes?

The page's own date is the day that it shows, which is no paper's date. A stamp without a year stays without one, and
where votes are missing none are known. An entry's title is one paragraph, and what follows up to its footer, or to
the next pair of title and abstract, is its abstract. A paragraph that can be neither is refused, not lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.read.dates import calendar_date
from kg.read.identity import normal_title
from kg.read.lines import Line
from kg.read.text import clean
from kg.records import Record, Refusal

NAME = "saved pages of HF Daily Papers as text"

_INVITATION = "get trending papers in your email inbox!"
_COMMUNITY = re.compile(r"by\s*ak\s*and\s+the\s+research\s+community", re.IGNORECASE)
_HEADER = frozenset(
    {
        *(
            "new",
            "subscribe",
            "daily papers",
            "papers",
            "trending papers",
            "hugging face",
            "daily",
            "weekly",
            "monthly",
        ),
        *("previous", "next", "today", "yesterday", "view", "submit", "submit paper", "load more", "log in", "sign up"),
        _INVITATION,
    }
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_STAMP = re.compile(rf"({_MONTH})\s+(\d{{1,2}})(?:,\s*(\d{{4}}))?(?:\s+([\d.,]+[kKmM]?))?")
_PAGE_DATE = re.compile(
    rf"(?:\w+day,?\s+)?{_MONTH}\s+\d{{1,2}}(?:\s*[-–]\s*(?:{_MONTH}\s+)?\d{{1,2}})?(?:,?\s*\d{{4}})?|Week\s+\d+.*|{_MONTH}\s+\d{{4}}"
)
_COUNT = re.compile(r"•?\s*([\d,]+)\s+authors?", re.IGNORECASE)
_DOT = "·"
_SENTENCE_END = re.compile(r"[.!?…][\"')\]”’}$]*$")
# A title is at most this long: the longest of 180,000 papers has 250 characters, and abstracts of less are rare.
_LONGEST_TITLE = 300
_SHORTEST_ABSTRACT = 2  # words
_LINES_TO_SNIFF = 40


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A line that is not blank, with its place; `broken` is the refusal of a line that could not be decoded."""

    text: str
    line: Line


def sniff(lines: Sequence[str]) -> bool:
    """Whether a file's first lines are those of such a page: two of its header's own sentences, or one with footers."""
    plain = [line.strip().lower() for line in lines if line.strip()][:_LINES_TO_SNIFF]
    invited = _INVITATION in plain
    community = any(_COMMUNITY.fullmatch(line) for line in plain)
    footers = any(line == _DOT and _STAMP.fullmatch(plain[i + 1].title()) for i, line in enumerate(plain[:-1]))
    return invited + community + footers >= 2 or ((invited or community) and bool(plain) and plain[0] in _HEADER)


def read(lines: Iterator[Line]) -> Iterator[Record | Refusal]:
    """Yield a record for each entry of a page, and a refusal for each piece that is none."""
    paragraphs = [_Paragraph(" ".join(line.text.split()), line) for line in lines if line.text.strip() or line.refusal]
    position = _after_header(paragraphs)
    block: list[_Paragraph] = []
    while position < len(paragraphs):
        stamp = _footer(paragraphs, position)
        if stamp:
            yield from _entries(block, paragraphs[position : stamp + 1])
            block = []
            position = stamp + 1
        else:
            block.append(paragraphs[position])
            position += 1
    yield from _last_entries(block)


def _after_header(paragraphs: Sequence[_Paragraph]) -> int:
    position = 0
    while position < len(paragraphs) and _is_header(paragraphs[position].text):
        position += 1
    return position


def _is_header(text: str) -> bool:
    return text.lower() in _HEADER or bool(_COMMUNITY.fullmatch(text)) or bool(_PAGE_DATE.fullmatch(text))


def _footer(paragraphs: Sequence[_Paragraph], position: int) -> int | None:
    """Return the position of the stamp of a footer that begins here, None if none does.

    A footer begins with its authors where it has any, else with the dot.
    """
    texts = [paragraph.text for paragraph in paragraphs[position : position + 3]]
    if len(texts) > 1 and texts[0] == _DOT and _STAMP.fullmatch(texts[1]):
        return position + 1
    if len(texts) > 2 and texts[1] == _DOT and _STAMP.fullmatch(texts[2]) and _can_be_authors(texts[0]):
        return position + 2
    return None


def _last_entries(block: Sequence[_Paragraph]) -> Iterator[Record | Refusal]:
    """Yield the entries behind the last footer; the page may have been cut in the middle of the last one.

    A footer that is not whole tells nothing, and the entry before it goes in without. An abstract in which the
    page ends, with neither a line end nor the end of a sentence, is not whole, and its entry is refused.
    """
    dots = [i for i, paragraph in enumerate(block) if paragraph.text == _DOT]
    end = dots[-1] if dots and dots[-1] >= len(block) - 2 else len(block)
    if end > 0 and _COUNT.fullmatch(block[end - 1].text):
        end -= 1
    entries = list(_entries(block[:end], ()))
    last = block[-1] if block else None
    if end < len(block):
        yield from entries
        yield _refusal(block[end], "the page breaks off in a footer, so the entry before it has no date")
    elif last and entries and not last.line.whole and not _SENTENCE_END.search(last.text):
        yield from entries[:-1]
        yield _refusal(last, f"the page breaks off in the middle of an entry, at {last.text[-40:]!r}")
    else:
        yield from entries


def _can_be_authors(text: str) -> bool:
    return bool(_COUNT.fullmatch(text)) or (len(text) <= 120 and not text.endswith((".", "!", "?")))


def _entries(block: Sequence[_Paragraph], footer: Sequence[_Paragraph]) -> Iterator[Record | Refusal]:
    """Yield the entries of the paragraphs before a footer, or before the end; the footer is the last one's."""
    paragraphs = list(block)
    while paragraphs and _is_header(paragraphs[-1].text):
        paragraphs.pop()
    pairs = list(_pairs(paragraphs))
    for i, (title, abstract) in enumerate(pairs):
        yield _record(title, abstract, footer if i == len(pairs) - 1 else ())
    if footer and not pairs:
        yield _refusal(footer[-1], "it is a footer without an entry before it")


def _pairs(paragraphs: Sequence[_Paragraph]) -> Iterator[tuple[_Paragraph, list[_Paragraph]]]:
    """Yield (title, abstract's paragraphs), each paragraph in one of them.

    A paragraph begins an entry if it looks like a title and the one after it like an abstract; where the first of a
    block does not, it is a title all the same, since nothing stands before it that it could belong to.
    """
    title: _Paragraph | None = None
    abstract: list[_Paragraph] = []
    for i, paragraph in enumerate(paragraphs):
        follows = paragraphs[i + 1] if i + 1 < len(paragraphs) else None
        if title is None or (
            abstract and _like_title(paragraph) and (follows is None or _like_abstract(follows, paragraph))
        ):
            if title is not None:
                yield title, abstract
            title, abstract = paragraph, []
        else:
            abstract.append(paragraph)
    if title is not None:
        yield title, abstract


def _like_title(paragraph: _Paragraph) -> bool:
    text = paragraph.text
    return len(text) <= _LONGEST_TITLE and not re.search(r"(?<!\.\.)[.]$|[.] [A-Z]\w+ \w+ \w+ \w+", text)


def _like_abstract(paragraph: _Paragraph, title: _Paragraph) -> bool:
    text = paragraph.text
    return len(text) > len(title.text) or text.endswith((".", "!", "?")) or len(text) > _LONGEST_TITLE


def _record(title: _Paragraph, abstract: Sequence[_Paragraph], footer: Sequence[_Paragraph]) -> Record | Refusal:
    broken = next((p.line.refusal for p in (title, *abstract) if p.line.refusal), None)
    if broken:
        return Refusal(broken.source, broken.place, f"{broken.reason}, in the entry {title.text[:60]!r}", broken.remedy)
    text = clean(" ".join(paragraph.text for paragraph in abstract))
    heading = clean(title.text)
    if not normal_title(heading):
        return _refusal(title, f"{heading[:40]!r} stands where a title should and has no letter and no digit")
    if len(text.split()) < _SHORTEST_ABSTRACT:
        return _refusal(title, f"the entry {heading[:60]!r} has no abstract")
    count, date, votes = _footer_fields(footer)
    return Record(
        source=title.line.source,
        place=title.line.place,
        title=heading,
        abstract=text,
        author_count=count,
        date=date,
        votes=votes,
    )


def _footer_fields(footer: Sequence[_Paragraph]) -> tuple[int | None, str | None, int | None]:
    """Return the count of authors, the date and the votes that a footer gives, None for what it does not."""
    if not footer:
        return None, None, None
    count = _COUNT.fullmatch(footer[0].text)
    stamp = _STAMP.fullmatch(footer[-1].text)
    date = calendar_date(stamp[1], stamp[2], stamp[3]) if stamp else None
    return (int(count[1].replace(",", "")) if count else None), date, _votes(stamp[4]) if stamp else None


def _votes(text: str | None) -> int | None:
    if not text:
        return None
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1].lower(), 1)
    number = text.rstrip("kKmM")
    if factor == 1:
        digits = number.replace(",", "")
        return int(digits) if digits.isdigit() else None
    return round(float(number) * factor) if re.fullmatch(r"\d+(?:\.\d+)?", number) else None


def _refusal(paragraph: _Paragraph, reason: str) -> Refusal:
    return Refusal(paragraph.line.source, paragraph.line.place, reason, "save the page again, whole, as text")
