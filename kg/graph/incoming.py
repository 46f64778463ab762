"""The lines of an export as records again, with every value checked: what comes from a file may be anything.

What is checked is that each value has its type, its range and its place in the text; whether the text says so is what
`kg verify` proves.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

from kg.link import Decision, decision_from, decision_json
from kg.read import identity_keys
from kg.records import LABELS, ROLES, SCORE_ONE, Bound, Extraction, Field, Paper, Record, RelationType, ResultKind
from kg.store.codec import dumps, extraction_from, extraction_json, record_from, record_json

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?|--\d\d-\d\d")
_PLACE = re.compile(r"(?:title|abstract):\d{1,9}:\d{1,9}")
_KEY = re.compile(rf"(?:{'|'.join(label.lower() for label in LABELS)})\|\S.*", re.DOTALL)

Test = Callable[[Any], bool]


class LineError(Exception):
    """A line that cannot be taken; its text says what came and what is allowed."""


def record_of(data: Mapping[str, Any]) -> Record:
    """Return the record of a line. Raises LineError."""
    _require(data, _RECORD, "the record", optional=True)
    try:
        record = record_from(data)
    except TypeError as error:
        raise LineError(f"it is no record ({error})") from error
    if record_json(record) != data:
        raise LineError("it is no record as kg writes them: it has empty values, which are left out")
    if not identity_keys(record):
        raise LineError("the record has no title with letters and no arXiv id, DOI or ACL id, so it can be no paper")
    return record


def extraction_of(paper: Paper, data: Mapping[str, Any]) -> Extraction:
    """Return the extraction of a paper from its line. Raises LineError."""
    _require(data, dict.fromkeys(("entities", "definitions", "results", "relations"), _LIST), "the extraction")
    for entity in data["entities"]:
        _require(entity, _ENTITY, "an entity")
        _each(entity["mentions"], lambda m: _list(m, 4) and _score(m[3]) and _in(paper, m[:3]), "a mention")
    _each(data["definitions"], lambda d: _definition(paper, d), "a definition")
    for result in data["results"]:
        _require(result, _RESULT, "a result")
        _each((result["span"], result["sentence"]), lambda s: _in(paper, s), "the place of a result")
    for relation in data["relations"]:
        _require(relation, _RELATION, "a relation")
        _each(relation["evidence"], lambda s: _in(paper, s), "the evidence of a relation")
    starts = [tuple(result["span"][:2]) for result in data["results"]]
    if len(set(starts)) < len(starts):
        raise LineError("two results stand at one place")
    try:
        extraction = extraction_from(paper, data)
    except (KeyError, TypeError, ValueError) as error:
        raise LineError(f"it is no extraction ({error})") from error
    if dumps(extraction_json(extraction)) != dumps(data):
        raise LineError("it is no extraction as kg writes them; export it again")
    return extraction


def decision_of(data: Mapping[str, Any]) -> Decision:
    """Return the decision of a line. Raises LineError."""
    _require(data, {"decision": lambda value: isinstance(value, dict)}, "the line")
    said = data["decision"]
    try:
        decision = decision_from(said)
    except (KeyError, TypeError) as error:
        raise LineError(f"it is no decision of this version of kg ({error!r})") from error
    # A type of its own is no value of `kind`, and `decision_from` lets no other names in.
    _require(said, {name: _DECISION[name] for name in decision_json(decision)}, "the decision")
    return decision


def _require(data: object, tests: Mapping[str, Test], what: str, *, optional: bool = False) -> None:
    """Raise LineError unless an object has the values that the tests want, and no others.

    With `optional` those that are absent are not missed.
    """
    if not isinstance(data, dict):
        raise LineError(f"{what} is {_shown(data)}, not an object")
    for name, value in data.items():
        if name not in tests:
            raise LineError(f"{what} has {name!r}; it may have {', '.join(tests)}")
        if not tests[name](value):
            raise LineError(f"the {name!r} of {what} is {_shown(value)}, which it cannot be")
    missing = [name for name in tests if name not in data]
    if missing and not optional:
        raise LineError(f"{what} has no {missing[0]!r}")


def _each(values: Sequence[Any], test: Test, what: str) -> None:
    for value in values:
        if not test(value):
            raise LineError(f"{what} is {_shown(value)}, which is not of its form or leaves the text")


def _shown(value: object) -> str:
    text = dumps(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _text(value: Any) -> bool:  # noqa: ANN401 - JSON is any of them
    return isinstance(value, str) and bool(value)


def _count(value: Any) -> bool:  # noqa: ANN401
    return type(value) is int and 0 <= value < 2**53


def _score(value: Any) -> bool:  # noqa: ANN401
    return type(value) is int and 0 <= value <= SCORE_ONE


def _list(value: Any, length: int) -> bool:  # noqa: ANN401
    return isinstance(value, list) and len(value) == length


def _list_of(test: Test) -> Test:
    return lambda value: isinstance(value, list) and all(map(test, value))


def _one_of(*allowed: object) -> Test:
    return lambda value: isinstance(value, str) and value in allowed


def _or_none(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _like(pattern: re.Pattern[str]) -> Test:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _in(paper: Paper, place: Any) -> bool:  # noqa: ANN401
    """Say whether a value is a place within a paper's text."""
    if not _list(place, 3) or place[0] not in get_args(Field) or not all(map(_count, place[1:])):
        return False
    return bool(place[1] < place[2] <= len(paper.title if place[0] == "title" else paper.abstract))


def _definition(paper: Paper, value: Any) -> bool:  # noqa: ANN401
    return _list(value, 4) and all(map(_text, value[:2])) and all(_in(paper, place) for place in value[2:])


_LIST: Test = _list_of(lambda _: True)
_INDEX = _or_none(_count)
_RECORD: dict[str, Test] = {
    "source": _text,
    "title": lambda value: isinstance(value, str),
    "abstract": lambda value: isinstance(value, str),
    "ids": _list_of(_text),
    "authors": _list_of(_text),
    "author_count": _count,
    "date": _like(_DATE),
    "venue": _text,
    "url": _text,
    "votes": _count,
}
_ENTITY: dict[str, Test] = {
    "label": _one_of(*LABELS),
    "name": _text,
    "score": _score,
    "role": _one_of(*ROLES),
    "mentions": lambda value: bool(value) and _LIST(value),
}
_RESULT: dict[str, Test] = {
    "text": _text,
    "value": lambda value: type(value) is float and math.isfinite(value),
    "unit": _or_none(_text),
    "kind": _one_of(*get_args(ResultKind)),
    "approximate": lambda value: isinstance(value, bool),
    "bound": _or_none(_one_of(*get_args(Bound))),
    **dict.fromkeys(("method", "dataset", "metric"), _INDEX),
    **dict.fromkeys(("span", "sentence"), _LIST),
    "score": _score,
    "link_scores": lambda value: _list(value, 3) and all(map(_score, value)),
}
_RELATION: dict[str, Test] = {
    "type": _one_of(*get_args(RelationType)),
    "source": _count,
    "target": _count,
    "evidence": lambda value: bool(value) and _LIST(value),
    "score": _score,
}
_DECISION: dict[str, Test] = {
    "kind": _text,
    **dict.fromkeys(("key", "into", "other", "source", "target"), _like(_KEY)),
    "name": _text,
    "label": _one_of(*LABELS),
    "paper": _text,
    "place": _like(_PLACE),
    "type": _one_of(*get_args(RelationType)),
}
