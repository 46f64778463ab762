"""Saved pages of HF Daily Papers."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import join, merge, read_sources
from kg.read.sources import read_stream
from kg.records import Record, Refusal

HEADER = "\n\n".join(
    [
        *("new", "Get trending papers in your email inbox!", "Subscribe", "Daily Papers"),
        *("byAK and the research community", "Nov 19", ""),
    ]
)
ABSTRACT = "We study a thing that is long enough to be an abstract, and we say so in two sentences. It works."


def page(*entries: str, header: str = HEADER) -> list[Record | Refusal]:
    text = header + "\n\n".join(entries)
    return list(read_stream("page.txt", io.BytesIO(text.encode())))


def one(entry: str) -> Record:
    (record,) = page(entry)
    assert isinstance(record, Record), record
    return record


def entry(title: str, abstract: str = ABSTRACT, *footer: str) -> str:
    return "\n\n".join([title, abstract, *footer])


def test_the_five_pages_have_313_entries_and_239_papers(seeds: Path) -> None:
    found = list(read_sources([str(seeds)]))
    records = [item for item in found if isinstance(item, Record)]
    assert len(found) == len(records) == 313
    papers = [merge(group) for group in join(records)]
    assert len(papers) == len({paper.id for paper in papers}) == 239


@pytest.mark.parametrize(
    ("footer", "count", "date", "votes"),
    [
        (("  • 2 authors", "·", "Jun 1, 2023"), 2, "2023-06-01", None),
        (("  • 1 author", "·", "Mar 4"), 1, "--03-04", None),
        (("  • 18 authors", "·", "Sep 19, 2024 9"), 18, "2024-09-19", 9),
        (("LAMDA-NeSy NJU-IRP", "·", "Oct 17 6"), None, "--10-17", 6),
        (("apple Apple", "·", "Oct 29 1"), None, "--10-29", 1),
        (("•  7 authors", "·", "Feb 29 1,024"), 7, "--02-29", 1024),
        (("• 7 authors", "·", "January 2, 2024 1.2k"), 7, "2024-01-02", 1200),
        (("·", "Aug 28 5"), None, "--08-28", 5),
        ((), None, None, None),
    ],
)
def test_footers(footer: tuple[str, ...], count: int | None, date: str | None, votes: int | None) -> None:
    record = one(entry("A Title", ABSTRACT, *footer))
    assert (record.title, record.abstract) == ("A Title", ABSTRACT)
    assert (record.author_count, record.date, record.votes) == (count, date, votes)


def test_the_pages_own_date_is_no_papers_date() -> None:
    assert one(entry("A Title")).date is None


def test_a_date_that_is_no_day_is_absent() -> None:
    assert one(entry("A Title", ABSTRACT, "• 2 authors", "·", "Feb 30, 2023")).date is None


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        HEADER.replace("Daily Papers\n\n", ""),
        HEADER.replace("Nov 19", "Nov 19, 2024"),
        HEADER.replace("Nov 19\n\n", ""),
        HEADER.replace("new\n\n", ""),
        HEADER.replace("\n", "\r\n"),
        "\ufeff" + HEADER,
        HEADER.replace("Nov 19", "Week 32"),
    ],
)
def test_headers_vary(header: str) -> None:
    records = page(entry("First"), entry("Second", ABSTRACT, "• 2 authors", "·", "Jun 1"), header=header)
    assert [r.title for r in records if isinstance(r, Record)] == ["First", "Second"]
    assert len(records) == 2


@pytest.mark.parametrize(
    "title",
    [
        "Is Heuristic Sampling Necessary in Training Deep Object Detectors?",
        "Sharper Bounds for $\\ell_p$ Sensitivity Sampling",
        "A" + " Very" * 50 + " Long Title",
        "BERT",
        "Don't Stop!",
        "Scaling Laws for Data Filtering -- Data Curation cannot be Compute Agnostic",
    ],
)
def test_titles_vary(title: str) -> None:
    records = page(entry("First one"), entry(title), entry("Last one"))
    assert [r.title for r in records if isinstance(r, Record)] == ["First one", title, "Last one"]


def test_an_abstract_of_several_paragraphs_is_one() -> None:
    record = one(entry("A Title", ABSTRACT + "\n\n" + ABSTRACT, "• 2 authors", "·", "Jun 1"))
    assert record.abstract == f"{ABSTRACT} {ABSTRACT}"


def test_a_short_abstract_is_one() -> None:
    assert (
        one(entry("A Title That Is Longer Than Its Abstract", "It is short.", "• 2 authors", "·", "Jun 1")).abstract
        == "It is short."
    )


def test_a_page_cut_in_the_middle_keeps_the_whole_entries() -> None:
    records = page(entry("First"), "Second title without an abstract")
    assert [type(r) for r in records] == [Record, Refusal]
    assert "Second title" in str(records[1])


def test_a_page_cut_in_an_abstract_keeps_the_entries_before_it() -> None:
    records = page(entry("First"), "Second title\n\nAn abstract that ends in the mid")
    assert [type(r) for r in records] == [Record, Refusal]
    assert "breaks off" in str(records[1])
    whole = page(entry("First"), "Second title\n\nIts code is at https://example.org\n")
    assert [type(r) for r in whole] == [Record, Record]


@pytest.mark.parametrize(
    "footer", ["  • 2 authors", "  • 2 authors\n\n·", "  • 2 authors\n\n·\n\nJun 1, 20", "·\n\nJu"]
)
def test_a_page_cut_in_a_footer_keeps_the_entry_before_it(footer: str) -> None:
    records = page(entry("First"), entry("Second"), footer)
    assert [type(r) for r in records] == [Record, Record, Refusal]
    assert isinstance(records[1], Record)
    assert (records[1].abstract, records[1].date, records[1].author_count) == (ABSTRACT, None, None)


def test_navigation_at_the_end_is_no_entry() -> None:
    records = page(entry("First", ABSTRACT, "• 2 authors", "·", "Jun 1"), "Previous", "Next")
    assert [type(r) for r in records] == [Record]


def test_a_broken_byte_costs_its_entry_alone() -> None:
    text = (
        HEADER
        + "\n\n".join([entry("First"), entry("Second", "Broken X byte in a long abstract here."), entry("Third")])
    ).encode()
    found = list(read_stream("page.txt", io.BytesIO(text.replace(b"X", b"\xe9"))))
    assert [r.title for r in found if isinstance(r, Record)] == ["First", "Third"]
    (refusal,) = [r for r in found if isinstance(r, Refusal)]
    assert "UTF-8" in refusal.reason
    assert "Second" in refusal.reason


@pytest.mark.parametrize(
    "text",
    [
        "An essay about papers.\n\nIt has paragraphs.\n\nAnd more of them.",
        "new\n\nold\n\nborrowed\n\nblue",
        "# papergraph\n\nGet trending papers in your email inbox! is what the pages say.\n\n```\nkg build\n```",
        "A Title\n\n" + ABSTRACT,
    ],
)
def test_text_that_is_no_page_is_refused_and_not_guessed(text: str) -> None:
    (refusal,) = read_stream("essay.txt", io.BytesIO(text.encode()))
    assert isinstance(refusal, Refusal)
    assert "known formats" in refusal.remedy


words = st.lists(
    st.sampled_from(
        [
            "We",
            "show",
            "that",
            "sampling",
            "of",
            "LoRA",
            "models",
            "is",
            "Fast",
            "and",
            "$\\ell_2$",
            "15\\%sim30\\%",
            "good",
        ]
    ),
    min_size=6,
    max_size=30,
)
titles = st.lists(
    st.sampled_from(["Fast", "Sampling", "of", "LoRA:", "Models", "2", "ell_p"]), min_size=2, max_size=8
).map(" ".join)
footers = st.one_of(
    st.just((None, None, None)),
    st.tuples(
        st.integers(1, 99), st.sampled_from(["2023-06-01", "--07-24"]), st.one_of(st.none(), st.integers(0, 999))
    ),
)
entries = st.lists(st.tuples(titles, words.map(lambda w: " ".join(w) + "."), footers), min_size=1, max_size=6)


def _footer(count: int | None, date: str | None, votes: int | None) -> list[str]:
    if count is None or date is None:
        return []
    stamp = {"2023-06-01": "Jun 1, 2023", "--07-24": "Jul 24"}[date]
    return [f"  • {count} author{'s' if count != 1 else ''}", "·", stamp + (f" {votes}" if votes is not None else "")]


@given(entries)
def test_what_is_written_as_a_page_is_read_back(
    items: list[tuple[str, str, tuple[int | None, str | None, int | None]]],
) -> None:
    found = page(*(entry(title, abstract, *_footer(*footer)) for title, abstract, footer in items))
    said = [(r.title, r.abstract, (r.author_count, r.date, r.votes)) for r in found if isinstance(r, Record)]
    assert said == items
