"""From spans to things: all the places where a paper names one thing, under one label and its fullest name.

Spans that may overlap are chosen from, the most probable first. Chosen spans of one normal form are one thing, and so
are a short form and the long form that the text defines for it. Further places where one of its forms stands
are mentions too. The label is decided once a thing, by the sum of the evidence over its mentions.

Offsets count characters of one text (title and abstract with a blank line between them); nothing here knows
of models.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kg.extract.boundaries import balanced, trimmed
from kg.extract.coordination import continued, coordinated
from kg.extract.forms import normal_form
from kg.extract.initials import implied
from kg.extract.tagger import KINDS, Candidate
from kg.extract.worth import log_odds
from kg.records import LABELS, SCORE_ONE, Label

Place = tuple[int, int]
# Gives the probabilities of the kinds for any place of the text that begins and ends with a word.
Scorer = Callable[[int, int], tuple[int, ...]]

_SHOUTED = 6  # characters up to which a form without small letters is sought in its own case only
_SHORTEST_PLURAL = 3
_EVEN = {ord(sign): " " for sign in "\n\t\r\u00a0-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the places where its words begin and end, and the definitions in it (places of short and long form).

    `title` is the character at which the title is over.
    """

    text: str
    starts: frozenset[int]
    ends: frozenset[int]
    definitions: tuple[tuple[Place, Place], ...] = ()
    title: int = 0
    even: str = field(init=False, repr=False)
    small: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        # For searching: every hyphen and white space a space, and that in lower case; characters keep their places.
        even = self.text.translate(_EVEN)
        object.__setattr__(self, "even", even)
        object.__setattr__(self, "small", even.lower())

    def at(self, place: Place) -> str:
        """Return what stands at a place."""
        return self.text[place[0] : place[1]]

    def bounded(self, place: Place) -> bool:
        """Say whether a place begins where a word begins and ends where one ends."""
        return place[0] in self.starts and place[1] in self.ends


class Taken:
    """Places that do not overlap, kept sorted, so that long texts take no longer per place than short ones."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self._places = sorted(places)

    def add(self, place: Place) -> bool:
        """Take a place and say True, or say False if a part of it is taken."""
        at = bisect_left(self._places, place)
        if at < len(self._places) and self._places[at][0] < place[1]:
            return False
        if at and self._places[at - 1][1] > place[0]:
            return False
        self._places.insert(at, place)
        return True


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing a text names: label, fullest name, and its places with the score of each, sorted by place.

    `traits` are those of `kg.extract.worth.TRAITS`.
    """

    label: Label
    name: str
    places: tuple[tuple[Place, int], ...]
    traits: tuple[float, ...] = ()

    @property
    def score(self) -> int:
        """The score of its best mention."""
        return max(score for _, score in self.places)


def find_things(text: Text, candidates: Iterable[Candidate], scorer: Scorer, *, floor: int) -> tuple[Thing, ...]:
    """Return the things that a text names whose score is at least `floor`, sorted by first place, then label.

    No two mentions overlap, but those of names that the text coordinates (`CIFAR-10/100`): the place of each of them
    is as much of the coordination as it takes to read its name. `scorer` is asked for places that are no candidates
    but where a thing's form stands.
    """
    tidy = _tidied(text, candidates)
    chosen = _chosen(tidy)
    named = list(_taken_apart(text, chosen))
    expansions = _expansions(text)
    for short, long in implied((name for _, name in named), expansions).items():
        # A long name that is itself the short form of another one stands for that.
        expansions[short] = expansions.get(long, long)
    groups: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate, name in named:
        form = normal_form(name)
        groups[expansions.get(form, form)].append(candidate)
    kept = _without_heads({key: group for key, group in groups.items() if _score(group) >= floor})
    _add_further_places(text, kept, expansions, scorer)
    company = {key: (LABELS[_label(group)], _score(group)) for key, group in kept.items()}
    things = [_thing(text, key, group, company) for key, group in kept.items()]
    return tuple(sorted(things, key=lambda thing: (thing.places[0][0], thing.label)))


