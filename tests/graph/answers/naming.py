"""What papers name."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from kg.records import Node
from tests.graph.answers.reading import Rows, Small, arranged, name, places, words


def metrics_of_datasets(graph: Small, *, dataset: str | None = None, least: int = 1) -> Rows:
    pairs = Counter(
        (node.id, metric.id)
        for source, _, node in graph.named("Dataset")
        if dataset is None or graph.called(node, dataset)
        for other, _, metric in graph.named("Metric")
        if source == other
    )
    rows = [(name(graph.by_id[a]), name(graph.by_id[b]), n, a, b) for (a, b), n in pairs.items() if n >= least]
    return arranged(rows, "-2 0 1 3 4", width=3)


def methods_by_papers(graph: Small, *, least: int = 2) -> Rows:
    counts = Counter(method.id for _, _, method in graph.named("Method"))
    rows: Rows = []
    for key, count in counts.items():
        properties = graph.by_id[key].properties
        if count >= least:
            rows.append((properties["name"], count, properties["groups"], properties["belief"], key))
    return [row[:4] for row in sorted(rows, key=lambda row: (-row[1], row[0], row[4]))]


def methods_by_year(graph: Small, *, method: str | None = None, least: int | None = None) -> Rows:
    if least is None:
        least = 2 if method is None else 1
    counts = Counter(
        (node.id, source.properties.get("year"))
        for source, _, node in graph.named("Method")
        if method is None or graph.called(node, method)
    )
    rows: Rows = [
        (graph.by_id[key].properties["name"], year, n, key) for (key, year), n in counts.items() if n >= least
    ]
    # In a falling order, what is not known comes first.
    rows.sort(key=lambda row: (row[1] is not None, -(row[1] or 0), -row[2], row[0], row[3]))
    return [row[:3] for row in rows]


def named_with_method(graph: Small, *, method: str) -> Rows:
    found: dict[str, list[tuple[str, Any, Any]]] = {}
    for source, mine, node in graph.named("Method"):
        if graph.called(node, method):
            for other, theirs, thing in graph.named("Method", "Dataset", "Metric", "Task"):
                if other == source and thing != node:
                    pair = (source.id, mine.properties["evidence"], theirs.properties["evidence"])
                    found.setdefault(thing.id, []).append(pair)
    rows: Rows = []
    for key, said in found.items():
        evidence = [{"paper": p, "method": list(a), "other": list(b)} for p, a, b in sorted(said)]
        node = graph.by_id[key]
        rows.append((node.label, node.properties["name"], len({p for p, _, _ in said}), evidence, key))
    return [row[:4] for row in sorted(rows, key=lambda row: (-row[2], row[0], row[1], row[4]))]


def papers_of_dataset(graph: Small, *, dataset: str) -> Rows:
    rows: Rows = [
        (source.id, source.properties["title"], source.properties.get("year"), edge.type, places(edge), node.id)
        for source, edge, node in graph.named("Dataset")
        if graph.called(node, dataset)
    ]
    return [
        row[:5] for row in sorted(rows, key=lambda row: (row[2] is not None, -(row[2] or 0), row[0], row[3], row[5]))
    ]


def papers_of_task(graph: Small, *, task: str) -> Rows:
    rows: Rows = [
        (
            source.id,
            source.properties["title"],
            source.properties.get("year"),
            edge.properties["score"],
            places(edge),
            node.id,
        )
        for source, edge, node in graph.named("Task")
        if graph.called(node, task)
    ]
    return [
        row[:5] for row in sorted(rows, key=lambda row: (row[2] is not None, -(row[2] or 0), -row[3], row[0], row[5]))
    ]


def introduced_by(graph: Small, *, name: str) -> Rows:
    rows: Rows = []
    for paper, edge, node in graph.named("Method", "Dataset", "Metric"):
        if edge.type == "INTRODUCES" and graph.called(node, name):
            year: Any = paper.properties.get("year")
            said = (edge.properties["score"], places(edge))
            row = (node.label, node.properties["name"], paper.id, paper.properties["title"], year, *said)
            # In a rising order, what is not known comes last.
            rows.append(((node.label, node.properties["name"], year is None, year or 0, paper.id, node.id), row))
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def ambiguous(graph: Small, *, least: int = 1) -> Rows:
    rows: Rows = []
    for node in graph.nodes:
        names: Any = node.properties.get("ambiguous", ())
        papers: Any = node.properties.get("papers", 0)
        if names and papers >= least:
            row = (node.label, node.properties["name"], papers, list(names))
            rows.append(((-papers, node.label, node.properties["name"], node.id), row))
    return [row for _, row in sorted(rows)]


def provenance(graph: Small, *, paper: str, name: str) -> Rows:
    rows: Rows = []
    for source, edge, node in graph.named("Method", "Dataset", "Metric", "Task"):
        ids: Any = source.properties["ids"]
        if paper in ids and graph.called(node, name):
            for place in places(edge):
                part, first, last = place.split(":")
                text: Any = source.properties[part]
                words = text[int(first) : int(last)]
                key = (edge.type, node.label, node.properties["name"], int(first), int(last), place, node.id)
                rows.append((key, (edge.type, node.label, node.properties["name"], place, words)))
    return [row for _, row in sorted(rows)]


def datasets_together(graph: Small, *, dataset: str | None = None, least: int = 1) -> Rows:
    named = list(graph.named("Dataset"))
    pairs = Counter(
        (one.id, other.id)
        for source, _, one in named
        if dataset is None or graph.called(one, dataset)
        for same, _, other in named
        if same == source and (one.id < other.id or (dataset is not None and one.id > other.id))
    )
    rows = [
        (name(one), name(other), count, one.properties["papers"], other.properties["papers"], one.id, other.id)
        for (a, b), count in pairs.items()
        if count >= least
        for one, other in [(graph.by_id[a], graph.by_id[b])]
    ]
    return arranged(rows, "-2 0 1 5 6", width=5)


def metrics_of_task(graph: Small, *, task: str, least: int = 1) -> Rows:
    papers = graph.papers_on(task)
    naming: dict[str, set[str]] = {}
    for paper, _, metric in graph.named("Metric"):
        if paper.id in papers:
            naming.setdefault(metric.id, set()).add(paper.id)
    rows = []
    for key, by in naming.items():
        results = {
            result.id
            for paper, _, result in graph.joined("STATES")
            if paper.id in by
            for _, metric in graph.to(result, "IN_METRIC")
            if metric.id == key
        }
        if len(by) >= least:
            rows.append((name(graph.by_id[key]), len(by), len(results), key))
    return arranged(rows, "-1 -2 0 3", width=3)


def rising_methods(graph: Small, *, year: int | None = None, least: int = 1) -> Rows:
    years: Counter[Any] = Counter(node.properties.get("year") for node in graph.nodes if node.label == "Paper")
    known = [found for found in years if found is not None]
    if year is None and not known:
        return []
    this: int = max(known) if year is None else year
    named = Counter((method.id, paper.properties.get("year")) for paper, _, method in graph.named("Method"))
    rows = []
    for key in {key for key, _ in named}:
        now, before = named[key, this], named[key, this - 1]
        share = 100.0 * now / years[this] if now else 0.0
        earlier = 100.0 * before / years[this - 1] if before else 0.0
        if now >= max(least, 1) and share > earlier:
            rows.append((name(graph.by_id[key]), this, now, before, share, earlier, share - earlier, key))
    return arranged(rows, "-6 -2 0 7", width=7)


def datasets_introduced(graph: Small, *, dataset: str | None = None, year: int | None = None) -> Rows:
    rows = []
    for paper, edge, node in graph.named("Dataset"):
        published = paper.properties.get("year")
        wanted = (dataset is None or graph.called(node, dataset)) and year in {None, published}
        if edge.type == "INTRODUCES" and wanted:
            said = (paper.id, paper.properties["title"], published, edge.properties["score"], places(edge))
            rows.append((name(node), node.properties["papers"], *said, node.id))
    return arranged(rows, "-1 0 4 2 7", width=7)


def methods_introduced(graph: Small, *, year: int, least: int = 1) -> Rows:
    rows = []
    for paper, edge, node in graph.named("Method"):
        papers: Any = node.properties["papers"]
        if edge.type == "INTRODUCES" and paper.properties.get("year") == year and papers >= least:
            built = sorted(
                (name(base), base.id) for how, base in graph.to(node, "BASED_ON") if how.properties["paper"] == paper.id
            )
            said = (paper.id, paper.properties["title"], [base for base, _ in built], edge.properties["score"])
            rows.append((name(node), papers, *said, node.id))
    return arranged(rows, "-1 0 2 6", width=6)


def papers_of_method(graph: Small, *, method: str) -> Rows:
    rows = []
    for paper, edge, node in graph.named("Method"):
        if graph.called(node, method):
            of_paper = (paper.id, paper.properties["title"], paper.properties.get("date"))
            said = (edge.type, edge.properties["score"], places(edge))
            rows.append((*of_paper, *said, paper.properties.get("year"), node.id))
    return arranged(rows, "-6 -2 0 3 7", width=6)


def state_of_task(graph: Small, *, task: str, label: str | None = None, least: int = 1) -> Rows:
    papers = graph.papers_on(task)
    found: dict[str, list[tuple[Node, str]]] = {}
    for paper, edge, node in graph.named("Method", "Dataset"):
        if paper.id in papers and label in {None, node.label}:
            found.setdefault(node.id, []).append((paper, edge.type))
    rows = []
    for key, naming in found.items():
        node = graph.by_id[key]
        years: list[Any] = [year for paper, _ in naming if (year := paper.properties.get("year")) is not None]
        if len(naming) >= least:
            introduced = sum(kind == "INTRODUCES" for _, kind in naming)
            rows.append((node.label, name(node), len(naming), introduced, max(years, default=None), key))
    return arranged(rows, "-2 0 1 5", width=5)


def least_sure(graph: Small, *, label: str | None = None, most: int = 50) -> Rows:
    rows = []
    for paper, edge, node in graph.named("Method", "Dataset", "Metric", "Task"):
        if label in {None, node.label}:
            place = places(edge)[0]
            said = (edge.properties["score"], edge.type, node.label, name(node), paper.id)
            rows.append((*said, place, words(paper, place), node.id))
    return arranged(rows, "0 4 7", width=7)[:most]


def same_name(graph: Small, *, label: str | None = None) -> Rows:
    found: dict[str, set[str]] = {}
    for node in graph.nodes:
        aliases: Any = node.properties.get("aliases", ())
        for alias in aliases:
            if label in {None, node.label}:
                found.setdefault(re.sub("[ _-]", "", alias.lower()), set()).add(node.id)
    rows: list[tuple[Any, ...]] = []
    for form, keys in found.items():
        things: list[Any] = [
            {"id": node.id, "label": node.label, "name": name(node), "papers": node.properties["papers"]}
            for node in sorted((graph.by_id[key] for key in keys), key=lambda node: node.id)
        ]
        things.sort(key=lambda thing: -thing["papers"])
        if form and len(things) > 1:
            rows.append((form, sum(thing["papers"] for thing in things), things))
    return arranged(rows, "-1 0", width=3)
