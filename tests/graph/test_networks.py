"""The graph for networkx has the schema's labels and properties, and loses no edge."""

from __future__ import annotations

from hypothesis import given

from kg.graph import to_networkx
from kg.records import Edge, Node
from tests.graph import small


def test_nodes_and_edges_carry_label_type_and_properties() -> None:
    graph = to_networkx(*small.whole())
    assert graph.nodes["method:lora"]["label"] == "Method"
    assert graph.nodes["method:lora"]["aliases"] == ("LoRA", "low-rank adaptation")
    assert set(graph["method:lora"]["method:bert"]) == {
        "BASED_ON arxiv:2305.00001",
        "BASED_ON arxiv:2305.00002",
        "COMPARED_WITH arxiv:2305.00002",
    }
    assert graph["author:ada"]["arxiv:2305.00001"]["WROTE"]["position"] == 1


@given(small.graphs())
def test_nothing_is_lost(graph: tuple[list[Node], list[Edge]]) -> None:
    nodes, edges = graph
    made = to_networkx(nodes, edges + edges)
    assert {(key, data["label"]) for key, data in made.nodes(data=True)} == {(node.id, node.label) for node in nodes}
    assert made.number_of_edges() == 2 * len(edges)
    assert to_networkx(nodes, edges).edges(keys=True) == to_networkx(nodes, iter(edges)).edges(keys=True)
