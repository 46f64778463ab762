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


def result(key: str, value: float, *, kind: str = "absolute", text: str | None = None) -> Node:
    """A number that a paper states."""
    identifier = f"result:{key}"
    text = text or str(value)
    properties: dict[str, Value] = {"id": identifier, "value": value, "text": text, "kind": kind, "approximate": False}
    return Node("Result", identifier, properties)


def author(name: str) -> Node:
    """Someone who wrote papers."""
    identifier = f"author:{name.casefold()}"
    return Node("Author", identifier, {"id": identifier, "name": name})


def wrote(source: Node, target: Node, position: int) -> Edge:
    """The edge from an author to a paper."""
    return between("WROTE", source, target, position=position, derived="authors of the paper")


def asked() -> tuple[list[Node], list[Edge]]:
    """The whole graph and more, so that each question of the library has an answer and a circle to go round in."""
    nodes, edges = whole()
    one, two, lora, bert, base, cifar, task, ada = (
        next(node for node in nodes if node.id == key)
        for key in ("arxiv:2305.00001", "arxiv:2305.00002", "method:lora", "method:bert", "method:bert-base",
                    "dataset:cifar-10", "task:image classification", "author:ada")
    )  # fmt: skip
    three = paper(3, title="V", abstract="LoRA beats BERT by 3 on STL, says QLoRA", year=2024)
    four = paper(4, title="W", abstract="QLoRA, as FLoRA and Low-Rank_Adaptation, 0.5 F1 on STL", year=2024)
    qlora = entity("Method", "QLoRA", papers=2)
    flora = entity("Method", "FLoRA", "LowRank Adaptation", papers=1)
    top = entity("Method", "TopLoRA", papers=1)
    stl = entity("Dataset", "STL", "STL-10", papers=2)
    f1 = entity("Metric", "F1")
    bo, cleo = author("Bo"), author("Cleo")
    gain, half = result("2", 3.0, kind="gain", text="3"), result("3", 0.5)
    more = [
        stated("ADDRESSES", four, task, four, "title:0:1", score=4000),
        supported(stated("BASED_ON", qlora, lora, three, "abstract:0:39"), 1, 1, 8550),
        supported(stated("BASED_ON", flora, qlora, four, "abstract:0:15"), 1, 1, 8550),
        supported(stated("BASED_ON", flora, lora, four, "abstract:0:39", score=6000), 1, 1, 5700),
        supported(stated("BASED_ON", top, flora, four, "abstract:0:15"), 1, 1, 8550),
        supported(stated("BASED_ON", bert, top, four, "abstract:0:15", score=4000), 1, 1, 3800),
        supported(stated("COMPARED_WITH", bert, lora, four, "abstract:0:15"), 1, 1, 8550),
        supported(stated("COMPARED_WITH", qlora, lora, three, "title:0:1", "abstract:0:10"), 2, 2, 9400),
        supported(stated("COMPARED_WITH", qlora, lora, four, "abstract:0:10"), 2, 2, 9400),
        between("IN_METRIC", half, f1, paper=four.id, score=8000),
        between("OF_METHOD", half, qlora, paper=four.id, score=9000),
        between("OF_METHOD", gain, lora, paper=three.id, score=6000),
        between("ON_DATASET", gain, stl, paper=three.id, score=7000),
        between("ON_DATASET", half, stl, paper=four.id, score=7000),
        stated("MENTIONS", three, bert, three, "abstract:11:15", score=2000),
        stated("USES", three, lora, three, "abstract:0:4"),
        stated("USES", three, stl, three, "abstract:24:27"),
        stated("MENTIONS", three, cifar, three, "title:0:1", score=3000),
        stated("INTRODUCES", three, qlora, three, "abstract:34:39"),
        stated("INTRODUCES", four, flora, four, "abstract:10:15"),
        stated("INTRODUCES", four, stl, four, "abstract:51:54"),
        stated("USES", four, qlora, four, "abstract:0:5"),
        stated("USES", four, f1, four, "abstract:45:47"),
        stated("USES", four, top, four, "abstract:0:5"),
        stated("MENTIONS", four, base, four, "abstract:1:2"),
        stated("STATES", three, gain, three, "abstract:0:38", "abstract:19:20"),
        stated("STATES", four, half, four, "abstract:41:44"),
        wrote(bo, one, 2),
        wrote(ada, three, 1),
        wrote(bo, three, 2),
        wrote(cleo, three, 3),
        wrote(cleo, four, 1),
        wrote(ada, two, 1),
    ]
    return ordered([*nodes, three, four, qlora, flora, top, stl, f1, bo, cleo, gain, half], [*edges, *more])


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
    if not papers:
        return ordered([*papers, *entities], edges)
    results, said = draw(_results(papers, entities))
    authors = [author(name) for name in ("Ada", "Bo", "Cleo")]
    written = draw(st.sets(st.tuples(st.integers(0, 2), st.integers(0, len(papers) - 1))))
    edges += [wrote(authors[by], papers[of], by + 1) for by, of in sorted(written)]
    edges += [*said, *draw(_relations(papers, entities)), *draw(_variants(entities))]
    return ordered([*papers, *entities, *results, *authors], edges)


@st.composite
def _relations(draw: st.DrawFn, papers: list[Node], entities: list[Node]) -> list[Edge]:
    """What papers say of two things: one edge of a type for a paper and the two."""
    things = [node for node in entities if node.label != "Task"]
    if len(things) < 2:
        return []
    some = st.integers(0, len(things) - 1)
    kinds = st.sampled_from(("BASED_ON", "BASED_ON", "COMPARED_WITH"))
    drawn = st.tuples(kinds, some, some, st.integers(0, len(papers) - 1))
    found = draw(st.sets(drawn.filter(lambda drawn: drawn[1] != drawn[2]), max_size=8))
    return [
        supported(stated(kind, things[a], things[b], papers[by], "abstract:0:4", score=9000 - 100 * a), 1, 1, 8000)
        for kind, a, b, by in sorted(found)
    ]


@st.composite
def _variants(draw: st.DrawFn, entities: list[Node]) -> list[Edge]:
    """Variants of methods, at most one base for each."""
    methods = [node for node in entities if node.label == "Method"]
    found = draw(st.lists(st.booleans(), min_size=len(methods), max_size=len(methods)))
    return [
        between("VARIANT_OF", variant, base, derived="size: base")
        for variant, base, is_one in zip(methods, methods[1:], found, strict=False)
        if is_one
    ]


@st.composite
def _results(draw: st.DrawFn, papers: list[Node], entities: list[Node]) -> tuple[list[Node], list[Edge]]:
    """Numbers that papers state, with what they belong to, if anything."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number in range(draw(st.integers(0, 3))):
        by, said = draw(st.sampled_from(papers)), result(str(number), draw(st.sampled_from((1.0, 2.5))))
        nodes.append(said)
        edges.append(stated("STATES", by, said, by, "abstract:0:9", "abstract:5:6", score=draw(st.integers(0, 10_000))))
        for kind, label in (("OF_METHOD", "Method"), ("ON_DATASET", "Dataset"), ("IN_METRIC", "Metric")):
            things = [node for node in entities if node.label == label]
            belongs = draw(st.booleans())
            if things and belongs:
                link = draw(st.sampled_from(things))
                edges.append(between(kind, said, link, paper=by.id, score=draw(st.integers(0, 10_000))))
    return nodes, edges