def _tidied(text: Text, candidates: Iterable[Candidate]) -> list[Candidate]:
    """Cut what adds nothing and put boundaries where a definition puts them; equal places join, adding up.

    What cuts a pair of brackets in two is no name.
    """
    sums: dict[Place, list[int]] = {}
    long_forms = {long[1]: long for _, long in reversed(text.definitions)}
    for candidate in candidates:
        place = _snapped(text, _trimmed(text, (candidate.start, candidate.end)), long_forms)
        if not balanced(text.at(place)):
            continue
        kinds = sums.setdefault(place, [0] * KINDS)
        for i, probability in enumerate(candidate.kinds):
            kinds[i] = min(SCORE_ONE, kinds[i] + probability)
    return [Candidate(*place, tuple(kinds)) for place, kinds in sorted(sums.items())]


def _trimmed(text: Text, place: Place) -> Place:
    start, end = trimmed(text.at(place))
    cut = (place[0] + start, place[0] + end)
    return cut if text.bounded(cut) else place


def _snapped(text: Text, place: Place, long_forms: Mapping[int, Place]) -> Place:
    """Return the long form's place for a span that ends with it but begins elsewhere, else the span's own.

    The letters of the short form say where the long form begins; a tagger only guesses it.
    """
    long = long_forms.get(place[1])
    return long if long is not None and text.bounded(long) else place


