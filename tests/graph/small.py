"""Small graphs for tests: one that has everything the schema has, and random ones over few names."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from kg.records import Edge, Node, Value

NAMES = ("LoRA", "lora", "BERT", "title", "CIFAR-10", "ﬁne", "😀 net", "Ünet", "\uffee", "set")


def paper(number: int, *, title: str = "", abstract: str = "", year: int | None = None) -> Node:
    """A paper with two ids, and a year if there is one."""
    identifier = f"arxiv:2305.{number:05}"
    properties: dict[str, Value] = {
        "id": identifier,
        "ids": (identifier, f"doi:10.1/{number}"),
        "title": title,
        "abstract": abstract,
        "sources": ("a.jsonl",),
    }
    return Node("Paper", identifier, properties if year is None else {**properties, "year": year})


def entity(label: str, name: str, *aliases: str, papers: int = 1, **more: Value) -> Node:
    """A method, dataset, metric or task with all the forms of its name."""
    identifier = f"{label.lower()}:{name.casefold()}"
    properties: dict[str, Value] = {
        "id": identifier,
        "name": name,
        "aliases": tuple(sorted({name, *aliases})),
        "papers": papers,
        "groups": papers,
        "belief": 9000 if papers else 0,
        **more,
    }
    return Node(label, identifier, properties)


def between(kind: str, source: Node, target: Node, **properties: Value) -> Edge:
    """An edge between two nodes."""
    return Edge(kind, (source.label, source.id), (target.label, target.id), properties)


def stated(kind: str, source: Node, target: Node, by: Node, *evidence: str, score: int = 9000) -> Edge:
    """An edge that a paper's text states."""
    return between(kind, source, target, paper=by.id, evidence=evidence, score=score)


def supported(edge: Edge, papers: int, groups: int, belief: int) -> Edge:
    """The edge with how well it is supported."""
    return replace(edge, properties={**edge.properties, "papers": papers, "groups": groups, "belief": belief})


def whole() -> tuple[list[Node], list[Edge]]:
    """A graph with every label, and with edges of most types, two of them between the same two methods."""
    one = paper(1, title="T😀 LoRA", abstract="x 😀😀 LoRA and CIFAR-10 reach 2.0 \\ 'accuracy'", year=2023)
    two = paper(2, title="U", abstract="LoRA is BERT")
    lora = entity("Method", "LoRA", "low-rank adaptation", papers=2)
    bert = entity("Method", "BERT", papers=1)
    base = entity("Method", "BERT-base", papers=1)
    both = entity("Metric", "IS", ambiguous=("inception score", "importance sampling"))
    titled = entity("Method", "title", papers=0)
    cifar = entity("Dataset", "CIFAR-10", "CIFAR10")
    accuracy = entity("Metric", "accuracy")
    task = entity("Task", "image classification")
    author = Node("Author", "author:ada", {"id": "author:ada", "name": "Ada"})
    number = Node(
        "Result",
        "result:1",
        {"id": "result:1", "value": 2.0, "text": "2.0", "kind": "absolute", "approximate": False},
    )
    edges = [
        stated("ADDRESSES", one, task, one, "title:0:1"),
        supported(stated("BASED_ON", lora, bert, one, "abstract:0:1"), 2, 1, 8550),
        supported(stated("BASED_ON", lora, bert, two, "abstract:0:4", "abstract:8:12"), 2, 1, 8550),
        supported(stated("COMPARED_WITH", lora, bert, two, "abstract:0:12", score=5000), 1, 1, 4750),
        between("IN_METRIC", number, accuracy, paper=one.id, score=8000),
        between("OF_METHOD", number, lora, paper=one.id, score=9000),
        between("ON_DATASET", number, cifar, paper=one.id, score=7000),
        stated("MENTIONS", one, cifar, one, "abstract:14:22"),
        stated("MENTIONS", one, lora, one, "abstract:5:9", "title:3:7"),
        stated("MENTIONS", one, accuracy, one, "abstract:37:45"),
        stated("INTRODUCES", two, lora, two, "abstract:0:4"),
        stated("STATES", one, number, one, "abstract:29:32"),
        between("VARIANT_OF", base, bert, derived="size: base"),
        between("WROTE", author, one, position=1, derived="authors of the paper"),
    ]
    nodes = [one, two, lora, bert, base, both, titled, cifar, accuracy, task, author, number]
    return ordered(nodes, edges)


def ordered(nodes: list[Node], edges: list[Edge]) -> tuple[list[Node], list[Edge]]:
    """Nodes and edges in the order that the graph has them in."""
    return (
        sorted(nodes, key=lambda node: (node.label, node.id)),
        sorted(edges, key=lambda edge: (edge.type, edge.source, edge.target, str(edge.properties.get("paper")))),
    )


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], list[Edge]]:
    """Papers that name things: what `assemble` makes of a store, in small."""
    text = "LoRA 😀 on CIFAR-10"
    papers = [
        paper(number, title="T", abstract=text, year=draw(st.sampled_from((None, 2022, 2023))))
        for number in range(draw(st.integers(0, 4)))
    ]
    entities = [
        entity(label, name)
        for label in ("Dataset", "Method", "Metric", "Task")
        for name in sorted(draw(st.sets(st.sampled_from(NAMES), max_size=3)))
    ]
    # Names that fold to one id are one node.
    entities = list({node.id: node for node in entities}.values())
    places = st.lists(st.sampled_from(("abstract:0:4", "abstract:5:6", "title:0:1")), min_size=1, unique=True)
    edges = [
        stated(
            "ADDRESSES" if node.label == "Task" else draw(st.sampled_from(("MENTIONS", "USES", "INTRODUCES"))),
            source,
            node,
            source,
            *sorted(draw(places)),
            score=draw(st.integers(0, 10_000)),
        )
        for source in papers
        for node in entities
        if draw(st.booleans())
    ]
    return ordered([*papers, *entities], edges)
