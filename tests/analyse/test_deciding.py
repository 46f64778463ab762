"""Decisions that users make by names: what they do to the graph, and what is refused."""

from __future__ import annotations

import pytest

import kg
from kg.errors import DecisionError, KgError, NotFoundError, UsageError
from kg.link import Aliases, Differ, Part
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, extract_capitals

PAPERS = (
    Record(
        "a.jsonl",
        "",
        "First",
        "We propose Low-Rank Adaptation (LoRA). LoRA has 94.3 accuracy on CIFAR-10.",
        ("arxiv:1",),
    ),
    Record("a.jsonl", "", "Second", "LoRA builds on Local Randomness. ImageNet is used.", ("arxiv:2",)),
    Record("b.jsonl", "", "Third", "Local Randomness has good accuracy on ImageNet, 80.5%.", ("arxiv:3",)),
    Record("b.jsonl", "", "Second", "Short.", ("arxiv:2",)),
)


@pytest.fixture
def graph() -> kg.Graph:
    store = Store.create(None, aliases=Aliases())
    store.add(PAPERS, extract_capitals, model=MODEL)
    return kg.Graph(store, threshold=0)


def names(graph: kg.Graph) -> dict[str, int]:
    """Return the names of all entities, with how many papers each has."""
    found = graph.networkx().nodes(data=True)
    return {data["name"]: data["papers"] for _, data in found if "papers" in data}


def edges(graph: kg.Graph, *types: str) -> set[tuple[str, str, str]]:
    found = graph.networkx().edges(keys=True, data=True)
    return {(data["type"], one, other) for one, other, _, data in found if data["type"] in types}


def sound(graph: kg.Graph) -> None:
    assert graph.verify().problems == ()


def test_merged_things_are_one_node_with_all_papers_and_names(graph: kg.Graph) -> None:
    graph.merge("LoRA", "Local Randomness")
    assert names(graph)["Low-Rank Adaptation"] == 3
    assert "Local Randomness" not in names(graph)
    (thing,) = graph.show("Local Randomness")
    assert {"LoRA", "Local Randomness", "Low-Rank Adaptation"} <= set(thing.aliases)  # type: ignore[union-attr]
    assert not edges(graph, "BASED_ON")  # a thing is not based on itself
    sound(graph)


def test_a_former_id_still_leads_to_its_thing(graph: kg.Graph) -> None:
    graph.merge("LoRA", "Local Randomness")
    (thing,) = graph.show("method:local randomness")
    assert thing.id == "method:low rank adaptation"  # type: ignore[union-attr]


def test_what_is_one_thing_already_is_not_merged(graph: kg.Graph) -> None:
    with pytest.raises(DecisionError, match="one thing already"):
        graph.merge("LoRA", "Low-Rank Adaptation")
    graph.merge("LoRA", "Local Randomness")
    with pytest.raises(DecisionError, match="one thing already"):
        graph.merge("Local Randomness", "LoRA")


def test_a_short_form_is_split_off_what_it_was_joined_to(graph: kg.Graph) -> None:
    before = names(graph)
    assert before["Low-Rank Adaptation"] == 2
    graph.split("LoRA")
    assert names(graph) == {**before, "Low-Rank Adaptation": 1, "LoRA": 1}
    sound(graph)
    with pytest.raises(DecisionError, match="is the name of a thing"):
        graph.split("ImageNet")


def test_what_is_split_off_may_be_merged_with_another_thing_and_not_with_the_same(graph: kg.Graph) -> None:
    split = graph.split("LoRA")
    with pytest.raises(DecisionError, match=split.id):
        graph.merge("Low-Rank Adaptation", "method:lora")
    graph.merge("Local Randomness", "method:lora")
    assert names(graph)["Local Randomness"] == 2
    sound(graph)


def test_what_one_paper_means_by_a_name_is_split_off_and_comes_back(graph: kg.Graph) -> None:
    before = list(graph.jsonl())
    assert names(graph)["Low-Rank Adaptation"] == 2
    split = graph.split("LoRA", paper="arxiv:2")
    assert split.text == "split 'method:lora' in arxiv:2 off what others call so"
    assert not split.asleep
    assert names(graph)["Low-Rank Adaptation"] == names(graph)["LoRA"] == 1
    assert edges(graph, "BASED_ON") == {("BASED_ON", "method:lora~=arxiv:2", "method:local randomness")}
    sound(graph)
    with pytest.raises(DecisionError, match="already"):
        graph.split("method:lora~=arxiv:2", paper="arxiv:2")
    with pytest.raises(DecisionError, match=split.id):
        graph.merge("Low-Rank Adaptation", "method:lora~=arxiv:2")
    graph.merge("ImageNet", "method:lora~=arxiv:2")
    sound(graph)
    for decision in graph.decisions():
        graph.undo(decision.id)
    assert list(graph.jsonl()) == before


