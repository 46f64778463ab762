"""Scores for people: the table by label, and each entity error with its class and text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kg.analyse.annotations import AnnotatedEntity
from kg.analyse.score import PaperScore, Scores, surface_forms
from kg.records import Label

COLUMNS = ("scored", "P", "R", "F1", "tp", "fp", "fn")

ScoreRow: TypeAlias = tuple[str, float, float, float, int, int, int]

ErrorClass: TypeAlias = Literal["missed", "false", "wrong label", "wrong boundary"]
ERROR_CLASSES: tuple[ErrorClass, ...] = ("missed", "false", "wrong label", "wrong boundary")

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class EntityError:
    """One entity that was missed or wrongly found.

    `kind` is `missed` (nothing like it was predicted), `false` (nothing like it was missed), `wrong label`
    (the same text under another label) or `wrong boundary` (the same label, one text within the other).
    `gold` and `predicted` are the names on either side, each with its label.
    """

    kind: ErrorClass
    title: str
    gold: tuple[Label, str] | None
    predicted: tuple[Label, str] | None

    def __str__(self) -> str:
        sides = [f"{label} “{name}”" for label, name in filter(None, (self.gold, self.predicted))]
        return f"{self.kind}: {' ← '.join(sides)} in “{self.title}”"


def score_rows(scores: Scores) -> tuple[tuple[str, ...], list[ScoreRow]]:
    """Return `COLUMNS` and one row for each thing that is scored; measures are 0 to 1, to four places.

    The last row is that of the papers' rows: tp counts those that work, fn those that do not, and all three
    measures are the part that works.
    """
    rows: list[ScoreRow] = [
        (key, round(c.precision, 4), round(c.recall, 4), round(c.f1, 4), c.tp, c.fp, c.fn)
        for key, c in scores.counts.items()
    ]
    broken = len(scores.papers) - scores.rows
    part = round(scores.rows / len(scores.papers), 4) if scores.papers else 0.0
    return COLUMNS, [*rows, ("rows", part, part, part, scores.rows, 0, broken)]


def as_text(scores: Scores) -> str:
    """Return the scores as an aligned table, under a line on papers."""
    columns, rows = score_rows(scores)
    lines = [_head(scores), _text_row(columns), *(_text_row(_cells(row)) for row in rows)]
    return "\n".join(lines)


def as_markdown(scores: Scores) -> str:
    """Return the scores as a Markdown table, under a line on papers."""
    columns, rows = score_rows(scores)
    rule = ["---", *["---:"] * (len(columns) - 1)]
    lines = [_markdown_row(cells) for cells in (columns, rule, *map(_cells, rows))]
    return "\n".join([_head(scores), "", *lines])


def entity_errors(scores: Scores) -> list[EntityError]:
    """Return the entity errors, in gold's order of papers, by class within a paper.

    A miss and a false prediction that stand for one error are one: by text under two labels first, then by
    a text within the other under one label; each is used once, in the order of the annotations.
    """
    return [error for paper in scores.papers for error in _paper_errors(paper)]


def errors_as_text(errors: Iterable[EntityError]) -> str:
    """Return a count of each class, then one line an error, class by class."""
    errors = list(errors)
    count = Counter(error.kind for error in errors)
    lines = [", ".join(f"{count[kind]} {kind}" for kind in ERROR_CLASSES)]
    lines.extend(str(error) for kind in ERROR_CLASSES for error in errors if error.kind == kind)
    return "\n".join(lines)


def _head(scores: Scores) -> str:
    return f"Papers in gold: {len(scores.papers)}, of them not predicted: {scores.absent}"


def _cells(row: ScoreRow) -> list[str]:
    return [row[0], *(f"{measure:.3f}" for measure in row[1:4]), *map(str, row[4:])]


def _text_row(cells: Iterable[str]) -> str:
    first, *rest = cells
    return f"{first:10}" + "".join(f"{cell:>7}" for cell in rest)


def _markdown_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _paper_errors(paper: PaperScore) -> list[EntityError]:
    missed, false = list(paper.missed), list(paper.false)
    errors = []
    for kind, alike in _JOINT_ERRORS:
        for gold in list(missed):
            match = next((entity for entity in false if alike(gold, entity)), None)
            if match is not None:
                missed.remove(gold)
                false.remove(match)
                errors.append(EntityError(kind, paper.title, _named(gold), _named(match)))
    errors.extend(EntityError("false", paper.title, None, _named(entity)) for entity in false)
    errors.extend(EntityError("missed", paper.title, _named(entity), None) for entity in missed)
    return sorted(errors, key=lambda error: ERROR_CLASSES.index(error.kind))


def _named(entity: AnnotatedEntity) -> tuple[Label, str]:
    return entity.label, entity.name


def _same_text(gold: AnnotatedEntity, predicted: AnnotatedEntity) -> bool:
    return gold.label != predicted.label and not surface_forms(gold).isdisjoint(surface_forms(predicted))


def _one_within_other(gold: AnnotatedEntity, predicted: AnnotatedEntity) -> bool:
    if gold.label != predicted.label:
        return False
    return any(a in b or b in a for a in _worded(gold) for b in _worded(predicted))


def _worded(entity: AnnotatedEntity) -> set[str]:
    """Return the entity's texts as words between spaces, so that `in` compares whole words."""
    texts = (" ".join(_WORDS.findall(text.lower())) for text in (entity.name, *entity.mentions))
    return {f" {text} " for text in texts if text}


_JOINT_ERRORS: tuple[tuple[ErrorClass, Callable[[AnnotatedEntity, AnnotatedEntity], bool]], ...] = (
    ("wrong label", _same_text),
    ("wrong boundary", _one_within_other),
)
