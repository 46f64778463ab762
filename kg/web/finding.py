"""Search as one types: over the names and aliases of things, and the titles of papers.

What a few letters begin is looked for among the things that most papers name, which are held in memory; longer texts
in the store's index too. So no answer has to go through all names.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from operator import attrgetter

from kg.extract import normal_form
from kg.store import Store
from kg.web.models import Answers, Found, PaperFound
from kg.web.reading import Reader

_HELD = 4_000  # things in memory
_LOOKED_AT = 600  # spellings of the index, and titles
_HELD_LOOKED_AT = 2_000  # places in memory where a text begins
_FEW_LETTERS = 3

# Where a text stands in a form: it is the form, begins it, begins a word of it, or its words stand apart.
_SAME, _FIRST, _WITHIN, _APART = range(4)
_WORTH = (40, 8, 2, 1)  # of a paper, by place


@dataclass(frozen=True, slots=True)
class Form:
    """How papers write a thing, that text without case, and in how many papers."""

    canonical: str
    text: str
    folded: str
    papers: int


class KnownNames:
    """The forms of the things that most papers name."""

    def __init__(self, store: Store) -> None:
        keys = [key for key, _ in store.lookups.most_named(_HELD)]
        self._forms = [Form(key, text, text.casefold(), papers) for key, text, papers in store.lookups.forms(keys)]
        endings = sorted(
            (form.folded[at:], number) for number, form in enumerate(self._forms) for at in _beginnings(form.folded)
        )
        self._endings = [ending for ending, _ in endings]
        self._numbers = [number for _, number in endings]

    def beginning(self, text: str) -> list[Form]:
        """Return the forms in which a word begins with a text."""
        folded = text.casefold()
        first = bisect_left(self._endings, folded)
        last = bisect_left(self._endings, folded + "\U0010ffff")
        numbers = dict.fromkeys(self._numbers[first:last])
        found = [self._forms[number] for number in numbers]
        return nlargest(_HELD_LOOKED_AT, found, key=attrgetter("papers"))


def _beginnings(form: str) -> list[int]:
    """Return where the words of a form begin."""
    return [at for at in range(len(form)) if not at or not form[at - 1].isalnum()]


def find(reader: Reader, known: KnownNames, text: str, *, limit: int) -> Answers:
    """Return what a text may mean: exact names first, then names that begin with it, then all others."""
    words = " ".join(text.split())
    if not words:
        return Answers(text=text, things=[], papers=[])
    forms = known.beginning(words)
    if len(words) >= _FEW_LETTERS:
        found = reader.store.lookups.names_with(words, most=_LOOKED_AT)
        forms += [Form(key, form, form.casefold(), papers) for key, form, papers in found]
    exact = reader.store.facts.find(words) if normal_form(words) else []
    things = _things(reader, words, exact, forms, limit=limit)
    papers = []
    if len(words) >= _FEW_LETTERS:
        papers = [
            PaperFound(id=name, title=title, year=year)
            for name, title, year in reader.store.lookups.titles_with(words, most=_LOOKED_AT, limit=limit)
        ]
    return Answers(text=text, things=things, papers=papers)


def _things(reader: Reader, text: str, exact: Iterable[str], forms: Iterable[Form], *, limit: int) -> list[Found]:
    folded = text.casefold()
    # The best place of the text in a form of each thing, less the papers that write that form; and that form.
    best: dict[str, tuple[int, int, str]] = {}
    total: dict[str, int] = {}
    for form in {(form.canonical, form.text): form for form in forms}.values():
        total[form.canonical] = total.get(form.canonical, 0) + form.papers
        rank = (_place(form.folded, folded), -form.papers, form.text)
        if form.canonical not in best or rank < best[form.canonical]:
            best[form.canonical] = rank
    counts = reader.store.lookups.about_named(exact)
    for key in counts:
        best[key] = (_SAME, -counts[key], best[key][2] if key in best else "")
        total[key] = counts[key]
    # A thing that one paper calls so does not come before one that hundreds of papers call nearly so.
    worth = {key: total[key] * _WORTH[rank[0]] for key, rank in best.items()}
    ordered = nsmallest(2 * limit, best, key=lambda key: (-worth[key], key))
    found = []
    for key, ref in list(reader.refs(ordered).items())[:limit]:
        other = best[key][2] if folded not in ref.name.casefold() else ""
        found.append(Found(**ref.model_dump(), form=other or None))
    return found


def _place(form: str, text: str) -> int:
    """Return where a text stands in a form."""
    if form.startswith(text):
        return _SAME if form == text else _FIRST
    at = form.find(text)
    return _APART if at < 0 or form[at - 1].isalnum() else _WITHIN