def test_what_one_paper_means_is_found_by_the_name_and_others_still_are(graph: kg.Graph) -> None:
    graph.split("LoRA", paper="arxiv:2")
    ids = {thing.id for thing in graph.show("LoRA")}  # type: ignore[union-attr]
    assert ids == {"method:lora~=arxiv:2", "method:low rank adaptation"}
    with pytest.raises(NotFoundError, match="does not name"):
        graph.split("LoRA", paper="arxiv:3")
    with pytest.raises(NotFoundError, match="no paper"):
        graph.split("LoRA", paper="arxiv:9")
    graph.remove("arxiv:2")
    assert [d.asleep for d in graph.decisions()] == [True]


def test_a_naming_stays_rejected_in_a_paper_whose_use_is_split_off(graph: kg.Graph) -> None:
    graph.reject("ImageNet", paper="arxiv:2")
    graph.store.decide(Part("dataset|imagenet", "arxiv:2"))
    assert names(graph)["ImageNet"] == 1
    assert not any(decision.asleep for decision in graph.decisions())
    sound(graph)


def test_different_things_are_not_merged_until_that_is_taken_back(graph: kg.Graph) -> None:
    before = list(graph.jsonl())
    apart = graph.apart("Local Randomness", "LoRA")
    assert apart.text == "keep 'method:local randomness' apart from 'method:low rank adaptation'"
    with pytest.raises(DecisionError, match=apart.id):
        graph.merge("LoRA", "Local Randomness")
    with pytest.raises(DecisionError, match="already"):
        graph.apart("LoRA", "Local Randomness")
    with pytest.raises(DecisionError, match="one thing in the graph"):
        graph.apart("LoRA", "Low-Rank Adaptation")
    graph.undo(apart.id)
    assert list(graph.jsonl()) == before
    (merged,) = graph.merge("LoRA", "Local Randomness")
    with pytest.raises(DecisionError, match=merged.id):
        graph.store.decide(Differ("method|local randomness", "method|low rank adaptation"))


def test_things_stay_apart_when_papers_come_that_would_join_them(graph: kg.Graph) -> None:
    graph.split("LoRA", paper="arxiv:2")
    graph.store.decide(Differ("method|lora", "method|low rank adaptation"))
    later = Record("c.jsonl", "", "Fourth", "LoRA has 7% more.", ("arxiv:4",))
    graph.store.add([later], extract_capitals, model=MODEL)
    assert names(graph)["LoRA"] == 1
    assert graph.store.facts.canonical("method|lora") == "method|lora"
    sound(graph)


def test_a_new_name_is_shown_and_found(graph: kg.Graph) -> None:
    graph.rename("LoRA", "Low-rank adapters")
    assert "Low-rank adapters" in names(graph)
    (thing,) = graph.show("low rank adapters")
    assert thing.id == "method:low rank adaptation"  # type: ignore[union-attr]
    with pytest.raises(DecisionError, match="kg undo"):
        graph.rename("LoRA", "Something else")
    with pytest.raises(UsageError, match="no name"):
        graph.rename("LoRA", " \n")
    sound(graph)


def test_another_label_moves_the_edges_and_cuts_what_it_cannot_have(graph: kg.Graph) -> None:
    assert {other for _, _, other in edges(graph, "OF_METHOD")} >= {"method:local randomness"}
    graph.relabel("Local Randomness", "task")
    assert edges(graph, "ADDRESSES") == {
        ("ADDRESSES", "arxiv:2", "task:local randomness"),
        ("ADDRESSES", "arxiv:3", "task:local randomness"),
    }
    assert not {other for _, _, other in edges(graph, "OF_METHOD")} & {
        "method:local randomness",
        "task:local randomness",
    }
    assert names(graph)["Local Randomness"] == 2
    with pytest.raises(DecisionError, match="already"):
        graph.relabel("Local Randomness", "Task")
    with pytest.raises(UsageError, match="Method, Dataset, Metric, Task"):
        graph.relabel("ImageNet", "Corpus")
    sound(graph)


