"""From the store to the nodes and edges of the graph.

Both come sorted (nodes by label and id, edges by type and ends) and one at a time, so that every consumer sees the
same graph in the same order, and none has to hold it whole.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import groupby

from kg.link import node_id
from kg.records import Edge, Label, Node, Paper, Span, Value
from kg.store import Store, StoredFact

LABEL_OF_KEY: dict[str, Label] = {
    "method": "Method",
    "dataset": "Dataset",
    "metric": "Metric",
    "task": "Task",
}


def nodes(store: Store, *, threshold: int = 0) -> Iterator[Node]:
    """Yield all nodes: those of entities only where a paper names them with at least the threshold's score."""
    yield from _authors(store)
    # In the order of labels, papers stand between entities: those of Dataset, Method, Metric, and those of Task.
    entities = groupby(_entities(store, threshold=threshold), key=lambda node: node.label > "Paper")
    late, group = next(entities, (True, iter(())))
    if not late:
        yield from group
        late, group = next(entities, (True, iter(())))
    yield from map(_paper, store.papers())
    yield from group


def edges(store: Store, *, threshold: int = 0) -> Iterator[Edge]:
    """Yield all edges: those from text only with at least the threshold's score."""
    for paper, canonical, facts in store.facts.pairs({"Task"}, threshold=threshold):
        yield _mention("ADDRESSES", paper, canonical, facts)
    for paper, canonical, facts in store.facts.pairs({"Method", "Dataset", "Metric"}, threshold=threshold):
        yield _mention("MENTIONS", paper, canonical, facts)
    yield from _wrote(store)


def author_id(name: str) -> str:
    """Return the id of an author's node: the name without regard to case and width of its letters."""
    return "author:" + " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def place(span: Span) -> str:
    """Return a span as evidence is written: `abstract:123:130`."""
    return f"{span.field}:{span.start}:{span.end}"


def entity_label(canonical: str) -> Label:
    """Return the label that a key carries."""
    return LABEL_OF_KEY[canonical.partition("|")[0]]


def _present(**properties: Value | None) -> dict[str, Value]:
    return {name: value for name, value in properties.items() if value is not None}


def _paper(paper: Paper) -> Node:
    return Node(
        "Paper",
        paper.id,
        _present(
            id=paper.id,
            ids=paper.ids,
            title=paper.title,
            abstract=paper.abstract,
            date=paper.date,
            year=paper.year,
            venue=paper.venue,
            url=paper.url,
            votes=paper.votes,
            sources=paper.sources,
        ),
    )


def _entities(store: Store, *, threshold: int) -> Iterator[Node]:
    for canonical, facts in store.facts.nodes(threshold=threshold):
        identifier = node_id(canonical)
        yield Node(
            entity_label(canonical),
            identifier,
            _present(
                id=identifier,
                name=store.facts.name(canonical),
                aliases=store.facts.aliases(canonical),
                papers=len({fact.paper for fact in facts}),
            ),
        )


def _authors(store: Store) -> Iterator[Node]:
    written: dict[str, Counter[str]] = {}
    for paper in store.papers():
        for name in paper.authors:
            written.setdefault(author_id(name), Counter())[name] += 1
    for identifier in sorted(written):
        counts = written[identifier]
        name = min(counts, key=lambda text: (-counts[text], text))
        yield Node("Author", identifier, {"id": identifier, "name": name})


def _wrote(store: Store) -> Iterator[Edge]:
    positions: dict[tuple[str, str], int] = {}
    for paper in store.papers():
        for position, name in enumerate(paper.authors, start=1):
            positions.setdefault((author_id(name), paper.id), position)
    for (author, paper_id), position in sorted(positions.items()):
        yield Edge(
            "WROTE",
            ("Author", author),
            ("Paper", paper_id),
            {"position": position, "derived": "authors of the paper"},
        )


def _mention(kind: str, paper: str, canonical: str, facts: Iterable[StoredFact]) -> Edge:
    found = list(facts)
    spans = sorted({span for fact in found for span in fact.spans})
    return Edge(
        kind,
        ("Paper", paper),
        (entity_label(canonical), node_id(canonical)),
        {"paper": paper, "evidence": tuple(map(place, spans)), "score": max(fact.score for fact in found)},
    )
