"""What people see: tables and pages."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.show.tables import as_csv, as_json, as_text

if TYPE_CHECKING:
    from kg.show.view import view_html

__all__ = ["as_csv", "as_json", "as_text", "view_html"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module has
    # networkx and numpy take their time to import, and tables need neither.
    if name != "view_html":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("kg.show.view").view_html
