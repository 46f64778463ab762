"""Lists in a text: things of one label, or numbers, one after the other (`A, B and C`)."""

from __future__ import annotations

from kg.extract.context import Context

_BETWEEN = frozenset({",", "and", "/", "or", "&", ";", "to", "vs", "vs."})
_GAP = 3  # words that may stand between two of a list (`, and`)


def listed(context: Context, i: int) -> tuple[int, int]:
    """Return an item's position in the list that it is part of, and the list's length: (0, 1) where it stands alone."""
    before, after = _run(context, i, -1), _run(context, i, 1)
    return before, before + after + 1


def _run(context: Context, i: int, step: int) -> int:
    """Return how many of its kind follow an item in one direction."""
    start, end = context.bounds(context.items[i].sentence)
    label = context.label(i)
    found = gap = 0
    k = i + step
    while start <= k < end and gap <= _GAP:
        if context.label(k) == label and (label is not None or context.items[k].number >= 0):
            found, gap = found + 1, 0
        elif context.items[k].word in _BETWEEN:
            gap += 1
        else:
            break
        k += step
    return found
