"""Extraction: what a paper's text names, found by a small trained pipeline for spaCy."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.extract.acronyms import find_definitions
from kg.extract.coordination import coordinated, reads_as
from kg.extract.forms import normal_form
from kg.extract.initials import is_shortened
from kg.extract.numbers import find_numbers
from kg.extract.thresholds import DEFAULT_THRESHOLD, FLOOR

if TYPE_CHECKING:
    from kg.extract.pipeline import extract, load, load_from, model_id
    from kg.extract.workers import Workers

__all__ = [
    "DEFAULT_THRESHOLD",
    "FLOOR",
    "Workers",
    "coordinated",
    "extract",
    "find_definitions",
    "find_numbers",
    "is_shortened",
    "load",
    "load_from",
    "model_id",
    "normal_form",
    "reads_as",
]

# Most commands need no pipeline, and spaCy takes its time to import: these come when they are first asked for.
_LATER = dict.fromkeys(("extract", "load", "load_from", "model_id"), "kg.extract.pipeline") | {
    "Workers": "kg.extract.workers"
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module has
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
