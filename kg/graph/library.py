"""The Cypher files that come with the package: schema, loading, and a library of questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from kg.errors import NotFoundError, QueryError, UsageError
from kg.graph.names import nearest

ParameterType: TypeAlias = Literal["STRING", "INTEGER", "FLOAT", "BOOLEAN", "LIST OF STRING"]

# The files of `cypher/schema` that make indexes besides those of the constraints.
INDEX_FILES = ("indexes", "fulltext")

_PARAMETER = re.compile(r"(\w+):\s*(LIST OF STRING|[A-Z]+)(?:\s*=\s*([^#]*?))?\s*(?:#\s*(.*))?$")
_TYPES: dict[str, ParameterType] = {name: name for name in get_args(ParameterType)}
_SECTIONS = ("Parameters", "Columns", "Example")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a query: its name and type, its default as it would be given, and what it means.

    `default` is None where a value must be given; an empty text is the default of no value (null).
    """

    name: str
    type: ParameterType
    default: str | None
    meaning: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question in Cypher: what it answers, its parameters, the columns of the answer, and an example."""

    name: str
    text: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    example: str


def folder(root: Traversable | None = None) -> Traversable:
    """Return the folder of the Cypher files: that in the package, or the checkout's in an editable install."""
    package = root if root is not None else files("kg")
    inside = package / "cypher"
    if inside.is_dir():
        return inside
    beside = Path(str(package)).parent / "cypher"
    if beside.is_dir():
        return beside
    raise NotFoundError(f"the Cypher files are neither in {inside} nor in {beside}; install the package again")


@cache
def queries() -> tuple[Query, ...]:
    """Return all questions of the library, sorted by name."""
    found = (entry for entry in (folder() / "queries").iterdir() if entry.name.endswith(".cypher"))
    return tuple(
        parse(entry.name.removesuffix(".cypher"), entry.read_text(encoding="utf-8"))
        for entry in sorted(found, key=lambda entry: entry.name)
    )


def find(name: str) -> Query:
    """Return the question of a name. Raises NotFoundError with the nearest names."""
    known = {query.name: query for query in queries()}
    wanted = name.removesuffix(".cypher").replace("-", "_").casefold()
    if wanted in known:
        return known[wanted]
    near = nearest(wanted, known)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
    raise NotFoundError(f"no query in the library is named {name}; {hint}")


def bind(query: Query, given: Mapping[str, str]) -> dict[str, object]:
    """Return the values of a query's parameters, from texts as they are typed.

    Lists are written with commas. What is not given has its default. Raises UsageError for a name that the query
    does not have, a value that is not of its type, and a value that is missing.
    """
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            allowed = ", ".join(known) or "none"
            raise UsageError(f"the query {query.name} has no parameter {name}; it has: {allowed}")
    values: dict[str, object] = {}
    for name, parameter in known.items():
        text = given.get(name, parameter.default)
        if text is None:
            raise UsageError(f"the query {query.name} needs {name} ({parameter.meaning}), such as: {query.example}")
        values[name] = None if name not in given and text == "" else _value(query.name, parameter, text)
    return values


def parse(name: str, text: str) -> Query:
    """Return the question that a file holds; its opening comment says all about it.

    The comment's first lines are the question; then follow `Parameters:`, each `name: TYPE = default # meaning` (no
    `=` where a value must be given), `Columns:` with names and commas, and `Example:`. Raises QueryError for a
    parameter that cannot be read. A file without such a comment has no question, parameters or columns.
    """
    sections = _sections(text)
    return Query(
        name=name,
        text=text,
        question=" ".join(sections[""]),
        parameters=tuple(_parameter(name, line) for line in sections["Parameters"] if line.rstrip(".") != "none"),
        columns=tuple(column for column in re.split(r"[,\s]+", " ".join(sections["Columns"])) if column),
        example=" ".join(sections["Example"]),
    )


def statements(text: str) -> tuple[str, ...]:
    """Return the statements of one of the package's own files, without its comments; a semicolon ends a line there."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    return tuple(part.strip() for part in re.split(r";\s*(?:\n|$)", "\n".join(lines)) if part.strip())


def schema_statements(name: str) -> tuple[str, ...]:
    """Return the statements of a file of `cypher/schema`."""
    return statements((folder() / "schema" / f"{name}.cypher").read_text(encoding="utf-8"))


@cache
def load_statements(name: str) -> tuple[str, ...]:
    """Return the statements of a file of `cypher/load`, such as `node_paper` or `edge_mentions`."""
    return statements((folder() / "load" / f"{name}.cypher").read_text(encoding="utf-8"))


def _sections(text: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {"": [], **{name: [] for name in _SECTIONS}}
    current = ""
    for line in _opening(text):
        head, colon, rest = line.partition(":")
        if colon and head in _SECTIONS:
            current, line = head, rest.strip()  # noqa: PLW2901 - what follows the heading belongs to its section
        if line:
            sections[current].append(line)
    return sections


def _opening(text: str) -> Iterator[str]:
    for line in text.removeprefix("\ufeff").splitlines():
        if not line.startswith("//"):
            return
        yield line.removeprefix("//").strip()


def _parameter(query: str, line: str) -> Parameter:
    match = _PARAMETER.match(line)
    if match is None or (kind := _TYPES.get(match[2])) is None:
        raise QueryError(
            f"{query}: the parameter '{line}' cannot be read; "
            f"write 'name: TYPE = default # meaning', TYPE one of {', '.join(_TYPES)}"
        )
    return Parameter(match[1], kind, None if match[3] is None else match[3].strip("'\" "), match[4] or "")


def _value(query: str, parameter: Parameter, text: str) -> object:
    match parameter.type:
        case "STRING":
            return text
        case "LIST OF STRING":
            return [part.strip() for part in text.split(",") if part.strip()]
        case "BOOLEAN" if text.casefold() in {"true", "false"}:
            return text.casefold() == "true"
        case "INTEGER" if re.fullmatch(r"\s*[+-]?[0-9]{1,18}\s*", text):
            return int(text)
        case "FLOAT" if re.fullmatch(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*", text):
            return float(text)
        case _:
            raise UsageError(f"{query}: {parameter.name} is of type {parameter.type}, and '{text}' is not")
