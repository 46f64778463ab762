"""The page in a real browser that has no network."""

from __future__ import annotations

import math
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Literal

import networkx as nx
import pytest
from playwright.sync_api import Browser, FloatRect, Page, Route, ViewportSize

from kg.show import view_html
from tests.show.graphs import named, widgets

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1280, "height": 800}
SCHEMES: dict[str, Literal["light", "dark"]] = {"light": "light", "dark": "dark"}
NARROW: ViewportSize = {"width": 360, "height": 740}


class Opened:
    """A page that was opened with the network cut off, and what went wrong on it."""

    def __init__(self, browser: Browser, path: Path, text: str) -> None:
        path.write_text(text, encoding="utf-8", newline="\n")
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.context = browser.new_context(viewport=WIDE)
        self.context.set_offline(True)
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("#panel h2")

    def _route(self, route: Route) -> None:
        if not route.request.url.startswith("file://"):
            self.requests.append(route.request.url)
        route.continue_()

    def heading(self) -> str:
        return str(self.page.inner_text("#panel h2"))

    def box(self, part: str) -> FloatRect:
        box = self.page.locator(part).bounding_box()
        assert box is not None, part
        return box

    def find(self, text: str) -> None:
        self.page.fill("#search", text)
        self.page.press("#search", "Enter")

    def colours(self) -> set[tuple[int, ...]]:
        """Return the opaque colours that are drawn."""
        pixels = self.page.evaluate(
            "() => { const canvas = document.querySelector('canvas');"
            " const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');"
            " copy.drawImage(canvas, 0, 0);"
            " const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);"
            " const seen = new Set(); for (let i = 0; i < data.length; i += 4)"
            " if (data[i + 3] === 255) seen.add([data[i], data[i + 1], data[i + 2]].join());"
            " return [...seen]; }"
        )
        return {tuple(map(int, pixel.split(","))) for pixel in pixels}


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    page = Opened(browser, tmp_path / "papers.html", view_html(widgets(), title="Widgets", date="2026-01-02"))
    yield page
    assert page.requests == []
    assert page.complaints == []
    page.context.close()


def test_it_draws_the_graph_and_says_what_it_is(opened: Opened) -> None:
    assert opened.page.title() == "Widgets"
    assert opened.page.inner_text("h1").split() == ["Widgets", "2026-01-02"]
    assert opened.heading() == "Overview"
    assert {(0, 114, 178), (0, 158, 115), (230, 159, 0), (204, 121, 167)} <= opened.colours()


def test_search_finds_names_and_aliases_and_shows_the_evidence(opened: Opened) -> None:
    opened.page.fill("#search", "gadgetnets")
    opened.page.click("#hits li")
    assert opened.heading() == "GadgetNet"
    assert opened.page.inner_text("#panel mark") == "GadgetNet"
    assert opened.page.inner_text("#panel blockquote") == "GadgetNet is measured by FID on CIFAR-10."
    opened.find("fid")
    assert opened.page.locator("#panel article").count() == 2
    link = opened.page.locator("#panel a").first
    assert link.get_attribute("href") == "https://arxiv.org/abs/2301.00001"
    assert "noopener" in (link.get_attribute("rel") or "")


def test_a_search_without_result_says_so(opened: Opened) -> None:
    opened.find("nothing like it")
    assert "Nothing of that name" in opened.page.inner_text("#hits")
    assert opened.heading() == "Overview"


def test_a_click_on_a_node_shows_it_and_one_beside_it_the_overview(opened: Opened) -> None:
    box = opened.box("#network canvas")
    cursor = "document.getElementById('network').style.cursor"
    middle = (box["width"] / 2, box["height"] / 2)
    spots = [(x, y) for x in range(20, int(box["width"]), 12) for y in range(20, int(box["height"]), 12)]
    for x, y in sorted(spots, key=lambda spot: math.dist(spot, middle)):
        opened.page.mouse.move(box["x"] + x, box["y"] + y)
        if opened.page.evaluate(cursor) == "pointer":
            opened.page.mouse.click(box["x"] + x, box["y"] + y)
            break
    opened.page.wait_for_selector("#close")
    assert opened.heading() != "Overview"
    opened.page.mouse.click(box["x"] + 3, box["y"] + 3)
    opened.page.wait_for_function("document.querySelector('#panel h2').textContent === 'Overview'")


