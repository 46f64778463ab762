"""Lists in a text: things of one label, or numbers, one after the other (`A, B and C`)."""

from __future__ import annotations

from kg.extract.context import Context

_BETWEEN = frozenset({",", "and", "/", "or", "&", ";", "to", "vs", "vs."})
_GAP = 3  # words that may stand between two of a list (`, and`)


def listed(context: Context, i: int) -> tuple[int, int]:
    """Return an item's position in the list that it is part of, and the list's length: (0, 1) where it stands alone."""
    before, after = _run(context, i, -1), _run(context, i, 1)
    return before, before + after + 1


def list_ends(context: Context, i: int) -> tuple[int, int]:
    """Return the first and the last item of the list that an item is part of: itself twice where it stands alone."""
    start, end = context.bounds(context.items[i].sentence)
    ends: list[int] = []
    for step in (-1, 1):
        left, k, last = _run(context, i, step), i, i
        while left:
            k += step
            if start <= k < end and _alike(context, k, i):
                left, last = left - 1, k
        ends.append(last)
    return ends[0], ends[1]


def _alike(context: Context, k: int, i: int) -> bool:
    """Say whether two items can be of one list."""
    label = context.label(i)
    return context.label(k) == label and (label is not None or context.items[k].number >= 0)


def _run(context: Context, i: int, step: int) -> int:
    """Return how many of its kind follow an item in one direction."""
    start, end = context.bounds(context.items[i].sentence)
    found = gap = 0
    k = i + step
    while start <= k < end and gap <= _GAP:
        if _alike(context, k, i):
            found, gap = found + 1, 0
        elif context.items[k].word in _BETWEEN:
            gap += 1
        else:
            break
        k += step
    return found
