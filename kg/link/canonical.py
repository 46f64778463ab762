"""Canonical keys and names: pure functions of counts over all papers, of learned aliases and of the user's decisions.

Keys of one fold are a unit. A short form that a paper does not define goes to the expansion that dominates in the
papers that do define it (those of the corpus counted too); where none does, it stays a node of its own. A decision
comes before both. Nothing depends on the order in which papers or decisions came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from kg.extract import normal_form
from kg.link.aliases import Aliases
from kg.link.decisions import Decided
from kg.link.folding import fold
from kg.link.keys import SEPARATOR, key_form

# More than half of the papers that define a short form must agree before papers that do not define it are joined
# to the long form: a wrong merge costs a reader more than two nodes for one thing.
DOMINANCE = 0.5


class Counts(Protocol):
    """What papers say of units."""

    def keys(self, unit: str) -> Mapping[str, int]:
        """Return the keys of a unit that papers have, with how many papers have each."""

    def expansions(self, unit: str) -> Mapping[str, int]:
        """Return the units of the long forms that papers define a unit's keys as, with how many papers do so."""


class Linker:
    """The rule by which keys become nodes, over some counts, aliases and decisions."""

    def __init__(self, counts: Counts, aliases: Aliases, decided: Decided) -> None:
        self._counts = counts
        self._aliases = aliases
        self._decided = decided

    def canonical(self, key: str) -> str | None:
        """Return the canonical key of a key, None if a decision says that it is nothing.

        What leads back to a unit already seen is a ring; then the ring's first unit by code point is canonical
        for all in it.
        """
        path = [self._decided.unit(key)]
        while (longer := self._step(path[-1])) is not None:
            if not longer:
                return None
            if longer in path:
                return self.leader(min(path[path.index(longer) :]))
            path.append(longer)
        return self.leader(path[-1])

    def expansions(self, unit: str) -> dict[str, int]:
        """Return what a unit is defined as, by papers and learned aliases together."""
        if unit.startswith("="):
            return {}
        counts = dict(self._counts.expansions(unit))
        for long, papers in self._aliases.expansions(unit).items():
            counts[long] = counts.get(long, 0) + papers
        counts.pop(unit, None)
        return counts

    def leader(self, unit: str) -> str:
        """Return the key of a unit that most papers have; ties go to the first by code point.

        Where no paper has any, it is the one that an alias or a decision gives it.
        """
        keys = self._counts.keys(unit)
        if keys:
            return min(keys, key=lambda key: (-keys[key], key))
        given = [s.key for s in self._decided.steps.values() if s.key and self._decided.unit(s.key) == unit]
        alias = self._aliases.best(unit)
        if not given and alias:
            return f"{unit.partition(SEPARATOR)[0]}{SEPARATOR}{alias.long}"
        return min(given, default=unit.removeprefix("="))

    def there(self, unit: str) -> bool:
        """Say whether something goes by a unit: papers, a learned alias, or what another label was given to."""
        if self._counts.keys(unit) or self._aliases.best(unit):
            return True
        return any(self._decided.steps[source].always for source in self._decided.leading_to(unit))

    def _step(self, unit: str) -> str | None:
        """Return the unit that a unit leads to: empty for none at all, None if it stays."""
        step = self._decided.steps.get(unit)
        if step is not None:
            if step.key is None:
                return ""
            target = self._decided.unit(step.key)
            if step.always or self.there(target):
                return target
        return dominant(self.expansions(unit))


def dominant(expansions: Mapping[str, int]) -> str | None:
    """Return the expansion that more than half of the defining papers give, or None.

    `expansions` maps a long form to the number of papers that define the short form as it.
    """
    total = sum(expansions.values())
    if not total:
        return None
    best = min(expansions, key=lambda key: (-expansions[key], key))
    return best if expansions[best] > DOMINANCE * total else None


def preferred_name(key: str, spellings: Iterable[tuple[str, str, int]]) -> str:
    """Return the spelling of a canonical key's own form that most papers use; ties go to the first by code point.

    `spellings` are (key, text, papers) of all keys of the node. Other forms among them (acronyms) are no candidates.
    Where no paper writes its form, those of its fold are; a key that was never written is named by its form.
    """
    form = key_form(key)
    counts: dict[str, int] = {}
    near: dict[str, int] = {}
    for member, text, papers in spellings:
        if normal_form(text) == form:
            counts[text] = counts.get(text, 0) + papers
        elif key_form(fold(member)) == key_form(fold(key)) and normal_form(text) == key_form(member):
            near[text] = near.get(text, 0) + papers
    own = counts or near
    return min(own, key=lambda text: (-own[text], text), default=form)
