"""`kg stats`, `kg show` and `kg search`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from kg import api
from kg.analyse import PaperView, Thing
from kg.cli.output import LOOK, GraphOption, JsonOption, QuietOption, emit, emit_rows
from kg.cli.prose import marked, wrapped
from kg.records import SCORE_ONE, Paper
from kg.show import as_json

MOST_SHOWN = 10
_ROLES = {"introduced": ", introduces it", "used": "", "mentioned": ", mentions it"}
_CLAIMS = {"result": "Results", "based on": "Based on", "base of": "Base of", "compared with": "Compared with"}

STATS_HELP = """Print how many records, papers, entities and edges the graph has.

Examples:

- `kg stats`
- `kg stats --graph field.kg --json`
"""
SHOW_HELP = """Show one thing: a paper and what it names, or a method, dataset, metric or task and its papers.

NAME is a name in any spelling, an acronym, a title, or an id (`arxiv:2305.16264`, `method:low rank adaptation`).

Examples:

- `kg show CIFAR-10`
- `kg show "Sharper Bounds for ell_p Sensitivity Sampling"`
- `kg show FID --json`
"""
SEARCH_HELP = """Search the names of entities, and the papers' titles and abstracts, for all words of TEXT.

Examples:

- `kg search "speculative decoding"`
- `kg search diffusion --limit 5 --json`
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("stats", help=STATS_HELP, rich_help_panel=LOOK)(stats)
    app.command("show", help=SHOW_HELP, rich_help_panel=LOOK)(show)
    app.command("search", help=SEARCH_HELP, rich_help_panel=LOOK)(search)


def stats(graph: GraphOption = api.DEFAULT_GRAPH, json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Print counts."""
    with api.open_graph(graph) as opened:
        rows = [(count.what, count.count) for count in opened.stats()]
    emit_rows(("what", "count"), rows, form="json" if json else "table")


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, a title or an id.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    most: Annotated[int, typer.Option("--most", min=1, help="Papers shown of each thing.")] = MOST_SHOWN,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show one thing."""
    with api.open_graph(graph) as opened:
        found = opened.show(name)
    if json:
        rows = [row for item in found for row in _evidence_rows(item)]
        columns = ("label", "id", "name", "what", "text", "paper", "title", "year", "score", "sentence")
        emit(as_json(columns, rows))
        return
    emit("\n\n".join(_paper_text(x) if isinstance(x, PaperView) else _thing_text(x, most=most) for x in found))


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words to look for.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    limit: Annotated[int, typer.Option(min=1, help="Rows at the most.")] = 20,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Search names and texts."""
    with api.open_graph(graph) as opened:
        rows = [(hit.label, hit.name, hit.papers, hit.id) for hit in opened.search(text, limit=limit)]
    emit_rows(("label", "name", "papers", "id"), rows, form="json" if json else "table")


def _evidence_rows(item: Thing | PaperView) -> Iterator[tuple[object, ...]]:
    if isinstance(item, PaperView):
        paper = item.paper
        for label, name, score, sentences in item.entities:
            for sentence in sentences:
                yield label, "", name, "named", "", *_paper_cells(paper), score / SCORE_ONE, sentence.text
        return
    named = item.label, item.id, item.name
    nowhere = None, None, None
    yield *named, "support", str(item.support), *nowhere, item.support.belief / SCORE_ONE, None
    yield from ((*named, "may stand for", name, *nowhere, None, None) for name in item.ambiguous)
    related = [("variant of", item.variant_of), *(("variant", variant) for variant in item.variants)]
    for what, variant in related:
        if variant:
            yield *named, what, f"{variant.name} ({variant.reason})", *nowhere, None, None
    for naming in item.namings:
        for sentence in naming.sentences:
            cells = _paper_cells(naming.paper)
            yield *named, naming.role, "", *cells, naming.score / SCORE_ONE, sentence.text
    for claim in item.claims:
        for sentence in claim.sentences:
            cells = _paper_cells(claim.paper)
            yield *named, claim.what, claim.text, *cells, claim.score / SCORE_ONE, sentence.text


def _paper_cells(paper: Paper) -> tuple[object, ...]:
    return paper.id, paper.title, paper.year


def _thing_text(thing: Thing, *, most: int) -> str:
    others = [alias for alias in thing.aliases if alias != thing.name]
    lines = [f"{thing.name}  ({thing.label}, {thing.id})"]
    if others:
        lines.append(wrapped("also written: " + ", ".join(others), indent=0))
    if thing.ambiguous:
        lines.append(wrapped("ambiguous, it may stand for: " + "; ".join(thing.ambiguous), indent=0))
    if thing.variant_of:
        lines.append(f"a variant of {thing.variant_of.name} ({thing.variant_of.reason})")
    if thing.variants:
        told = ", ".join(f"{variant.name} ({variant.reason})" for variant in thing.variants[:most])
        more = len(thing.variants) - most
        lines.append(wrapped(f"has the variants: {told}" + (f" and {more} more" if more > 0 else ""), indent=0))
    lines.append(f"named in {thing.support}")
    for naming in thing.namings[:most]:
        paper = naming.paper
        lines += [
            "",
            f"- {paper.title}" + (f" ({paper.date})" if paper.date else "") + _ROLES[naming.role],
            f"  {paper.url or paper.id}",
        ]
        lines += [wrapped(marked(sentence), indent=4) for sentence in naming.sentences]
    if len(thing.namings) > most:
        lines += ["", f"... and {len(thing.namings) - most} more papers (--most shows them)"]
    for what, heading in _CLAIMS.items():
        claims = [claim for claim in thing.claims if claim.what == what]
        lines += ["", heading] if claims else []
        for claim in claims[:most]:
            of = f"; {claim.support}" if claim.support and claim.support.papers > 1 else ""
            lines.append(f"- {claim.text}  ({claim.score / SCORE_ONE:.2f}, {claim.paper.title}{of})")
            lines += [wrapped(marked(sentence), indent=4) for sentence in claim.sentences]
        lines += [f"... and {len(claims) - most} more (--most shows them)"] if len(claims) > most else []
    return "\n".join(lines)


def _paper_text(view: PaperView) -> str:
    paper = view.paper
    lines = [paper.title, f"{paper.id}" + (f"  {paper.url}" if paper.url else "")]
    facts = [
        ", ".join(paper.authors) or (f"{paper.author_count} authors" if paper.author_count else ""),
        paper.date or "",
        paper.venue or "",
        f"{paper.votes} votes" if paper.votes is not None else "",
        "read from " + ", ".join(paper.sources),
    ]
    lines.append(wrapped(" · ".join(fact for fact in facts if fact), indent=0))
    label = ""
    for kind, name, score, sentences in view.entities:
        if kind != label:
            lines += ["", f"{kind}s"]
            label = kind
        lines.append(f"- {name}  ({score / SCORE_ONE:.2f})")
        lines += [wrapped(marked(sentence), indent=4) for sentence in sentences[:1]]
    return "\n".join(lines)