def test_the_legend_hides_and_shows_a_label(opened: Opened) -> None:
    metric = (230, 159, 0)
    button = opened.page.get_by_role("button", name="Metric 1")
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    opened.page.wait_for_timeout(100)
    assert metric not in opened.colours()
    opened.find("FID")
    assert button.get_attribute("aria-pressed") == "true", "what is looked for is shown"
    opened.page.wait_for_timeout(100)
    assert metric in opened.colours()


def test_everything_can_be_done_by_keyboard(opened: Opened) -> None:
    press = opened.page.keyboard.press
    press("/")
    assert opened.page.evaluate("document.activeElement.id") == "search"
    opened.page.keyboard.type("widget")
    press("ArrowDown")
    press("ArrowUp")
    assert opened.page.get_attribute("#search", "aria-activedescendant") == "hit-0"
    assert opened.page.get_attribute("#search", "aria-expanded") == "true"
    press("Enter")
    assert opened.heading() == "WidgetNet"
    assert opened.page.evaluate("document.activeElement.id") == "panel"
    press("Tab")
    press("Tab")
    press("Enter")
    assert opened.heading() not in ("WidgetNet", "Overview")
    assert opened.page.evaluate("document.activeElement.id") == "panel", "the place in the page is kept"
    press("Escape")
    assert opened.heading() == "Overview"


def test_the_address_holds_what_is_shown(opened: Opened) -> None:
    opened.find("FID")
    opened.find("CIFAR-10")
    opened.page.go_back()
    opened.page.wait_for_function("document.querySelector('#panel h2').textContent === 'FID'")
    opened.page.reload()
    opened.page.wait_for_selector("#close")
    assert opened.heading() == "FID"


def test_dark_and_light_follow_the_system(opened: Opened) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    opened.page.emulate_media(color_scheme="light")
    light = opened.page.evaluate(ground)
    opened.page.emulate_media(color_scheme="dark")
    assert opened.page.evaluate(ground) != light
    assert opened.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_a_narrow_screen_has_room_for_everything(opened: Opened) -> None:
    opened.page.set_viewport_size(NARROW)
    opened.find("WidgetNet")
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    for part in ("#search", "#legend", "#network", "#panel"):
        box = opened.box(part)
        assert box["height"] >= 30, part
        assert box["x"] >= 0, part
        assert box["x"] + box["width"] <= NARROW["width"], part
        assert box["y"] + box["height"] <= NARROW["height"], part


def test_names_that_look_like_code_are_only_shown(browser: Browser, tmp_path: Path) -> None:
    name = "<img src=x onerror=alert(1)><script>alert(2)</script>"
    page = Opened(browser, tmp_path / "nasty.html", view_html(named([name], title=name), title=name))
    assert page.page.title() == name
    page.find("img")
    assert page.heading() == name
    assert page.page.inner_text("#panel mark") == name
    assert page.page.locator("img").count() == 0
    assert (page.requests, page.complaints) == ([], [])
    page.context.close()


def test_an_id_can_be_any_text(browser: Browser, tmp_path: Path) -> None:
    graph = named(["A", "B"])
    odd = "method:\ud800 '(é\U0001d4d0)%#"
    nx.relabel_nodes(graph, {"method:0": odd}, copy=False)
    page = Opened(browser, tmp_path / "odd.html", view_html(graph))
    page.find("A")
    page.page.reload()
    page.page.wait_for_selector("#close")
    assert page.heading() == "A"
    assert page.complaints == []
    page.context.close()


