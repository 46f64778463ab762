"""Canonical keys and names: pure functions of counts over all papers, of learned aliases and of the user's decisions.

Keys of one fold are a unit. A short form that a paper does not define goes to the expansion that dominates in the
papers that do define it (those of the corpus counted too); where none does, it stays a node of its own. A name of
several labels has that of most papers. A decision comes before all that. Nothing depends on the order in which papers
or decisions came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from kg.extract import normal_form
from kg.link.aliases import Aliases
from kg.link.decisions import Decided
from kg.link.folding import fold
from kg.link.keys import SEPARATOR, is_own, is_parted, key_form, plain_key
from kg.records import LABELS

# So many of the papers that define a short form must agree before papers that do not define it are joined to the long
# form. Where fewer do, so many of the joined papers would mean something else: a wrong merge costs a reader more than
# two nodes for one thing.
DOMINANCE = 0.8
# What so many papers define a short form as is known: nobody calls a thing of their own so, and a paper that seems to
# introduce it was misread.
_KNOWN = 20
# Who introduces something by a name that several things have means what others mean by it only where so many others for
# each of those things use the name that one of these is known by it.
_MANY = 10
# A form of so many letters, or of fewer with a digit, is one thing whatever papers' sentences make of its label.
_TELLING, _TELLING_WITH_DIGIT = 9, 5


class Counts(Protocol):
    """What papers say of units."""

    def keys(self, unit: str) -> Mapping[str, int]:
        """Return the keys of a unit that papers have, with how many papers have each."""

    def coined(self, unit: str) -> Mapping[str, int]:
        """Return the units of what papers introduce by a unit's form, with how many papers introduce each.

        What decisions part from what others call so is not among them.
        """

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
        keys = self._keys(unit)
        if keys:
            return min(keys, key=lambda key: (-keys[key], key))
        given = [s.key for s in self._decided.steps.values() if s.key and self._decided.unit(s.key) == unit]
        alias = self._aliases.best(unit)
        if not given and alias:
            return f"{unit.partition(SEPARATOR)[0]}{SEPARATOR}{alias.long}"
        return min(given, default=unit.removeprefix("="))

    def there(self, unit: str) -> bool:
        """Say whether something goes by a unit: papers, a learned alias, or what another label was given to."""
        return bool(self._keys(unit) or self._aliases.best(unit)) or self._given(unit)

    def _keys(self, unit: str) -> dict[str, int]:
        """Return the keys of a unit with their papers, those that introduce it by that form counted with it."""
        keys = dict(self._counts.keys(unit))
        for own in () if is_own(unit) else self._counts.coined(unit):
            for key, papers in self._counts.keys(own).items():
                keys[plain_key(key)] = keys.get(plain_key(key), 0) + papers
        return keys

    def _given(self, unit: str) -> bool:
        """Say whether a decision gives the unit's label to it."""
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
        if unit.startswith("=") or is_parted(unit):
            return None
        if is_own(unit):
            found = None if self._is_apart(plain_key(unit)) else plain_key(unit)
        else:
            found = self._elsewhere(unit) or self._expansion(unit)
        return None if found is None or self._decided.differ(unit, found) else found

    def _expansion(self, unit: str) -> str | None:
        """Return the expansion of a unit that dominates. Papers that mean a thing of their own are against all."""
        against = sum(self._counts.coined(unit).values()) + self._aliases.others(unit) + self._aliases.coined(unit)
        return dominant(self.expansions(unit), against=against)

    def _is_apart(self, unit: str) -> bool:
        """Say whether papers that introduce things by a unit's form each mean their own.

        So it is where that form stands for something else that is not known to all, and where several introduce it,
        here or in the corpus, and few others use it.
        """
        coined, elsewhere = len(self._counts.coined(unit)), self._aliases.coined(unit)
        longer = self._expansion(unit)
        if longer is not None:
            return self.expansions(unit)[longer] < _KNOWN
        users = sum(self._counts.keys(unit).values())
        return users < _MANY * (coined + elsewhere) if elsewhere else 1 < coined > users

    def _elsewhere(self, unit: str) -> str | None:
        """Return the unit of the same form whose label most papers give, if that is another label's."""
        units = siblings(unit)
        papers = {other: sum(self._keys(other).values()) for other in units}
        best = min(units, key=lambda other: (not self._given(other), -papers[other], other), default=unit)
        return best if best != unit and (papers[best] or self._given(best)) else None


def siblings(unit: str) -> tuple[str, ...]:
    """Return the units of a unit's form under all labels, if it tells enough to be one thing under all of them."""
    form = unit.partition(SEPARATOR)[2]
    letters = sum(char.isalnum() for char in form)
    least = _TELLING_WITH_DIGIT if any(char.isdigit() for char in form) else _TELLING
    if letters < least or unit.startswith("=") or is_own(unit):
        return ()
    return tuple(f"{label.lower()}{SEPARATOR}{form}" for label in LABELS)


def dominant(expansions: Mapping[str, int], *, against: int = 0) -> str | None:
    """Return the expansion that at least DOMINANCE of the papers give, or None.

    `expansions` maps a long form to the number of papers that define the short form as it; `against` is the number of
    papers that speak for none.
    """
    if not expansions:
        return None
    best = min(expansions, key=lambda key: (-expansions[key], key))
    return best if expansions[best] >= DOMINANCE * (sum(expansions.values()) + against) else None


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
