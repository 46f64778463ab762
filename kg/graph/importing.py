"""Reading what `kg.graph.jsonl` wrote into a store: records, extractions and decisions.

Nodes and edges of the file are passed over, since they follow from the rest. Nothing is extracted again whose text the
file has an extraction of. An import is all or nothing: a line that cannot be taken refuses the whole of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import DecisionError, SourceError
from kg.extract import Workers
from kg.graph.incoming import LineError, decision_of, extraction_of, record_of
from kg.graph.jsonl import FORMAT
from kg.link import Decision
from kg.read import join, merge
from kg.read.lines import Line, read_lines
from kg.records import Extraction, Paper, Record
from kg.store import Change, Store

STDIN = "-"
Text = tuple[str, str]  # a paper's title and abstract
_KINDS = ("record", "extraction", "decision", "node", "edge")
_AS_IT_WAS = "nothing was imported, the graph is as it was"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export holds, checked: `model` made its extractions (None if it has none), `name` is for messages."""

    name: str
    model: str | None
    records: tuple[Record, ...]
    extractions: Mapping[Text, Extraction]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: how many records it read, what changed in the store, and the decisions that are new there."""

    read: int
    change: Change
    decisions: tuple[Decision, ...]


def import_jsonl(store: Store, lines: Iterable[str], *, name: str = STDIN) -> Imported:
    """Add what the lines of an export hold to a store, in one transaction: the same as building from both.

    `name` is what messages call them. Raises, with the store as it was, SourceError for what is no whole export,
    OtherModelError if the store has another model's extractions, and DecisionError if a decision contradicts one of the
    store.
    """
    return import_exports(store, [read_export(lines, name=name)])


def import_exports(store: Store, exports: Sequence[Exported]) -> Imported:
    """Add several exports to a store in one transaction; raises as `import_jsonl` does."""
    model = _one_model(exports)
    records = [record for export in exports for record in export.records]
    change, new = Change(), list[Decision]()
    with store.together():
        if model is not None:
            change = store.add(records, _extractor(exports, model), model=model)
        for export in exports:
            try:
                new += store.decide(*export.decisions, strict=False)
            except DecisionError as error:
                raise DecisionError(f"{export.name}: {error}; {_AS_IT_WAS}") from error
    return Imported(len(records), change, tuple(new))


def read_file(name: str, *, stdin: BinaryIO | None = None) -> Exported:
    """Read an export from a file, plain or compressed, or from standard input (`-`). Raises SourceError."""
    if name == STDIN:
        if stdin is None and sys.stdin is None:
            raise SourceError(f"{STDIN}: there is no standard input; name a file that `kg export jsonl` wrote")
        return _read_stream(name, stdin or sys.stdin.buffer)
    try:
        with Path(name).open("rb") as stream:
            return _read_stream(name, stream)
    except OSError as error:
        raise SourceError(
            f"{name}: it cannot be read ({error.strerror or error}); name a file that `kg export jsonl` wrote"
        ) from error


def read_export(lines: Iterable[str], *, name: str = STDIN) -> Exported:
    """Return what the lines of an export hold. Raises SourceError, with the line, for what is no whole export."""
    reader = _Reader(name)
    try:
        for line in lines:
            reader.read(line)
        return reader.end()
    except LineError as error:
        raise SourceError(f"{name}, {reader.place}: {error}; {_AS_IT_WAS}") from error


def _read_stream(name: str, stream: BinaryIO) -> Exported:
    # Closed here, and not when it is forgotten: that may be after the stream was closed.
    with closing(read_lines(name, stream)) as lines:
        return read_export(map(_text, lines), name=name)


def _text(line: Line) -> str:
    if line.refusal:
        raise SourceError(f"{line.refusal.source}, {line.refusal.place}: {line.refusal.reason}; {_AS_IT_WAS}")
    return line.text


class _Reader:
    """Takes the lines of an export one by one, in their order: about all, records, and what is said of them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._number = 0
        self._about: dict[str, Any] | None = None
        self._records: list[Record] = []
        self._papers: dict[str, Paper] | None = None
        self._read: set[str] = set()
        self._extractions: dict[Text, Extraction] = {}
        self._decisions: list[Decision] = []

    @property
    def place(self) -> str:
        """Where the line that was read last stands, for people."""
        return f"line {max(self._number, 1)}"

    def read(self, line: str) -> None:
        """Take one line. Raises LineError."""
        self._number += 1
        data = _object(line)
        if self._about is None:
            self._about = _checked_about(data)
            return
        kind = data.pop("kind", None)
        if kind == "record":
            if self._papers is not None:
                raise LineError("a record comes after extractions; in an export all records come first")
            self._records.append(record_of(data))
        elif kind == "extraction":
            self._take_extraction(data)
        elif kind == "decision":
            self._decisions.append(decision_of(data))
        elif kind not in _KINDS:
            raise LineError(f"its kind is {kind!r}; the kinds are {', '.join(_KINDS)}")

    def end(self) -> Exported:
        """Return all that was read, if the file was whole. Raises LineError."""
        if self._about is None:
            raise LineError("it is empty; an export has a line about itself first")
        found = {"records": self._records, "papers": self._read, "decisions": self._decisions}
        for what, read in found.items():
            if len(read) != self._about[what]:
                raise LineError(
                    f"the file ends after {len(read)} {what}, and its first line says {self._about[what]}: "
                    "it was cut short or changed; export it again"
                )
        models = self._about["models"]
        model = models[0] if models else None
        return Exported(self._name, model, tuple(self._records), self._extractions, tuple(self._decisions))

    def _take_extraction(self, data: dict[str, Any]) -> None:
        if self._papers is None:
            self._papers = {paper.id: paper for paper in map(merge, join(self._records))}
        identifier = data.pop("paper", None)
        paper = self._papers.get(identifier) if isinstance(identifier, str) else None
        if paper is None:
            raise LineError(f"it is of the paper {identifier!r}, which the records before it do not make")
        if paper.id in self._read:
            raise LineError(f"there is a second extraction of {paper.id}")
        self._read.add(paper.id)
        self._extractions[paper.title, paper.abstract] = extraction_of(paper, data)


