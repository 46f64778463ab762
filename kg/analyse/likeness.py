"""Which names are alike, seen from the names alone: what suggestions of duplicates start from.

Pairs are found by what both have in common (blocks), never by comparing each name with each, so that a hundred
thousand names take seconds. Names with other digits, versions or signs are never alike, and neither are those of which
one is a variant of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from kg.link import fold, key_form
from kg.link.keys import SEPARATOR
from kg.link.variants import bases

# How sure each kind of likeness alone makes one, of 10,000.
ENDINGS, PARTICIPLE, ORDER, LETTER, SHORT, EMPTY, OTHER_KIND = 8000, 6000, 7000, 6500, 6000, 5000, 2500
INITIALS = (0, 0, 500, 1500, 3000, 4500)  # by how many; more are as many as the last
QUALIFIED = 800

_LARGEST = 50  # names that have something in common; what more have tells nothing


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words that say only what kind of thing it is, and those that say so of some names and make others of the rest (an
# attention mechanism is attention, a language model is no language).
_KINDS = _words(
    "algorithm approach architecture benchmark corpus dataset framework leaderboard mechanism method metric paradigm "
    "problem procedure scheme score strategy task technique"
)
_KINDS_OF_SOME = _words("function layer model module network operation operator system tool unit")
# Words before a name that say nothing of which thing it is, and who made it.
_BEFORE = _words(
    "classic classical conventional novel original plain popular proposed standard traditional vanilla"
) | (_words("alibaba amazon anthropic apple deepmind facebook google ibm meta microsoft nvidia openai stanford"))
_ENDINGS = ("ing", "ed", "al", "es", "s", "e")
_SHORTEST_STEM = 4
_LONG_WORD = 7  # letters; in shorter words one other letter makes another word too often
_INCOMPLETE = _words("a an and as at based by for from in of on or the to via with")


@dataclass(frozen=True, slots=True)
class Name:
    """A name to compare: its canonical key, and what tells how a key is written, asked only where that counts."""

    key: str
    spelled: Callable[[str], str]

    @property
    def text(self) -> str:
        """How it is written."""
        return self.spelled(self.key)

    @property
    def label(self) -> str:
        """The label of the key, as keys have it."""
        return self.key.partition(SEPARATOR)[0]

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the key."""
        return tuple(key_form(self.key).split(" "))

    @property
    def short(self) -> bool:
        """Whether it can be a short form: one word, with several capitals."""
        form = key_form(self.key)
        return " " not in form and 1 < len(form) <= 10 and sum(sign.isupper() for sign in self.text) > 1


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two names (keys, the first by code point first) have in common: points of 1/10,000, and why in words."""

    one: str
    other: str
    points: int
    why: str


def alike(names: Iterable[Name]) -> Iterator[Likeness]:
    """Yield what pairs of names of one label have in common; several of a pair may come."""
    by_label = defaultdict[str, list[Name]](list)
    for name in names:
        by_label[name.label].append(name)
    for label in sorted(by_label):
        yield from _spelled_alike(by_label[label])
        yield from _qualified(by_label[label])


def same_form(names: Iterable[Name]) -> Iterator[tuple[Name, Name]]:
    """Yield the pairs of names that have one form, but for what folds forget, under two labels."""
    for group in _shared((key_form(fold(name.key)), name) for name in names):
        yield from ((one, other) for one, other in combinations(group, 2) if one.label != other.label)


def by_initials(names: Sequence[Name]) -> Iterator[Likeness]:
    """Yield what short forms have in common with names of their label whose initials they are; less where many are."""
    longs = defaultdict[tuple[str, str], list[Name]](list)
    for name in names:
        for initials in _initials(name.words):
            longs[name.label, initials].append(name)
    for short in names:
        form = key_form(short.key)
        found = longs.get((short.label, form), [])
        for long in found if found and short.short else ():
            points = INITIALS[min(len(form), len(INITIALS) - 1)] // len(found)
            yield _likeness(short, long, points, f"{short.text} are the initials of {long.text}")


def alike_longs(one: Name, other: Name) -> Likeness | None:
    """Return what two names that are defined for one short form have in common, None if they are too different."""
    if one.label != other.label or not comparable(one, other) or len(one.words) != len(other.words):
        return None
    pairs = list(zip(one.words, other.words, strict=True))
    same = sum(_stem(a) == _stem(b) for a, b in pairs)
    if 2 * same <= len(pairs) or any(_stem(a) != _stem(b) and a[:3] != b[:3] for a, b in pairs):
        return None
    return _likeness(one, other, SHORT, "one short form is defined as both, and their words begin alike")


def may_be_one(one: Name, other: Name) -> bool:
    """Say whether a short form and a long one can be one thing by their labels.

    Datasets and metrics have short names that also are short for other things (`COCO`, `EM`); a task and a method are
    often hard to tell apart.
    """
    return one.label == other.label or {one.label, other.label} == {"method", "task"}


def comparable(one: Name, other: Name) -> bool:
    """Say whether nothing in two names of one label tells them apart: digits, versions, sizes, signs."""
    if sorted(filter(_telling, one.words)) != sorted(filter(_telling, other.words)):
        return False
    forms = key_form(one.key), key_form(other.key)
    return not any(base.form == forms[1 - place] for place, form in enumerate(forms) for base in bases(form, one.label))


def _spelled_alike(names: Sequence[Name]) -> Iterator[Likeness]:
    """Yield the pairs that differ in endings, order, one letter, or words that say nothing."""
    signed = [(_signature(name), name) for name in names]
    by_signature = defaultdict[tuple[str, ...], list[Name]](list)
    for signature, name in signed:
        by_signature[signature].append(name)
    for group in by_signature.values():
        if len(group) <= _LARGEST:
            for one, other in combinations(group, 2):
                yield from _compared(one, other)
    near = _near(word for signature, _ in signed for word in signature)
    for signature, name in signed:
        for place, word in enumerate(signature):
            for letter in near.get(word, ()):
                changed = tuple(sorted((*signature[:place], letter, *signature[place + 1 :])))
                for other in by_signature.get(changed, ()):
                    if name.key < other.key and comparable(name, other) and _mistyped(name, other):
                        yield _likeness(name, other, LETTER, "their spelling differs in one letter")


def _compared(one: Name, other: Name) -> Iterator[Likeness]:
    if not comparable(one, other):
        return
    full, other_full = ([_stem(word) for word in name.words] for name in (one, other))
    differing = set(one.words) ^ set(other.words)
    if full == other_full:
        # Data that have a structure are not the structure of something.
        points = PARTICIPLE if any(word.endswith("ed") for word in differing) else ENDINGS
        yield _likeness(one, other, points, "their words differ only in endings")
    elif sorted(full) == sorted(other_full):
        if _any_order(one, other):
            yield _likeness(one, other, ORDER, "they have the same words in another order")
    else:
        left = sorted(word for word in differing if word in _KINDS | _KINDS_OF_SOME | _BEFORE)
        shared = [[stem for stem in stems if stem in full and stem in other_full] for stems in (full, other_full)]
        same = len(full) != len(other_full) and shared[0] == shared[1]
        points = EMPTY if same else OTHER_KIND
        yield _likeness(one, other, points, f"they differ only in {', '.join(map(repr, left))}")


def _any_order(one: Name, other: Name) -> bool:
    """Say whether two orders of the same words can mean one thing: the head is the same, or they are coined names.

    Words like `to` and `from` tie the order (`text to speech`, `speech to text`).
    """
    if not _INCOMPLETE.isdisjoint(one.words):
        return False
    return _stem(one.words[-1]) == _stem(other.words[-1]) or coined(one.text) or coined(other.text)


def _qualified(names: Sequence[Name]) -> Iterator[Likeness]:
    """Yield names beside those that have one more word before them."""
    known = {key_form(name.key): name for name in names}
    for long in names:
        rest = long.words[1:]
        short = known.get(" ".join(rest))
        if short and len(rest) > 1 and long.words[0] not in _BEFORE and comparable(short, long):
            yield _likeness(short, long, QUALIFIED, f"one is the other with {long.words[0]!r} before it")


def _signature(name: Name) -> tuple[str, ...]:
    """Return what is left of a name's words without endings, order, and words that say nothing of which thing it is."""
    words = list(name.words)
    while len(words) > 1 and words[0] in _BEFORE:
        words.pop(0)
    while len(words) > 1 and (words[-1] in _KINDS or (len(words) > 2 and words[-1] in _KINDS_OF_SOME)):
        if words[-2] in _INCOMPLETE:
            break
        words.pop()
    return tuple(sorted(map(_stem, words)))


