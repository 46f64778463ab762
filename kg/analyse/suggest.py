"""Suggestions: pairs of things that may be one, with what speaks for it and what against it, best first.

The score is of 1/10,000. Each reason for a pair has points, how sure it alone would make one, and each reason against
it too; they count as independent:

    score = (1 - (1 - reason 1) * (1 - reason 2) * ...) * (1 - against 1) * (1 - against 2) * ...

so that another reason never lowers it, and another one against it never raises it. It is no probability.
"""

from __future__ import annotations

import shlex
from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from kg.analyse.evidence import sentence_bounds
from kg.analyse.likeness import Likeness, Name, alike, alike_longs, by_initials, coined, may_be_one, same_form
from kg.graph import entity_label
from kg.link import Decision, Linker, Merge, Relabel, contradicted, fold, kept_apart, key_form, node_id
from kg.link.keys import SEPARATOR
from kg.records import LABELS, SCORE_ONE, Span
from kg.store import Store
from kg.store.codec import text_at

# Reasons, of 10,000: a share of those that define a short form, in the graph and elsewhere; what stands beside both.
DEFINED, LEARNED, COMPANY = 7000, 7000, 3500
SAME_NAME, SAME_WORD = 8000, 4500  # one form under two labels, written as names are or not
# Reasons against: papers that name both, also in one sentence, that relate them; definitions that say otherwise;
# papers that agree on none of two labels.
TOGETHER, IN_ONE_SENTENCE, RELATED, DEFINED_OTHERWISE, OTHER_LABEL, DIVIDED, BOTH_COMMON = (
    *(2500, 6000, 7000, 5000),
    *(2500, 6000, 4000),
)
_COMPANIONS = 4  # things beside both that are as good as many
_COMMON = 50  # one of so many papers: what more name stands beside everything
_LOOKED_AT = 20  # papers that name both, in which a sentence is sought
LEAST = 1000  # of 10,000: what scores less is not suggested
_OFTEN = 3  # papers; what so many name is no slip


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two nodes that may be one: their ids, names, labels, and how many papers name each.

    `score` is of 1/10,000, `why` and `against` are in words, and `command` would do it.
    """

    one: str
    other: str
    names: tuple[str, str]
    labels: tuple[str, str]
    score: int
    why: tuple[str, ...]
    against: tuple[str, ...]
    papers: tuple[int, int]
    command: str


@dataclass(frozen=True, slots=True, order=True)
class _Reason:
    """What speaks for a pair or against it: points and words."""

    points: int
    text: str


def suggest(store: Store, *, threshold: int, limit: int, label: str | None = None) -> tuple[Suggestion, ...]:
    """Return up to `limit` pairs of nodes that may be one thing, best first, ties by their names.

    `threshold` is the least score with which a paper names a thing, `label` chooses pairs of which one has it. Pairs
    that decisions keep apart, or that cannot be decided any more, are left out.
    """
    things = _Things(store, threshold)
    found: list[tuple[tuple[int, tuple[str, str]], Suggestion]] = []
    for best, pair in _ranked(_candidates(things), label):
        # Nothing that follows can be better than the last one of those wanted.
        if len(found) >= limit and best < -found[limit - 1][0][0]:
            break
        suggestion = _weighed(things, *pair)
        if suggestion is not None and suggestion.score >= LEAST:
            insort(found, ((-suggestion.score, suggestion.names), suggestion), key=lambda item: item[0])
    return tuple(suggestion for _, suggestion in found[:limit])


def score(reasons: Iterable[int], against: Iterable[int]) -> int:
    """Return the score of reasons for a pair and against it, each of 1/10,000."""
    doubt, left, whole = 1, 1, 1
    for points in sorted(reasons):
        doubt, whole = doubt * (SCORE_ONE - points), whole * SCORE_ONE
    found, scale = whole - doubt, whole
    for points in sorted(against):
        left, scale = left * (SCORE_ONE - points), scale * SCORE_ONE
    return SCORE_ONE * found * left // scale


class _Things:
    """All things that papers name well enough, by canonical key: their names and the numbers of their papers.

    `apart` are the pairs that decisions keep apart.
    """

    def __init__(self, store: Store, threshold: int) -> None:
        self.store = store
        self.threshold = threshold
        self.linker: Linker = store.facts.linker()
        self.papers: dict[str, set[int]] = {}
        self.keys: defaultdict[int, list[str]] = defaultdict(list)
        numbers: dict[str, int] = {}
        for key, facts in store.facts.nodes(threshold=threshold):
            self.papers[key] = {numbers.setdefault(fact.paper, len(numbers)) for fact in facts}
            for number in self.papers[key]:
                self.keys[number].append(key)
        self.ids = list(numbers)
        spelled = cache(store.facts.name)
        self.names = {key: Name(key, spelled) for key in self.papers}
        self.common = max(_OFTEN, len(self.ids) // _COMMON)
        apart = (pair for decision in store.decisions if (pair := kept_apart(decision)))
        self.apart = {frozenset(map(store.facts.canonical, pair)) for pair in apart}
        self._company: dict[str, set[str]] = {}

    def company(self, key: str) -> set[str]:
        """Return what stands beside a thing in its papers, but for what stands beside everything."""
        if key not in self._company:
            beside = {other for number in self.papers[key] for other in self.keys[number]}
            self._company[key] = {other for other in beside if len(self.papers[other]) <= self.common} - {key}
        return self._company[key]


_Pair = tuple[tuple[str, str], tuple[_Reason, ...]]


def _candidates(things: _Things) -> Mapping[tuple[str, str], Mapping[str, _Reason]]:
    """Return the pairs (sorted keys) to weigh, with what the names and the definitions say for them."""
    found = defaultdict[tuple[str, str], dict[str, _Reason]](dict)

    def add(kind: str, likeness: Likeness) -> None:
        reasons = found[likeness.one, likeness.other]
        reasons[kind] = max(_Reason(likeness.points, likeness.why), reasons.get(kind, _Reason(0, "")))

    names = list(things.names.values())
    for likeness in alike(names):
        add("spelling", likeness)
    for likeness in by_initials(names):
        add("initials", likeness)
    for one, other in same_form(names):
        points = SAME_NAME if coined(one.text) or coined(other.text) else SAME_WORD
        first, last = sorted((one.key, other.key))
        add("labels", Likeness(first, last, points, "they have one name under two labels"))
    for short, longs in _defined(things):
        for reason in longs:
            add(reason[0], reason[1])
        known = sorted({likeness.one if likeness.other == short else likeness.other for _, likeness in longs})
        for long, another in combinations(known, 2):
            both = alike_longs(things.names[long], things.names[another])
            if both:
                add("spelling", both)
    return found


def _defined(things: _Things) -> Iterator[tuple[str, list[tuple[str, Likeness]]]]:
    """Yield each name that texts define, under any label, with what it is defined as and how many papers do so."""
    for key, name in things.names.items():
        form = key_form(key)
        if " " in form:
            continue
        own = Counter[str]()
        for label in LABELS:
            unit = fold(f"{label.lower()}{SEPARATOR}{form}")
            known = things.store.aliases.expansions(unit)
            own.update({long: n - known.get(long, 0) for long, n in things.linker.expansions(unit).items()})
        learned = Counter(things.store.aliases.expansions(fold(key)))  # they hold for every label alike
        found = [
            (kind, likeness)
            for kind, where, most, counts in (
                ("defined", "", DEFINED, own),
                ("learned", " elsewhere", LEARNED, learned),
            )
            for likeness in _expanded(things, name, +counts, most, where)
        ]
        if found:
            yield key, found


def _expanded(things: _Things, short: Name, counts: Counter[str], most: int, where: str) -> Iterator[Likeness]:
    """Yield what a short form is defined as, by units and how many papers do so; a single paper is half as good."""
    total = counts.total()
    for long, count in sorted(counts.items()):
        key = things.linker.canonical(things.linker.leader(long))
        if key in things.papers and key != short.key and may_be_one(short, things.names[key]):
            why = f"{count} of {total} papers{where} that define {short.text} say {things.names[key].text}"
            yield Likeness(min(key, short.key), max(key, short.key), most * count // (total + 1), why)


def _ranked(candidates: Mapping[tuple[str, str], Mapping[str, _Reason]], label: str | None) -> list[tuple[int, _Pair]]:
    """Return the pairs with the best score that each can get, the best first."""
    ranked = []
    for pair, by_kind in candidates.items():
        if label is None or label in {entity_label(key) for key in pair}:
            reasons = tuple(sorted(by_kind.values(), reverse=True))
            ranked.append((score([*(reason.points for reason in reasons), COMPANY], ()), (pair, reasons)))
    ranked.sort(key=lambda item: (-item[0], item[1][0]))
    return ranked


def _weighed(things: _Things, pair: tuple[str, str], reasons: tuple[_Reason, ...]) -> Suggestion | None:
    """Return the suggestion of a pair with all that speaks for it and against it; None if decisions bar it."""
    kept, given = _directed(things, pair)
    decision, command = _decided(kept, given)
    if frozenset(pair) in things.apart or contradicted(decision, things.store.decisions):
        return None
    why = sorted([*reasons, *_company(things, kept, given)], reverse=True)
    against = sorted(_against(things, kept, given), reverse=True)
    return Suggestion(
        node_id(kept),
        node_id(given),
        (things.names[kept].text, things.names[given].text),
        (entity_label(kept), entity_label(given)),
        score((reason.points for reason in why), (reason.points for reason in against)),
        tuple(reason.text for reason in why),
        tuple(reason.text for reason in against),
        (len(things.papers[kept]), len(things.papers[given])),
        command,
    )


def _directed(things: _Things, pair: tuple[str, str]) -> tuple[str, str]:
    """Return a pair with the one that is to stay first: the long form of a short one, else what more papers name."""
    one, other = sorted(pair, key=lambda key: (-len(things.papers[key]), key))
    return (other, one) if _is_short(things, one, other) else (one, other)


def _is_short(things: _Things, short: str, long: str) -> bool:
    words = things.names[long].words
    return len(words) > 1 and key_form(short) not in words and things.names[short].short


def _same_form(one: str, other: str) -> bool:
    return key_form(fold(one)) == key_form(fold(other))


def _decided(kept: str, given: str) -> tuple[Decision, str]:
    """Return the decision that makes a pair one, and the command that makes it."""
    if _same_form(kept, given):
        label = entity_label(kept)
        return Relabel(given, label), shlex.join(("kg", "relabel", node_id(given), label))
    return Merge(given, kept), shlex.join(("kg", "merge", node_id(kept), node_id(given)))


def _company(things: _Things, one: str, other: str) -> Iterator[_Reason]:
    """Yield what stands beside both, in papers that name only one of them."""
    both = things.papers[one] & things.papers[other]
    if both:
        # What stands beside them there says nothing.
        rest = [{key for number in things.papers[name] - both for key in things.keys[number]} for name in (one, other)]
        beside, beside_other = (things.company(name) & found for name, found in zip((one, other), rest, strict=True))
    else:
        beside, beside_other = things.company(one), things.company(other)
    shared = (beside & beside_other) - {one, other}
    if shared:
        most = sorted(shared, key=lambda key: (len(things.papers[key]), key))[:_COMPANIONS]
        points = COMPANY * len(shared) // min(len(beside), len(beside_other))
        text = ", ".join(things.names[key].text for key in most)
        more = f" and {len(shared) - len(most)} more" if len(shared) > len(most) else ""
        yield _Reason(points * len(most) // _COMPANIONS, f"beside both stand {text}{more}")


def _against(things: _Things, kept: str, given: str) -> Iterator[_Reason]:
    both = sorted(things.ids[number] for number in things.papers[kept] & things.papers[given])
    if both:
        yield from _together(things, kept, given, both)
    counts = len(things.papers[kept]), len(things.papers[given])
    if _same_form(kept, given):
        labels = entity_label(kept), entity_label(given)
        points = 2 * DIVIDED * counts[1] // sum(counts)
        if coined(things.names[kept].text):
            points //= 2  # it is one thing, whatever it is
        yield _Reason(points, f"{labels[0]} in {_papers(counts[0])}, {labels[1]} in {counts[1]}")
        return
    if entity_label(kept) != entity_label(given):
        yield _Reason(OTHER_LABEL, f"one is a {entity_label(kept)}, the other a {entity_label(given)}")
    if _is_short(things, given, kept):
        yield from _otherwise(things, given, kept)
    elif min(counts) >= _OFTEN:
        yield _Reason(BOTH_COMMON, f"{counts[0]} and {counts[1]} papers write them so")


def _together(things: _Things, one: str, other: str, both: Sequence[str]) -> Iterator[_Reason]:
    """Yield what papers that name two things say against their being one."""
    for kind in ("based_on", "compared_with"):
        for relation in things.store.claims.relations(kind, threshold=things.threshold, about=one):
            if other in {relation.source, relation.target}:
                yield _Reason(RELATED, f"{relation.paper} says one is {kind.replace('_', ' ')} the other")
                return
    spans = [_spans(things, key) for key in (one, other)]
    for identifier in both[:_LOOKED_AT]:
        paper = things.store.paper(identifier)
        if paper is None:
            continue
        places = [
            {
                (span.field, *sentence_bounds(text_at(paper, Span(span.field, 0, 1 << 30)), span.start, span.end))
                for span in found[identifier]
            }
            for found in spans
        ]
        if places[0] & places[1]:
            yield _Reason(IN_ONE_SENTENCE, f"{identifier} names both in one sentence")
            return
    yield _Reason(TOGETHER, f"{both[0]} names both" if len(both) == 1 else f"{_papers(len(both))} name both")


def _spans(things: _Things, key: str) -> Mapping[str, set[Span]]:
    found = defaultdict[str, set[Span]](set)
    for fact in things.store.facts.of_node(key):
        if fact.score >= things.threshold:
            found[fact.paper] |= set(fact.spans)
    return found


def _otherwise(things: _Things, short: str, long: str) -> Iterator[_Reason]:
    """Yield what else a short form is defined as."""
    counts = things.store.facts.ambiguous(short)
    others = [(key, count) for key, count in counts if key != long]
    if others:
        total = sum(count for _, count in counts)
        most = things.store.facts.name(others[0][0])
        left = sum(count for _, count in others)
        text = f"{left} of {total} papers that define {things.names[short].text} say {most}"
        yield _Reason(DEFINED_OTHERWISE * left // total, text + (" or another" if len(others) > 1 else ""))


def _papers(count: int) -> str:
    return "1 paper" if count == 1 else f"{count} papers"
