"""What people see: tables, pages and figures."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kg.show.tables import as_csv, as_json, as_text

if TYPE_CHECKING:
    from kg.show.leaderboard_figure import leaderboard_plot
    from kg.show.lineage_figure import lineage_plot
    from kg.show.plot import Plot, figure_format
    from kg.show.trends_figure import trends_plot
    from kg.show.view import view_html

__all__ = [
    "Plot",
    "as_csv",
    "as_json",
    "as_text",
    "figure_format",
    "leaderboard_plot",
    "lineage_plot",
    "trends_plot",
    "view_html",
]

# networkx, numpy and matplotlib take their time to import, and tables need none of them.
_LATER = {
    "Plot": "kg.show.plot",
    "figure_format": "kg.show.plot",
    "leaderboard_plot": "kg.show.leaderboard_figure",
    "lineage_plot": "kg.show.lineage_figure",
    "trends_plot": "kg.show.trends_figure",
    "view_html": "kg.show.view",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module has
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_LATER[name]), name)
