"""`kg trends`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from kg import api
from kg.analyse import LEAST, RECENT, Trend, Trends, latest_naming
from kg.cli.output import LOOK, GraphOption, JsonOption, QuietOption, emit_rows, say
from kg.cli.prose import marked
from kg.errors import UsageError
from kg.records import LABELS, Label
from kg.store import Store

TRENDS_HELP = """Print which methods, datasets, metrics and tasks a larger share of the papers names than before.

The papers of the last `--recent` years are compared with those of all years before. `growth` is the factor by which
the share grew, drawn towards 1 as if 4 papers more named the thing at an even pace; `sure` says whether so few papers
could differ as much by accident (95 %). Papers without a year are left out and counted: no date is guessed. The
sentence is one of the last paper that names the thing.

Examples:

- `kg trends`
- `kg trends --label method --recent 1 --least 5`
- `kg trends --falling --json`
"""
COLUMNS = (
    "name",
    "label",
    "papers",
    "years",
    "share",
    "before",
    "growth",
    "sure",
    "paper",
    "title",
    "year",
    "sentence",
)
LabelOption = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="LABEL", help="method, dataset, metric or task; may be given again."),
]
RecentOption = Annotated[int, typer.Option(min=1, metavar="YEARS", help="The last years, compared with those before.")]
LeastOption = Annotated[int, typer.Option(min=1, metavar="PAPERS", help="The least dated papers that name a thing.")]
FallingOption = Annotated[bool, typer.Option("--falling", help="What falls, the most first.")]


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("trends", help=TRENDS_HELP, rich_help_panel=LOOK)(trends)


def trends(
    graph: GraphOption = api.DEFAULT_GRAPH,
    label: LabelOption = None,
    recent: RecentOption = RECENT,
    least: LeastOption = LEAST,
    falling: FallingOption = False,
    limit: Annotated[int, typer.Option(min=1, help="Things at the most.")] = 20,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Print trends."""
    with api.open_graph(graph) as opened:
        found = opened.trends(labels=labels_of(label), recent=recent, least=least)
        ordered = found.falling if falling else found.rising
        rows = [_row(opened.store, found, trend, years_apart=json) for trend in ordered[:limit]]
    if not quiet:
        rest = f"{len(rows):,} of {len(ordered):,} that {'fall' if falling else 'rise'}"
        say(f"{_told(found)}; {rest}, among {len(found.entries):,} things named in {least} or more papers")
    emit_rows(COLUMNS, rows, form="json" if json else "table")


def labels_of(names: Sequence[str] | None) -> tuple[Label, ...]:
    """Return the labels that an option names, in any case; all of them if none is. Raises UsageError."""
    known = {label.casefold(): label for label in LABELS}
    for name in names or ():
        if name.casefold() not in known:
            raise UsageError(f"--label {name}: it is {', '.join(known)}")
    return tuple(dict.fromkeys(known[name.casefold()] for name in names)) if names else LABELS


def _told(found: Trends) -> str:
    """Say which papers and years were compared, and what was left out."""
    dated = sum(found.papers)
    told = f"{dated:,} of {dated + found.undated:,} papers have a year"
    told += f"; {found.undated:,} without one are left out" if found.undated else ""
    if found.since is None:
        return f"{told}; trends need papers of two years at least: build from sources that give dates with the year"
    before = f"{found.years[0]}-{found.since - 1}" if found.since - 1 > found.years[0] else f"{found.years[0]}"
    now = f"{found.since}-{found.years[-1]}" if found.years[-1] > found.since else f"{found.since}"
    return f"{told}; {now} compared with {before}"


def _row(store: Store, found: Trends, trend: Trend, *, years_apart: bool) -> tuple[object, ...]:
    paper, sentences = latest_naming(store, trend)
    years = {str(year): count for year, count in zip(found.years, trend.per_year, strict=True) if count}
    return (
        trend.name,
        trend.label,
        trend.papers,
        years if years_apart else ", ".join(f"{year}: {count}" for year, count in years.items()),
        round(trend.share, 4),
        round(trend.share_before, 4),
        round(trend.growth, 2),
        trend.sure,
        paper.id,
        paper.title,
        paper.year,
        marked(sentences[0]) if sentences else None,
    )
