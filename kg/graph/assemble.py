"""From the store to the nodes and edges of the graph.

Both come sorted (nodes by label and id, edges by type and ends) and one at a time, so that every consumer sees the
same graph in the same order, and none has to hold it whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from kg.graph.support import Authors, author_id, support
from kg.link import Linker, node_id, strongest
from kg.link.variants import variants
from kg.records import Edge, Label, Node, Paper, RelationType, Role, Span, Value
from kg.store import Store, StoredFact, StoredResult

LABEL_OF_KEY: dict[str, Label] = {
    "method": "Method",
    "dataset": "Dataset",
    "metric": "Metric",
    "task": "Task",
}
# A linker keeps all that it has looked up, so it is left for a new one after so many nodes.
_ASKED = 10_000


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
    authors = Authors(store.papers())
    yield from _relations(store, "based_on", authors, threshold=threshold)
    yield from _relations(store, "compared_with", authors, threshold=threshold)
    del authors
    yield from _roles(store, "introduced", threshold=threshold)
    yield from _links(store, "IN_METRIC", threshold=threshold)
    yield from _roles(store, "mentioned", threshold=threshold)
    yield from _links(store, "OF_METHOD", threshold=threshold)
    yield from _links(store, "ON_DATASET", threshold=threshold)
    for said in store.claims.results(threshold=threshold):
        yield _states(said)
    named: set[str] = set()
    yield from _roles(store, "used", threshold=threshold, named=named)
    yield from _variants(store, named)
    yield from _wrote(store)


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
    authors, linker, decided = Authors(store.papers()), store.facts.linker(), store.facts.decided
    for number, (canonical, facts) in enumerate(store.facts.nodes(threshold=threshold), start=1):
        if not number % _ASKED:
            linker = store.facts.linker()
        identifier = node_id(canonical)
        yield Node(
            entity_label(canonical),
            identifier,
            _present(
                id=identifier,
                name=store.facts.name(canonical),
                aliases=store.facts.aliases(canonical),
                **support(best_scores(facts), authors).properties(),
                ambiguous=_ambiguous(store, linker, decided.unit(canonical), canonical),
            ),
        )


def _ambiguous(store: Store, linker: Linker, unit: str, canonical: str) -> tuple[str, ...] | None:
    """Return the names of what a node's short form may stand for, None if it stands for nothing else."""
    # Few nodes are named by a short form at all, and to see that takes one look.
    if not linker.expansions(unit):
        return None
    return ambiguous_names(store, canonical) or None


def best_scores(facts: Iterable[StoredFact]) -> dict[str, int]:
    """Return the best score of each paper that has some of these facts."""
    scores: dict[str, int] = {}
    for fact in facts:
        scores[fact.paper] = max(fact.score, scores.get(fact.paper, 0))
    return scores


def ambiguous_names(store: Store, canonical: str) -> tuple[str, ...]:
    """Return the names of what a node's short form may stand for, what most papers mean first; else nothing."""
    return tuple(store.facts.name(long) for long, _ in store.facts.ambiguous(canonical))


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


def _relations(store: Store, kind: RelationType, authors: Authors, *, threshold: int) -> Iterator[Edge]:
    """Yield the edges of a kind of relation, each with the support of all between the same two things."""
    relations = store.claims.relations(kind, threshold=threshold)
    for (source, target), group in groupby(relations, key=attrgetter("source", "target")):
        papers = list(group)
        found = support({said.paper: said.score for said in papers}, authors).properties()
        for said in papers:
            yield Edge(
                kind.upper(),
                (entity_label(source), node_id(source)),
                (entity_label(target), node_id(target)),
                {"paper": said.paper, "evidence": tuple(map(place, said.evidence)), "score": said.score, **found},
            )


_ROLE_EDGES: dict[Role, str] = {"introduced": "INTRODUCES", "used": "USES", "mentioned": "MENTIONS"}


def _roles(store: Store, role: Role, *, threshold: int, named: set[str] | None = None) -> Iterator[Edge]:
    """Yield the edges of one role: a paper that names a thing in several ways has the strongest of their roles.

    Every canonical key that is passed, whatever its role, is added to `named`: to read them all again takes long.
    """
    for paper, canonical, facts in store.facts.pairs(tasks=False, threshold=threshold):
        if named is not None:
            named.add(canonical)
        if strongest(fact.role for fact in facts) == role:
            yield _mention(_ROLE_EDGES[role], paper, canonical, facts)


def _variants(store: Store, named: set[str]) -> Iterator[Edge]:
    """Yield the edges between the things named, given by canonical key, and what they are variants of."""
    for variant, base, reason in variants(named, store.facts.canonical, store.facts.name):
        yield Edge(
            "VARIANT_OF",
            (entity_label(variant), node_id(variant)),
            (entity_label(base), node_id(base)),
            {"derived": reason},
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
