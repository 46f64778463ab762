"""Public yardsticks: texts with labelled spans (SciERC, TDMSci), against which found spans are scored exactly.

The format is one JSON object a line: `text` and `char_spans`, a list of [start, end, type]. A span is right if its
first and last character and its type are; F1 is over all spans, as it is published for these sets (Luan et al. 2018,
Hou et al. 2021). What a set calls Material is a Dataset here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import extract
from kg.analyse.annotations import read_objects
from kg.analyse.score import Counts
from kg.errors import SourceError
from kg.records import LABELS, Paper

COLUMNS = ("type", "P", "R", "F1", "tp", "fp", "fn")
LABEL_OF_TYPE = {label.lower(): label for label in LABELS} | {"material": "Dataset"}
Place = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class SpannedText:
    """A text and its spans: characters (end not included) and type."""

    text: str
    spans: frozenset[Place]


def is_spanned(path: Path) -> bool:
    """Say whether a file's first line is in the format of spans, not in that of annotated papers."""
    try:
        with path.open(encoding="utf-8") as lines:
            first = json.loads(next(lines, "null"))
    except (OSError, ValueError):
        return False
    return isinstance(first, dict) and "char_spans" in first


def read_spanned(path: Path) -> list[SpannedText]:
    """Return the texts in a file. Raises SourceError where it cannot be read or a line is not in the format."""
    return [_spanned(record, where) for where, record in read_objects(path)]


def _spanned(record: Mapping[str, Any], where: str) -> SpannedText:
    try:
        spans = frozenset((int(start), int(end), str(kind)) for start, end, kind in record["char_spans"])
        return SpannedText(str(record["text"]), spans)
    except (ValueError, KeyError, TypeError) as error:
        raise SourceError(
            f"{where}: not a text with spans ({error}); `text` and `char_spans`, a list of [start, end, type], are "
            "expected"
        ) from error


def count_spans(gold: Iterable[frozenset[Place]], found: Iterable[frozenset[Place]]) -> dict[str, Counts]:
    """Return the counts by type, and over `all`, of exact spans."""
    right, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for wanted, said in zip(gold, found, strict=True):
        right.update(kind for *_, kind in wanted & said)
        false.update(kind for *_, kind in said - wanted)
        missed.update(kind for *_, kind in wanted - said)
    kinds = sorted(right.keys() | false.keys() | missed.keys())
    counts = {kind: Counts(right[kind], false[kind], missed[kind]) for kind in kinds}
    return {**counts, "all": sum(counts.values(), Counts())}


def rows(counts: dict[str, Counts]) -> list[tuple[str, float, float, float, int, int, int]]:
    """Return a row a type, in the order of COLUMNS."""
    return [
        (kind, round(c.precision, 4), round(c.recall, 4), round(c.f1, 4), c.tp, c.fp, c.fn)
        for kind, c in counts.items()
    ]


def evaluate_spans(texts: Sequence[SpannedText], *, threshold: int) -> dict[str, Counts]:
    """Score the packaged model: mentions of entities with at least the threshold (0 to 10,000), by exact place.

    Types that the model does not know are left out on both sides, and so are the labels that the set does not have.
    """
    used = {LABEL_OF_TYPE[kind.lower()] for text in texts for *_, kind in text.spans if kind.lower() in LABEL_OF_TYPE}
    gold = (
        frozenset((a, b, LABEL_OF_TYPE[k.lower()]) for a, b, k in text.spans if k.lower() in LABEL_OF_TYPE)
        for text in texts
    )
    return count_spans(gold, _found(texts, used, threshold))


def _found(texts: Sequence[SpannedText], labels: Collection[str], threshold: int) -> Iterator[frozenset[Place]]:
    papers = [Paper(id=f"text:{n}", ids=(), title="", abstract=text.text) for n, text in enumerate(texts)]
    for extraction in extract.extract(papers, extract.load()):
        yield frozenset(
            (mention.span.start, mention.span.end, entity.label)
            for entity in extraction.entities
            if entity.label in labels and entity.score >= threshold
            for mention in entity.mentions
        )
