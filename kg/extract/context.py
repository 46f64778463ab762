"""A text as the scorers of roles, results and relations see it: sentences of words, with names and numbers as one item.

`Llama-3.2-3B advances from 73.9 to 78.3 on GSM8K` reads `METHOD advances from NUM to NUM on DATASET`, so that what is
learned of one sentence holds for all that are built alike.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.extract.numbers import Number
from kg.extract.thresholds import DEFAULT_THRESHOLD
from kg.records import SCORE_ONE, Label

Place = tuple[int, int]

_LEAST = 3  # tenths: a thing less likely introduced is not what a paper is about

# Sentences: no abstract has so many, and in a book the things of one chapter have little to do with those of another.
_REACH = 100

# Signs of LaTeX and Markdown, which say nothing of how words hang together.
_SILENT = frozenset({"$", "\\", "{", "}", "~", "*", "**", "`", "``", "''", '"', "“", "”"})


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that the text names: its label, name and score (0 to 10,000), and its places in characters, sorted.

    `forms` are the texts that stand there, each once.
    """

    label: Label
    name: str
    score: int
    places: tuple[Place, ...]
    forms: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """What stands for it among the items: its label, in small letters where it is doubtful."""
        return self.label.upper() if self.score >= DEFAULT_THRESHOLD else self.label.lower() + "?"


@dataclass(frozen=True, slots=True)
class Item:
    """A word in lower case, or the sign of a name or number; `thing` and `number` are indexes, -1 where it is none."""

    word: str
    sentence: int
    place: Place
    thing: int = -1
    number: int = -1


class Context:
    """The items of a text, and where its things and numbers are among them.

    `title` is the number of sentences that are the title's. `at` has the items of each thing, in order, and `of_number`
    the item of each number, -1 for one that is within a name. `introduced` is the chance that the paper introduces a
    thing, in tenths, and `main` the method that is most of all introduced, if one is, once the roles are known.
    """

    def __init__(
        self,
        words: Iterable[tuple[str, Place]],
        sentences: Sequence[int],
        *,
        title: int,
        things: Sequence[Named],
        numbers: Sequence[Number],
    ) -> None:
        self.things = tuple(things)
        self.introduced: tuple[int, ...] = (0,) * len(self.things)
        self.main: int | None = None
        self.numbers = tuple(numbers)
        covers = _covers(things, numbers)
        items: list[Item] = []
        end = 0
        for word, place in words:
            if place[0] < end or word in _SILENT or not word.strip():
                continue
            sentence = bisect_right(sentences, place[0]) - 1
            cover = covers.get(place[0])
            if cover is None:
                items.append(Item(word.lower(), sentence, place))
                continue
            end, thing, number = cover
            sign = things[thing].sign if thing >= 0 else _number_sign(numbers[number])
            items.append(Item(sign, sentence, (place[0], end), thing, number))
        self.items = tuple(items)
        self.title = bisect_left(sentences, title) if title else 0
        self.sentences = len(sentences)
        self.at: tuple[list[int], ...] = tuple([] for _ in things)
        self.of_number = [-1] * len(numbers)
        for i, item in enumerate(items):
            if item.thing >= 0:
                self.at[item.thing].append(i)
            if item.number >= 0:
                self.of_number[item.number] = i
        firsts = [item.sentence for item in items]
        self._bounds = [(bisect_left(firsts, n), bisect_right(firsts, n)) for n in range(self.sentences)]

    def word(self, i: int, sentence: int) -> str:
        """Return the word of an item, a mark where it would lie outside the sentence."""
        start, end = self._bounds[sentence]
        return self.items[i].word if start <= i < end else "<s>" if i < start else "</s>"

    def introduce(self, introduced: tuple[int, ...]) -> None:
        """Set the chances that things are introduced, and the main method; ties go to the one that is named first."""
        self.introduced = introduced
        # A thing that is named often is what the paper is about rather than one that is named once.
        often = [min(1.0, 0.6 + 0.1 * len(at)) for at in self.at]
        ranked = [
            (-round(self.introduced[n] * thing.score * often[n] / SCORE_ONE), self.at[n][0], n)
            for n, thing in enumerate(self.things)
            if thing.label == "Method" and self.at[n] and self.introduced[n] >= _LEAST
        ]
        self.main = min(ranked)[2] if ranked else None

    def near(self, thing: int, sentence: int) -> bool:
        """Say whether a thing is there, and near enough to a sentence to be considered with it."""
        at = self.at[thing]
        return bool(at) and abs(self.items[at[0]].sentence - sentence) <= _REACH

    def label(self, i: int) -> Label | None:
        """Return the label of the thing that an item is, None for words and numbers."""
        thing = self.items[i].thing
        return self.things[thing].label if thing >= 0 else None

    def bounds(self, sentence: int) -> Place:
        """Return the items of a sentence: the first, and the one behind the last."""
        return self._bounds[sentence]


def _covers(things: Sequence[Named], numbers: Sequence[Number]) -> dict[int, tuple[int, int, int]]:
    """Return what begins at each character: (end, thing, number); names that are sure before numbers before others."""
    spans = [
        *((it.score < DEFAULT_THRESHOLD, a - b, a, b, n, -1) for n, it in enumerate(things) for a, b in it.places),
        *((False, 0, number.start, number.end, -1, n) for n, number in enumerate(numbers)),
    ]
    covers: dict[int, tuple[int, int, int]] = {}
    taken: list[Place] = []
    for _, _, start, end, thing, number in sorted(spans):
        at = bisect_left(taken, (start, end))
        if (at < len(taken) and taken[at][0] < end) or (at and taken[at - 1][1] > start):
            continue
        taken.insert(at, (start, end))
        covers[start] = (end, thing, number)
    return covers


def _number_sign(number: Number) -> str:
    unit = number.unit or ""
    return {"%": "NUM%", "points": "NUM%", "x": "NUMx", "": "NUM", "rank": "NUMth"}.get(unit, "NUMu")
