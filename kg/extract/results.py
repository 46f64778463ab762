"""Results: which numbers a text reports for a measure, of what kind, and what each belongs to.

Two scorers decide. One tells results from other numbers and a result's kind; the other gives each candidate of a field
(method, dataset, metric), and the answer that the text names none, a score beside each other. Numbers are taken in
their order, as what one belongs to says much about the next in its sentence (`84.6% and 87.0% on A and B`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kg.extract.bags import bucket
from kg.extract.context import Context
from kg.extract.lists import list_ends, listed
from kg.extract.scorer import Bag, Scorer, softmax
from kg.extract.thresholds import DEFAULT_THRESHOLD
from kg.records import SCORE_ONE, Label, ResultKind

KINDS: tuple[ResultKind | None, ...] = (None, "absolute", "gain", "ratio")
FIELDS: tuple[Label, ...] = ("Method", "Dataset", "Metric")
SURE = 0.5  # a number that is a result with at least this chance speaks for the next one
_OURS = frozenset({"our", "we", "it", "its", "proposed", "this", "ours"})
_TURNS = frozenset({"while", "whereas", "but"})
_SIZES = (0, 1, 10, 100, 1000, 10_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Reported:
    """A number that is reported: the number's index, its kind, and the chance that it is a result.

    `things` are what it belongs to in the order of FIELDS, as indexes of the context's things, None for nothing that
    the text names; `chances` say how likely each of the three is.
    """

    number: int
    kind: ResultKind
    chance: float
    things: tuple[int | None, ...]
    chances: tuple[float, ...]


def reported(context: Context, numbers: Scorer, links: Scorer, *, floor: float) -> Iterator[Reported]:
    """Yield the numbers that are results with at least a chance of `floor`, by place."""
    candidates = [n for n, i in enumerate(context.of_number) if i >= 0]
    scores = softmax(numbers.scores([number_features(context, n) for n in candidates]))
    earlier: Reported | None = None
    for number, chances in zip(candidates, _of_one_kind(context, candidates, scores), strict=True):
        kind = KINDS[1 + int(chances[1:].argmax())]
        chance = float(1 - chances[0])
        if kind is None or chance < floor:
            continue
        choices = [_choice(context, links, number, field, earlier) for field in FIELDS]
        result = Reported(number, kind, chance, tuple(t for t, _ in choices), tuple(c for _, c in choices))
        if result.chance >= SURE:
            earlier = result
        yield result


def _of_one_kind(context: Context, candidates: list[int], scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the chances of numbers with those of the kinds made equal for the numbers of a list, which are alike."""
    lists: dict[tuple[int, int], list[int]] = {}
    for row, number in enumerate(candidates):
        lists.setdefault(list_ends(context, context.of_number[number]), []).append(row)
    equal = scores.copy()
    for rows in lists.values():
        kinds = scores[rows, 1:]
        shares = (kinds / kinds.sum(axis=1, keepdims=True)).mean(axis=0)
        equal[rows, 1:] = shares * kinds.sum(axis=1, keepdims=True)
    return equal


def aligned(context: Context, number: int, field: Label) -> int | None:
    """Return the dataset or metric that a number goes with by the word `respectively`, None if none does.

    Of its sentence's lists of the field there must be one that is as long as the number's own. (With methods the word
    does not settle it: what outperforms A and B by 2 and 3 points, respectively, is neither.)
    """
    if field == "Method":
        return None
    i = context.of_number[number]
    at, length = listed(context, i)
    start, end = context.bounds(context.items[i].sentence)
    if length < 2 or all(context.items[k].word != "respectively" for k in range(start, end)):
        return None
    heads = {list_ends(context, k) for k in range(start, end) if context.label(k) == field}
    fitting = [(head, tail) for head, tail in heads if listed(context, head)[1] == length]
    if len(fitting) != 1:
        return None
    head, tail = fitting[0]
    members = [k for k in range(head, tail + 1) if context.label(k) == field]
    return context.items[members[at]].thing


