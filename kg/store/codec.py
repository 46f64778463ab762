"""JSON forms of the records that the store and the JSON Lines export hold.

One form for both, so that what is exported is what is stored. Keys are sorted, nothing is escaped that need not
be, and absent values are left out: equal records give equal text. A mention's text is not stored: it is
what stands in the paper at its offsets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from kg.records import Definition, Entity, Extraction, Mention, Paper, Record, Relation, Result, Span

Json = dict[str, Any]

_TUPLES = frozenset({"ids", "authors", "sources"})


def dumps(value: object) -> str:
    """Return the one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def loads(text: str) -> Any:  # noqa: ANN401 - JSON is any of them
    """Return the value of a JSON text."""
    return json.loads(text)


def _flat(item: Record | Paper) -> Json:
    values = ((f.name, getattr(item, f.name)) for f in fields(item))
    return {
        name: list(value) if isinstance(value, tuple) else value for name, value in values if value not in (None, ())
    }


def _arguments(data: Mapping[str, Any]) -> Json:
    return {name: tuple(value) if name in _TUPLES else value for name, value in data.items()}


def record_json(record: Record) -> Json:
    """Return a record as JSON, without its place: the place only serves messages while it is read."""
    data = _flat(record)
    data.pop("place", None)
    return data


def record_from(data: Mapping[str, Any]) -> Record:
    """Return the record that `record_json` wrote. Raises TypeError for unknown or missing keys."""
    return Record(place="", **_arguments(data))


def paper_json(paper: Paper) -> Json:
    """Return a paper as JSON."""
    return _flat(paper)


def paper_from(data: Mapping[str, Any]) -> Paper:
    """Return the paper that `paper_json` wrote."""
    return Paper(**_arguments(data))


def _span_json(span: Span) -> list[Any]:
    return [span.field, span.start, span.end]


def mentions_json(mentions: Sequence[Mention]) -> list[Any]:
    """Return mentions as `[field, start, end, score]` each."""
    return [[*_span_json(m.span), m.score] for m in mentions]


def mentions_from(paper: Paper, data: Sequence[Sequence[Any]]) -> tuple[Mention, ...]:
    """Return the mentions that `mentions_json` wrote, with their texts taken from the paper."""
    return tuple(Mention(span, text_at(paper, span), score) for *place, score in data for span in (Span(*place),))


def text_at(paper: Paper, span: Span) -> str:
    """Return what stands in the paper at a span (cut short where the span leaves the text)."""
    text = paper.title if span.field == "title" else paper.abstract
    return text[span.start : span.end]


def result_json(result: Result) -> Json:
    """Return a result as JSON."""
    places = {"span": _span_json(result.span), "sentence": _span_json(result.sentence)}
    return {f.name: getattr(result, f.name) for f in fields(result)} | places


def result_from(data: Mapping[str, Any]) -> Result:
    """Return the result that `result_json` wrote."""
    places = {"span": Span(*data["span"]), "sentence": Span(*data["sentence"])}
    return Result(**{**data, **places, "link_scores": tuple(data["link_scores"])})


def spans_json(spans: Sequence[Span]) -> list[Any]:
    """Return places as `[field, start, end]` each."""
    return [_span_json(span) for span in spans]


def extraction_json(extraction: Extraction) -> Json:
    """Return an extraction as JSON."""
    return {
        "entities": [
            {
                "label": e.label,
                "name": e.name,
                "score": e.score,
                "role": e.role,
                "mentions": mentions_json(e.mentions),
            }
            for e in extraction.entities
        ],
        "definitions": [
            [d.short, d.long, _span_json(d.short_span), _span_json(d.long_span)] for d in extraction.definitions
        ],
        "results": [result_json(r) for r in extraction.results],
        "relations": [
            {f.name: getattr(r, f.name) for f in fields(r)} | {"evidence": spans_json(r.evidence)}
            for r in extraction.relations
        ],
    }


def extraction_from(paper: Paper, data: Mapping[str, Any]) -> Extraction:
    """Return the extraction of a paper that `extraction_json` wrote.

    Raises KeyError, TypeError or ValueError if it is something else, or leads to entities that it has not.
    """
    extraction = Extraction(
        entities=tuple(
            Entity(e["label"], e["name"], mentions_from(paper, e["mentions"]), e["score"], e["role"])
            for e in data["entities"]
        ),
        definitions=tuple(
            Definition(short, long, Span(*short_span), Span(*long_span))
            for short, long, short_span, long_span in data["definitions"]
        ),
        results=tuple(map(result_from, data["results"])),
        relations=tuple(
            Relation(**{**r, "evidence": tuple(Span(*s) for s in r["evidence"])}) for r in data["relations"]
        ),
    )
    ends = [index for r in extraction.results for index in (r.method, r.dataset, r.metric) if index is not None]
    ends += [index for r in extraction.relations for index in (r.source, r.target)]
    if not all(0 <= index < len(extraction.entities) for index in ends):
        raise ValueError("a result or relation leads to an entity that is not there")
    return extraction
