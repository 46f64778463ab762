"""What decides whether a thing is worth a node: a calibrated probability from all that the text says of it.

The tagger says where spans are and of which kind; here the evidence of all places of a thing is put together.
The decision is a logistic regression for each label (weights in `judge.json` of the packaged model), fitted on papers
that the tagger was not trained on, so that of the things with a score of 7,000 seven in ten are right.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.records import LABELS, SCORE_ONE, Label

TRAITS = (
    "certain",  # always 1
    "best",  # log odds of the best place: a span of this label, worth a node
    "mean",  # log odds of the mean over the places
    "side",  # log odds of the best place as a span of this label not worth a node
    "label",  # log odds of the label against the others, over all places
    "places",  # logarithm of their number
    "title",  # 1 if one is in the title
    "defined",  # 1 if the text gives a short form for it
    "one_word",
    "long",  # words beyond three
    "sign",  # 1 if its name has a capital behind its first letter, or a digit
    "first",  # where it first stands, as a part of the text
    "part",  # the best place of a thing of its label whose name holds its own and more words, 0 if there is none
    "whole",  # the same of one whose name its own holds
    "rank",  # logarithm of 1 and the number of things of its label with a better best place
)
_MOST_CERTAIN = 0.001


def log_odds(probability: float) -> float:
    """Return the log odds of a probability, with an end (about 7) where it is next to 0 or 1."""
    bounded = min(max(probability, _MOST_CERTAIN), 1 - _MOST_CERTAIN)
    return math.log(bounded / (1 - bounded))


def probability(odds: float) -> float:
    """Return the probability of some log odds."""
    return 1 / (1 + math.exp(-max(min(odds, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights: for each label one for each of TRAITS, and two (constant, slope) for the log odds of a place."""

    things: Mapping[Label, tuple[float, ...]]
    place: tuple[float, float]

    @classmethod
    def plain(cls) -> Judge:
        """Return the judge that goes by the best place alone."""
        weights = tuple(1.0 if trait == "best" else 0.0 for trait in TRAITS)
        return cls(dict.fromkeys(LABELS, weights), (0.0, 1.0))

    def score(self, label: Label, traits: Sequence[float]) -> int:
        """Return the probability, in 1/10,000, that a thing with these traits is worth a node under this label."""
        odds = math.fsum(weight * trait for weight, trait in zip(self.things[label], traits, strict=True))
        return round(probability(odds) * SCORE_ONE)

    def place_scores(self, score: int, places: Sequence[int]) -> list[int]:
        """Return the scores of a thing's places, given its own and the tagger's: the best one has the thing's own."""
        constant, slope = self.place
        parts = [probability(constant + slope * log_odds(place / SCORE_ONE)) for place in places]
        most = max(parts)
        return [round(score * part / most) for part in parts]

    def to_text(self) -> str:
        """Return the weights as JSON."""
        things = {label: dict(zip(TRAITS, weights, strict=True)) for label, weights in self.things.items()}
        return json.dumps({"things": things, "place": self.place}, indent=1) + "\n"

    @classmethod
    def from_text(cls, text: str) -> Judge:
        """Return the judge that `to_text` wrote. Raises ValueError or KeyError for anything else."""
        record = json.loads(text)
        things = {label: tuple(float(record["things"][label][trait]) for trait in TRAITS) for label in LABELS}
        constant, slope = record["place"]
        return cls(things, (float(constant), float(slope)))

    @classmethod
    def read(cls, path: Path) -> Judge:
        """Return the judge in a file."""
        return cls.from_text(path.read_text(encoding="utf-8"))
