"""Lineage: what a method is built on, and what is built on it, each step with the sentence that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from kg.analyse.cards import lineage_card
from kg.analyse.evidence import Sentence
from kg.analyse.lookup import find_keys, nearest_names
from kg.errors import NotFoundError, UsageError
from kg.graph import Authors, Support, entity_label, support
from kg.link import node_id
from kg.records import Label, Paper
from kg.store import Store, StoredRelation
from kg.store.codec import text_at

MOST_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Kin:
    """A thing of a lineage and how many steps away it is: below 0 what the method is built on, 0 the method itself."""

    id: str
    label: Label
    name: str
    level: int


@dataclass(frozen=True, slots=True)
class Step:
    """One paper's word that `built` is based on `base` (ids), with the sentences that say so.

    `support` is that of the step by all papers that state it.
    """

    built: str
    base: str
    paper: Paper
    score: int
    sentences: tuple[Sentence, ...]
    support: Support


@dataclass(frozen=True, slots=True)
class Lineage:
    """The things, the furthest base first, and the steps between them, those of one pair together.

    `left_out` is how many things within the levels are not among them.
    """

    method: Kin
    things: tuple[Kin, ...]
    steps: tuple[Step, ...]
    left_out: int

    def _repr_html_(self) -> str:
        return lineage_card(self)


def lineage(
    store: Store, method: str, *, levels: int = MOST_LEVELS, most: int | None = None, threshold: int = 0
) -> Lineage:
    """Return what a method, by any of its names or its id, is built on, and what is built on it, through `levels`.

    A thing that can be reached in several ways is as far away as by the shortest; on both sides it is a base. `most` is
    how many things each level of each side has, those with most steps of their own first. `threshold` is the least
    score (0 to 10,000) of a step.

    Raises NotFoundError, with the nearest names, and UsageError for numbers out of range.
    """
    if not 1 <= levels <= MOST_LEVELS or (most is not None and most < 1):
        raise UsageError(f"{levels} levels, at most {most} things: levels are 1 to {MOST_LEVELS}, things 1 or more")
    found = _Walk(store, threshold)
    root = _root(store, method)
    bases = found.walk(root, -1, levels, {root: 0})
    built = found.walk(root, 1, levels, {root: 0, **bases})
    kept = {root: 0, **found.thinned(root, bases, most), **found.thinned(root, built, most)}
    things = tuple(
        Kin(node_id(key), entity_label(key), store.facts.name(key), level)
        for key, level in sorted(kept.items(), key=lambda pair: (pair[1], pair[0]))
    )
    steps = tuple(step for source, target in found.pairs(kept) for step in found.steps(source, target))
    itself = next(thing for thing in things if not thing.level)
    return Lineage(itself, things, steps, len(bases) + len(built) + 1 - len(kept))


def _root(store: Store, name: str) -> str:
    """Return the canonical key of what a name stands for: a method, one written so, one that more papers name."""
    keys = [key for key in find_keys(store, name) if entity_label(key) != "Task"]
    if not keys:
        raise NotFoundError(f"{name!r}: the graph has no method of that name{nearest_names(store, name)}")

    def rank(key: str) -> tuple[bool, bool, int, str]:
        written = name in store.facts.aliases(key)
        return entity_label(key) != "Method", not written, -len(store.facts.of_node(key)), key

    return min(keys, key=rank)


class _Walk:
    """All steps of a store of at least a score, by their two ends (source, target) and from each end."""

    def __init__(self, store: Store, threshold: int) -> None:
        self._store = store
        self._stated: dict[tuple[str, str], list[StoredRelation]] = {}
        self._bases: dict[str, set[str]] = {}
        self._built: dict[str, set[str]] = {}
        # One pass over the table: to ask for each thing on the way would read it as often.
        relations = store.claims.relations("based_on", threshold=threshold)
        for (source, target), group in groupby(relations, key=attrgetter("source", "target")):
            self._stated[source, target] = list(group)
            self._bases.setdefault(source, set()).add(target)
            self._built.setdefault(target, set()).add(source)

    def walk(self, root: str, direction: int, levels: int, known: Mapping[str, int]) -> dict[str, int]:
        """Return what is reached from a thing, with its level, along bases (-1) or what is built on them (1)."""
        nexts = self._bases if direction < 0 else self._built
        found: dict[str, int] = {}
        rim = [root]
        for level in range(1, levels + 1):
            ends = {end for key in rim for end in nexts.get(key, ())}
            rim = sorted(ends - known.keys() - found.keys())
            found |= dict.fromkeys(rim, level * direction)
        return found

    def thinned(self, root: str, found: Mapping[str, int], most: int | None) -> dict[str, int]:
        """Return at most so many things of each level of one side, those with most steps of their own first.

        Each is a step from one that is kept of the level before.
        """

        def joined(key: str) -> set[str]:
            return self._bases.get(key, set()) | self._built.get(key, set())

        rim, kept = {root}, dict[str, int]()
        for level in sorted(set(found.values()), key=abs):
            near = [key for key in found if found[key] == level and not rim.isdisjoint(joined(key))]
            rim = set(sorted(near, key=lambda key: (-len(joined(key)), key))[:most])
            kept |= dict.fromkeys(sorted(rim), level)
        return kept

    def pairs(self, kept: Mapping[str, int]) -> list[tuple[str, str]]:
        """Return the pairs of kept things between which a step leads, sorted by level, then key."""
        pairs = [(source, target) for source in kept for target in self._bases.get(source, ()) if target in kept]
        return sorted(pairs, key=lambda pair: (kept[pair[1]], kept[pair[0]], pair))

    def steps(self, source: str, target: str) -> Iterator[Step]:
        """Yield the steps between two things, the surest first."""
        stated = [(said, self._store.stored(said.paper)[0]) for said in self._stated[source, target]]
        found = support({said.paper: said.score for said, _ in stated}, Authors(paper for _, paper in stated))
        for said, paper in sorted(stated, key=lambda pair: (-pair[0].score, pair[0].paper)):
            texts = tuple(Sentence(text_at(paper, span), ()) for span in said.evidence)
            yield Step(node_id(source), node_id(target), paper, said.score, texts, found)
