"""What was learned of names from a large corpus, as it comes with the package.

`training/aliases.py` and `training/alias_labels.py` made the file of short forms, `training/shared_names.py` that of
names which several things have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

_CLEAR = 0.95  # of the papers that define a short form
_MANY = 20  # papers


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """A short form and one of the long forms that papers define it as, both in normal form.

    `papers` is how many papers of the corpus do so, `name` how most of them write the long form, and `label` what the
    thing is (empty where that is not known). An empty `long` stands for what few papers each mean by the short form.
    """

    short: str
    long: str
    papers: int
    name: str
    label: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Shared:
    """A name of one word, in normal form, by which several first authors each introduce a thing, and few others use.

    `things` is how many of them there are in the corpus, `papers` how many other papers write the word.
    """

    form: str
    things: int
    papers: int


@cache
def packaged_shared() -> tuple[Shared, ...]:
    """Return the shared names that come with the package."""
    return tuple(Shared(form, int(things), int(papers)) for form, things, papers in _rows("shared_names.tsv"))


@cache
def packaged_aliases() -> tuple[Alias, ...]:
    """Return the aliases that come with the package."""
    return tuple(
        Alias(short, long, int(papers), name, label) for short, long, papers, name, label in _rows("aliases.tsv")
    )


def _rows(file: str) -> Iterator[list[str]]:
    text = resources.files("kg.link").joinpath(file).read_text(encoding="utf-8")
    return (line.split("\t") for line in text.splitlines()[1:])


def clear(aliases: Iterable[Alias], *, least: int = 0) -> dict[str, str]:
    """Return the long form of each short form that nearly always stands for that one, by `least` papers or more."""
    found: defaultdict[str, list[Alias]] = defaultdict(list)
    for alias in aliases:
        found[alias.short].append(alias)
    best = {short: max(same, key=lambda alias: (alias.papers, alias.long)) for short, same in found.items()}
    return {
        short: alias.long
        for short, alias in best.items()
        if alias.long and alias.papers >= max(least, _CLEAR * sum(other.papers for other in found[short]))
    }


@cache
def unmistakable() -> Mapping[str, str]:
    """Return what short forms stand for that many papers define, nearly all of them alike (`rl`, `llm`)."""
    return clear(packaged_aliases(), least=_MANY)
