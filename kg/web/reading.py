"""From what the store holds to the parts that every answer is made of: references, quotes, addresses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kg.analyse import sentences
from kg.analyse.lookup import find_keys
from kg.errors import NotFoundError
from kg.graph import entity_label
from kg.link import node_id, node_key
from kg.records import SCORE_ONE, Label, Paper, Span
from kg.store import Store
from kg.web.models import PaperRef, Piece, Quote, Statement, ThingRef

_SITES = {
    "arxiv": "https://arxiv.org/abs/",
    "doi": "https://doi.org/",
    "acl": "https://aclanthology.org/",
}
LABEL_ORDER: tuple[Label, ...] = ("Method", "Dataset", "Metric", "Task")


@dataclass(frozen=True, slots=True)
class Reader:
    """A store that one thread reads, and the least score (0 to 10,000) of what is shown."""

    store: Store
    threshold: int

    def key(self, name: str) -> str:
        """Return the canonical key of a thing by its id, or else by any of its names or former ids.

        A name that stands for several things stands for the one that most papers name. Raises NotFoundError.
        """
        keys = [node_key(name)] if self._counts([node_key(name)]) else find_keys(self.store, name)
        counts = self._counts(keys)
        if not counts:
            raise NotFoundError(f"{shortened(name)!r}: no method, dataset, metric or task has that id or name")
        return max(sorted(counts), key=counts.__getitem__)

    def paper(self, name: str) -> Paper:
        """Return a paper by any of its ids. Raises NotFoundError."""
        paper = self.store.paper(name)
        if paper is None:
            raise NotFoundError(f"{shortened(name)!r}: no paper in the graph has that id")
        return paper

    def papers(self, ids: Iterable[str]) -> dict[str, Paper]:
        """Return papers by their own ids, without those that are not there."""
        return {name: paper for name in dict.fromkeys(ids) if (paper := self.store.paper(name))}

    def refs(self, keys: Iterable[str]) -> dict[str, ThingRef]:
        """Return references to things by canonical key, in that order, without those that no paper names."""
        wanted = list(dict.fromkeys(keys))
        counts = self._counts(wanted)
        return {key: self.ref(key, counts[key]) for key in wanted if key in counts}

    def ref(self, key: str, papers: int) -> ThingRef:
        """Return the reference to a thing that so many papers name."""
        return ThingRef(id=node_id(key), label=entity_label(key), name=self.store.facts.name(key), papers=papers)

    def _counts(self, keys: Sequence[str]) -> dict[str, int]:
        known = [key for key in keys if key.partition("|")[0].capitalize() in LABEL_ORDER]
        return self.store.lookups.papers_naming(known, threshold=self.threshold) if known else {}


def shortened(text: str, most: int = 80) -> str:
    """Return a text that is not too long for a message."""
    return text if len(text) <= most else text[: most - 1] + "…"


def share(score: int) -> float:
    """Return a score of 1/10,000 as one from 0 to 1."""
    return score / SCORE_ONE


def addresses(paper: Paper) -> list[str]:
    """Return where a paper can be read: only addresses of the web, because a click follows them."""
    found = [paper.url] if paper.url and paper.url.lower().startswith(("https://", "http://")) else []
    for identifier in paper.ids:
        scheme, _, value = identifier.partition(":")
        if scheme in _SITES and value:
            found.append(_SITES[scheme] + quote(value))
    return list(dict.fromkeys(found))


def paper_ref(paper: Paper) -> PaperRef:
    """Return a paper as it stands in a list."""
    return PaperRef(
        id=paper.id,
        title=paper.title or paper.id,
        authors=list(paper.authors),
        year=paper.year,
        date=paper.date,
        venue=paper.venue,
        url=next(iter(addresses(paper)), None),
    )


def cut(text: str, spans: Iterable[tuple[int, int, str | None]], label: str | None = None) -> list[Piece]:
    """Return a text in pieces, those at the spans marked; of spans that overlap the first, longest wins.

    A span is its start, its end, and the id of what it names, if that is told.
    """
    pieces: list[Piece] = []
    done = 0
    for start, end, name in sorted(spans, key=lambda span: (span[0], -span[1], span[2] or "")):
        if done <= start < end <= len(text):
            pieces.append(Piece(text=text[done:start]))
            kind = label or (entity_label(node_key(name)) if name else None)
            pieces.append(Piece(text=text[start:end], marked=True, id=name, label=kind))
            done = end
    pieces.append(Piece(text=text[done:]))
    return [piece for piece in pieces if piece.text]


def quotes(paper: Paper, spans: Iterable[Span]) -> list[Quote]:
    """Return the sentences of a paper in which some places stand, these marked."""
    return [
        Quote(pieces=cut(sentence.text, ((start, end, None) for start, end in sentence.marked)))
        for sentence in sentences(paper, tuple(sorted(set(spans))))
    ]


def statement(paper: Paper, score: int, spans: Iterable[Span]) -> Statement:
    """Return what a paper states, with its sentences."""
    return Statement(paper=paper_ref(paper), score=share(score), quotes=quotes(paper, spans))
