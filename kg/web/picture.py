"""The neighbourhood of what was opened, node by node: what is near each, how these hang together, and where they stand.

What was opened first decides the places of its neighbours, and so on, so that a picture grows without moving: the same
list of ids gives the same picture.
"""

from __future__ import annotations

import math
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from threading import Lock

from kg.analyse.lookup import base_key
from kg.link import node_id, node_key
from kg.records import RelationType
from kg.show.layout import places
from kg.web.growing import grown
from kg.web.models import EdgeKind, Picture, PictureEdge, PictureNode
from kg.web.reading import Reader

MOST = 200  # nodes
_FIRST, _LATER = 36, 16  # neighbours of what is opened first, and of what is opened then
_PAPERS = 4  # of a thing, among these
_LOOKED_AT = 400  # papers of a thing
_PARTNERS = 2  # edges of each neighbour to other neighbours
_SHARED = 2  # papers that make such an edge
_KINDS: tuple[EdgeKind, ...] = ("names", "based on", "compared with", "variant of", "together")
_PAPER_SIZE = 5.0
_KEPT = 64  # drawings

Pair = tuple[str, str]


@dataclass(slots=True)
class _Drawing:
    """A picture as it grows: nodes by id in their order with their places, and edges by their ends."""

    opened: list[str] = field(default_factory=list)
    nodes: dict[str, PictureNode] = field(default_factory=dict)
    edges: dict[Pair, PictureEdge] = field(default_factory=dict)
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class _Near:
    """What is near one node: candidates (canonical keys or ids of papers), the best first, and edges."""

    center: str
    candidates: tuple[str, ...]
    edges: tuple[PictureEdge, ...]


