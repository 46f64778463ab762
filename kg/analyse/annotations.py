"""Annotations: what people, or an extraction, say that a paper's text names; read, checked and written.

The format is one JSON object a line: `id`, `title`, `entities`, `results`, `relations`, and where the text is
not known otherwise `abstract`. Results and relations refer to entities by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from kg.errors import SourceError
from kg.records import LABELS, Entity, Extraction, Label, Paper

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """One thing that a paper names.

    `mentions` are its distinct surface forms. `role` is None where none was given (a Task has none), and
    holds a `|` where two annotators differ. `core` is false for what may be found or missed without an error.
    """

    label: Label
    name: str
    mentions: tuple[str, ...]
    role: str | None = None
    core: bool = True


@dataclass(frozen=True, slots=True)
class AnnotatedResult:
    """A reported number as written, with its method, dataset and metric by name (None: not said).

    `unsure` names those of the three on which annotators differ.
    """

    value: str
    kind: str | None = None
    method: str | None = None
    dataset: str | None = None
    metric: str | None = None
    core: bool = True
    unsure: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that is said of one paper. A relation is (name, type, name)."""

    id: str
    title: str
    abstract: str | None = None
    entities: tuple[AnnotatedEntity, ...] = ()
    results: tuple[AnnotatedResult, ...] = ()
    relations: tuple[tuple[str, str, str], ...] = ()
    optional_relations: tuple[tuple[str, str, str], ...] = ()


def read_annotations(path: str | Path) -> list[Annotation]:
    """Return the annotations in a JSON Lines file, in its order; empty lines are skipped.

    Raises SourceError where the file cannot be read, holds no annotation, or a line is not one; the message
    names the line. One bad line refuses the file: scores over a part of it would mislead.
    """
    annotations = [parse_annotation(record, where=where) for where, record in read_objects(Path(path))]
    if not annotations:
        raise SourceError(f"{path}: no annotations in it; one JSON object a line is expected")
    return annotations


def read_objects(path: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield the JSON objects of a file, one a line, each behind its place for messages; empty lines are skipped.

    Raises SourceError where the file cannot be read or a line is something else.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise SourceError(f"{path}: cannot be read ({reason}); name a JSON Lines file of annotations") from None
    except UnicodeDecodeError as error:
        raise SourceError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    # Split at line feeds alone: JSON strings may hold the other line separators of Unicode.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            yield where, _parse_line(line, where)


def _parse_line(line: str, where: str) -> dict[str, object]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{where}: not JSON ({error}); one JSON object a line is expected") from None
    if not isinstance(record, dict):
        raise SourceError(f"{where}: {_shown(record)} is not an object; one JSON object a line is expected")
    return record


def parse_annotation(record: Mapping[str, object], *, where: str = "annotation") -> Annotation:
    """Return the annotation that a JSON object in the format stands for.

    `where` opens the message of the SourceError that is raised if a field is missing or of another type.
    """
    reader = _Reader(record, where)
    return Annotation(
        id=reader.optional("id") or "",
        title=reader.text("title"),
        abstract=reader.optional("abstract"),
        entities=reader.each("entities", _entity),
        results=reader.each("results", _result),
        relations=reader.relations("relations"),
        optional_relations=reader.relations("optional_relations"),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Takes typed fields out of a JSON object, or says what is wrong with it."""

    record: Mapping[str, object]
    where: str

    def fail(self, field: str, allowed: str) -> SourceError:
        came = _shown(self.record[field]) if field in self.record else "nothing"
        return SourceError(f"{self.where}: `{field}` must be {allowed}, not {came}; mend or remove the line")

    def text(self, field: str) -> str:
        value = self.record.get(field)
        if not isinstance(value, str):
            raise self.fail(field, "a text")
        return value

    def optional(self, field: str) -> str | None:
        return None if self.record.get(field) is None else self.text(field)

    def flag(self, field: str) -> bool:
        value = self.record.get(field, True)
        if not isinstance(value, bool):
            raise self.fail(field, "true or false")
        return value

    def items(self, field: str) -> list[object]:
        value = self.record.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fail(field, "a list")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        values = self.items(field)
        if not all(isinstance(value, str) for value in values):
            raise self.fail(field, "a list of texts")
        return cast("tuple[str, ...]", tuple(values))

    def each(self, field: str, build: Callable[[_Reader], Item]) -> tuple[Item, ...]:
        built = []
        for position, item in enumerate(self.items(field), start=1):
            if not isinstance(item, dict):
                raise self.fail(field, "a list of objects")
            built.append(build(_Reader(item, f"{self.where}, {field} {position}")))
        return tuple(built)

    def relations(self, field: str) -> tuple[tuple[str, str, str], ...]:
        triples = []
        for item in self.items(field):
            if not (isinstance(item, list) and len(item) == 3 and all(isinstance(part, str) for part in item)):
                raise self.fail(field, "a list of [name, type, name]")
            triples.append((item[0], item[1], item[2]))
        return tuple(triples)


def _entity(reader: _Reader) -> AnnotatedEntity:
    label = reader.text("label")
    if label not in LABELS:
        raise reader.fail("label", f"one of {', '.join(LABELS)}")
    return AnnotatedEntity(
        label=label,
        name=reader.text("name"),
        mentions=reader.texts("mentions"),
        role=reader.optional("role"),
        core=reader.flag("core"),
    )


def _result(reader: _Reader) -> AnnotatedResult:
    value = reader.record.get("value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise reader.fail("value", "a text or a number")
    return AnnotatedResult(
        value=str(value),
        kind=reader.optional("kind"),
        method=reader.optional("method"),
        dataset=reader.optional("dataset"),
        metric=reader.optional("metric"),
        core=reader.flag("core"),
        unsure=reader.texts("unsure"),
    )


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def annotation_of(paper: Paper, extraction: Extraction, *, threshold: int = 0) -> dict[str, object]:
    """Return a paper's extraction in the annotation format, as a JSON object.

    `threshold` (0 to 10,000) leaves out entities, results and relations with a lower score. An entity stays that a
    result surely belongs to; a result or relation that names another one left out loses that name, or goes with it.
    """
    results = [result for result in extraction.results if result.score >= threshold]
    needed = {
        index
        for result in results
        for index, score in zip((result.method, result.dataset, result.metric), result.link_scores, strict=True)
        if index is not None and score >= threshold
    }
    kept = {i: e for i, e in enumerate(extraction.entities) if e.score >= threshold or i in needed}

    def name(index: int | None) -> str | None:
        return kept[index].name if index in kept else None

    return {
        "id": paper.id,
        "title": paper.title,
        "entities": [_entity_object(entity) for entity in kept.values()],
        "results": [
            {
                "method": name(result.method),
                "dataset": name(result.dataset),
                "metric": name(result.metric),
                "value": result.text,
                "kind": result.kind,
            }
            for result in results
        ],
        "relations": [
            [kept[relation.source].name, relation.type, kept[relation.target].name]
            for relation in extraction.relations
            if relation.score >= threshold and relation.source in kept and relation.target in kept
        ],
    }


def _entity_object(entity: Entity) -> dict[str, object]:
    forms = sorted({mention.text for mention in entity.mentions}, key=lambda form: (-len(form), form))
    record: dict[str, object] = {"label": entity.label, "name": entity.name, "mentions": forms}
    # A task is addressed by its paper or it is not: the format gives it no role.
    return record if entity.label == "Task" else {**record, "role": entity.role}