def _chosen(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Choose spans that do not overlap, the most probable first (ties: the longer, then the first), by place."""
    taken = Taken()
    ranked = sorted(candidates, key=lambda c: (-c.total, c.start - c.end, c.start))
    chosen = [candidate for candidate in ranked if taken.add((candidate.start, candidate.end))]
    return sorted(chosen, key=lambda c: c.start)


def _taken_apart(text: Text, chosen: Sequence[Candidate]) -> Iterator[tuple[Candidate, str]]:
    """Yield each candidate with its name; one that opens a coordination goes on to its end and stands for every name.

    What was chosen within the rest of a coordination (`-100`) is none of its own.
    """
    end = 0
    for candidate in chosen:
        if candidate.start < end:
            continue
        end = continued(text.text, candidate.start, candidate.end)
        end = end if text.bounded((candidate.start, end)) else candidate.end
        names = coordinated(text.at((candidate.start, end)))
        if not names:
            yield candidate, text.at((candidate.start, candidate.end))
        for name in names:
            # The first name is there in full, unless a noun behind the others is part of it.
            own = candidate.start + len(name)
            alone = text.at((candidate.start, own)) == name and text.bounded((candidate.start, own))
            yield Candidate(candidate.start, own if alone else end, candidate.kinds), name


def _written(text: Text, key: str, candidate: Candidate) -> str:
    """Return the name as which a candidate stands for a key: its text, or what is read off a coordination."""
    stands = text.at((candidate.start, candidate.end))
    return next((name for name in coordinated(stands) if normal_form(name) == key), stands)


def _expansions(text: Text) -> dict[str, str]:
    """Return the normal form of each defined short form's long form; the first definition of a short form counts."""
    expansions: dict[str, str] = {}
    for short, long in text.definitions:
        expansions.setdefault(normal_form(text.at(short)), normal_form(text.at(long)))
    return expansions


def _evidence(group: Iterable[Candidate]) -> list[int]:
    """Return the sum of the probabilities of each label, worth a node or not."""
    members = list(group)
    return [sum(candidate.of_label(label) for candidate in members) for label in range(len(LABELS))]


def _label(group: Sequence[Candidate]) -> int:
    evidence = _evidence(group)
    return max(range(len(LABELS)), key=lambda label: (evidence[label], -label))


def _score(group: Sequence[Candidate]) -> int:
    label = _label(group)
    return max(candidate.core(label) for candidate in group)


def _without_heads(groups: dict[str, list[Candidate]]) -> dict[str, list[Candidate]]:
    """Leave out the less probable of two tasks, or two metrics, of which one is the other with words before it.

    `visual question answering` and `question answering` in one paper are one task, more or less fully named; a
    method or dataset that extends another's name is another one.
    """
    labels = {key: LABELS[_label(group)] for key, group in groups.items()}
    scores = {key: (_score(group), len(key)) for key, group in groups.items()}
    dropped = {
        min(longer, shorter, key=lambda key: scores[key])
        for longer in groups
        for shorter in groups
        if longer.endswith(f" {shorter}") and labels[longer] == labels[shorter] in {"Task", "Metric"}
    }
    return {key: group for key, group in groups.items() if key not in dropped}


def _add_further_places(
    text: Text, groups: dict[str, list[Candidate]], expansions: dict[str, str], scorer: Scorer
) -> None:
    """Add to each group the places where one of its forms, or a definition of it, stands and no mention is yet."""
    taken = Taken((c.start, c.end) for group in groups.values() for c in group)
    forms: dict[str, str] = {}
    for key in sorted(groups):
        for candidate in groups[key]:
            forms.setdefault(_written(text, key, candidate), key)
    for short, long in text.definitions:
        key = normal_form(text.at(long))
        if key in groups and expansions[normal_form(text.at(short))] == key:
            forms.setdefault(text.at(short), key)
            forms.setdefault(text.at(long), key)
    for form in sorted(forms, key=lambda form: (-len(form), form)):
        key = forms[form]
        for place in _occurrences(text, form):
            found = normal_form(text.at(place))
            if expansions.get(found, found) == key and taken.add(place):
                groups[key].append(Candidate(*place, scorer(*place)))


def _occurrences(text: Text, form: str) -> Iterator[Place]:
    """Yield the places where a form stands between words' boundaries, also in the plural or otherwise hyphenated.

    Its case may differ if it has several words; a single word or a short form in capitals is found only as written.
    """
    even = form.translate(_EVEN)
    shouted = not any(char.islower() for char in form) and len(form) <= _SHOUTED
    if " " in even and not shouted and len(text.small) == len(text.even):
        where, what = text.small, even.lower()
    else:
        where, what = text.even, even
    what = what[:-1] if what.endswith("s") and len(what) > _SHORTEST_PLURAL else what
    start = where.find(what)
    while start >= 0:
        end = start + len(what)
        if where[end : end + 1] == "s" and text.bounded((start, end + 1)):
            yield start, end + 1
        elif text.bounded((start, end)):
            yield start, end
        start = where.find(what, start + 1)


def _thing(text: Text, key: str, group: Sequence[Candidate], company: Mapping[str, tuple[Label, int]]) -> Thing:
    """Make a thing; `company` has the labels and scores of all things of the text, by their keys."""
    label = _label(group)
    places = tuple(sorted(((c.start, c.end), c.core(label)) for c in group))
    name = _fullest(text, key, group)
    traits = (*_traits(text, name, label, group), *_company_traits(key, company))
    return Thing(LABELS[label], name, places, traits)


def _traits(text: Text, name: str, label: int, group: Sequence[Candidate]) -> tuple[float, ...]:
    """Return what decides whether a thing is worth a node, in the order of `kg.extract.worth.TRAITS`."""
    evidence = _evidence(group)
    cores = [candidate.core(label) / SCORE_ONE for candidate in group]
    side = max(candidate.of_label(label) - candidate.core(label) for candidate in group) / SCORE_ONE
    first = min(candidate.start for candidate in group)
    words = len(name.split())
    forms = {text.at((candidate.start, candidate.end)) for candidate in group}
    return (
        1.0,
        log_odds(max(cores)),
        log_odds(math.fsum(cores) / len(cores)),
        log_odds(side),
        log_odds(evidence[label] / max(sum(evidence), 1)),
        math.log(len(group)),
        float(first < text.title),
        float(any(text.at(short) in forms for short, _ in text.definitions)),
        float(words == 1),
        float(max(words - 3, 0)),
        float(any(char.isupper() or char.isdigit() for char in name[1:])),
        first / max(len(text.text), 1),
    )


def _company_traits(key: str, company: Mapping[str, tuple[Label, int]]) -> tuple[float, float, float]:
    """Return the last of the traits: those of a thing beside the others of its label."""
    label, score = company[key]
    others = [(other, best) for other, (its, best) in company.items() if its == label and other != key]
    own = f" {key} "
    part = max((best for other, best in others if own in f" {other} "), default=0)
    whole = max((best for other, best in others if f" {other} " in own), default=0)
    return part / SCORE_ONE, whole / SCORE_ONE, math.log1p(sum(best > score for _, best in others))


def _fullest(text: Text, key: str, group: Sequence[Candidate]) -> str:
    """Return the name: of the forms of the key itself (no short form if the long one stands there) the commonest.

    Ties go to the longest, then to the first by code point.
    """
    counts = Counter(_written(text, key, candidate) for candidate in group)
    full = [form for form in counts if normal_form(form) == key] or list(counts)
    return min(full, key=lambda form: (-counts[form], -len(form), form))
