"""Whether more of a metric is better, or less: a small table with its sources, in `metrics.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, TypeAlias

from kg.extract import normal_form

Direction: TypeAlias = Literal["higher", "lower"]
_DIRECTIONS: tuple[Direction, ...] = ("higher", "lower")


@cache
def _table() -> Mapping[str, Direction]:
    data = json.loads((files("kg.analyse") / "metrics.json").read_text(encoding="utf-8"))
    return MappingProxyType({normal_form(name): way for way in _DIRECTIONS for name in data[way]})


def direction(names: Iterable[str]) -> Direction | None:
    """Return which values of a metric with these names are better, None where the table does not know or contradicts.

    A name that is not in the table is read by its last words (`top-1 accuracy` is an accuracy).
    """
    found = {way for name in names if (way := _of_name(normal_form(name))) is not None}
    return found.pop() if len(found) == 1 else None


def _of_name(form: str) -> Direction | None:
    words = form.split()
    ends = (" ".join(words[first:]) for first in range(len(words)))
    return next((_table()[end] for end in ends if end in _table()), None)
