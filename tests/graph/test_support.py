"""Support: papers, independent groups of authors and a belief, by hand and as properties."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analyse import Thing, describe, verify
from kg.graph import Authors, Support, edges, nodes, support
from kg.graph.support import author_id, belief, groups
from kg.link import Aliases
from kg.records import SCORE_ONE, Paper, Record, Value
from kg.store import Store
from tests import making


def paper(name: str, *authors: str) -> Paper:
    return Paper(name, (name,), name, "", authors=authors)


PAPERS = (
    paper("a", "Ada Lovelace", "Bo Li"),
    paper("b", "bo  LI"),
    paper("c", "Carla Núñez"),
    paper("d", "Bo Li", "Dan"),
    paper("e"),
    paper("f"),
    paper("g", "Dan"),
)


def test_papers_that_share_an_author_are_one_group_through_others_too() -> None:
    authors = Authors(PAPERS)
    assert groups("abcdefg", authors) == [["a", "b", "d", "g"], ["c"], ["e"], ["f"]]
    # Without the paper between them, nothing says that two have to do with each other.
    assert groups("abg", authors) == [["a", "b"], ["g"]]
    assert groups(("unknown",), authors) == [["unknown"]]
    assert groups((), authors) == []


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ((), 0),
        ((0,), 0),
        ((10_000,), 9_500),  # (1 - 0.05) * 1
        ((9_000,), 8_550),  # 0.95 * 0.9
        ((9_000, 8_000), 9_310),  # 0.95 * (1 - 0.1 * 0.2)
        ((5_000, 5_000, 5_000), 8_313),  # 0.95 * (1 - 0.125) = 0.83125
        ((1_000,) * 200, 9_500),
        ((3_333,), 3_166),  # 0.95 * 0.3333 = 0.316635
    ],
)
def test_a_belief_is_what_the_formula_gives(scores: tuple[int, ...], expected: int) -> None:
    assert belief(scores) == expected


def test_a_group_has_the_score_of_its_best_paper() -> None:
    found = support({"a": 2_000, "b": 9_000, "c": 8_000}, Authors(PAPERS))
    assert found == Support(papers=3, groups=2, belief=9_310)
    assert str(found) == "3 papers of 2 groups, belief 0.93"
    assert str(support({"c": 9_000}, Authors(PAPERS))) == "1 paper, belief 0.85"
    assert found.properties() == {"papers": 3, "groups": 2, "belief": 9_310}


some_papers = st.lists(
    st.lists(st.sampled_from([*"ABCDEFG"]), max_size=3, unique=True).map(tuple), min_size=1, max_size=8
).map(lambda found: tuple(paper(str(number), *authors) for number, authors in enumerate(found)))
scored = some_papers.flatmap(
    lambda papers: st.tuples(
        st.just(papers),
        st.lists(st.integers(0, SCORE_ONE), min_size=len(papers), max_size=len(papers)),
        st.permutations(range(len(papers))),
    )
)


@given(scored)
def test_order_does_not_matter_and_groups_are_at_most_papers(
    case: tuple[tuple[Paper, ...], list[int], list[int]],
) -> None:
    papers, numbers, order = case
    scores = {p.id: score for p, score in zip(papers, numbers, strict=True)}
    found = support(scores, Authors(papers))
    mixed = support({papers[i].id: numbers[i] for i in order}, Authors(papers[i] for i in order))
    assert found == mixed
    assert 1 <= found.groups <= found.papers == len(papers)
    assert 0 <= found.belief <= 9_500


@given(some_papers)
def test_groups_are_the_components_of_sharing_an_author(papers: tuple[Paper, ...]) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(p.id for p in papers)
    graph.add_edges_from((a.id, b.id) for a, b in combinations(papers, 2) if {*a.authors} & {*b.authors})
    expected = sorted(sorted(component) for component in nx.connected_components(graph))
    assert groups((p.id for p in papers), Authors(papers)) == expected


@given(st.lists(st.integers(0, SCORE_ONE), max_size=12), st.integers(0, SCORE_ONE))
def test_a_belief_grows_with_evidence(scores: list[int], more: int) -> None:
    assert belief([*scores, more]) >= max(belief(scores), belief([more]))
    assert belief(sorted(scores)) == belief(scores[::-1])


def test_the_graph_says_how_well_things_and_relations_are_supported() -> None:
    text = "LoRA builds on Local Randomness; LoRA is good."
    with Store.create(None, aliases=Aliases()) as store:
        records = [
            Record("a.jsonl", "", title, text, (), authors)
            for title, authors in (("One", ("Ada",)), ("Two", ("ada", "Bo")), ("Three", ("Carla",)), ("Four", ()))
        ]
        store.add(records, making.extract_capitals, model=making.MODEL)
        (found,) = [node for node in nodes(store) if node.id == "method:local randomness"]
        related = [edge for edge in edges(store) if edge.type == "BASED_ON"]
        assert all("groups" not in node.properties for node in nodes(store, threshold=SCORE_ONE))
    assert 4000 + 1000 * (len(text) % 6) == 8000  # the score that the extractor gives
    assert {key: found.properties[key] for key in ("papers", "groups", "belief")} == {
        "papers": 4,
        "groups": 3,
        "belief": 9_424,  # 0.95 * (1 - 0.2 ** 3)
    }
    assert len(related) == 4
    assert {(edge.properties["papers"], edge.properties["groups"], edge.properties["belief"]) for edge in related} == {
        (4, 3, 9_424)
    }


def test_a_node_says_that_its_name_is_ambiguous() -> None:
    said = {
        "One": "Local Randomness (LoRA) is no adaptation.",
        "Two": "We propose Low-Rank Adaptation (LoRA) for large models.",
        "Three": "LoRA has 94.3 accuracy on CIFAR-10.",
    }
    records = [Record("a.jsonl", "", title, text) for title, text in said.items()]
    again = [Record("a.jsonl", "", f"Again {n}", "Low-Rank Adaptation (LoRA) is good.") for n in range(3)]
    with Store.create(None, aliases=Aliases()) as store:
        store.add(records[:1] + records[2:], making.extract_capitals, model=making.MODEL)
        assert not _ambiguous(store)
        store.add(records, making.extract_capitals, model=making.MODEL)
        # One paper each: the first by code point comes first.
        assert _ambiguous(store) == {"method:lora": ("Local Randomness", "Low-Rank Adaptation")}
        (lora, *_) = describe(store, "method:lora", threshold=0)
        assert isinstance(lora, Thing)
        assert lora.ambiguous == ("Local Randomness", "Low-Rank Adaptation")
        assert verify(store).problems == ()
        store.add(again, making.extract_capitals, model=making.MODEL)
        # Now one of them dominates, and the short form is its.
        assert not _ambiguous(store)


def _ambiguous(store: Store) -> dict[str, Value]:
    return {node.id: node.properties["ambiguous"] for node in nodes(store) if "ambiguous" in node.properties}


def test_an_author_is_known_in_any_case_and_width() -> None:
    assert author_id("\uff21da  LOVELACE") == author_id("ada lovelace") == "author:ada lovelace"
