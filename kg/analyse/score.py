"""Scores of annotations against gold: precision and recall by label, of roles, results, relations, papers.

What counts:

- An entity is found if a predicted one has its label and at least half of the predicted surface forms are
  gold's (case, punctuation, spaces and a plural s aside). Each gold entity takes the first such prediction
  that is left, core ones before the others. A core entity not found is a miss. A prediction not taken is
  false, unless it shares a form with gold entities of which none is core.
- `introduced`: of the core entities found, is the role right as to introduced or not.
- `value`: a result whose value is the same as written (spaces, `+`, backslashes, hedges aside); `tuple` also
  wants method, dataset and metric right wherever the annotators agreed.
- `relation`: the same two entities and the same type; an optional one counts neither way.
- A paper's row works if its core methods, datasets and metrics are all found, with precision 0.8 or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.analyse.annotations import (
    AnnotatedEntity,
    AnnotatedResult,
    Annotation,
    annotation_of,
    parse_annotation,
    read_annotations,
)
from kg.records import LABELS

__all__ = [
    "SCORED",
    "AnnotatedEntity",
    "AnnotatedResult",
    "Annotation",
    "Counts",
    "PaperScore",
    "Scores",
    "annotation_of",
    "clean_value",
    "parse_annotation",
    "read_annotations",
    "score",
    "surface_forms",
]

SCORED = (*LABELS, "all", "introduced", "value", "tuple", "relation")
ROW_PRECISION = 0.8

_HEDGES = (
    *("about", "around", "approximately", "roughly", "nearly", "almost", "over", "under"),
    *("more than", "less than", "up to", "at least", "at most", "an average of"),
)
_HEDGE = re.compile(rf"\b(?:{'|'.join(_HEDGES)})\b")
_UNSEEN_IN_VALUES = re.compile(r"[\s+\\$~]")
_WORD = re.compile(r"[a-z0-9]+")
_UNSEEN_IN_FORMS = re.compile(r"[^a-z0-9@+]")
_SINGULAR_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives and false negatives, with their measures (0.0 where undefined)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def precision(self) -> float:
        """The part of what was predicted that is right."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """The part of what is right that was predicted."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class PaperScore:
    """One gold paper's counts by each of `SCORED`, and the entities behind them.

    `predicted` says whether there was a prediction of its title at all. `missed` are the core gold entities
    not found, `false` the predictions that count as false, each in the order of its annotation. `right` says of
    each prediction, in that order, whether it is right (a core gold entity took it), false, or neither (None).
    """

    title: str
    predicted: bool
    counts: Mapping[str, Counts]
    row: bool
    missed: tuple[AnnotatedEntity, ...] = ()
    false: tuple[AnnotatedEntity, ...] = ()
    right: tuple[bool | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of all gold papers, in gold's order."""

    papers: tuple[PaperScore, ...]

    @property
    def counts(self) -> dict[str, Counts]:
        """The counts by each of `SCORED`, over all papers."""
        return {key: sum((paper.counts[key] for paper in self.papers), Counts()) for key in SCORED}

    @property
    def rows(self) -> int:
        """The number of papers whose row works."""
        return sum(paper.row for paper in self.papers)

    @property
    def absent(self) -> int:
        """The number of gold papers without a prediction."""
        return sum(not paper.predicted for paper in self.papers)


def score(gold: Iterable[Annotation], predicted: Iterable[Annotation]) -> Scores:
    """Score predictions against gold; papers are paired by title (letters a-z and digits, case ignored).

    Of two annotations of one title the later counts. A gold paper without a prediction counts as one in which
    nothing was found; predictions of other papers do not count.
    """
    predictions = {_title_key(annotation.title): annotation for annotation in predicted}
    papers = {_title_key(annotation.title): annotation for annotation in gold}
    return Scores(tuple(_paper_score(paper, predictions.get(key)) for key, paper in papers.items()))


def surface_forms(entity: AnnotatedEntity) -> frozenset[str]:
    """Return the forms by which an entity is compared: mentions and name, normalised, none of them empty."""
    return frozenset(filter(None, map(_form, (*entity.mentions, entity.name))))


def _title_key(title: str) -> str:
    return "".join(_WORD.findall(title.lower()))


def _form(text: str) -> str:
    return _UNSEEN_IN_FORMS.sub("", _WORD.sub(_singular, text.lower()))


def _singular(word: re.Match[str]) -> str:
    text = word[0]
    return text[:-1] if len(text) > _SINGULAR_LENGTH and text.endswith("s") else text


def _paper_score(gold: Annotation, predicted: Annotation | None) -> PaperScore:
    prediction = predicted or Annotation(id=gold.id, title=gold.title)
    taken = _take(gold.entities, prediction.entities)
    missed = tuple(e for i, e in enumerate(gold.entities) if e.core and i not in taken)
    right: list[bool | None] = [None if _only_optional(entity, gold) else False for entity in prediction.entities]
    for i, k in taken.items():
        right[k] = True if gold.entities[i].core else None
    false = tuple(entity for entity, outcome in zip(prediction.entities, right, strict=True) if outcome is False)
    counts: dict[str, Counts] = {
        label: Counts(
            tp=sum(gold.entities[i].core and gold.entities[i].label == label for i in taken),
            fp=sum(entity.label == label for entity in false),
            fn=sum(entity.label == label for entity in missed),
        )
        for label in LABELS
    }
    counts["all"] = sum(counts.values(), Counts())
    counts["introduced"] = _introduced(gold.entities, [(i, prediction.entities[k]) for i, k in taken.items()])
    names = _Names.of(gold.entities, prediction.entities)
    counts["value"], counts["tuple"] = _results(gold.results, prediction.results, names)
    counts["relation"] = _relations(gold, prediction, names)
    named = sum((counts[label] for label in LABELS if label != "Task"), Counts())
    row = named.fn == 0 and (named.tp + named.fp == 0 or named.precision >= ROW_PRECISION)
    return PaperScore(gold.title, predicted is not None, counts, row, missed, false, tuple(right))


def _take(gold: Sequence[AnnotatedEntity], predicted: Sequence[AnnotatedEntity]) -> dict[int, int]:
    """Pair indexes of gold entities with those of predictions, one to one, core gold first."""
    gold_forms = [surface_forms(entity) for entity in gold]
    predicted_forms = [surface_forms(entity) for entity in predicted]
    taken: dict[int, int] = {}
    free = dict.fromkeys(range(len(predicted)))
    for i in sorted(range(len(gold)), key=lambda i: not gold[i].core):
        for k in free:
            shared = len(gold_forms[i] & predicted_forms[k])
            if gold[i].label == predicted[k].label and shared and 2 * shared >= len(predicted_forms[k]):
                taken[i] = k
                del free[k]
                break
    return taken


def _only_optional(entity: AnnotatedEntity, gold: Annotation) -> bool:
    """Whether the prediction shares a form with gold entities of any label, and none of those is core."""
    forms = surface_forms(entity)
    alike = [other.core for other in gold.entities if forms & surface_forms(other)]
    return bool(alike) and not any(alike)


def _introduced(gold: Sequence[AnnotatedEntity], found: Sequence[tuple[int, AnnotatedEntity]]) -> Counts:
    wanted = {i for i, entity in enumerate(gold) if entity.core and entity.role == "introduced"}
    sure = {i for i, e in enumerate(gold) if e.core and e.label != "Task" and "|" not in (e.role or "")}
    said = {i for i, entity in found if entity.role == "introduced"} & sure
    right = len(said & wanted)
    return Counts(right, len(said) - right, len(wanted) - right)


@dataclass(frozen=True, slots=True)
class _Names:
    """Tells whether a name in gold and one in the prediction stand for the same thing."""

    gold: Mapping[str, frozenset[str]]
    predicted: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, gold: Sequence[AnnotatedEntity], predicted: Sequence[AnnotatedEntity]) -> _Names:
        return cls(*({entity.name: surface_forms(entity) for entity in side} for side in (gold, predicted)))

    def same(self, gold: str | None, predicted: str | None) -> bool:
        if gold is None or predicted is None:
            return gold is predicted
        ours = self.gold.get(gold, frozenset({_form(gold)}))
        theirs = self.predicted.get(predicted, frozenset({_form(predicted)}))
        return not ours.isdisjoint(theirs)

    def same_result(self, gold: AnnotatedResult, predicted: AnnotatedResult) -> bool:
        pairs = {
            "method": (gold.method, predicted.method),
            "dataset": (gold.dataset, predicted.dataset),
            "metric": (gold.metric, predicted.metric),
        }
        return all(self.same(*pair) for name, pair in pairs.items() if name not in gold.unsure)