def _choice(
    context: Context, links: Scorer, number: int, field: Label, earlier: Reported | None
) -> tuple[int | None, float]:
    """Return what a number belongs to in a field, and how likely that is."""
    before = None
    if earlier is not None and same_sentence(context, number, earlier.number):
        before = (earlier.number, earlier.things[FIELDS.index(field)])
    candidates: list[int | None] = [None, *candidates_of(context, number, field)]
    chances = softmax(links.scores([link_features(context, number, field, c, before) for c in candidates])[:, 0])
    best = int(chances.argmax())
    told = aligned(context, number, field)
    if told in candidates[1:]:
        return told, (1 + float(chances[candidates.index(told)])) / 2
    return candidates[best], float(chances[best])


def candidates_of(context: Context, number: int, field: Label) -> list[int]:
    """Return the things that a number may belong to in a field."""
    sentence = context.items[context.of_number[number]].sentence
    return [n for n, thing in enumerate(context.things) if thing.label == field and context.near(n, sentence)]


def same_sentence(context: Context, number: int, other: int) -> bool:
    """Say whether two numbers stand in one sentence."""
    one, two = (context.items[context.of_number[n]].sentence for n in (number, other))
    return one == two


def number_features(context: Context, number: int) -> Bag:
    """Return the features by which a number is a result of some kind, or none."""
    i = context.of_number[number]
    n = context.numbers[number]
    sentence = context.items[i].sentence
    start, end = context.bounds(sentence)
    whole = n.value.is_integer()
    size = next((str(limit) for limit in _SIZES if abs(n.value) <= limit), "more")
    words = [item.word for item in context.items[start:i]]
    near = {k: context.word(i + k, sentence) for k in range(-4, 5) if k}
    bag = [
        f"unit={n.unit}",
        f"shape={n.shape} {n.unit}",
        f"size={size} {whole} {n.unit}",
        f"whole={whole} {n.unit}",
        f"hedge={n.approximate} {n.bound}",
        f"title={sentence < context.title}",
        f"part={10 * sentence // max(context.sentences, 1)}",
        f"negative={n.value < 0}",
        f"bracket={max(0, min(2, words.count('(') - words.count(')')))}",
        f"numbers={bucket(sum(item.number >= 0 for item in context.items[start:end]))}",
        f"l2={near[-2]} {near[-1]}",
        f"r2={near[1]} {near[2]}",
        f"lr={near[-1]} {near[1]}",
        f"l3={near[-3]} {near[-2]} {near[-1]}",
    ]
    bag += _first_features(context, i)
    bag += [f"{k:+d}={word}" for k, word in near.items()]
    bag += [f"{k:+d}={word} {n.unit}" for k, word in near.items() if abs(k) <= 2]
    bag += [f"left {context.items[k].word}" for k in range(max(start, i - 10), i)]
    bag += [f"right {context.items[k].word}" for k in range(i + 1, min(end, i + 11))]
    for label in FIELDS:
        left, right = _nearest(context, i, label, -1), _nearest(context, i, label, 1)
        bag += [f"{label} left={bucket(left)}", f"{label} right={bucket(right)}"]
        bag.append(f"{label} {left < _FAR} {right < _FAR} {n.unit}")
    return bag


def _first_features(context: Context, i: int) -> Bag:
    """Return the features of a number in a list that the list's first number has: they are all of one kind."""
    at, length = listed(context, i)
    if not at:
        return [f"list={min(length, 3)}"]
    sentence = context.items[i].sentence
    first = [k for k in range(context.bounds(sentence)[0], i) if context.items[k].number >= 0][-at]
    left, far = context.word(first - 1, sentence), context.word(first - 2, sentence)
    return [f"first={left}", f"first2={far} {left}", f"firsts={left} {context.items[first].word}"]


_FAR = 99


def _nearest(context: Context, i: int, label: Label, step: int) -> int:
    """Return how many items away the next thing of a label is in its sentence, to the left (-1) or right (1)."""
    start, end = context.bounds(context.items[i].sentence)
    k = i + step
    while start <= k < end:
        if context.label(k) == label:
            return abs(k - i)
        k += step
    return _FAR


