"""From the store to the nodes and edges of the graph.

Both come sorted (nodes by label and id, edges by type and ends) and one at a time, so that every consumer sees the
same graph in the same order, and none has to hold it whole.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from kg.link import node_id, strongest
from kg.records import Edge, Label, Node, Paper, RelationType, Role, Span, Value
from kg.store import Store, StoredFact, StoredResult

LABEL_OF_KEY: dict[str, Label] = {
    "method": "Method",
    "dataset": "Dataset",
    "metric": "Metric",
    "task": "Task",
}


def nodes(store: Store, *, threshold: int = 0) -> Iterator[Node]:
    """Yield all nodes: those of entities only where a paper names them with at least the threshold's score."""
    yield from _authors(store)
    # In the order of labels, papers and results stand between entities: Dataset, Method, Metric, and then Task.
    entities = groupby(_entities(store, threshold=threshold), key=lambda node: node.label > "Paper")
    late, group = next(entities, (True, iter(())))
    if not late:
        yield from group
        late, group = next(entities, (True, iter(())))
    yield from map(_paper, store.papers())
    yield from _results(store, threshold=threshold)
    yield from group


def edges(store: Store, *, threshold: int = 0) -> Iterator[Edge]:
    """Yield all edges: those from text only with at least the threshold's score."""
    for paper, canonical, facts in store.facts.pairs(tasks=True, threshold=threshold):
        yield _mention("ADDRESSES", paper, canonical, facts)
    yield from _relations(store, "based_on", threshold=threshold)
    yield from _relations(store, "compared_with", threshold=threshold)
    yield from _roles(store, "introduced", threshold=threshold)
    yield from _links(store, "IN_METRIC", threshold=threshold)
    yield from _roles(store, "mentioned", threshold=threshold)
    yield from _links(store, "OF_METHOD", threshold=threshold)
    yield from _links(store, "ON_DATASET", threshold=threshold)
    for said in store.claims.results(threshold=threshold):
        yield _states(said)
    yield from _roles(store, "used", threshold=threshold)
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


def result_id(said: StoredResult) -> str:
    """Return the id of a result's node: its paper and the place of its number there."""
    return f"result:{said.paper}#{place(said.result.span)}"


def _results(store: Store, *, threshold: int) -> Iterator[Node]:
    for said in store.claims.results(threshold=threshold):
        result = said.result
        yield Node(
            "Result",
            result_id(said),
            _present(
                id=result_id(said),
                value=result.value,
                text=result.text,
                unit=result.unit,
                kind=result.kind,
                approximate=result.approximate,
                bound=result.bound,
            ),
        )


def _states(said: StoredResult) -> Edge:
    places = sorted({said.result.span, said.result.sentence})
    return Edge(
        "STATES",
        ("Paper", said.paper),
        ("Result", result_id(said)),
        {"paper": said.paper, "evidence": tuple(map(place, places)), "score": said.result.score},
    )


# What a result's edge leads to: its label, its key, and which of the link's scores is its own.
_LINKS: dict[str, tuple[Label, Callable[[StoredResult], str | None], int]] = {
    "OF_METHOD": ("Method", attrgetter("method"), 0),
    "ON_DATASET": ("Dataset", attrgetter("dataset"), 1),
    "IN_METRIC": ("Metric", attrgetter("metric"), 2),
}


def _links(store: Store, kind: str, *, threshold: int) -> Iterator[Edge]:
    label, key_of, position = _LINKS[kind]
    for said in store.claims.results(threshold=threshold):
        key = key_of(said)
        if key is not None:
            properties: dict[str, Value] = {"paper": said.paper, "score": said.result.link_scores[position]}
            yield Edge(kind, ("Result", result_id(said)), (label, node_id(key)), properties)


def _relations(store: Store, kind: RelationType, *, threshold: int) -> Iterator[Edge]:
    for said in store.claims.relations(kind, threshold=threshold):
        yield Edge(
            kind.upper(),
            (entity_label(said.source), node_id(said.source)),
            (entity_label(said.target), node_id(said.target)),
            {"paper": said.paper, "evidence": tuple(map(place, said.evidence)), "score": said.score},
        )


_ROLE_EDGES: dict[Role, str] = {"introduced": "INTRODUCES", "used": "USES", "mentioned": "MENTIONS"}


def _roles(store: Store, role: Role, *, threshold: int) -> Iterator[Edge]:
    """Yield the edges of one role: a paper that names a thing in several ways has the strongest of their roles."""
    for paper, canonical, facts in store.facts.pairs(tasks=False, threshold=threshold):
        if strongest(fact.role for fact in facts) == role:
            yield _mention(_ROLE_EDGES[role], paper, canonical, facts)


def _mention(kind: str, paper: str, canonical: str, facts: Iterable[StoredFact]) -> Edge:
    found = list(facts)
    spans = sorted({span for fact in found for span in fact.spans})
    return Edge(
        kind,
        ("Paper", paper),
        (entity_label(canonical), node_id(canonical)),
        {"paper": paper, "evidence": tuple(map(place, spans)), "score": max(fact.score for fact in found)},
    )
