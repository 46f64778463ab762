"""Scores for people: the table by label, and a page with the errors by class, each with its text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kg.analyse import calibration
from kg.analyse.annotations import AnnotatedEntity
from kg.analyse.evaluate import Evaluation
from kg.analyse.evidence import sentence_bounds
from kg.analyse.intervals import f1_interval
from kg.analyse.score import SCORED, PaperScore, Scores, surface_forms
from kg.read import normal_title
from kg.records import LABELS, SCORE_ONE, Label, Paper

COLUMNS = ("scored", "P", "R", "F1", "tp", "fp", "fn")

ScoreRow: TypeAlias = tuple[str, float, float, float, int, int, int]

ErrorClass: TypeAlias = Literal["missed", "false", "wrong label", "wrong boundary"]
ERROR_CLASSES: tuple[ErrorClass, ...] = ("missed", "false", "wrong label", "wrong boundary")

_WORDS = re.compile(r"\w+")
_YEAR_IN_ID = re.compile(r"(?:acl:|[a-z]+)((?:19|20)\d\d)[.:]")  # `acl:2021.wnut-1.22`, `aaai2022:07558`
_ARXIV_MONTH = re.compile(r"arxiv:(\d\d)\d\d\.", re.IGNORECASE)


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


def entity_errors(scores: Scores) -> list[EntityError]:
    """Return the entity errors, in gold's order of papers, by class within a paper.

    A miss and a false prediction that stand for one error are one: by text under two labels first, then by
    a text within the other under one label; each is used once, in the order of the annotations.
    """
    return [error for paper in scores.papers for error in _paper_errors(paper)]


def report(evaluation: Evaluation, *, threshold: int, commonest: int = 40) -> str:
    """Return a page in Markdown: scores by label, source and year, calibration, and the commonest errors.

    A paper counts for each of its sources; without one, its id says where it is from. `threshold` (0 to 10,000) is
    the one that the scores were made with, `commonest` the number of errors of each class that are shown.
    """
    papers = [(paper, evaluation.papers.get(normal_title(paper.title))) for paper in evaluation.scores.papers]
    by_source: defaultdict[str, list[PaperScore]] = defaultdict(list)
    by_year: defaultdict[str, list[PaperScore]] = defaultdict(list)
    for scored, paper in papers:
        for source in _sources(paper):
            by_source[source].append(scored)
        by_year[_year(paper)].append(scored)
    errors = [(error, evaluation.papers.get(normal_title(error.title))) for error in entity_errors(evaluation.scores)]
    reliability = evaluation.reliability
    head = (
        f"{evaluation.gold} papers in gold: {evaluation.in_graph} in the graph, {evaluation.on_the_fly} extracted on "
        f"the fly, {evaluation.gold - evaluation.paired} absent and counted as missed. Entities with a score of at "
        f"least {threshold / SCORE_ONE:.2f} count."
    )
    return "\n".join(
        [
            "# Extraction, scored against gold",
            "",
            head,
            *_table("By label", (*COLUMNS, "95 %"), _labels(evaluation.scores)),
            *_table("By source", ("source", "papers", *LABELS, "all"), _groups(by_source)),
            *_table("By year", ("year", "papers", *LABELS, "all"), _groups(by_year)),
            *_table("Calibration", calibration.COLUMNS, reliability.rows()),
            "",
            f"Expected calibration error: {reliability.error:.3f} over {reliability.count} entities.",
            *(line for kind in ERROR_CLASSES for line in _shown_errors(kind, errors, commonest)),
            "",
        ]
    )


def _sources(paper: Paper | None) -> tuple[str, ...]:
    if paper is None:
        return ("absent",)
    scheme, colon, _ = paper.id.partition(":")
    return paper.sources or (scheme.rstrip("0123456789") if colon else "unknown",)


def _year(paper: Paper | None) -> str:
    if paper is None:
        return "absent"
    if paper.year:
        return str(paper.year)
    for identifier in paper.ids:
        if match := _ARXIV_MONTH.match(identifier):
            return f"20{match[1]}"
        if match := _YEAR_IN_ID.match(identifier):
            return match[1]
    return "unknown"


def _groups(groups: Mapping[str, Sequence[PaperScore]]) -> Iterator[tuple[object, ...]]:
    """Yield a row a group: its number of papers, and F1 by label and over all."""
    for name, papers in sorted(groups.items()):
        counts = Scores(tuple(papers)).counts
        yield name, len(papers), *(f"{counts[key].f1:.3f}" for key in (*LABELS, "all"))


def _table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    rule = ["---"] * len(columns)
    return ["", f"## {title}", "", *map(_line, (columns, rule, *rows))]


def _line(cells: Iterable[object]) -> str:
    return f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in cells)} |"


def _shown_errors(kind: ErrorClass, errors: Iterable[tuple[EntityError, Paper | None]], most: int) -> list[str]:
    """Return the errors of a class, those that occur in most papers first, each with a sentence where it stands."""
    alike: defaultdict[tuple[object, ...], list[tuple[EntityError, Paper | None]]] = defaultdict(list)
    for error, paper in errors:
        if error.kind == kind:
            named = [(label, name.lower()) for label, name in filter(None, (error.gold, error.predicted))]
            alike[tuple(named)].append((error, paper))
    ranked = sorted(alike.values(), key=lambda group: -len(group))
    count = sum(map(len, ranked))
    lines = ["", f"## {kind.capitalize()}: {count}", ""]
    for group in ranked[:most]:
        error, paper = group[0]
        sides = " ← ".join(f"{label} “{name}”" for label, name in filter(None, (error.gold, error.predicted)))
        times = f" ({len(group)} papers)" if len(group) > 1 else ""
        lines.append(f"- {sides}{times}: {_sentence(error, paper)}")
    return lines


def _sentence(error: EntityError, paper: Paper | None) -> str:
    """Return the sentence of a paper in which an error stands, or its title."""
    for _, name in filter(None, (error.predicted, error.gold)):
        for text in (paper.abstract, paper.title) if paper else ():
            start = text.find(name)
            if start >= 0:
                first, last = sentence_bounds(text, start, start + len(name))
                return " ".join(text[first:last].split())
    return error.title


def _labels(scores: Scores) -> Iterator[tuple[object, ...]]:
    """Yield a row for each thing that is scored, with the interval of its F1 (the rows' row has none)."""
    for key, *measures, tp, fp, fn in score_rows(scores)[1]:
        low, high = f1_interval(scores.papers, key) if key in SCORED else (0.0, 0.0)
        interval = f"{low:.3f} to {high:.3f}" if key in SCORED else ""
        yield key, *(f"{measure:.3f}" for measure in measures), tp, fp, fn, interval


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
