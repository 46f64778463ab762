"""The answer to a query: columns and rows of plain Python values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a query's answer, in its order; each row has one value for each column.

    Values are None, str, int, float, bool, and lists and dicts of these. A node or an edge that a query returns
    whole is the dict of its properties, a path the list of those of its nodes, a date or time its ISO 8601 text.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
