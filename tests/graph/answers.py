"""What the library's questions should answer, worked out from nodes and edges without any Cypher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeAlias

from kg.records import Edge, Node

Rows: TypeAlias = list[tuple[Any, ...]]
NAMING = frozenset({"MENTIONS", "USES", "INTRODUCES"})


@dataclass(frozen=True)
class Small:
    """A graph to look things up in."""

    nodes: Sequence[Node]
    edges: Sequence[Edge]
    by_id: Mapping[str, Node] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {node.id: node for node in self.nodes})

    def named(self, *labels: str) -> Iterator[tuple[Node, Edge, Node]]:
        """Each paper with each thing of these labels that it names, and the edge."""
        for edge in self.edges:
            if edge.type in NAMING or edge.type == "ADDRESSES":
                node = self.by_id[edge.target[1]]
                if node.label in labels:
                    yield self.by_id[edge.source[1]], edge, node

    def called(self, node: Node, name: str) -> bool:
        """Whether a thing is called by a name, or has this id."""
        aliases: Any = node.properties["aliases"]
        return node.id == name or name.lower() in {alias.lower() for alias in aliases}


def metrics_of_datasets(graph: Small, *, least: int = 1) -> Rows:
    pairs = Counter(
        (dataset.id, metric.id)
        for source, _, dataset in graph.named("Dataset")
        for other, _, metric in graph.named("Metric")
        if source == other
    )
    rows: Rows = [
        (graph.by_id[dataset].properties["name"], graph.by_id[metric].properties["name"], count, dataset, metric)
        for (dataset, metric), count in pairs.items()
        if count >= least
    ]
    return [row[:3] for row in sorted(rows, key=lambda row: (-row[2], *row[:2], *row[3:]))]


def methods_by_papers(graph: Small, *, least: int = 1) -> Rows:
    counts = Counter(method.id for _, _, method in graph.named("Method"))
    rows: Rows = []
    for key, count in counts.items():
        properties = graph.by_id[key].properties
        if count >= least:
            rows.append((properties["name"], count, properties["groups"], properties["belief"], key))
    return [row[:4] for row in sorted(rows, key=lambda row: (-row[1], row[0], row[4]))]


def methods_by_year(graph: Small, *, method: str | None = None, least: int = 1) -> Rows:
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
    for key, places in found.items():
        evidence = [{"paper": p, "method": list(a), "other": list(b)} for p, a, b in sorted(places)]
        node = graph.by_id[key]
        rows.append((node.label, node.properties["name"], len({p for p, _, _ in places}), evidence, key))
    return [row[:4] for row in sorted(rows, key=lambda row: (-row[2], row[0], row[1], row[4]))]


def papers_of_dataset(graph: Small, *, dataset: str) -> Rows:
    rows: Rows = [
        (source.id, source.properties["title"], source.properties.get("year"), edge.type, list(_places(edge)), node.id)
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
            list(_places(edge)),
            node.id,
        )
        for source, edge, node in graph.named("Task")
        if graph.called(node, task)
    ]
    return [
        row[:5] for row in sorted(rows, key=lambda row: (row[2] is not None, -(row[2] or 0), -row[3], row[0], row[5]))
    ]


def provenance(graph: Small, *, paper: str, name: str) -> Rows:
    rows: Rows = []
    for source, edge, node in graph.named("Method", "Dataset", "Metric", "Task"):
        ids: Any = source.properties["ids"]
        if paper in ids and graph.called(node, name):
            for place in _places(edge):
                part, first, last = place.split(":")
                text: Any = source.properties[part]
                words = text[int(first) : int(last)]
                key = (edge.type, node.label, node.properties["name"], int(first), int(last), place, node.id)
                rows.append((key, (edge.type, node.label, node.properties["name"], place, words)))
    return [row for _, row in sorted(rows)]


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
                rows.append((names, paper, result, list(_places(edge))))
    rows = [row for row in rows if row[2].properties["kind"] == kind]
    rows.sort(key=lambda row: (row[0][0], -row[0][1], row[1].id, row[2].id))
    return [
        (
            *(by, value, result.properties.get("unit"), result.properties["text"], of),
            *(paper.id, paper.properties["title"], paper.properties.get("year"), places),
        )
        for (by, value, of), paper, result, places in rows
    ]


def _related(graph: Small, kind: str, least: int) -> Iterator[tuple[Node, Node, Edge]]:
    for edge in graph.edges:
        if edge.type == kind and int(str(edge.properties["score"])) >= least:
            yield graph.by_id[edge.source[1]], graph.by_id[edge.target[1]], edge


def _said(graph: Small, node: Node, edge: Edge, *between: object) -> tuple[Any, ...]:
    paper = graph.by_id[str(edge.properties["paper"])]
    named = (node.properties["name"], node.label, *between, paper.id, paper.properties["title"])
    support = (edge.properties["groups"], edge.properties["belief"])
    return (*named, edge.properties["score"], *support, list(_places(edge)))


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


def ambiguous(graph: Small, *, least: int = 1) -> Rows:
    rows: Rows = []
    for node in graph.nodes:
        names: Any = node.properties.get("ambiguous", ())
        papers: Any = node.properties.get("papers", 0)
        if names and papers >= least:
            row = (node.label, node.properties["name"], papers, list(names))
            rows.append(((-papers, node.label, node.properties["name"], node.id), row))
    return [row for _, row in sorted(rows)]


def introduced_by(graph: Small, *, name: str) -> Rows:
    rows: Rows = []
    for paper, edge, node in graph.named("Method", "Dataset", "Metric"):
        if edge.type == "INTRODUCES" and graph.called(node, name):
            year: Any = paper.properties.get("year")
            said = (edge.properties["score"], list(_places(edge)))
            row = (node.label, node.properties["name"], paper.id, paper.properties["title"], year, *said)
            # In a rising order, what is not known comes last.
            rows.append(((node.label, node.properties["name"], year is None, year or 0, paper.id, node.id), row))
    return [row for _, row in sorted(rows, key=lambda row: row[0])]


def _places(edge: Edge) -> tuple[str, ...]:
    evidence: Any = edge.properties["evidence"]
    return tuple(evidence)


# Each question with its answer, and parameters as they are typed. `arxiv:2305.00001` and `lora` are in `small.whole()`.
QUESTIONS: list[tuple[str, dict[str, str], Callable[..., Rows]]] = [
    ("metrics_of_datasets", {}, metrics_of_datasets),
    ("metrics_of_datasets", {"least": "2"}, metrics_of_datasets),
    ("methods_by_papers", {}, methods_by_papers),
    ("methods_by_papers", {"least": "2"}, methods_by_papers),
    ("methods_by_year", {}, methods_by_year),
    ("methods_by_year", {"method": "LORA"}, methods_by_year),
    ("named_with_method", {"method": "lora"}, named_with_method),
    ("papers_of_dataset", {"dataset": "cifar-10"}, papers_of_dataset),
    ("papers_of_task", {"task": "image classification"}, papers_of_task),
    ("papers_of_task", {"task": "set"}, papers_of_task),
    ("leaderboard", {"dataset": "cifar-10"}, leaderboard),
    ("leaderboard", {"dataset": "cifar-10", "metric": "Accuracy", "least": "7000"}, leaderboard),
    ("based_on", {"method": "lora"}, based_on),
    ("built_on", {"method": "bert"}, built_on),
    ("compared_with", {"method": "lora"}, compared_with),
    ("support", {}, support),
    ("support", {"name": "lora", "least": "1"}, support),
    ("support", {"least": "2"}, support),
    ("variants", {}, variants),
    ("variants", {"name": "bert"}, variants),
    ("variants", {"name": "lora"}, variants),
    ("ambiguous", {}, ambiguous),
    ("ambiguous", {"least": "2"}, ambiguous),
    ("introduced_by", {"name": "lora"}, introduced_by),
    ("provenance", {"paper": "doi:10.1/1", "name": "method:lora"}, provenance),
    ("provenance", {"paper": "arxiv:2305.00001", "name": "lora"}, provenance),
]
