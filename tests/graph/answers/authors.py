"""Who wrote what."""

from __future__ import annotations

from typing import Any

from kg.records import Node
from tests.graph.answers.reading import Rows, Small, arranged, name


def authors_by_papers(graph: Small, *, least: int = 3) -> Rows:
    rows = []
    for key, papers in _written(graph).items():
        years: list[Any] = [year for paper in papers if (year := paper.properties.get("year")) is not None]
        if len(papers) >= least:
            span = (min(years, default=None), max(years, default=None))
            rows.append((name(graph.by_id[key]), len(papers), *span, key))
    return arranged(rows, "-1 0 4", width=4)


def papers_of_author(graph: Small, *, author: str) -> Rows:
    rows = []
    for person, edge, paper in graph.joined("WROTE"):
        if person.id == author or name(person).lower() == author.lower():
            introduced = sorted((name(thing), thing.id) for _, thing in graph.to(paper, "INTRODUCES"))
            about = (paper.id, paper.properties["title"], paper.properties.get("year"), edge.properties["position"])
            rows.append((*about, [known for known, _ in introduced], person.id))
    return arranged(rows, "-2 0 5", width=5)


def groups_behind(graph: Small, *, method: str, least: int = 1) -> Rows:
    behind: dict[str, set[str]] = {"INTRODUCES": set(), "USES": set()}
    for paper, edge, node in graph.named("Method"):
        if edge.type in behind and graph.called(node, method):
            behind[edge.type].add(paper.id)
    of_author = {
        key: {paper.id for paper in papers} & (behind["INTRODUCES"] | behind["USES"])
        for key, papers in _written(graph).items()
    }
    rows = []
    for key, papers in of_author.items():
        shared = [
            (len(papers & theirs), name(graph.by_id[other]), other)
            for other, theirs in of_author.items()
            if other != key and papers & theirs
        ]
        shared.sort(key=lambda found: (-found[0], *found[1:]))
        together = [{"author": known, "papers": count} for count, known, _ in shared]
        if papers and len(papers) >= least:
            introduced = len(papers & behind["INTRODUCES"])
            rows.append((name(graph.by_id[key]), len(papers), introduced, together, key))
    return arranged(rows, "-2 -1 0 4", width=4)


def _written(graph: Small) -> dict[str, list[Node]]:
    written: dict[str, list[Node]] = {}
    for person, _, paper in graph.joined("WROTE"):
        written.setdefault(person.id, []).append(paper)
    return written