def test_a_rejected_thing_is_gone_with_all_its_edges_and_comes_back(graph: kg.Graph) -> None:
    before = list(graph.jsonl())
    (decision,) = graph.reject("LoRA")
    assert "Low-Rank Adaptation" not in names(graph)
    assert not graph.search("LoRA") or all(hit.label == "Paper" for hit in graph.search("LoRA"))
    with pytest.raises(NotFoundError, match=decision.id):
        graph.reject("Low-Rank Adaptation")
    sound(graph)
    graph.undo(decision.id[:5])
    assert list(graph.jsonl()) == before


def test_a_naming_is_rejected_in_one_paper(graph: kg.Graph) -> None:
    graph.reject("ImageNet", paper="arxiv:3")
    assert names(graph)["ImageNet"] == 1
    assert ("USES", "arxiv:3", "dataset:imagenet") not in edges(graph, "USES", "MENTIONS")
    assert not {one for _, one, other in edges(graph, "ON_DATASET") if other == "dataset:imagenet"}
    with pytest.raises(NotFoundError, match="does not name"):
        graph.reject("CIFAR-10", paper="arxiv:3")
    sound(graph)


def test_a_result_and_what_it_belongs_to_are_rejected(graph: kg.Graph) -> None:
    (first, second) = sorted({one for _, one, _ in edges(graph, "ON_DATASET")})
    graph.reject(first, "CIFAR-10")
    assert {one for _, one, _ in edges(graph, "ON_DATASET")} == {second}
    assert first in {one for _, one, _ in edges(graph, "IN_METRIC")}
    graph.reject(second)
    assert {other for _, _, other in edges(graph, "STATES")} == {first}
    with pytest.raises(NotFoundError, match="no such result"):
        graph.reject("result:arxiv:1#abstract:0:1")
    sound(graph)


def test_a_relation_is_rejected(graph: kg.Graph) -> None:
    assert edges(graph, "BASED_ON") == {("BASED_ON", "method:low rank adaptation", "method:local randomness")}
    with pytest.raises(NotFoundError, match="no paper says"):
        graph.reject("Local Randomness", "LoRA")
    graph.reject("LoRA", "Local Randomness", relation="based on")
    assert not edges(graph, "BASED_ON")
    sound(graph)


def test_decisions_are_listed_and_say_if_they_sleep(graph: kg.Graph) -> None:
    merged = graph.merge("LoRA", "Local Randomness")
    (named,) = graph.reject("ImageNet", paper="arxiv:3")
    assert [d.id for d in graph.decisions()] == [*(d.id for d in merged), named.id]
    assert not any(d.asleep for d in graph.decisions())
    graph.remove("arxiv:2", "arxiv:3")
    assert [d.asleep for d in graph.decisions()] == [True, True]
    with pytest.raises(NotFoundError, match="kg decisions"):
        graph.undo("nothing")


def test_removing_takes_what_a_paper_alone_supported(graph: kg.Graph) -> None:
    change = graph.remove("Third")
    assert change.removed == ("arxiv:3",)
    assert names(graph)["Local Randomness"] == 1
    change = graph.remove(sources=["a.jsonl"])
    assert (change.removed, change.updated) == (("arxiv:1",), ("arxiv:2",))
    assert graph.networkx().nodes["arxiv:2"]["abstract"] == "Short."
    assert names(graph) == {}
    sound(graph)


@pytest.mark.parametrize("wrong", [("arxiv:9",), ("arxiv:1", "arxiv:9")])
def test_removing_what_is_not_there_changes_nothing(graph: kg.Graph, wrong: tuple[str, ...]) -> None:
    before = list(graph.jsonl())
    with pytest.raises(NotFoundError, match="arxiv:9"):
        graph.remove(*wrong)
    with pytest.raises(NotFoundError, match=r"a\.jsonl"):
        graph.remove(sources=["c.jsonl"])
    assert list(graph.jsonl()) == before


def test_papers_are_chosen_by_a_query(graph: kg.Graph) -> None:
    found = graph.papers_of(
        "MATCH (p:Paper)-[:USES|MENTIONS]->(d:Dataset) WHERE d.name = 'ImageNet' RETURN DISTINCT p.id"
    )
    assert set(found) == {"arxiv:2", "arxiv:3"}
    with pytest.raises(UsageError, match="no paper's id"):
        graph.papers_of("MATCH (m:Method) RETURN m.name")


@pytest.mark.parametrize("name", ["nothing", "", "method:nothing", "arxiv:1"])
def test_what_is_not_there_is_said(graph: kg.Graph, name: str) -> None:
    with pytest.raises(KgError, match="nothing in the graph"):
        graph.merge("LoRA", name)
