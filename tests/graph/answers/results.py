"""What papers state in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, TypeAlias

from kg.records import Edge, Node
from tests.graph.answers.reading import Rows, Small, arranged, name, places, words

# The name of what a result belongs to, how surely it does, and the id.
Link: TypeAlias = tuple[Any, Any, str | None]
NOTHING: Link = (None, None, None)


def leaderboard(
    graph: Small, *, dataset: str, metric: str | None = None, kind: str = "absolute", least: int = 0
) -> Rows:
    links: dict[tuple[str, str], list[Edge]] = {}
    for edge in graph.edges:
        if edge.type in {"ON_DATASET", "IN_METRIC", "OF_METHOD"} and int(str(edge.properties["score"])) >= least:
            links.setdefault((edge.source[1], edge.type), []).append(edge)
    rows: Rows = []
    for edge in graph.edges:
        if edge.type != "STATES" or int(str(edge.properties["score"])) < least:
            continue
        paper, result = graph.by_id[edge.source[1]], graph.by_id[edge.target[1]]
        ends = [links.get((result.id, kind), []) for kind in ("ON_DATASET", "IN_METRIC", "OF_METHOD")]
        for on, by, of in product(*([graph.by_id[link.target[1]] for link in found] for found in ends)):
            if graph.called(on, dataset) and (metric is None or graph.called(by, metric)):
                names = (by.properties["name"], result.properties["value"], of.properties["name"])
                rows.append((names, paper, result, places(edge)))
    rows = [row for row in rows if row[2].properties["kind"] == kind]
    rows.sort(key=lambda row: (row[0][0], -row[0][1], row[1].id, row[2].id))
    return [
        (
            *(by, value, result.properties.get("unit"), result.properties["text"], of),
            *(paper.id, paper.properties["title"], paper.properties.get("year"), places),
        )
        for (by, value, of), paper, result, places in rows
    ]


def leaderboards(graph: Small, *, least: int = 1) -> Rows:
    found: dict[tuple[str, str, Any], list[tuple[str, str, str]]] = {}
    for paper, _, result in graph.joined("STATES"):
        ends = [[node for _, node in graph.to(result, kind)] for kind in ("ON_DATASET", "IN_METRIC", "OF_METHOD")]
        for on, by, of in product(*ends):
            said = (paper.id, of.id, result.id)
            found.setdefault((on.id, by.id, result.properties["kind"]), []).append(said)
    rows = []
    for (on_id, by_id, kind), said_of in found.items():
        papers, methods, results = (len(set(column)) for column in zip(*said_of, strict=True))
        if papers >= least:
            names = (name(graph.by_id[on_id]), name(graph.by_id[by_id]), kind)
            rows.append((*names, papers, methods, results, on_id, by_id))
    return arranged(rows, "-3 -4 -5 0 1 2 6 7", width=6)


def _ends(graph: Small, result: Node) -> Iterator[tuple[Link, Link, Link]]:
    """The method, dataset and metric of a result, each with its score, as far as there are any."""
    kinds = ("OF_METHOD", "ON_DATASET", "IN_METRIC")
    yield from product(*([_link(*found) for found in graph.to(result, kind)] or [NOTHING] for kind in kinds))


def _link(edge: Edge, node: Node) -> Link:
    return name(node), edge.properties["score"], node.id


def results_of_paper(graph: Small, *, paper: str, least: int = 0) -> Rows:
    rows = []
    for source, edge, result in graph.joined("STATES", least=least):
        ids: Any = source.properties["ids"]
        if paper in ids:
            sentence = max((words(source, place) for place in places(edge)), key=len)
            value = tuple(result.properties.get(key) for key in ("kind", "value", "unit", "text"))
            for of, on, by in _ends(graph, result):
                rows.append((of[0], on[0], by[0], *value, edge.properties["score"], sentence, result.id))
    return arranged(rows, "0 1 2 3 -4 9", width=9)


def results_of_method(graph: Small, *, method: str, least: int = 0) -> Rows:
    rows = []
    for paper, edge, result in graph.joined("STATES", least=least):
        about = (paper.id, paper.properties["title"], paper.properties.get("year"), edge.properties["score"])
        value = tuple(result.properties.get(key) for key in ("kind", "value", "unit", "text"))
        mine = {h.id for _, h in graph.to(result, "OF_METHOD", least=least) if graph.called(h, method)}
        for of, on, by in _ends(graph, result):
            if of[2] in mine:
                rows.append((on[0], by[0], *value, *about, result.id, of[2]))
    return arranged(rows, "0 1 2 -3 10 11", width=10)


def provenance_of_result(graph: Small, *, paper: str, text: str | None = None) -> Rows:
    rows = []
    for source, edge, result in graph.joined("STATES"):
        ids: Any = source.properties["ids"]
        written = result.properties["text"]
        if paper in ids and text in {None, written}:
            for (of, on, by), place in product(_ends(graph, result), places(edge)):
                _, first, last = place.split(":")
                links = (*of[:2], *on[:2], *by[:2], edge.properties["score"])
                order = (result.id, int(first), int(last), of[2], on[2], by[2])
                rows.append((written, result.properties["value"], *links, place, words(source, place), *order))
    return arranged(rows, "11 12 13 9 14 15 16", width=11)