class Drawings:
    """Pictures that were drawn lately, each with what was opened for it: the next click only adds to one of them."""

    def __init__(self) -> None:
        self._drawings: OrderedDict[tuple[str, ...], _Drawing] = OrderedDict()
        self._lock = Lock()

    def picture(self, reader: Reader, names: Sequence[str], *, most: int = MOST) -> Picture:
        """Return the picture that opening some things or papers, by id, one after the other makes.

        `most` is how many nodes it has at most. Raises NotFoundError.
        """
        wanted = tuple(dict.fromkeys(names))
        state = (reader.store.generation, str(most))
        done, drawing = self._longest(state, wanted)
        for name in wanted[done:]:
            near = _near(reader, name)
            if near.center not in drawing.opened:
                _open(reader, drawing, near, most=most)
        self._keep((*state, *wanted), drawing)
        opened = set(drawing.opened)
        return Picture(
            opened=drawing.opened,
            nodes=[node.model_copy(update={"opened": node.id in opened}) for node in drawing.nodes.values()],
            edges=list(drawing.edges.values()),
            left_out=drawing.left_out,
        )

    def _longest(self, state: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[int, _Drawing]:
        """Return how many of the first names a drawing is there for, and a copy of it to draw on."""
        with self._lock:
            for done in range(len(wanted), 0, -1):
                found = self._drawings.get((*state, *wanted[:done]))
                if found is not None:
                    self._drawings.move_to_end((*state, *wanted[:done]))
                    return done, _Drawing([*found.opened], {**found.nodes}, {**found.edges}, found.left_out)
        return 0, _Drawing()

    def _keep(self, key: tuple[str, ...], drawing: _Drawing) -> None:
        with self._lock:
            self._drawings[key] = drawing
            while len(self._drawings) > _KEPT:
                self._drawings.popitem(last=False)


def _open(reader: Reader, drawing: _Drawing, near: _Near, *, most: int) -> None:
    room = min(_LATER if drawing.opened else _FIRST, most - len(drawing.nodes))
    new = [name for name in near.candidates if name not in drawing.nodes]
    chosen = [name for name in (near.center, *new[: max(0, room)]) if name not in drawing.nodes]
    if len(drawing.nodes) + len(chosen) > most:
        chosen = []
    drawing.left_out += max(0, len(new) - room)
    known = near.center in drawing.nodes
    shown = {**dict.fromkeys(drawing.nodes), **dict.fromkeys(chosen)}
    if near.center not in shown:
        return
    drawing.opened.append(near.center)
    added = [edge for edge in near.edges if edge.source in shown and edge.target in shown]
    added = _thinned([*added, *_variants(reader, chosen, shown)], drawing.opened)
    for edge in added:
        drawing.edges.setdefault(_pair(edge), edge)
    _place(drawing, _nodes(reader, chosen), anchor=near.center if known else None)


def _place(drawing: _Drawing, nodes: list[PictureNode], *, anchor: str | None) -> None:
    every = [*drawing.nodes.values(), *nodes]
    index = {node.id: position for position, node in enumerate(every)}
    sizes = [node.size for node in every]
    edges = sorted((index[a], index[b]) for a, b in drawing.edges)
    if drawing.nodes:
        old = [(node.x, node.y) for node in drawing.nodes.values()]
        spots = grown(old, sizes, edges, anchor=None if anchor is None else index[anchor])
    else:
        spots = places(sizes, edges)
    for node, (x, y) in zip(nodes, spots, strict=True):
        drawing.nodes[node.id] = node.model_copy(update={"x": x, "y": y})


def _nodes(reader: Reader, ids: Iterable[str]) -> list[PictureNode]:
    ids = list(ids)
    refs = reader.refs(node_key(name) for name in ids)
    papers = reader.papers(name for name in ids if node_key(name) not in refs)
    found = []
    for name in ids:
        ref = refs.get(node_key(name))
        if ref:
            size = round(min(26.0, 6.0 + 2.7 * math.log1p(ref.papers)), 1)
            found.append(PictureNode(**ref.model_dump(), x=0, y=0, size=size))
        elif name in papers:
            title = papers[name].title
            found.append(PictureNode(id=name, label="Paper", name=title, papers=1, x=0, y=0, size=_PAPER_SIZE))
    return found


def _near(reader: Reader, name: str) -> _Near:
    paper = reader.store.paper(name)
    return _near_paper(reader, paper.id) if paper else _near_thing(reader, reader.key(name))


def _near_paper(reader: Reader, paper: str) -> _Near:
    of_paper = reader.store.facts.of_paper(paper)
    scores = {key: max(fact.score for fact in facts) for key, facts in of_paper}
    shown = sorted((key for key in scores if scores[key] >= reader.threshold), key=lambda key: (-scores[key], key))
    ids = tuple(map(node_id, shown))
    return _Near(paper, ids, tuple(_edge(paper, other, "names", 1) for other in ids))


def _near_thing(reader: Reader, key: str) -> _Near:
    center = node_id(key)
    named = reader.store.lookups.surest_naming(key, threshold=reader.threshold, most=_LOOKED_AT)
    pairs = reader.store.lookups.mentioned(named, threshold=reader.threshold)
    together = Counter(other for _, other in pairs if other != key)
    stated = list(_stated(reader, key))
    worth = _worth(reader, together)
    for edge in stated:
        other = node_key(edge.target if edge.source == center else edge.source)
        worth[other] = worth.get(other, 0.0) + 12.0 * edge.papers
    things = sorted(worth, key=lambda other: (-worth[other], other))
    papers = named[:_PAPERS]
    ids = list(map(node_id, things))
    edges = [
        *stated,
        *(_edge(of, center, "names", 1) for of in papers),
        *(_edge(of, node_id(other), "names", 1) for of, other in pairs if of in papers and other != key),
        *(_edge(center, node_id(other), "together", together[other]) for other in things if together[other]),
        *_partners(pairs, things[:_FIRST], key),
    ]
    return _Near(center, (*ids[:_PAPERS], *papers, *ids[_PAPERS:]), tuple(edges))


def _worth(reader: Reader, together: Counter[str]) -> dict[str, float]:
    """Return how much things named together say: more if they are named often with it, and seldom elsewhere."""
    best = [key for key, _ in sorted(together.items(), key=lambda pair: (-pair[1], pair[0]))[: 4 * _FIRST]]
    every = reader.store.lookups.about_named(best)
    papers = reader.store.counts().get("papers", 0)
    return {key: together[key] * math.log(2 + papers / every[key]) for key in best if key in every}


def _stated(reader: Reader, key: str) -> Iterator[PictureEdge]:
    kinds: tuple[tuple[RelationType, EdgeKind], ...] = (("based_on", "based on"), ("compared_with", "compared with"))
    for kind, told in kinds:
        counts = Counter(
            (said.source, said.target)
            for said in reader.store.claims.relations(kind, threshold=reader.threshold, about=key)
        )
        for source, target in sorted(counts):
            yield _edge(node_id(source), node_id(target), told, counts[source, target])


def _partners(pairs: Iterable[Pair], things: Sequence[str], key: str) -> Iterator[PictureEdge]:
    """Yield the edges between neighbours that are most often named together in the papers looked at."""
    wanted = set(things) - {key}
    of_paper: dict[str, list[str]] = {}
    for paper, other in pairs:
        if other in wanted:
            of_paper.setdefault(paper, []).append(other)
    counts = Counter(pair for others in of_paper.values() for pair in combinations(sorted(others), 2))
    degree = Counter[str]()
    for (one, other), papers in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if papers >= _SHARED and degree[one] < _PARTNERS and degree[other] < _PARTNERS:
            degree.update((one, other))
            yield _edge(node_id(one), node_id(other), "together", papers)


def _variants(reader: Reader, ids: Iterable[str], shown: Iterable[str]) -> Iterator[PictureEdge]:
    known = set(shown)
    for name in ids:
        key = node_key(name)
        if key.partition("|")[0] not in {"method", "dataset"}:
            continue
        base = base_key(reader.store, key, threshold=reader.threshold)
        if base and node_id(base[0]) in known:
            yield _edge(name, node_id(base[0]), "variant of", 0)


def _thinned(edges: Iterable[PictureEdge], opened: Iterable[str]) -> list[PictureEdge]:
    """Return one edge for each two nodes: what papers state of them counts more than being named together."""
    best: dict[Pair, PictureEdge] = {}
    for edge in edges:
        pair = _pair(edge)
        if pair not in best or _KINDS.index(edge.kind) < _KINDS.index(best[pair].kind):
            best[pair] = edge
    centers = set(opened)
    return sorted(best.values(), key=lambda edge: (not centers & {edge.source, edge.target}, edge.source, edge.target))


def _edge(source: str, target: str, kind: EdgeKind, papers: int) -> PictureEdge:
    return PictureEdge(source=source, target=target, kind=kind, papers=papers)


def _pair(edge: PictureEdge) -> Pair:
    return min(edge.source, edge.target), max(edge.source, edge.target)