def test_a_neighbourhood_opens_on_its_name(browser: Browser, tmp_path: Path) -> None:
    page = Opened(browser, tmp_path / "focus.html", view_html(widgets(), focus=("FID",)))
    assert page.heading() == "FID"
    assert page.complaints == []
    page.context.close()


def results_and_relations() -> nx.MultiDiGraph[str]:
    """The small graph, with a result and one method that is built on another."""
    graph = widgets()
    paper = "arxiv:2301.00001"
    start = str(graph.nodes[paper]["abstract"]).index("2.69")
    graph.add_node("result:1", label="Result", id="result:1", text="2.69", value=2.69)
    graph.add_edge(
        paper, "result:1", type="STATES", paper=paper, evidence=(f"abstract:{start}:{start + 4}",), score=9000
    )
    for kind, node in (
        ("OF_METHOD", "method:widgetnet"),
        ("ON_DATASET", "dataset:cifar-10"),
        ("IN_METRIC", "metric:fid"),
    ):
        graph.add_edge("result:1", node, type=kind, paper=paper, score=9000)
    graph.add_edge(
        *("method:gadgetnet", "method:widgetnet"),
        type="BASED_ON",
        paper="title:00bb",
        evidence=("abstract:0:9",),
        score=8,
    )
    return graph


def test_the_panel_tells_results_relations_and_papers_apart(browser: Browser, tmp_path: Path) -> None:
    page = Opened(browser, tmp_path / "results.html", view_html(results_and_relations()))
    page.find("WidgetNet")
    headings = [text.split()[0] for text in page.page.locator("#panel h3").all_inner_texts()]
    assert headings == ["Named", "Results", "Built", "Papers"]
    assert page.page.inner_text("#panel .result") == "2.69 FID on CIFAR-10"
    page.page.click("#panel .result button >> text=CIFAR-10")
    assert page.heading() == "CIFAR-10"
    assert page.complaints == []
    page.context.close()


def test_without_papers_what_they_name_together_is_joined(opened: Opened) -> None:
    line = (
        "() => { const canvas = document.querySelector('canvas'); const copy = new OffscreenCanvas(canvas.width,"
        " canvas.height).getContext('2d'); copy.drawImage(canvas, 0, 0);"
        " const { data } = copy.getImageData(0, 0, canvas.width, canvas.height); let found = 0;"
        " for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 60 && data[i + 3] < 140"
        " && [90, 100, 115].every((part, at) => Math.abs(data[i + at] - part) < 8)) found += 1;"
        " return found; }"
    )
    opened.page.emulate_media(color_scheme="light")
    # Two papers name CIFAR-10 with another thing, or WidgetNet with its task; of other things one does at the most.
    for name, lines in (("Paper 3", True), ("Dataset 1", True), ("Task 1", False)):
        opened.page.get_by_role("button", name=name).click()
        opened.page.wait_for_timeout(150)
        assert (opened.page.evaluate(line) > 50) == lines, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_no_serious_fault(browser: Browser, tmp_path: Path, scheme: str, size: ViewportSize) -> None:
    path = tmp_path / "papers.html"
    path.write_text(view_html(results_and_relations(), title="Widgets", date="2026-01-02"), encoding="utf-8")
    # The page's policy lets no script in, axe neither.
    context = browser.new_context(viewport=size, color_scheme=SCHEMES[scheme], bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_selector("#panel h2")
    serious = faults(page)
    page.fill("#search", "net")
    serious += faults(page)
    page.press("#search", "Enter")
    page.click("#legend button >> nth=0")
    serious += faults(page)
    page.press("#search", "Escape")
    page.fill("#search", "nothing like it")
    serious += faults(page)
    assert serious == []
    context.close()


def faults(page: Page) -> list[str]:
    """Return what axe-core finds that is serious or critical."""
    found = import_module("axe_playwright_python.sync_playwright").Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
        for fault in found
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]