def _object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
        # Halves of surrogate pairs can be written in JSON, and nowhere else.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise LineError(f"it is not JSON ({error}); a file that was cut short ends so: export it again") from error
    if not isinstance(data, dict):
        raise LineError(f"it is {line[:40]!r}; every line of an export is a JSON object")
    return data


def _checked_about(data: dict[str, Any]) -> dict[str, Any]:
    """Return the first line, if it is that of an export that can be read."""
    if data.get("kind") != "graph" or "format" not in data:
        raise LineError(
            "this is no export of a graph, which has a line about itself first; name a file that `kg export jsonl` "
            "wrote (`kg build` reads papers)"
        )
    if data["format"] != FORMAT:
        raise LineError(f"it has format {data['format']!r}, and this version of kg reads {FORMAT}; upgrade papergraph")
    models = data.get("models")
    counts = {name: data.get(name) for name in ("records", "papers", "decisions")}
    if not all(type(count) is int and count >= 0 for count in counts.values()):
        raise LineError(f"it counts {counts}; these are whole numbers in an export")
    if not isinstance(models, list) or not all(isinstance(model, str) for model in models):
        raise LineError(f"its models are {models!r}; they are a list of names")
    if len(models) > 1:
        raise LineError(
            f"its papers were extracted by several models ({', '.join(models)}); finish that with "
            "`kg build --reextract` where it comes from, and export it again"
        )
    if not models and (counts["records"] or counts["papers"]):
        raise LineError("it has papers, and names no model that extracted them; export it again")
    return data


def _one_model(exports: Sequence[Exported]) -> str | None:
    """Return the model of all exports, None if they have no papers. Raises SourceError if there are several."""
    made = {export.model: export.name for export in exports if export.model is not None}
    if len(made) > 1:
        told = ", ".join(f"{name} by {model}" for model, name in made.items())
        raise SourceError(f"these were extracted by several models ({told}), and one graph has one; {_AS_IT_WAS}")
    return next(iter(made), None)


def _extractor(exports: Sequence[Exported], model: str) -> Callable[[Sequence[Paper]], list[Extraction]]:
    """Return what looks extractions up, and makes those of the few texts that no file has one of.

    These are texts that were no paper's alone: records are ambiguous together that were one paper in their files, and
    so part into papers of which each has its own text.
    """
    known = {text: extraction for export in exports for text, extraction in export.extractions.items()}

    def extract(papers: Sequence[Paper]) -> list[Extraction]:
        unread = [paper for paper in papers if (paper.title, paper.abstract) not in known]
        if unread:
            workers = Workers()
            if workers.model != model:
                raise SourceError(
                    f"{unread[0].id}: papers part here that are one in the file, so that its text has to be read; that "
                    f"needs the model {model}, and the one installed is {workers.model}; {_AS_IT_WAS}"
                )
            texts = [(paper.title, paper.abstract) for paper in unread]
            known.update(zip(texts, workers.extract(unread), strict=True))
        return [known[paper.title, paper.abstract] for paper in papers]

    return extract
