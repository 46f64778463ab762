"""How answers show themselves in a notebook: small pieces of HTML in which every text of a paper is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from kg.graph.table import html_table
from kg.records import SCORE_ONE, Paper

if TYPE_CHECKING:
    from kg.analyse.evidence import Sentence
    from kg.analyse.leaderboard import Leaderboard
    from kg.analyse.lineage import Lineage
    from kg.analyse.lookup import PaperView, Thing
    from kg.analyse.trends import Trends

_MOST = 10


class _Showing(Protocol):
    def _repr_html_(self) -> str: ...


T = TypeVar("T", bound=_Showing)


class Cards(tuple[T, ...]):
    """Answers in their order, which show themselves one below the other in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        shown = [item._repr_html_() for item in self[:_MOST]]
        if len(self) > _MOST:
            shown.append(f"<p>… and {len(self) - _MOST:,} more</p>")
        return "\n".join(shown) or "<p>Nothing.</p>"


@dataclass(frozen=True, slots=True)
class _Html:
    """A cell of a table that is HTML."""

    text: str

    def _repr_html_(self) -> str:
        return self.text


def leaderboard_card(board: Leaderboard) -> str:
    """Return a leaderboard as a table."""
    better = f"{board.better} is better" if board.better else "not ranked"
    unit = "" if board.scale == "number" else f" ({board.scale})"
    kind = "" if board.kind == "absolute" else f", {board.kind}s"
    rows = [
        (entry.rank, entry.text, entry.method, _link(entry.paper), entry.paper.year, _marked([entry.sentence]))
        for entry in board.entries
    ]
    caption = f"{board.dataset}, {board.metric}{unit}{kind}: {better}"
    return html_table(("rank", "value", "method", "paper", "year", "sentence"), rows, caption=caption)


def thing_card(thing: Thing) -> str:
    """Return a thing with its latest papers and the surest of what papers state of it."""
    others = [alias for alias in thing.aliases if alias != thing.name]
    told = [
        f"also written {', '.join(others)}" if others else "",
        f"may stand for {'; '.join(thing.ambiguous)}" if thing.ambiguous else "",
        f"a variant of {thing.variant_of.name} ({thing.variant_of.reason})" if thing.variant_of else "",
        f"named in {thing.support}",
    ]
    papers = [
        (_link(naming.paper), naming.paper.year, naming.role, _marked(naming.sentences))
        for naming in thing.namings[:_MOST]
    ]
    surest = sorted(thing.claims, key=lambda claim: -claim.score)[:_MOST]
    claims = [(claim.what, claim.text, _link(claim.paper), _marked(claim.sentences)) for claim in surest]
    parts = [
        _heading(thing.name, f"{thing.label}, {thing.id}"),
        f"<p>{html.escape('; '.join(filter(None, told)))}</p>",
        html_table(("paper", "year", "role", "sentences"), papers, caption=_of(len(papers), thing.namings, "papers")),
    ]
    if claims:
        caption = _of(len(claims), thing.claims, "statements")
        parts.append(html_table(("what", "is stated", "paper", "sentences"), claims, caption=caption))
    return "".join(parts)


def paper_card(view: PaperView) -> str:
    """Return a paper with what it names."""
    paper = view.paper
    told = [", ".join(paper.authors), paper.venue or "", paper.date or ""]
    rows = [(label, name, score / SCORE_ONE, _marked(found[:1])) for label, name, score, found in view.entities]
    return (
        _heading(paper.title, paper.id)
        + f"<p>{html.escape(' · '.join(filter(None, told)))}</p>"
        + html_table(("label", "name", "score", "sentence"), rows)
    )


def trends_card(trends: Trends) -> str:
    """Return what rises the most as a table."""
    rows = [
        (trend.name, trend.label, trend.papers, round(trend.growth, 2), trend.sure) for trend in trends.rising[:_MOST]
    ]
    caption = f"{len(rows)} of {len(trends.rising):,} that rise since {trends.since}"
    caption += f"; {trends.undated:,} papers have no year" if trends.undated else ""
    return html_table(("name", "label", "papers", "growth", "sure"), rows, caption=caption)


def lineage_card(lineage: Lineage) -> str:
    """Return the steps of a lineage as a table."""
    thing_of = {thing.id: thing for thing in lineage.things}
    rows = [
        (
            *(thing_of[step.built].level, thing_of[step.built].name, thing_of[step.base].name),
            *(_link(step.paper), _marked(step.sentences)),
        )
        for step in lineage.steps
    ]
    caption = f"Lineage of {lineage.method.name}"
    return html_table(("level", "method", "is based on", "paper", "sentences"), rows, caption=caption)


def _heading(name: str, told: str) -> str:
    return f"<p><b>{html.escape(name)}</b> ({html.escape(told)})</p>"


def _of(shown: int, every: Sequence[object], what: str) -> str:
    return f"{shown} of {len(every):,} {what}" if shown < len(every) else f"{shown} {what}"


def _link(paper: Paper) -> _Html:
    """Return a paper's title; only an address of the web becomes a link, because a click follows it."""
    title = html.escape(paper.title)
    if paper.url and paper.url.lower().startswith(("https://", "http://")):
        return _Html(f'<a href="{html.escape(paper.url)}" rel="noopener noreferrer">{title}</a>')
    return _Html(title)


def _marked(sentences: Iterable[Sentence]) -> _Html:
    """Return sentences with the words that prove something marked."""
    text = ""
    for sentence in sentences:
        last = 0
        text += " … " if text else ""
        for start, end in sentence.marked:
            text += html.escape(sentence.text[last:start])
            text += f"<mark>{html.escape(sentence.text[start:end])}</mark>"
            last = end
        text += html.escape(sentence.text[last:])
    return _Html(text)
