"""`kg suggest`."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from kg import api
from kg.analyse.suggest import Suggestion
from kg.analyse.suggest import suggest as suggestions
from kg.cli.output import DECIDE, GraphOption, JsonOption, QuietOption, ThresholdOption, emit_rows, say
from kg.errors import UsageError
from kg.records import LABELS, SCORE_ONE, Label

SUGGEST_HELP = """List things that may be one, best first: what speaks for and against it, and the command to say so.

A score from 0 to 1 orders them; it is no probability. What differs in digits, versions or sizes is never suggested, and
neither is what decisions keep apart (`kg split`, `kg apart`).

Examples:

- `kg suggest`
- `kg suggest --label Dataset --limit 50`
- `kg suggest --json`
"""
COLUMNS = ("score", "one", "other", "for", "against", "command")
JSON_COLUMNS = (
    *("score", "one", "other", "name", "other_name", "label", "other_label", "papers", "other_papers"),
    *("for", "against", "command"),
)


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("suggest", help=SUGGEST_HELP, rich_help_panel=DECIDE)(suggest)


def suggest(
    graph: GraphOption = api.DEFAULT_GRAPH,
    limit: Annotated[int, typer.Option(min=1, help="Pairs at the most.")] = 20,
    label: Annotated[
        str | None, typer.Option(metavar="LABEL", help="Method, Dataset, Metric or Task.", show_default="all")
    ] = None,
    threshold: ThresholdOption = api.SHOWN,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Suggest what to merge."""
    chosen = _label(label)
    with api.open_graph(graph, threshold=threshold) as opened:
        found = suggestions(opened.store, threshold=round(threshold * SCORE_ONE), limit=limit, label=chosen)
    place = "" if graph == api.DEFAULT_GRAPH else f" --graph {shlex.quote(str(graph))}"
    if json:
        rows = [
            (s.score / SCORE_ONE, s.one, s.other, *s.names, *s.labels, *s.papers, s.why, s.against, s.command + place)
            for s in found
        ]
        emit_rows(JSON_COLUMNS, rows, form="json")
    elif found:
        emit_rows(COLUMNS, [(*_row(s), s.command + place) for s in found], form="table")
    elif not quiet:
        say(f"{graph}: nothing to suggest")


def _row(found: Suggestion) -> tuple[str, ...]:
    """Return the cells of a suggestion in the table, but for the command."""
    one, other = map(_thing, found.names, found.labels, found.papers)
    return f"{found.score / SCORE_ONE:.2f}", one, other, "; ".join(found.why), "; ".join(found.against)


def _thing(name: str, label: str, papers: int) -> str:
    return f"{name} ({label}, {papers} paper{'s' if papers != 1 else ''})"


def _label(label: str | None) -> Label | None:
    """Return the label that is meant, in any case. Raises UsageError if there is no such one."""
    if label is None:
        return None
    found = next((known for known in LABELS if known.casefold() == label.casefold()), None)
    if found is None:
        raise UsageError(f"{label!r} is no label; there are {', '.join(LABELS)}")
    return found
