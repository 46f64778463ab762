"""The page without a browser: what it holds, that it loads nothing, that names stay text."""

from __future__ import annotations

import base64
import copy
import hashlib
import itertools
import json
import re
from html.parser import HTMLParser
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import NotFoundError, UsageError
from kg.show import view_html
from kg.show.layout import places as layout_places
from tests.show.graphs import Graph, crowd, named, reordered, widgets


class Page(HTMLParser):
    """A page as a browser takes it apart: elements with their attributes, scripts, styles, title."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"script", "style", "title"}:
            self.texts.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] in {"script", "style", "title"}:
            tag, attributes, text = self.texts[-1]
            self.texts[-1] = (tag, attributes, text + data)

    def handle_endtag(self, tag: str) -> None:
        self.elements.append((f"/{tag}", {}))

    def scripts(self) -> list[str]:
        return [text for tag, attributes, text in self.texts if tag == "script" and "type" not in attributes]

    def data(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads(
            next(text for tag, attributes, text in self.texts if attributes.get("type") == "application/json")
        )
        return loaded

    def policy(self) -> str:
        metas = [attributes for tag, attributes in self.elements if tag == "meta"]
        return next(m["content"] or "" for m in metas if m.get("http-equiv") == "Content-Security-Policy")


def thing(page: Page, identifier: str) -> dict[str, Any]:
    found: dict[str, Any] = next(thing for thing in page.data()["things"] if thing["id"] == identifier)
    return found


def test_nothing_is_loaded_from_anywhere() -> None:
    text = view_html(widgets())
    page = Page(text)
    for tag, attributes in page.elements:
        assert not {"src", "href", "action", "srcset", "data", "poster"} & set(attributes), (tag, attributes)
        assert tag not in {"link", "img", "iframe", "object", "embed", "base"}
    for tag, _, style in page.texts:
        if tag == "style":
            assert not re.search(r"@import|url\(", style)
    assert "sourceMappingURL" not in text


def test_the_policy_allows_the_page_s_own_code_and_nothing_else() -> None:
    page = Page(view_html(widgets()))
    rules = dict(rule.strip().split(" ", 1) for rule in page.policy().split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in page.scripts()
    ]
    assert rules["script-src"].split() == hashes
    assert "unsafe" not in page.policy()
    assert not [attributes for _, attributes in page.elements if any(name.startswith("on") for name in attributes)]


def test_evidence_is_the_sentence_with_its_words_marked() -> None:
    page = Page(view_html(widgets()))
    facts = thing(page, "metric:fid")["facts"]
    first = next(f for f in facts if page.data()["papers"][f["paper"]]["title"] == "Faster Sampling with Widgets")
    assert first["sentences"] == [
        ["On CIFAR-10 it gets 2.69 ", "FID", ", e.g. with 10 steps."],
        ["", "FID", " falls further."],
    ]


def test_offsets_count_characters_also_beyond_the_basic_plane() -> None:
    page = Page(view_html(widgets()))
    sentences = [fact["sentences"] for fact in thing(page, "dataset:cifar-10")["facts"]]
    assert [["\U0001d4d0 study of WidgetNet on ", "CIFAR-10", " and image generation."]] in sentences


def test_support_variants_and_ambiguity_are_told() -> None:
    graph = widgets()
    graph.nodes["method:widgetnet"].update(papers=2, groups=1, belief=8550, ambiguous=("Wide Net", "Widget Network"))
    graph.add_edge("method:gadgetnet", "method:widgetnet", type="VARIANT_OF", derived="size: gadget")
    graph.add_edge(
        "method:gadgetnet",
        "method:widgetnet",
        type="BASED_ON",
        paper="title:00bb",
        score=9000,
        papers=3,
        groups=2,
        belief=9000,
    )
    page = Page(view_html(graph))
    widget, gadget = thing(page, "method:widgetnet"), thing(page, "method:gadgetnet")
    assert widget["support"] == {"papers": 2, "groups": 1, "belief": 8550}
    assert widget["ambiguous"] == ["Wide Net", "Widget Network"]
    assert gadget["ambiguous"] == []
    # What it is a variant of comes first; from the other end it comes last.
    assert (gadget["facts"][0]["type"], gadget["facts"][0]["derived"]) == ("VARIANT_OF", "size: gadget")
    assert widget["facts"][-1]["type"] == "VARIANT_OF"
    (related,) = [fact for fact in gadget["facts"] if fact["type"] == "BASED_ON"]
    assert related["support"] == {"papers": 3, "groups": 2, "belief": 9000}


def test_a_paper_is_its_text_with_what_it_names() -> None:
    page = Page(view_html(widgets()))
    paper = thing(page, "title:00bb")
    assert "".join(text for text, _ in paper["abstract"]) == "GadgetNet is measured by FID on CIFAR-10."
    marked = [(text, paper["named"][position][0]) for text, position in paper["abstract"] if position >= 0]
    assert marked == [("GadgetNet", "GadgetNet"), ("FID", "FID"), ("CIFAR-10", "CIFAR-10")]


def test_authors_are_left_out_of_the_overview_but_named() -> None:
    page = Page(view_html(widgets()))
    assert "Author" not in {thing["label"] for thing in page.data()["things"]}
    paper = next(p for p in page.data()["papers"] if p["title"] == "Faster Sampling with Widgets")
    assert paper["authors"] == ["Ann Lee"]
    assert "1 author (" in " ".join(page.data()["notes"])


NASTY = ["<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", "<!--<script>", "]]>", "&lt;b&gt;", '"']


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.one_of(st.sampled_from(NASTY), st.text(st.characters(), min_size=1)), min_size=1, max_size=4),
    title=st.one_of(st.sampled_from(NASTY), st.text(st.characters())),
)
def test_any_name_comes_out_as_text(names: list[str], title: str) -> None:
    text = view_html(named(names, title=title), title=title)
    page, plain = Page(text), Page(view_html(named(["name"])))
    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    things = page.data()["things"]
    assert {t["name"] for t in things if t["label"] == "Method"} == set(names)
    assert {fact["sentences"][0][1] for t in things for fact in t.get("facts", ()) if fact["sentences"]} >= {
        name for name in names if names.count(name) == 1
    }
    text.encode("utf-8")
    assert page.scripts() == plain.scripts()


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        (" https://example.org", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, link: str | None) -> None:
    page = Page(view_html(named(["A"], url=url)))
    assert page.data()["papers"][0].get("url") == link


def test_an_id_gives_the_link_where_there_is_no_address() -> None:
    papers = {paper["title"]: paper for paper in Page(view_html(widgets())).data()["papers"]}
    assert papers["Faster Sampling with Widgets"]["url"] == "https://arxiv.org/abs/2301.00001"
    assert "url" not in papers["No Widgets"]


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(12)))
def test_the_order_in_the_graph_does_not_matter(order: list[int]) -> None:
    assert view_html(reordered(widgets(), order)) == view_html(widgets())


def test_the_graph_is_not_changed() -> None:
    graph = widgets()
    before = copy.deepcopy(graph)
    view_html(graph, focus=("FID",))
    assert nx.utils.graphs_equal(graph, before)


def test_an_overview_takes_the_most_named_and_says_what_is_left_out() -> None:
    graph = crowd(papers=200, entities=150)
    page = Page(view_html(graph, most=60))
    data = page.data()
    assert len(data["nodes"]) == len(data["things"]) == 60
    shown = {t["id"] for t in data["things"]}
    entities = [(p["papers"], node) for node, p in graph.nodes(data=True) if p["label"] == "Method"]
    best = {node for _, node in sorted(entities, reverse=True)[:5]}
    assert best <= shown
    left = len(entities) - sum(node.startswith("method:") for node in shown)
    assert f"{left:,} entities" in " ".join(data["notes"])
    ends = {end for edge in data["edges"] for end in (edge["from"], edge["to"])}
    assert len(ends) == 60, "each node hangs together with another"


def test_evidence_that_does_not_fit_is_cut_and_counted() -> None:
    graph = crowd(papers=400, entities=150)
    for _, properties in graph.nodes(data=True):
        if properties["label"] == "Paper":
            properties["abstract"] = "word " * 2_000
    page = view_html(graph, most=300)
    assert len(page.encode()) < 6_000_000
    top = Page(page).data()["things"][0]
    assert top["more"] > 0
    assert len(top["facts"]) + top["more"] == top["papers"]


def test_a_page_of_many_papers_is_small_enough() -> None:
    assert len(view_html(crowd(papers=300, entities=200)).encode()) < 3_000_000


def test_an_empty_graph_gives_a_page_that_says_so() -> None:
    graph: Graph[str] = nx.MultiDiGraph()
    assert "kg build" in " ".join(Page(view_html(graph)).data()["notes"])


@pytest.mark.parametrize(
    "name", ["metric:fid", "fid", " FID ", "gadgetnets", "NO  widgets", "arXiv:2301.00001", "ann lee"]
)
def test_a_neighbourhood_is_found_by_id_name_alias_or_title(name: str) -> None:
    data = Page(view_html(widgets(), focus=(name,))).data()
    assert len(data["focus"]) == 1
    assert len(data["things"]) > 1


def test_a_neighbourhood_holds_what_is_one_step_away_first() -> None:
    graph = widgets()
    data = Page(view_html(graph, focus=("GadgetNet",), most=1)).data()
    assert [t["id"] for t in data["things"]] == ["method:gadgetnet", "title:00bb"]
    names = {t["name"] for t in Page(view_html(graph, focus=("GadgetNet", "Ann Lee"))).data()["things"]}
    assert {"GadgetNet", "Ann Lee", "No Widgets", "Faster Sampling with Widgets", "FID"} <= names


@pytest.mark.parametrize(
    ("name", "near"), [("WidgetNt", "WidgetNet"), ("image gen", "image generation"), ("", "search")]
)
def test_an_unknown_name_gets_the_nearest_ones(name: str, near: str) -> None:
    with pytest.raises(NotFoundError) as raised:
        view_html(widgets(), focus=(name,))
    assert near in str(raised.value)


@pytest.mark.parametrize("most", [0, -1, 1_001])
def test_a_picture_has_a_reasonable_number_of_nodes(most: int) -> None:
    with pytest.raises(UsageError, match="from 1 to 1,000"):
        view_html(widgets(), most=most)


def test_damaged_evidence_shows_no_sentence_and_does_no_harm() -> None:
    graph = named(["A"])
    bad = ("abstract:0:999", "abstract:-3:1", "elsewhere:0:1", "abstract:x:y", "", "abstract:1:0")
    graph.edges["title:1", "method:0", 0]["evidence"] = bad
    assert thing(Page(view_html(graph)), "method:0")["facts"][0]["sentences"] == []


def test_results_are_told_with_their_paper_and_number() -> None:
    graph = named(["Net gets 2.69 here."])
    graph.add_node("r", label="Result", id="r", value=2.69, text="2.69", kind="absolute")
    graph.add_edge("title:1", "r", type="STATES", evidence=("abstract:0:19", "abstract:9:13"), score=8000)
    graph.add_edge("r", "method:0", type="OF_METHOD", paper="title:1")
    page = Page(view_html(graph))
    fact = next(f for f in thing(page, "method:0")["facts"] if f["type"] == "OF_METHOD")
    assert fact["other"][:2] == ["2.69", "Result"]
    assert fact["sentences"] == [["Net gets ", "2.69", " here."]]
    assert "1 result (" in " ".join(page.data()["notes"])


@settings(max_examples=30, deadline=None)
@given(
    sizes=st.lists(st.floats(3, 26), min_size=1, max_size=30),
    edges=st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=60),
)
def test_nodes_do_not_lie_on_each_other(sizes: list[float], edges: list[tuple[int, int]]) -> None:
    within = [(a % len(sizes), b % len(sizes)) for a, b in edges]
    spots = layout_places(sizes, within)
    assert spots == layout_places(sizes, within)
    for (i, (ax, ay)), (j, (bx, by)) in itertools.combinations(enumerate(spots), 2):
        assert (ax - bx) ** 2 + (ay - by) ** 2 >= (0.85 * (sizes[i] + sizes[j])) ** 2