def link_features(
    context: Context, number: int, field: Label, thing: int | None, before: tuple[int, int | None] | None
) -> Bag:
    """Return the features by which a number belongs to a thing, or (None) to nothing of a field that the text names.

    `before` is the result before it in its sentence, if there is one: its number, and what that belongs to.
    """
    bag = _none_features(context, number, field) if thing is None else _thing_features(context, number, thing)
    if before is None:
        return [*(f"{field} {feature}" for feature in bag), f"{field} alone"]
    bag += _before_features(context, number, before[0], before[1], thing)
    return [f"{field} {feature}" for feature in bag]


def _none_features(context: Context, number: int, field: Label) -> Bag:
    i = context.of_number[number]
    n = context.numbers[number]
    sentence = context.items[i].sentence
    start, end = context.bounds(sentence)
    things = [item.thing for item in context.items[start:end] if _labelled(context, item.thing, field)]
    scores = [context.things[thing].score for thing in things]
    here = sum(score >= DEFAULT_THRESHOLD for score in scores)
    whole = sum(thing.label == field and thing.score >= DEFAULT_THRESHOLD for thing in context.things)
    near = {k: context.word(i + k, sentence) for k in range(-3, 4) if k}
    bag = [
        "none",
        f"here={bucket(here)}",
        f"weak={bucket(len(scores) - here)} {here == 0}",
        f"whole={bucket(whole)} {here == 0}",
        f"unit={n.unit} {here == 0}",
        f"left={bucket(_nearest(context, i, field, -1))}",
        f"right={bucket(_nearest(context, i, field, 1))}",
        f"shape={n.shape}",
        f"{near[-2]} {near[-1]}",
        f"{near[1]} {near[2]}",
    ]
    bag += [f"{k:+d}={word}" for k, word in near.items()]
    bag += [f"has {context.items[x].word}" for x in range(max(start, i - 8), min(end, i + 9)) if x != i]
    return [f"none {feature}" for feature in bag]


def _labelled(context: Context, thing: int, field: Label) -> bool:
    return thing >= 0 and context.things[thing].label == field


def _thing_features(context: Context, number: int, thing: int) -> Bag:
    i = context.of_number[number]
    n = context.numbers[number]
    named = context.things[thing]
    k = _place_of(context, i, thing)
    sentence = context.items[i].sentence
    start, end = context.bounds(sentence)
    same = context.items[k].sentence == sentence
    chance = context.introduced[thing]
    rivals = sum(_labelled(context, item.thing, named.label) for item in context.items[start:end])
    bag = [
        f"sure={named.score >= DEFAULT_THRESHOLD} {same}",
        f"score={5 * named.score // SCORE_ONE} {same}",
        f"role={chance} {same}",
        f"count={bucket(len(context.at[thing]))}",
        f"titled={context.items[context.at[thing][0]].sentence < context.title} {same}",
        f"unit={n.unit} last={(named.name.split() or [''])[-1].lower()}",
        f"name={named.name.lower()[:24]}",
        f"rivals={bucket(rivals)} {same}",
    ]
    if named.label == "Method":
        bag += _main_features(context, i, thing, same=same)
    if same:
        return bag + _near_features(context, i, k, n.unit, rivals)
    return bag + _far_features(context, i, k, thing, alone=rivals == 0)


def _place_of(context: Context, i: int, thing: int) -> int:
    """Return the mention that an item is likeliest about: the nearest in its sentence, else the last one before."""
    sentence = context.items[i].sentence
    at = context.at[thing]
    same = [k for k in at if context.items[k].sentence == sentence]
    if same:
        return min(same, key=lambda k: (2 * abs(k - i) + (k > i), k))
    before = [k for k in at if k < i and context.items[k].sentence >= context.title]
    return before[-1] if before else at[0]


def _main_features(context: Context, i: int, thing: int, *, same: bool) -> Bag:
    """Return the features of a method as the one that the paper is about, or another."""
    sentence = context.items[i].sentence
    start, _ = context.bounds(sentence)
    lead = {context.items[x].word for x in range(start, i)}
    left, far, right = context.word(i - 1, sentence), context.word(i - 2, sentence), context.word(i + 1, sentence)
    bag = [f"{same} {bool(lead & _OURS)}", f"l={left} {same}", f"l2={far} {left}", f"r={right}"]
    bag += [f"has {word}" for word in sorted(lead) if len(word) > 2]
    return [f"main={thing == context.main} {feature}" for feature in bag]


