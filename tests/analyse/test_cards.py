"""What notebooks show: small, and every text of a paper is only text."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from kg import Graph
from kg.analyse.cards import Cards
from kg.graph import Table
from kg.link import Aliases
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, extract_capitals
from tests.show.answers import NASTY, board, lineage, trend, trends


@pytest.fixture
def graph() -> Iterator[Graph]:
    records = [
        Record("a.jsonl", "", f"{NASTY} {number}", f"LoRA reaches 94.3 accuracy on CIFAR-10. {NASTY}", url=url)
        for number, url in enumerate(["https://x.org/<a>", "javascript:alert(1)", None] * 5)
    ]
    with Graph(Store.create(None, aliases=Aliases())) as made:
        made.store.add(records, extract_capitals, model=MODEL)
        yield made


def tags(text: str) -> set[str]:
    return set(re.findall(r"<(\w+)", text))


HARMLESS = {"table", "caption", "thead", "tbody", "tr", "th", "td", "p", "b", "a", "mark", "code"}


def test_names_and_sentences_stay_text(graph: Graph) -> None:
    shown = [
        graph._repr_html_(),
        *(item._repr_html_() for name in ("CIFAR-10", f"{NASTY} 0") for item in graph.show(name)),
        Cards([board((NASTY, 1.0))])._repr_html_(),
        trends(trend(NASTY, 0, 1, 2))._repr_html_(),
        lineage((NASTY, "x"), root=NASTY, levels={NASTY: 0, "x": -1})._repr_html_(),
        Table((NASTY,), ((NASTY,), ([NASTY, {NASTY: NASTY}],)))._repr_html_(),
    ]
    for text in shown:
        assert tags(text) <= HARMLESS
        assert "javascript:" not in text
        assert text.count("<table") == text.count("</table>")


def test_a_thing_shows_its_evidence_marked_and_is_small(graph: Graph) -> None:
    (thing,) = graph.show("CIFAR-10")
    text = thing._repr_html_()
    assert "<mark>CIFAR-10</mark>" in text
    assert "10 of 15 papers" in text
    assert 'href="https://x.org/&lt;a&gt;"' in text
    assert len(text) < 30_000


def test_a_graph_shows_counts_and_what_to_ask(graph: Graph) -> None:
    text = graph._repr_html_()
    assert ">15<" in text
    assert "leaderboard(" in text
    assert len(text) < 3_000


def test_answers_show_themselves_together(graph: Graph) -> None:
    text = Cards([board(("a", 1.0)), board(("b", 2.0))])._repr_html_()
    assert text.count("<table") == 2
    assert "<mark>1.0</mark>" in text
    assert "Nothing" in Cards([])._repr_html_()
    assert "<table" in Cards(graph.show("LoRA"))._repr_html_()
    assert "and 5 more" in Cards([board(("a", 1.0))] * 15)._repr_html_()


def test_long_tables_and_cells_are_cut_and_say_so() -> None:
    text = Table(("n", "text"), tuple((n, "x" * 5000) for n in range(500)))._repr_html_()
    assert "450 of 500 rows are not shown" in text
    assert len(text) < 60_000
    assert "No rows" in Table(("n",), ())._repr_html_()
    assert "1, 2, 3, 4, 5, … (+2)" in Table(("n",), (([1, 2, 3, 4, 5, 6, 7],),))._repr_html_()
