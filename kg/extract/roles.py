"""Roles: whether a paper introduces, uses or only mentions a thing that it names.

The features of a thing are those of its mentions (the words around them, whether one opens the title) and of
its place among the others.
"""

from __future__ import annotations

from kg.extract.bags import bucket, shape
from kg.extract.context import Context
from kg.extract.scorer import Bag, Scorer, softmax
from kg.records import ROLES, Role

# Chosen on held-out papers: a paper introduces more things than the likeliest role of each would say.
_CUT = 0.4
_MENTIONS = 5  # the mentions of a thing that are looked at: the first ones
_REACH = 4


def introduced_chances(context: Context, scorer: Scorer) -> tuple[tuple[int, ...], tuple[Role, ...]]:
    """Return the chance of each thing, in tenths, that the paper introduces it, and its role; a task is only named."""
    judged = [n for n, thing in enumerate(context.things) if thing.label != "Task"]
    chances = softmax(scorer.scores([role_features(context, n) for n in judged]))
    tenths, roles = [0] * len(context.things), [ROLES[-1]] * len(context.things)
    for n, chance in zip(judged, chances, strict=True):
        tenths[n] = int(10 * chance[0])
        roles[n] = ROLES[0] if chance[0] >= _CUT else ROLES[1 + int(chance[1:].argmax())]
    return tuple(tenths), tuple(roles)


def role_features(context: Context, thing: int) -> Bag:
    """Return the features of a thing's role."""
    named = context.things[thing]
    at = context.at[thing]
    label = named.label
    words = named.name.split() or [""]
    bag = [
        f"label={label}",
        f"{label} count={bucket(len(at))}",
        f"{label} score={named.score // 1000}",
        f"{label} name={shape(named.name)} {min(len(words), 4)}",
        f"{label} last={words[-1].lower()}",
    ]
    if not at:
        return [*bag, "nowhere"]
    first = context.items[at[0]].sentence
    before = sum(bool(a) and a[0] < at[0] and context.things[n].label == label for n, a in enumerate(context.at))
    bag += [
        f"{label} first={bucket(first)}",
        f"{label} rest={bucket(context.sentences - first)}",
        f"{label} before={bucket(before)}",
        f"{label} firstleft={context.word(at[0] - 1, first)}",
    ]
    for i in at[:_MENTIONS]:
        bag += _mention_features(context, i, label)
    return bag


def _mention_features(context: Context, i: int, label: str) -> Bag:
    sentence = context.items[i].sentence
    start, end = context.bounds(sentence)
    titled = sentence < context.title
    tag = f"{label} {'title' if titled else 'text'}"
    near = {n: context.word(i + n, sentence) for n in range(-_REACH, _REACH + 1) if n}
    bag = [tag]
    if titled:
        bag += [f"{tag} at={bucket(i - start)}", f"{tag} next={near[1]}"]
        bag += ["heading"] if near[1] == ":" else []
    bag += [f"{label} {n:+d}={word}" for n, word in near.items()]
    bag += [f"{n:+d}={word}" for n, word in near.items()]
    bag += [
        f"left2={near[-2]} {near[-1]}",
        f"left3={near[-3]} {near[-2]} {near[-1]}",
        f"right2={near[1]} {near[2]}",
        f"{label} opens={context.word(start, sentence)} {context.word(start + 1, sentence)}",
    ]
    bag += [f"{label} left {context.items[k].word}" for k in range(max(start, i - 12), i)]
    bag += [f"{label} right {context.items[k].word}" for k in range(i + 1, min(end, i + 9))]
    return bag
