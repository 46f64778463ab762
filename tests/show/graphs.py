"""Small graphs to show, built as the schema has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import networkx as nx

Graph = nx.MultiDiGraph

PAPERS = {
    "arxiv:2301.00001": (
        "Faster Sampling with Widgets",
        (
            "Sampling is slow. We propose WidgetNet for image generation. On CIFAR-10 it gets 2.69 FID, "
            "e.g. with 10 steps. FID falls further."
        ),
    ),
    "title:00aa": (
        "Widgets at Scale",
        "\U0001d4d0 study of WidgetNet on CIFAR-10 and image generation.",
    ),
    "title:00bb": ("No Widgets", "GadgetNet is measured by FID on CIFAR-10."),
}
NAMES = {
    "Method": ("WidgetNet", "GadgetNet"),
    "Dataset": ("CIFAR-10",),
    "Metric": ("FID",),
    "Task": ("image generation",),
}


def places(text: str, name: str, field: str = "abstract") -> list[str]:
    """Return the evidence for each place of a name in a text."""
    found, start = [], text.find(name)
    while start >= 0:
        found.append(f"{field}:{start}:{start + len(name)}")
        start = text.find(name, start + 1)
    return found


def widgets() -> Graph[str]:
    """Return three papers with their entities, and an author."""
    graph: Graph[str] = nx.MultiDiGraph()
    for identifier, (title, abstract) in PAPERS.items():
        graph.add_node(
            identifier, label="Paper", id=identifier, ids=(identifier,), title=title, abstract=abstract, year=2023
        )
        for label, names in NAMES.items():
            for name in names:
                evidence = places(abstract, name)
                if not evidence:
                    continue
                node = f"{label.lower()}:{name.lower()}"
                aliases = (name, f"{name}s") if label == "Method" else (name,)
                papers = sum(name in text for _, text in PAPERS.values())
                graph.add_node(node, label=label, id=node, name=name, aliases=aliases, papers=papers)
                kind = "ADDRESSES" if label == "Task" else "MENTIONS"
                graph.add_edge(identifier, node, type=kind, paper=identifier, evidence=tuple(evidence), score=9000)
    graph.add_node("author:ann lee", label="Author", id="author:ann lee", name="Ann Lee")
    graph.add_edge("author:ann lee", "arxiv:2301.00001", type="WROTE", position=1)
    return graph


def named(names: Sequence[str], *, title: str = "A paper", url: str | None = None) -> Graph[str]:
    """Return one paper whose abstract is the names in a row, each of them a method."""
    graph: Graph[str] = nx.MultiDiGraph()
    abstract = " ".join(names)
    properties = {"url": url} if url is not None else {}
    graph.add_node("title:1", label="Paper", id="title:1", title=title, abstract=abstract, **properties)
    start = 0
    for number, name in enumerate(names):
        node = f"method:{number}"
        graph.add_node(node, label="Method", id=node, name=name, aliases=(name,), papers=1)
        place = f"abstract:{start}:{start + len(name)}"
        graph.add_edge("title:1", node, type="MENTIONS", paper="title:1", evidence=(place,), score=9000)
        start += len(name) + 1
    return graph


def crowd(*, papers: int, entities: int) -> Graph[str]:
    """Return many papers that each name five of many entities, low numbers more often than high ones."""
    graph: Graph[str] = nx.MultiDiGraph()
    links: dict[int, set[int]] = {}
    for paper in range(papers):
        for step in range(5):
            entity = (paper * paper * 7 + step * step * 13) % (1 + (paper * 31 + step * 17) % entities)
            links.setdefault(entity, set()).add(paper)
    for paper in range(papers):
        text = f"Paper {paper} says a good deal about its subject. " * 20
        graph.add_node(f"p{paper}", label="Paper", id=f"p{paper}", title=f"Paper {paper}", abstract=text)
        graph.add_node(f"a{paper}", label="Author", id=f"a{paper}", name=f"Author {paper}")
        graph.add_edge(f"a{paper}", f"p{paper}", type="WROTE", position=1)
    for entity, naming in sorted(links.items()):
        node = f"method:{entity}"
        graph.add_node(node, label="Method", id=node, name=f"Method {entity}", aliases=(), papers=len(naming))
        for paper in sorted(naming):
            evidence = ("abstract:0:5", "title:0:5")
            graph.add_edge(f"p{paper}", node, type="MENTIONS", paper=f"p{paper}", evidence=evidence, score=8000)
    return graph


def reordered(graph: Graph[str], order: Iterable[int]) -> Graph[str]:
    """Return the same graph with its nodes and edges put in by another order."""
    other: Graph[str] = nx.MultiDiGraph()
    ranks = list(order)
    nodes = list(graph.nodes(data=True))
    other.add_nodes_from(nodes[i] for i in sorted(range(len(nodes)), key=lambda i: ranks[i % len(ranks)]))
    edges = list(graph.edges(data=True))
    other.add_edges_from(edges[i] for i in sorted(range(len(edges)), key=lambda i: ranks[i % len(ranks)]))
    return other
