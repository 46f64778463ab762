"""Relations: which things of a paper are based on others, and which are compared with others.

Every ordered pair of two things of one label is a candidate; a scorer decides for each type, as a paper can compare its
method with the one that it builds on. What one pair's mentions say is read where they stand nearest to each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from kg.extract.bags import bucket
from kg.extract.context import Context
from kg.extract.forms import normal_form
from kg.extract.lists import list_ends, listed
from kg.extract.scorer import Bag, Scorer, logistic
from kg.extract.thresholds import DEFAULT_THRESHOLD
from kg.records import RelationType

TYPES: tuple[RelationType, ...] = ("based_on", "compared_with")
_SIGHTS = 4  # the mentions of the target that are looked at: the first ones


@dataclass(frozen=True, slots=True)
class Related:
    """A relation between two things (indexes), how likely it is, and the two items that say so, in their order."""

    type: RelationType
    source: int
    target: int
    chance: float
    items: tuple[int, int]


def related(context: Context, scorer: Scorer, *, floor: float) -> Iterator[Related]:
    """Yield the relations with at least a chance of `floor`, by source and target; two things are compared once."""
    pairs = list(candidate_pairs(context))
    chances = logistic(scorer.scores(relation_features(context, *pair) for pair in pairs))
    of_pair = {pair: [float(chance) for chance in row] for pair, row in zip(pairs, chances, strict=True)}
    for (source, target), row in of_pair.items():
        for kind, chance, back in zip(TYPES, row, of_pair[target, source], strict=True):
            # Of the two directions one holds: the likelier one, else that of the text.
            if chance >= floor and (chance, source < target) > (back, target < source):
                first, second = sorted(nearest_mentions(context, source, target))
                yield Related(kind, source, target, chance, (first, second))


def candidate_pairs(context: Context) -> Iterator[tuple[int, int]]:
    """Yield the ordered pairs of two things of one label, tasks aside; what only stands inside other names has none."""
    there = [n for n, thing in enumerate(context.things) if thing.label != "Task" and context.at[n]]
    for a, b in product(there, there):
        near = context.near(a, context.items[context.at[b][0]].sentence)
        if a != b and near and context.things[a].label == context.things[b].label:
            yield a, b


def nearest_mentions(context: Context, source: int, target: int) -> tuple[int, int]:
    """Return the mentions of two things nearest to each other: in one sentence if they can, of the abstract if so."""

    def rank(pair: tuple[int, int]) -> tuple[bool, bool, int, int, int]:
        one, other = (context.items[i].sentence for i in pair)
        return one != other, one < context.title, abs(pair[0] - pair[1]), *pair

    return min(product(context.at[source], context.at[target]), key=rank)


def relation_features(context: Context, source: int, target: int) -> Bag:
    """Return the features by which one thing is based on, or compared with, another."""
    one, other = context.things[source], context.things[target]
    a, b = nearest_mentions(context, source, target)
    apart = context.items[b].sentence - context.items[a].sentence
    main = context.main
    leads = f"{source == main}{target == main}"
    chances = context.introduced[source], context.introduced[target]
    first = context.items[context.at[target][0]].sentence
    bag = [
        f"labels={one.label}",
        f"leads={leads} {not apart}",
        f"roles={chances[0] // 2} {chances[1] // 2} {not apart}",
        f"source={chances[0]}",
        f"target={chances[1]} {leads}",
        f"counts={bucket(len(context.at[source]))} {leads}",
        f"counted={bucket(len(context.at[target]))} {leads}",
        f"sure={one.score >= DEFAULT_THRESHOLD} {other.score >= DEFAULT_THRESHOLD}",
        f"score={other.score // 1000} {leads}",
        f"first={bucket(first)} {leads}",
        f"left={bucket(context.sentences - first)} {leads}",
        f"last={(other.name.split() or [''])[-1].lower()} {leads}",
        f"within={holds(other.forms, one.forms)} {holds(one.forms, other.forms)}",
        f"within={holds(one.forms, other.forms)} {leads} {not apart}",
    ]
    bag += [f"apart={bucket(abs(apart))} {apart > 0} {leads}"] if apart else _between_features(context, a, b)
    for n, k in enumerate(context.at[target][:_SIGHTS]):
        bag += _sight_features(context, k, leads, first=n == 0)
    return bag


def holds(forms: Iterable[str], others: Iterable[str]) -> bool:
    """Say whether one of some forms has one of others among its words, and more words (`PC-DARTS` holds `DARTS`)."""
    inner = [f" {normal_form(other)} " for other in others]
    return any(other in f" {normal_form(form)} " != other for form in forms for other in inner)


def _between_features(context: Context, a: int, b: int) -> Bag:
    """Return the features of two mentions in one sentence: what stands between, before and behind them."""
    low, high = min(a, b), max(a, b)
    start, end = context.bounds(context.items[a].sentence)
    words = [item.word for item in context.items[low + 1 : high]]
    others = sum(item.thing >= 0 for item in context.items[low + 1 : high])
    bag = [
        f"gap={bucket(len(words))}",
        f"title={context.items[a].sentence < context.title}",
        f"opens={' '.join(words[:2])}",
        f"closes={' '.join(words[-2:])}",
        f"others={bucket(others)}",
    ]
    bag += [f"path={' '.join(words)}"] if len(words) <= 7 else []
    bag += [f"has {word}" for word in sorted(set(words[:20]))]
    bag += [f"{x} {y}" for x, y in pairwise(words[:15])]
    bag += [f"ahead {context.items[x].word}" for x in range(max(start, low - 8), low)]
    bag += [f"behind {context.items[x].word}" for x in range(high + 1, min(end, high + 7))]
    bag += _list_features(context, a, b)
    side = "<" if a < b else ">"
    return [f"{side} {feature}" for feature in bag]


def _list_features(context: Context, a: int, b: int) -> Bag:
    """Return the features of what stands between two mentions without the rest of the list that each is part of."""
    if list_ends(context, a) == list_ends(context, b):
        return [f"one list of {bucket(listed(context, a)[1])}"]
    low, high = (list_ends(context, a)[1], list_ends(context, b)[0])
    if a > b:
        low, high = list_ends(context, b)[1], list_ends(context, a)[0]
    words = [item.word for item in context.items[low + 1 : high]]
    bag = [f"list gap={bucket(len(words))}", f"list opens={' '.join(words[:2])}", f"list closes={' '.join(words[-2:])}"]
    bag += [f"list path={' '.join(words)}"] if len(words) <= 6 else []
    return bag + [f"list has {word}" for word in sorted(set(words[:15]))]


def _sight_features(context: Context, k: int, leads: str, *, first: bool) -> Bag:
    """Return the features of one mention of the target: what stands around it."""
    sentence = context.items[k].sentence
    start, end = context.bounds(sentence)
    near = {n: context.word(k + n, sentence) for n in (-3, -2, -1, 1, 2, 3)}
    bag = [f"{n:+d}={word}" for n, word in near.items()]
    bag += [f"{near[-2]} {near[-1]}", f"{near[1]} {near[2]}"]
    bag += [f"left {context.items[x].word}" for x in range(max(start, k - 10), k)]
    bag += [f"right {context.items[x].word}" for x in range(k + 1, min(end, k + 6))]
    bag.append(f"opens={context.word(start, sentence)} {context.word(start + 1, sentence)}")
    bag += [f"part={10 * sentence // max(context.sentences, 1)}"] if first else []
    head, tail = list_ends(context, k)
    lead = [context.word(head - n, sentence) for n in (3, 2, 1)]
    bag += [f"list -1={lead[2]}", f"list -2={lead[1]} {lead[2]}", f"list -3={' '.join(lead)}"]
    bag += [f"list +1={context.word(tail + 1, sentence)}", f"list of {bucket(listed(context, k)[1])}"]
    tag = f"t {leads} {'title' if sentence < context.title else 'text'}"
    return [f"{tag} {feature}" for feature in bag]
