"""The graph as files for `neo4j-admin database import`, which fills an empty database much faster than a push does.

A table a label and one a type of edge with the labels of its ends, each with a header of typed columns in a file of its
own; `import.args` names them all, and `schema.cypher` makes the constraints and indexes afterwards. What is imported
carries the marks of a push, so that `kg neo4j check` and later pushes work on it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from kg.errors import KgError
from kg.graph.library import INDEX_FILES, schema_statements
from kg.graph.rows import edge_values, node_values
from kg.graph.schema import EDGE_ID, EDGES, NODES, OURS, Kind
from kg.records import Edge, Node

ARGUMENTS = "import.args"
SCHEMA = "schema.cypher"
COMMAND = f"neo4j-admin database import full neo4j --overwrite-destination @{ARGUMENTS}"
# Between the items of a list; texts that were read hold none of these, because they are taken for white space.
SEPARATOR = "\x1f"

_TYPES: Mapping[Kind, str] = {
    "string": "string",
    "integer": "long",
    "float": "double",
    "boolean": "boolean",
    "strings": "string[]",
}


@dataclass(frozen=True, slots=True)
class BulkReport:
    """How many nodes and edges were written."""

    nodes: int
    edges: int


def export_bulk(nodes: Iterable[Node], edges: Iterable[Edge], folder: Path) -> BulkReport:
    """Write a folder that `neo4j-admin` imports: all of it, or none.

    The folder may be absent, empty, or hold an earlier export, which is replaced. Raises KgError if it holds anything
    else or cannot be written.
    """
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or (folder / ARGUMENTS).is_file())):
        raise KgError(f"{folder}: it is there and not an earlier export; name a new folder, or an empty one")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as draft:
            inside = Path(draft) / "export"
            inside.mkdir()
            report = _write(nodes, edges, inside)
            if folder.exists():
                shutil.rmtree(folder)
            inside.rename(folder)
    except OSError as error:
        raise KgError(
            f"{folder}: it cannot be written ({error.strerror}); check the folder, its permissions and its space"
        ) from error
    return report


def _write(nodes: Iterable[Node], edges: Iterable[Edge], folder: Path) -> BulkReport:
    with ExitStack() as opened:
        tables = _Tables(folder, opened)
        count = 0
        for node in nodes:
            count += 1
            kinds = NODES[node.label]
            # The id comes first, as what edges name a node by; the importer keeps it as the property of that name.
            head = {f"id:ID({node.label})": node.id}
            rest = {name: kind for name, kind in kinds.items() if name != "id"}
            values = dict(zip(kinds, node_values(node), strict=True))
            tables.add("nodes", (node.label,), head, rest, [values[name] for name in rest])
        edge_count = 0
        for triple, (source, target, name), values_of in edge_values(edges):
            edge_count += 1
            _, source_label, target_label = triple
            ends = {f":START_ID({source_label})": source, f":END_ID({target_label})": target, EDGE_ID: name}
            tables.add("relationships", triple, ends, EDGES[triple[0]].properties, values_of)
    (folder / ARGUMENTS).write_text("\n".join(_arguments(tables.names)) + "\n", encoding="utf-8", newline="\n")
    statements = ";\n\n".join(text for name in ("constraints", *INDEX_FILES) for text in schema_statements(name))
    (folder / SCHEMA).write_text(statements + ";\n", encoding="utf-8", newline="\n")
    return BulkReport(count, edge_count)


class _Tables:
    """The tables of an export, each begun with its first row."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        self.names: list[tuple[str, tuple[str, ...]]] = []
        self._folder = folder
        self._opened = opened
        self._files: dict[tuple[str, ...], TextIO] = {}

    def add(
        self,
        what: str,
        table: tuple[str, ...],
        head: Mapping[str, str],
        kinds: Mapping[str, Kind],
        values: Sequence[object],
    ) -> None:
        """Write a row: what it is found by, then its properties and the marker."""
        file = self._files.get(table)
        if file is None:
            self.names.append((what, table))
            columns = [*head, *(f"{name}:{_TYPES[kind]}" for name, kind in kinds.items()), f"{OURS}:boolean"]
            header = self._folder / f"{_file_name(what, table)}-header.csv"
            header.write_text(",".join(columns) + "\n", encoding="utf-8", newline="\n")
            path = self._folder / f"{_file_name(what, table)}.csv"
            file = self._opened.enter_context(path.open("w", encoding="utf-8", newline="\n"))
            self._files[table] = file
        file.write(",".join(map(_cell, [*head.values(), *values, True])) + "\n")


def _file_name(what: str, table: Sequence[str]) -> str:
    return "-".join([what, *table])


def _arguments(tables: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[str]:
    """Yield the importer's arguments: how cells are written, and every table with its header."""
    yield f"--array-delimiter=U+{ord(SEPARATOR):04X}"
    yield "--multiline-fields=true"
    for what, table in sorted(tables):
        name = _file_name(what, table)
        yield f"--{what}={table[0]}={name}-header.csv,{name}.csv"


def _cell(value: object) -> str:
    """Return a value as the importer reads it: nothing for null, quotes around every text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        if any(SEPARATOR in item for item in value):
            raise KgError(f"a list holds the character U+{ord(SEPARATOR):04X}, which separates items: {value!r}")
        value = SEPARATOR.join(value)
    return '"' + value.replace('"', '""') + '"' if isinstance(value, str) else repr(value)
