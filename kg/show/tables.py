"""Rows for people and programs: a table for the terminal, JSON, CSV.

Values are what a query can return: None, texts, numbers, truth values, and lists and maps of them. What could
steer a terminal (control characters, and those that turn the direction of writing) is never written as it is.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kg.errors import UsageError

# C0, DEL and C1 controls, the line and paragraph separators, marks that turn the direction of writing, and
# halves of surrogate pairs, which no encoding can write.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# JSON escapes C0 itself; the line feeds between its objects must stay.
_STEERING_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_MOST_ITEMS = 5


def as_text(columns: Sequence[str], rows: Iterable[Sequence[object]], *, width: int) -> str:
    """Return the rows as a table at most `width` characters wide; long cells wrap.

    Lists are cut after five items, with the number of those left out. Without rows there are the columns, and a
    line that says so.
    """
    rows = _checked(columns, rows)
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for position, column in enumerate(columns):
        numbers = bool(rows) and all(_is_number(row[position]) for row in rows)
        table.add_column(Text(_visible(column)), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    screen = io.StringIO()
    console = Console(file=screen, width=width, color_system=None, force_terminal=False, highlight=False)
    console.print(table)
    lines = [line.rstrip() for line in screen.getvalue().splitlines()]
    return "\n".join(lines if rows else [*lines, "no rows"]) + "\n"


def as_json(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as a JSON list of objects, one a line; numbers that JSON lacks (NaN) become null."""
    objects = [dict(zip(columns, row, strict=True)) for row in _checked(columns, rows)]
    if not objects:
        return "[]\n"
    return "[\n" + ",\n".join(map(_json, objects)) + "\n]\n"


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return the rows as CSV (RFC 4180, but lines end in a line feed); lists and maps are written as JSON."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_visible(column) for column in columns])
    writer.writerows([_field(value) for value in row] for row in _checked(columns, rows))
    return text.getvalue()


def _checked(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> list[Sequence[object]]:
    if len(set(columns)) < len(columns):
        raise UsageError(f"columns {', '.join(columns)}: two have one name; rename one with AS")
    rows = list(rows)
    for row in rows:
        if len(row) != len(columns):
            raise ValueError(f"a row of {len(row)} values under {len(columns)} columns")
    return rows


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int | float) and not isinstance(value, bool))


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        shown = ", ".join(map(_cell, value[:_MOST_ITEMS]))
        left_out = len(value) - _MOST_ITEMS
        return f"{shown}, … (+{left_out})" if left_out > 0 else shown
    if isinstance(value, Mapping):
        return ", ".join(f"{_visible(str(key))}: {_cell(item)}" for key, item in value.items())
    return _plain(value)


def _field(value: object) -> str:
    return _json(value) if isinstance(value, list | tuple | Mapping) else _plain(value)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _visible(str(value))


def _visible(text: str) -> str:
    return _STEERING.sub(_escape, text)


def _json(value: object) -> str:
    return _STEERING_IN_JSON.sub(_json_escape, json.dumps(_finite(value), ensure_ascii=False, allow_nan=False))


def _finite(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _finite(item) for key, item in value.items()}
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _json_escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _escape(match: re.Match[str]) -> str:
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    code = ord(match[0])
    return named.get(match[0]) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
