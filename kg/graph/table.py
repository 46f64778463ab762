"""The answer to a query: columns and rows of plain Python values."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_MOST_ROWS = 50
_MOST_CHARACTERS = 300  # of a cell
_MOST_ITEMS = 5


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a query's answer, in its order; each row has one value for each column.

    Values are None, str, int, float, bool, and lists and dicts of these. A node or an edge that a query returns
    whole is the dict of its properties, a path the list of those of its nodes, a date or time its ISO 8601 text.

    In a notebook it shows itself, at most 50 rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]

    def _repr_html_(self) -> str:
        return html_table(self.columns, self.rows)


def html_table(columns: Sequence[str], rows: Sequence[Iterable[object]], *, caption: str = "") -> str:
    """Return rows as an HTML table for a notebook: every text escaped, long ones and lists cut, at most 50 rows.

    A value that shows itself (`_repr_html_`) does so in its cell.
    """
    head = "".join(f'<th scope="col" style="text-align: left">{html.escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:_MOST_ROWS])
    title = f'<caption style="text-align: left; font-weight: bold">{html.escape(caption)}</caption>' if caption else ""
    left_out = len(rows) - _MOST_ROWS
    told = f"<p>{left_out:,} of {len(rows):,} rows are not shown.</p>" if left_out > 0 else ""
    told = told or ("" if rows else "<p>No rows.</p>")
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{told}"


def _cell(value: object) -> str:
    show = getattr(value, "_repr_html_", None)
    if show is not None:
        return f'<td style="text-align: left">{show()}</td>'
    number = isinstance(value, int | float) and not isinstance(value, bool)
    text = _text(value)
    text = text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS].rstrip()}…"
    return f'<td style="text-align: {"right" if number else "left"}">{html.escape(text)}</td>'


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        more = f", … (+{len(value) - _MOST_ITEMS})" if len(value) > _MOST_ITEMS else ""
        return ", ".join(map(_text, value[:_MOST_ITEMS])) + more
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_text(item)}" for key, item in value.items())
    return str(value)
