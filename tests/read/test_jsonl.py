"""JSON Lines."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.sources import read_stream
from kg.records import Record, Refusal

GOOD = {"title": "A Title", "abstract": "An abstract."}


def read(*lines: object) -> list[Record | Refusal]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return list(read_stream("papers.jsonl", io.BytesIO(text.encode("utf-8", "surrogatepass"))))


def one(**said: object) -> Record:
    (record,) = read({**GOOD, **said})
    assert isinstance(record, Record), record
    return record


def test_title_and_abstract_are_enough() -> None:
    assert one() == Record("papers.jsonl", "line 1", "A Title", "An abstract.")


def test_all_that_is_known_is_taken() -> None:
    record = one(
        id="arXiv:2505.23744",
        authors=["Ada Lovelace", "Bo Li"],
        year=2025,
        venue="arXiv",
        url="https://arxiv.org/abs/2505.23744",
        votes=3,
    )
    assert record.ids == ("arxiv:2505.23744",)
    assert (record.authors, record.date, record.venue, record.votes) == (("Ada Lovelace", "Bo Li"), "2025", "arXiv", 3)
    assert record.url == "https://arxiv.org/abs/2505.23744"


@pytest.mark.parametrize(
    ("said", "authors"),
    [
        (["A. B.", "C D"], ("A. B.", "C D")),
        ([{"name": "A. B."}, {"name": "C D", "id": 3}], ("A. B.", "C D")),
        ("A. B., C D and E F", ("A. B.", "C D", "E F")),
        ("Smith, John; Doe, Jane", ("Smith, John", "Doe, Jane")),
        ("Smith, John and Doe, Jane", ("Smith, John", "Doe, Jane")),
        (None, ()),
        ([None, "", 7, "C D"], ("C D",)),
    ],
)
def test_authors(said: object, authors: tuple[str, ...]) -> None:
    assert one(authors=said).authors == authors


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ({"year": 2020}, "2020"),
        ({"year": "2020"}, "2020"),
        ({"date": "2020-03-01"}, "2020-03-01"),
        ({"date": "2020-03"}, "2020-03"),
        ({"date": "2020-03-01T12:00:00Z", "year": 2021}, "2020-03-01"),
        ({"date": "2020-13-01"}, None),
        ({"date": "Mon, 2 Apr 2007 19:18:42 GMT"}, "2007-04-02"),
        ({"date": "Apr 2, 2007"}, "2007-04-02"),
        ({"date": "--07-24"}, "--07-24"),
        ({"date": "٢٠٢٠"}, None),
        ({"date": "soon", "year": 2021}, "2021"),
        ({"year": 12}, None),
        ({"year": True}, None),
        ({"year": 10**400}, None),
        ({}, None),
    ],
)
def test_dates_are_taken_or_absent(said: dict[str, object], date: str | None) -> None:
    assert one(**said).date == date


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"title": "half', "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ({"title": "A Title"}, "no `abstract`"),
        ({"abstract": "An abstract."}, "no `title`"),
        ({"title": "", "abstract": "An abstract."}, "no letter"),
        ({"title": "?!", "abstract": "An abstract."}, "no letter"),
        ({"title": 7, "abstract": "An abstract."}, "not a text"),
        ({"title": "A Title", "abstract": ""}, "empty"),
        ({"title": "A Title", "abstract": ["x"]}, "not a text"),
        ("[" * 100_000, "JSON"),
        ('{"a": ' * 50_000, "nested"),
    ],
)
def test_a_bad_line_is_refused_and_the_others_go_in(line: object, reason: str) -> None:
    found = read(GOOD, line, GOOD)
    assert [type(item) for item in found] == [Record, Refusal, Record]
    assert isinstance(found[1], Refusal)
    assert found[1].place == "line 2"
    assert reason in found[1].reason or "nested" in found[1].reason


def test_a_first_line_that_is_broken_does_not_hide_the_others() -> None:
    found = read('{"title": "half a rec', GOOD)
    assert [type(item) for item in found] == [Refusal, Record]


@pytest.mark.parametrize("text", ['[{"title": "A", "abstract": "B"}]', json.dumps(GOOD, indent=2), "{}", "{\n}"])
def test_other_json_is_refused(text: str) -> None:
    (refusal,) = read(text)
    assert isinstance(refusal, Refusal)


def test_odd_characters_are_no_fault() -> None:
    record = one(title="A\u0000 Title\ud800", abstract="An&amp; <i>abs</i>tract with a <mask> and 1<p<2.\u2028")
    assert record.title == "A Title"
    assert record.abstract == "An& abstract with a <mask> and 1<p<2."


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(["id", "ids", "doi", "authors", "date", "year", "venue", "url", "votes", "title", "abstract"])


@given(st.dictionaries(keys, json_values))
def test_any_values_give_a_record_or_a_refusal(said: dict[str, object]) -> None:
    (item,) = read({**GOOD, **said})
    assert isinstance(item, Record | Refusal)