def _stem(word: str) -> str:
    """Return a word without the endings of one: `squared` and `square`, `answer` and `answering`."""
    if not word.isalpha():
        return word
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            return stem[:-1] if ending in {"ing", "ed"} and stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
    return word


def _telling(word: str) -> bool:
    """Say whether a word tells things apart whatever is around it: it has digits or signs, or is a letter alone."""
    return not word.isalpha() or len(word) == 1


def _near(words: Iterable[str]) -> Mapping[str, list[str]]:
    """Return for each long word those that differ from it in one letter, or in two neighbours that changed places.

    Words that do so have a rest in common when one letter of each, or of one, is taken out.
    """
    rests = defaultdict[str, set[str]](set)
    for word in {word for word in words if word.isalpha() and len(word) >= _LONG_WORD}:
        rests[word].add(word)
        for place in range(1, len(word)):
            rests[word[:place] + word[place + 1 :]].add(word)
    near = defaultdict[str, set[str]](set)
    for group in rests.values():
        if 1 < len(group) <= _LARGEST:
            for one, other in combinations(sorted(group), 2):
                if _one_letter(one, other):
                    near[one].add(other)
                    near[other].add(one)
    return {word: sorted(others) for word, others in near.items()}


def _one_letter(one: str, other: str) -> bool:
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    swapped = rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] == other_rest or rest == other_rest[1:] or rest[1:] == other_rest[1:]


def _mistyped(one: Name, other: Name) -> bool:
    """Say whether one letter can be a slip: in a coined name only one left out within it is."""
    if not (coined(one.text) or coined(other.text)):
        return True
    left, right = "".join(one.words), "".join(other.words)
    return len(left) != len(right) and left[-1] == right[-1]


def coined(text: str) -> bool:
    """Say whether a text has a word with a digit or a capital letter inside, as coined names do (`BERTScore`)."""
    return re.search(r"\d|\w[A-Z]", text) is not None


def _initials(words: Sequence[str]) -> set[str]:
    found = {"".join(word[0] for word in chosen) for chosen in (words, [w for w in words if w not in _INCOMPLETE])}
    return {initials for initials in found if len(initials) > 1 and len(words) > 1}


def _shared(keyed: Iterable[tuple[Hashable, Name]]) -> Iterator[list[Name]]:
    groups = defaultdict[Hashable, list[Name]](list)
    for key, name in keyed:
        groups[key].append(name)
    yield from (group for group in groups.values() if len(group) > 1)


def _likeness(one: Name, other: Name, points: int, why: str) -> Likeness:
    return Likeness(min(one.key, other.key), max(one.key, other.key), points, why)
