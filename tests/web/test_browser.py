"""The explorer in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from tests.web.conftest import serving
from tests.web.graphs import MARKUP, RECORDS, crowd, write_graph

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)

WIDE: ViewportSize = {"width": 1280, "height": 800}
NARROW: ViewportSize = {"width": 360, "height": 740}
CIFAR = "/thing?id=dataset:cifar+10"
PAGES = {
    "home": "/",
    "search": "/search?q=widgets",
    "dataset": f"{CIFAR}&least=0",
    "method": "/thing?id=method:gadgetnet&least=0",
    "paper": "/paper?id=arxiv:2301.00001",
    "picture": "/picture?open=dataset:cifar+10",
    "console": "/console",
    "api": "/api",
    "missing": "/thing?id=nothing",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("browser") / "papers.kg"
    write_graph(path, [*RECORDS, *crowd(30)])
    with serving(path) as address:
        yield address.rstrip("/")


class Opened:
    """A window, and what went wrong in it."""

    def __init__(self, browser: Browser, address: str, viewport: ViewportSize = WIDE, scheme: str = "light") -> None:
        self.address = address
        self.complaints: list[str] = []
        self.elsewhere: list[str] = []
        self.context = browser.new_context(
            base_url=address, viewport=viewport, color_scheme="dark" if scheme == "dark" else "light"
        )
        self.context.set_default_timeout(30_000)
        self.context.route("**/*", self._route)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def _route(self, route: Route) -> None:
        if not route.request.url.startswith((self.address, "blob:")):
            self.elsewhere.append(route.request.url)
        route.continue_()

    def open(self, path: str) -> Page:
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")
        if path.startswith("/picture"):
            self.page.wait_for_selector("#panel h2, #begin:not([hidden])")
        return self.page

    def click_node(self, identifier: str) -> None:
        place = self.page.evaluate("(id) => window.placeOf(id)", identifier)
        box = self.page.locator("#network").bounding_box()
        assert box is not None
        self.page.mouse.click(box["x"] + place["x"], box["y"] + place["y"])


@pytest.fixture
def window(browser: Browser, address: str) -> Iterator[Opened]:
    opened = Opened(browser, address)
    yield opened
    assert opened.elsewhere == []
    assert opened.complaints == []
    opened.context.close()


def test_every_page_loads_without_a_complaint_and_nothing_from_elsewhere(window: Opened) -> None:
    for name, path in PAGES.items():
        page = window.open(path)
        assert page.locator("h1").count() == 1, name
        if name == "missing":
            assert "404" in " ".join(window.complaints)
            window.complaints.clear()


def test_search_is_worked_by_the_keyboard(window: Opened) -> None:
    page = window.open("/")
    page.keyboard.press("/")
    page.keyboard.type("widg")
    box = page.get_by_role("combobox")
    expect(page.get_by_role("option").first).to_contain_text("WidgetNet")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[aria-selected=true]")).to_contain_text("WidgetNet")
    assert box.get_attribute("aria-activedescendant") == page.locator("[aria-selected=true]").get_attribute("id")
    page.keyboard.press("Escape")
    expect(page.locator("#hits")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#hits")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/thing?id=method*")
    expect(page.locator("h1")).to_have_text("WidgetNet")
    page.fill("#search", "scale")
    page.press("#search", "Enter")
    page.wait_for_url("**/search?q=scale")
    expect(page.locator("main")).to_contain_text("Widgets at Scale")


def test_a_hit_can_be_clicked_and_its_sentence_read(window: Opened) -> None:
    page = window.open("/")
    page.fill("#search", "gadget")
    page.get_by_role("option").filter(has_text="GadgetNet").first.click()
    expect(page.locator("h1")).to_have_text("GadgetNet")
    relation = page.locator(".relations details").filter(has_text="WidgetNet").first
    relation.locator("summary").click()
    expect(relation.locator("blockquote").first).to_contain_text("GadgetNet")
    page.locator(".papers mark").first.wait_for()


def test_a_leaderboard_is_sorted_by_a_click_and_the_address_keeps_it(window: Opened) -> None:
    page = window.open(PAGES["dataset"])
    values = page.locator("table.board").first.locator("tbody td.strong")
    page.get_by_role("button", name="Value").first.click()
    first = values.all_inner_texts()
    assert first == sorted(first, key=float, reverse=True)
    assert len(first) > 1
    page.get_by_role("button", name="Value").first.click()
    assert values.all_inner_texts() == first[::-1]
    page.reload()
    assert values.all_inner_texts() == first[::-1]
    expect(page.locator("[aria-sort=ascending]")).to_contain_text("Value")


def test_a_picture_grows_on_a_click_and_the_address_shows_it_again(window: Opened) -> None:
    page = window.open("/picture?open=arxiv:2301.00001")
    expect(page.locator("#panel h2")).to_have_text("Faster Sampling with Widgets")
    status = page.locator("#status").inner_text()
    window.click_node("dataset:cifar 10")
    page.wait_for_url("**open=dataset%3Acifar*")
    expect(page.locator("#panel h2")).to_have_text("CIFAR-10")
    expect(page.locator("#status")).not_to_have_text(status)
    grown = page.locator("#status").inner_text()
    page.reload()
    expect(page.locator("#status")).to_have_text(grown)
    expect(page.locator("#panel h2")).to_have_text("CIFAR-10")
    page.go_back()
    expect(page.locator("#status")).to_have_text(status)


def test_a_link_in_the_picture_shows_its_sentences(window: Opened) -> None:
    page = window.open("/picture?open=method:gadgetnet")
    page.locator(".links button").filter(has_text="base of").first.click()
    expect(page.locator("#panel blockquote").first).to_contain_text("WidgetNet")
    expect(page.locator("#panel")).to_contain_text("is based on")
    page.get_by_role("button", name="Back").click()
    expect(page.locator("#panel h2")).to_have_text("GadgetNet")


def test_a_picture_is_worked_by_the_keyboard_and_begins_with_a_search(window: Opened) -> None:
    page = window.open("/picture")
    expect(page.locator("#begin")).to_be_visible()
    page.fill("#search", "imagen")
    page.get_by_role("option").first.wait_for()
    page.press("#search", "ArrowDown")
    page.press("#search", "Enter")
    expect(page.locator("#panel h2")).to_have_text("ImageNet")
    expect(page.locator("#begin")).to_be_hidden()
    page.locator(".links button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text("Evidence")


def test_labels_can_be_hidden(window: Opened) -> None:
    page = window.open(PAGES["picture"])
    button = page.get_by_role("button", name="Method")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_the_console_runs_the_library_and_refuses_a_write(window: Opened) -> None:
    page = window.open("/console")
    page.select_option("#name", "papers_of_dataset")
    page.fill("#parameter-dataset", "CIFAR-10")
    page.click("#run")
    expect(page.locator("#answer")).to_contain_text("33 rows")
    assert "p.dataset=CIFAR-10" in page.url
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV").click()
    assert len(Path(saved.value.path()).read_text(encoding="utf-8").splitlines()) == 34
    page.reload()
    expect(page.locator("#answer")).to_contain_text("33 rows")
    page.select_option("#name", "")
    page.fill("#text", "MATCH (n) DETACH DELETE n")
    page.press("#text", "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("DETACH")
    assert any("400" in complaint for complaint in window.complaints)
    window.complaints.clear()
    page.goto("/console?text=MATCH+(p:Paper)+RETURN+count(p)+AS+n")
    expect(page.locator("#ask[data-ready]")).to_be_visible()
    expect(page.locator("#answer")).not_to_contain_text("row")
    page.click("#run")
    expect(page.locator("#answer td")).to_have_text("33")


def test_a_name_that_looks_like_markup_is_shown_as_text(window: Opened) -> None:
    page = window.open("/")
    page.fill("#search", "<script")
    page.get_by_role("option").filter(has_text=MARKUP).first.click()
    expect(page.locator("h1")).to_have_text(MARKUP)
    page.get_by_role("link", name="See its neighbourhood").click()
    expect(page.locator("#panel h2")).to_have_text(MARKUP)


def test_nothing_needs_scrolling_sideways_on_a_narrow_screen(browser: Browser, address: str) -> None:
    opened = Opened(browser, address, viewport=NARROW)
    for name, path in PAGES.items():
        page = opened.open(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    opened.context.close()


def test_pages_are_dark_where_that_is_wanted(browser: Browser, address: str) -> None:
    opened = Opened(browser, address, scheme="dark")
    page = opened.open("/")
    red, green, blue = map(
        int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]
    )
    assert max(red, green, blue) < 60
    opened.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_accessibility_fault(browser: Browser, address: str, scheme: str) -> None:
    opened = Opened(browser, address, scheme=scheme)
    found = []
    for name, path in PAGES.items():
        page = opened.open(path)
        if name == "home":
            page.fill("#search", "widg")
            page.get_by_role("option").first.wait_for()
        for fault in Axe().run(page).response["violations"]:
            if fault["impact"] in {"serious", "critical"}:
                found += [f"{name}: {fault['id']}: {node['html'][:140]}" for node in fault["nodes"][:3]]
    opened.context.close()
    assert found == []
