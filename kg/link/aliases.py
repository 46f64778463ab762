"""Learned aliases: what short forms stand for in a large corpus, so that a small graph knows it too.

They count beside the definitions of a graph's own papers. With them comes which names papers of the corpus give to
several things.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache, cached_property

from kg.link.folding import fold
from kg.link.keys import SEPARATOR
from kg.link.learned import Alias, Shared, clear, packaged_aliases, packaged_shared

_TAKEN_FOR_EACH_OTHER = ("method", "task")


class Aliases:
    """Learned aliases by fold.

    A short form of a label stands for what has that label, too. Methods and tasks are taken for each other, though:
    where nothing that it stands for has its very label, or nearly all papers mean one thing, both labels count.
    """

    def __init__(self, aliases: Iterable[Alias] = (), shared: Iterable[Shared] = ()) -> None:
        self._aliases = tuple(sorted(aliases))
        self._shared = tuple(sorted(shared))
        self._tables: dict[str, _Table] = {}

    @cached_property
    def digest(self) -> str:
        """A text that differs whenever the aliases do."""
        return hashlib.sha256(repr((self._aliases, self._shared)).encode()).hexdigest()[:16]

    def expansions(self, unit: str) -> dict[str, int]:
        """Return the folds of the long forms that a fold stands for, with how many papers of the corpus say so."""
        return self._table(unit).longs.get(unit, {})

    def others(self, unit: str) -> int:
        """Return how many papers of the corpus are against all expansions of a fold, as each means something else."""
        return self._table(unit).others.get(unit, 0)

    def coined(self, unit: str) -> int:
        """Return how many things papers of the corpus call by a fold's form, 0 where it is less than two."""
        return self._table(unit).coined.get(unit, 0)

    def shorts(self, unit: str) -> frozenset[str]:
        """Return the folds of the short forms that stand for a fold, alone or among other things."""
        return frozenset(self._table(unit).shorts.get(unit, ()))

    def best(self, unit: str) -> Alias | None:
        """Return the alias whose long form has a fold, and which most papers of the corpus give."""
        return self._table(unit).best.get(unit)

    def _table(self, unit: str) -> _Table:
        label = unit.partition(SEPARATOR)[0]
        if label not in self._tables:
            self._tables[label] = _Table(label, self._aliases, self._shared)
        return self._tables[label]


class _Table:
    """The aliases under one label, whose last words folds forget."""

    def __init__(self, label: str, aliases: Iterable[Alias], shared: Iterable[Shared]) -> None:
        like = {label, "", *(_TAKEN_FOR_EACH_OTHER if label in _TAKEN_FOR_EACH_OTHER else ())}
        self.longs: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self.shorts: defaultdict[str, set[str]] = defaultdict(set)
        self.best: dict[str, Alias] = {}
        self.others: defaultdict[str, int] = defaultdict(int)
        self.coined = Counter[str]()
        for name in shared:
            self.coined[fold(f"{label}{SEPARATOR}{name.form}")] += name.things
        every = tuple(aliases)
        same = {alias.short for alias in every if alias.label.casefold() == label} - clear(every).keys()
        for alias in every:
            if not alias.long:
                self.others[fold(f"{label}{SEPARATOR}{alias.short}")] += alias.papers
                continue
            short, long = (fold(f"{label}{SEPARATOR}{form}") for form in (alias.short, alias.long))
            if short == long or alias.label.casefold() not in ({label, ""} if alias.short in same else like):
                continue
            self.longs[short][long] = self.longs[short].get(long, 0) + alias.papers
            self.shorts[long].add(short)
            if long not in self.best or alias.papers > self.best[long].papers:
                self.best[long] = alias


@cache
def packaged() -> Aliases:
    """Return the aliases that come with the package."""
    return Aliases(packaged_aliases(), packaged_shared())