def _far_features(context: Context, i: int, k: int, thing: int, *, alone: bool) -> Bag:
    """Return the features of a thing that is not in the number's sentence."""
    label = context.things[thing].label
    apart = abs(context.items[i].sentence - context.items[k].sentence)
    side = "L" if k < i else "R"
    ahead = sum(context.label(x) == label for x in range(k + 1, i))
    first = context.at[thing][0]
    earlier = sum(bool(a) and a[0] < first and context.things[n].label == label for n, a in enumerate(context.at))
    return [
        f"intro={context.introduced[thing] >= 5} apart={min(apart, 3)} {side}",
        f"apart={bucket(apart)} {side} {alone}",
        f"ahead={bucket(ahead)} {alone}",
        f"role={context.introduced[thing]} {alone} {bucket(apart)}",
        f"order={bucket(earlier)} {alone}",
    ]


def _near_features(context: Context, i: int, k: int, unit: str | None, rivals: int) -> Bag:
    """Return the features of a thing in the number's sentence: what stands between them and around them."""
    sentence = context.items[i].sentence
    label = context.label(k)
    side = "L" if k < i else "R"
    between = range(min(i, k) + 1, max(i, k))
    numbers = sum(context.items[x].number >= 0 for x in between)
    others = sum(context.label(x) == label for x in between)
    gap = bucket(len(between) + 1)
    words = [context.items[x].word for x in between]
    left, right = context.word(k - 1, sentence), context.word(k + 1, sentence)
    mine, next_one = context.word(i - 1, sentence), context.word(i + 1, sentence)
    bag = [
        f"gap={gap}",
        f"numbers={bucket(numbers)} others={bucket(others)}",
        f"others={bucket(others)} gap={gap}",
        f"rivals={bucket(rivals)} others={bucket(others)} numbers={bucket(numbers)}",
        f"before={left}",
        f"after={right}",
        f"before2={context.word(k - 2, sentence)} {left}",
        f"nbefore={mine}",
        f"nafter={next_one}",
        f"nafter2={next_one} {context.word(i + 2, sentence)}",
        f"both={left} {mine}",
        f"unit={unit} {gap}",
        f"commas={bucket(words.count(','))} {';' in words} {bool(_TURNS & set(words))}",
        f"brackets={words.count('(') - words.count(')')}",
    ]
    bag += [f"path={' '.join(words)}"] if len(words) < 6 else []
    bag += [f"has {word}" for word in sorted(set(words[:15]))]
    return [f"{side} {feature}" for feature in bag + _list_features(context, i, k)]


def _list_features(context: Context, i: int, k: int) -> Bag:
    """Return the features of lists that go in parallel: `84.6% and 87.0% on A and B`."""
    start, end = context.bounds(context.items[i].sentence)
    at, length = listed(context, i)
    own, size = listed(context, k)
    respectively = any(context.items[x].word == "respectively" for x in range(start, end))
    if length > 1 and size > 1:
        return [
            f"lists {length == size} {at == own} {respectively}",
            f"lists {length}-{size} {at}-{own} {respectively}",
        ]
    if length > 1 or size > 1:
        return [f"list {min(length, 4)} {min(size, 4)} {at} {respectively}"]
    return []


def _before_features(context: Context, number: int, earlier: int, choice: int | None, thing: int | None) -> Bag:
    """Return the features by which a number belongs to the same as the result before it, or to something else."""
    i, k = context.of_number[number], context.of_number[earlier]
    words = [context.items[x].word for x in range(k + 1, i)]
    how = "same" if choice == thing else "none" if choice is None else "other"
    named = sum(context.items[x].thing >= 0 for x in range(k + 1, i))
    at = () if thing is None else context.at[thing]
    mine, after = any(k < x < i for x in at), any(i < x < i + 6 for x in at)
    bag = [
        f"path={' '.join(words) if len(words) <= 4 else 'far'}",
        f"gap={bucket(i - k)}",
        f"units={context.numbers[number].unit == context.numbers[earlier].unit}",
        f"named={bucket(named)} {mine} {after}",
        f"mine={mine} after={after}",
        f"nothing={thing is None}",
    ]
    bag += [f"has {word}" for word in sorted(set(words[:12]))]
    return [f"prev {how} {feature}" for feature in bag]
