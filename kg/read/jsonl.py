"""JSON Lines: one paper a line.

Keys: `title` and `abstract` (or `summary`) are required; `id`, `ids`, `doi`, `authors`, `date` or `year`, `venue`,
`url` and `votes` are taken where they are there and of a known form. `authors` is a list of names or of objects with a
`name`, or one text of names with `,`, `;` or `and` between them. A line that is not a paper is refused, and the others
go in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kg.errors import SourceError
from kg.read.dates import FIRST_YEAR, LAST_YEAR, written_date
from kg.read.identity import normal_id, normal_title
from kg.read.lines import Line
from kg.read.text import clean
from kg.records import Record, Refusal

NAME = "JSON Lines with `title` and `abstract`"

_ID_KEYS = (
    "id",
    "ids",
    "arxiv",
    "arxiv_id",
    "arxivId",
    "doi",
    "acl_id",
    "paper_id",
    "paperId",
    "url",
    "link",
    "pdf_url",
)
_DATE_KEYS = (
    "date",
    "published",
    "publication_date",
    "publicationDate",
    "published_date",
    "publishedAt",
    "update_date",
    "year",
)
_MENDED = "mend or remove the line"


def sniff(lines: Sequence[str]) -> bool:
    """Whether a file's first lines can be JSON Lines: the first one that is not blank is an object, or was to be one.

    A broken line is no reason to refuse the others; a pretty-printed object or a list is another format.
    """
    return any(map(_is_object, lines)) if lines and lines[0].lstrip().startswith("{") else False


def is_export(line: str) -> bool:
    """Whether a file's first line is that of an export of a graph, which has papers in it and is no file of them."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and value.get("kind") == "graph" and "format" in value


def _is_object(line: str) -> bool:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return re.match(r'\s*\{\s*"[^"]*"\s*:\s*\S', line) is not None
    return isinstance(value, dict) and bool(value)


def read(lines: Iterator[Line]) -> Iterator[Record | Refusal]:
    """Yield a record or a refusal for each line that is not blank."""
    for line in lines:
        if line.refusal:
            yield line.refusal
        elif line.text.strip():
            try:
                yield _record(line)
            except SourceError as error:
                yield Refusal(line.source, line.place, str(error), _MENDED)


def _record(line: Line) -> Record:
    data = _object(line.text)
    title = clean(_text(data, "title"))
    abstract = clean(_text(data, "abstract", "summary"))
    if not normal_title(title):
        raise SourceError("the `title` has no letter and no digit")
    if not abstract:
        raise SourceError("the `abstract` is empty")
    return Record(
        source=line.source,
        place=line.place,
        title=title,
        abstract=abstract,
        ids=_ids(data),
        authors=_authors(data),
        date=_date(data),
        venue=_optional(data, "venue", "journal-ref", "journal", "booktitle", "conference"),
        url=_url(data),
        votes=_votes(data),
    )


def _object(text: str) -> Mapping[str, Any]:
    try:
        value = json.loads(text)
    except RecursionError:
        raise SourceError("it is nested too deeply to be a paper") from None
    except ValueError as error:
        raise SourceError(f"it is not JSON ({_shown(str(error), 80)})") from None
    if not isinstance(value, dict):
        raise SourceError(f"it is {_shown(text)}, not a JSON object")
    return value


def _text(data: Mapping[str, Any], *keys: str) -> str:
    for key in keys:
        if key in data and data[key] is not None:
            if not isinstance(data[key], str):
                raise SourceError(f"the `{key}` is {_shown(json.dumps(data[key]))}, not a text")
            return str(data[key])
    raise SourceError(f"it has no `{keys[0]}`")


def _optional(data: Mapping[str, Any], *keys: str) -> str | None:
    for key in keys:
        if isinstance(data.get(key), str) and (text := clean(data[key])):
            return text
    return None


def _ids(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the ids in a line, sorted. An id of no known form is kept as it is: its source knows it by that."""
    found: set[str] = set()
    for key in _ID_KEYS:
        values = data.get(key)
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, int) and not isinstance(value, bool) and key == "id":
                found.add(str(value))
            elif isinstance(value, str) and (text := "".join(clean(value).split())):
                prefixed = f"doi:{text}" if key == "doi" and text.startswith("10.") else text
                known = normal_id(prefixed)
                if known:
                    found.add(known)
                elif key in {"id", "ids", "paper_id", "paperId"}:
                    found.add(text)
    return tuple(sorted(found))


def _authors(data: Mapping[str, Any]) -> tuple[str, ...]:
    given = data.get("authors", data.get("author"))
    if isinstance(given, str):
        given = _split_names(given.strip())
    if not isinstance(given, list):
        return ()
    names = (item.get("name") if isinstance(item, dict) else item for item in given)
    return tuple(name for item in names if isinstance(item, str) and (name := clean(item)))


def _split_names(text: str) -> list[str]:
    """Return the names in one text: `A B; C D`, `A B, C D and E F`, or as BibTeX has them, `B, A and D, C`."""
    if ";" in text:
        return text.split(";")
    inverted = re.split(r"\s+and\s+", text)
    if len(inverted) > 1 and all(name.count(",") == 1 for name in inverted):
        return inverted
    return re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", text)


def _date(data: Mapping[str, Any]) -> str | None:
    """Return the first date that is one; the year alone where there is no other."""
    for key in _DATE_KEYS:
        value = data.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and FIRST_YEAR <= value <= LAST_YEAR:
            return str(value)
        if isinstance(value, str) and (date := written_date(value)):
            return date
    return None


def _url(data: Mapping[str, Any]) -> str | None:
    url = _optional(data, "url", "link", "pdf_url")
    return url if url and re.fullmatch(r"https?://\S+", url) else None


def _votes(data: Mapping[str, Any]) -> int | None:
    votes = data.get("votes", data.get("upvotes"))
    return votes if isinstance(votes, int) and not isinstance(votes, bool) and 0 <= votes < 2**53 else None


def _shown(text: str, most: int = 40) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
