"""The page of a paper, and papers as BibTeX."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date as day

from kg.graph import entity_label
from kg.link import node_id, strongest
from kg.records import Label, Span
from kg.records import Paper as PaperRecord
from kg.web.models import Named, Paper
from kg.web.reading import LABEL_ORDER, Reader, addresses, cut, paper_ref, share
from kg.web.results import table

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_{}"},
}
_TITLE_WORDS = frozenset(("a", "an", "the", "on", "of", "in", "for", "to", "and", "with", "towards", "toward"))


def paper(reader: Reader, name: str) -> Paper:
    """Return a paper by any of its ids. Raises NotFoundError."""
    found = reader.paper(name)
    marks: dict[str, list[tuple[int, int, str | None]]] = {"title": [], "abstract": []}
    named: dict[Label, list[Named]] = {label: [] for label in LABEL_ORDER}
    of_paper = [
        (key, facts)
        for key, facts in reader.store.facts.of_paper(found.id)
        if max(fact.score for fact in facts) >= reader.threshold
    ]
    refs = reader.refs(key for key, _ in of_paper)
    for key, facts in of_paper:
        if key not in refs:
            continue
        for span in {span for fact in facts for span in fact.spans}:
            marks[span.field].append((span.start, span.end, node_id(key)))
        score = share(max(fact.score for fact in facts))
        role = strongest(fact.role for fact in facts)
        named[entity_label(key)].append(Named(**refs[key].model_dump(), role=role, score=score))
    said = list(reader.store.claims.results(threshold=reader.threshold, paper=found.id))
    return Paper(
        **paper_ref(found).model_dump(),
        ids=list(found.ids),
        links=addresses(found),
        votes=found.votes,
        sources=list(found.sources),
        title_pieces=cut(found.title, marks["title"]),
        abstract_pieces=cut(found.abstract, marks["abstract"]),
        named={label: sorted(of, key=_first_named) for label, of in named.items() if of},
        results=table(reader, [one for one in said if one.method or one.dataset or one.metric]),
    )


def spans_of(reader: Reader, paper_id: str, key: str) -> list[Span]:
    """Return where a paper names a thing, sorted."""
    places = reader.store.lookups.places([paper_id], key, threshold=reader.threshold)
    return sorted({span for place in places for span in place.spans})


def bibtex(papers: Iterable[PaperRecord]) -> str:
    """Return papers as BibTeX, in their order, each under a key of its own."""
    taken: dict[str, int] = {}
    entries = []
    for found in papers:
        key = _key(found)
        taken[key] = taken.get(key, 0) + 1
        # The second one of a key is `lovelace2023sharperb`.
        suffix = "" if taken[key] == 1 else _letters(taken[key])
        entries.append(_entry(found, key + suffix))
    return "\n".join(entries)


def _first_named(named: Named) -> tuple[int, float, str]:
    return ("introduced", "used", "mentioned").index(named.role), -named.score, named.name


def _entry(found: PaperRecord, key: str) -> str:
    known = dict(identifier.partition(":")[::2] for identifier in found.ids)
    fields = {
        "title": "{" + _escaped(found.title) + "}",
        "author": " and ".join(_escaped(name) for name in found.authors),
        "year": str(found.year or ""),
        "month": _month(found.date),
        "booktitle" if found.venue else "": _escaped(found.venue or ""),
        "eprint": known.get("arxiv", ""),
        "archiveprefix": "arXiv" if "arxiv" in known else "",
        "doi": known.get("doi", ""),
        "url": next(iter(addresses(found)), ""),
    }
    lines = [f"  {name} = {{{_one_line(value)}}}," for name, value in fields.items() if name and value]
    kind = "inproceedings" if found.venue else "misc"
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _month(date: str | None) -> str:
    """Return the month of a date as its three letters, which no style spells wrongly."""
    match = re.fullmatch(r"\d{4}-(\d{2})(?:-\d{2})?", date or "")
    return day(2000, int(match[1]), 1).strftime("%b").lower() if match and 1 <= int(match[1]) <= 12 else ""


def _key(found: PaperRecord) -> str:
    author = _plain(found.authors[0].split()[-1]) if found.authors and found.authors[0].split() else "paper"
    words = [_plain(word) for word in found.title.split()]
    first = next((word for word in words if word and word not in _TITLE_WORDS), "")
    return f"{author or 'paper'}{found.year or ''}{first}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(sign for sign in decomposed if sign.isascii() and sign.isalnum())


def _letters(number: int) -> str:
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)


def _one_line(text: str) -> str:
    return " ".join(text.split())
