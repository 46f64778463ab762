"""What papers say of two things."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from kg.records import Edge, Node
from tests.graph.answers.reading import NAMING, Rows, Small, arranged, places, words
from tests.graph.answers.reading import name as name_of


def _related(graph: Small, kind: str, least: int) -> Iterator[tuple[Node, Node, Edge]]:
    for edge in graph.edges:
        if edge.type == kind and int(str(edge.properties["score"])) >= least:
            yield graph.by_id[edge.source[1]], graph.by_id[edge.target[1]], edge


def _said(graph: Small, node: Node, edge: Edge, *between: object) -> tuple[Any, ...]:
    paper = graph.by_id[str(edge.properties["paper"])]
    named = (node.properties["name"], node.label, *between, paper.id, paper.properties["title"])
    support = (edge.properties["groups"], edge.properties["belief"])
    return (*named, edge.properties["score"], *support, places(edge))


def based_on(graph: Small, *, method: str, least: int = 0) -> Rows:
    rows = [(b, a, e) for a, b, e in _related(graph, "BASED_ON", least) if graph.called(a, method)]
    return _by_name(graph, rows)


def built_on(graph: Small, *, method: str, least: int = 0) -> Rows:
    rows = [(a, b, e) for a, b, e in _related(graph, "BASED_ON", least) if graph.called(b, method)]
    return _by_name(graph, rows)


def _by_name(graph: Small, rows: list[tuple[Node, Node, Edge]]) -> Rows:
    rows.sort(
        key=lambda row: (row[0].properties["name"], row[0].label, row[2].properties["paper"], row[0].id, row[1].id)
    )
    return [_said(graph, node, edge) for node, _, edge in rows]


def compared_with(graph: Small, *, method: str, least: int = 0) -> Rows:
    rows: Rows = []
    for a, b, edge in _related(graph, "COMPARED_WITH", least):
        if graph.called(a, method) or graph.called(b, method):
            other = b if graph.called(a, method) else a
            key = (other.properties["name"], other.label, edge.properties["paper"], a.id, b.id)
            rows.append((key, _said(graph, other, edge, a.properties["name"])))
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def support(graph: Small, *, name: str | None = None, least: int = 1) -> Rows:
    rows = set()
    for kind in ("BASED_ON", "COMPARED_WITH"):
        for a, b, edge in _related(graph, kind, 0):
            papers, groups, belief = (int(str(edge.properties[key])) for key in ("papers", "groups", "belief"))
            if groups >= least and (name is None or graph.called(a, name) or graph.called(b, name)):
                row = (kind, a.properties["name"], b.properties["name"], papers, groups, belief)
                rows.add(((-groups, -belief, -papers, *row[:3], a.id, b.id), row))
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def variants(graph: Small, *, name: str | None = None) -> Rows:
    rows: Rows = []
    for edge in graph.edges:
        if edge.type == "VARIANT_OF":
            a, b = graph.by_id[edge.source[1]], graph.by_id[edge.target[1]]
            if name is None or graph.called(a, name) or graph.called(b, name):
                names = (a.label, a.properties["name"], b.properties["name"], edge.properties["derived"])
                row = (*names, *(a.properties[key] for key in ("papers", "groups", "belief")))
                rows.append(((a.label, names[2], names[1], b.id, a.id), row))
    return [row for _, row in sorted(rows)]


def rivals(graph: Small, *, method: str, least: int = 1) -> Rows:
    tally: dict[tuple[str, str], list[tuple[object, bool]]] = {}
    for a, b, edge in _related(graph, "COMPARED_WITH", 0):
        for mine, other in ((a, b), (b, a)):
            if graph.called(mine, method):
                tally.setdefault((mine.id, other.id), []).append((edge.properties["paper"], mine == a))
    rows = []
    for (mine_id, key), said in tally.items():
        papers, ahead = len({paper for paper, _ in said}), sum(first for _, first in said)
        node = graph.by_id[key]
        if papers >= least:
            rows.append((name_of(node), node.label, papers, ahead, len(said) - ahead, key, mine_id))
    return arranged(rows, "-2 -3 0 1 5 6", width=5)


def provenance_of_relation(graph: Small, *, one: str, other: str) -> Rows:
    rows = []
    for kind in ("BASED_ON", "COMPARED_WITH"):
        for a, b, edge in _related(graph, kind, 0):
            if (graph.called(a, one) and graph.called(b, other)) or (graph.called(b, one) and graph.called(a, other)):
                paper = graph.by_id[str(edge.properties["paper"])]
                said = (kind, name_of(a), name_of(b), paper.id, paper.properties["title"], edge.properties["score"])
                for place in places(edge):
                    _, first, last = place.split(":")
                    rows.append((*said, place, words(paper, place), int(first), int(last), a.id, b.id))
    return arranged(rows, "0 1 2 3 8 9 6 10 11", width=8)


def on_top_of(graph: Small, *, method: str, levels: int = 6) -> Rows:
    built = [(a, b, edge) for a, b, edge in _related(graph, "BASED_ON", 0) if a.label == b.label == "Method"]
    level_of = {node.id: 0 for node in graph.nodes if node.label == "Method" and graph.called(node, method)}
    for level in range(1, min(levels, 6) + 1):
        for a, b, _ in built:
            if level_of.get(b.id) == level - 1:
                level_of.setdefault(a.id, level)
    rows = []
    for key, level in level_of.items():
        steps = [(b, edge) for a, b, edge in built if a.id == key and level_of.get(b.id) == level - 1]
        names = dict.fromkeys(name_of(b) for b, _ in sorted(steps, key=lambda step: (name_of(step[0]), step[0].id)))
        ranked = sorted((name_of(b), b.id, str(edge.properties["paper"])) for b, edge in steps)
        said_by = list(dict.fromkeys(paper for _, _, paper in ranked))
        introduced = sorted(p.id for p, edge, m in graph.named("Method") if m.id == key and edge.type == "INTRODUCES")
        if level:
            rows.append((level, name_of(graph.by_id[key]), list(names), said_by, introduced, key))
    return arranged(rows, "0 1 5", width=5)


def never_tried(graph: Small, *, dataset: str, method: str | None = None, least: int = 1) -> Rows:
    tried: dict[str, set[str]] = {}
    for paper, _, on in graph.named("Dataset"):
        if graph.called(on, dataset):
            tried.setdefault(on.id, set()).update(m.id for by, _, m in graph.named("Method") if by == paper)
    relatives: dict[str, set[str]] = {}
    for a, _, b in graph.joined("BASED_ON", "COMPARED_WITH", "VARIANT_OF"):
        relatives.setdefault(a.id, set()).add(b.id)
        relatives.setdefault(b.id, set()).add(a.id)
    rows = []
    for on_id, done in tried.items():
        for node in graph.nodes:
            wanted = node.label == "Method" and node.id not in done and (method is None or graph.called(node, method))
            found = sorted((name_of(graph.by_id[key]), key) for key in relatives.get(node.id, set()) & done)
            if wanted and len(found) >= least:
                names, papers = [known for known, _ in found], node.properties["papers"]
                row = (name_of(node), name_of(graph.by_id[on_id]), names, papers, len(found), node.id, on_id)
                rows.append(row)
    return arranged(rows, "-4 -3 0 1 5 6", width=4)


def connection(graph: Small, *, one: str, other: str, most: int = 3) -> Rows:
    beside: dict[str, list[tuple[str, Edge]]] = {}
    for a, edge, b in graph.joined("BASED_ON", "COMPARED_WITH", "VARIANT_OF", "ADDRESSES", *NAMING):
        beside.setdefault(a.id, []).append((b.id, edge))
        beside.setdefault(b.id, []).append((a.id, edge))
    ways = {
        way
        for a in graph.nodes
        for b in graph.nodes
        if a != b and _is(graph, a, one) and _is(graph, b, other)
        for way in _shortest(beside, a.id, b.id, most=6)
    }
    rows: Rows = []
    for number, way in enumerate(sorted(ways, key=lambda way: (len(way), " ".join(way) + " "))[:most], start=1):
        for step, (u, v) in enumerate(pairwise(way), start=1):
            for key, edge in beside[u]:
                if key == v:
                    source, target = graph.by_id[edge.source[1]], graph.by_id[edge.target[1]]
                    said = (edge.properties.get("paper"), edge.properties.get("score"))
                    evidence = places(edge) if "evidence" in edge.properties else None
                    names = (_title(source), edge.type, _title(target))
                    rows.append((number, step, *names, *said, evidence, source.id))
    return arranged(rows, "0 1 3 5 8", width=8)


def _is(graph: Small, node: Node, name: str) -> bool:
    return node.id == name or ("aliases" in node.properties and graph.called(node, name))


def _title(node: Node) -> object:
    return node.properties.get("title", node.properties.get("name"))


def _shortest(beside: Mapping[str, list[tuple[str, Edge]]], start: str, end: str, *, most: int) -> set[tuple[str, ...]]:
    ways: set[tuple[str, ...]] = {(start,)}
    seen = {start}
    for _ in range(most):
        ways = {(*way, key) for way in ways for key, _ in beside.get(way[-1], ()) if key not in seen}
        found = {way for way in ways if way[-1] == end}
        if found:
            return found
        seen |= {way[-1] for way in ways}
    return set()