def clean_value(value: str) -> str:
    r"""Return a value as values are compared: in small letters, without hedges, white space and `+`, `\`, `$`, `~`."""
    return _UNSEEN_IN_VALUES.sub("", _HEDGE.sub("", value.lower()))


def _results(
    gold: Sequence[AnnotatedResult], predicted: Sequence[AnnotatedResult], names: _Names
) -> tuple[Counts, Counts]:
    """Return the counts of values alone and of whole results."""
    left = list(predicted)
    values = tuples = Counts()
    for wanted in (result for result in gold if result.core):
        alike = [result for result in left if clean_value(result.value) == clean_value(wanted.value)]
        right = [result for result in alike if names.same_result(wanted, result)]
        if alike:
            left.remove((right or alike)[0])
        values += Counts(tp=1) if alike else Counts(fn=1)
        if right:
            tuples += Counts(tp=1)
        else:
            tuples += Counts(fp=bool(alike), fn=1)
    optional = {clean_value(result.value) for result in gold if not result.core}
    false = Counts(fp=sum(clean_value(result.value) not in optional for result in left))
    return values + false, tuples + false


def _relations(gold: Annotation, predicted: Annotation, names: _Names) -> Counts:
    def same(wanted: tuple[str, str, str], said: tuple[str, str, str]) -> bool:
        return wanted[1] == said[1] and names.same(wanted[0], said[0]) and names.same(wanted[2], said[2])

    left = list(predicted.relations)
    found = 0
    for wanted in gold.relations:
        match = next((said for said in left if same(wanted, said)), None)
        if match is not None:
            left.remove(match)
            found += 1
    false = [said for said in left if not any(same(optional, said) for optional in gold.optional_relations)]
    return Counts(found, len(false), len(gold.relations) - found)
