"""Tables: what goes in comes out as text, whatever it is."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kg.errors import UsageError
from kg.show import as_csv, as_json, as_text

COLUMNS = ("id", "name")
ANY_TEXT = st.text(st.characters(), max_size=30)
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), ANY_TEXT)
VALUES = st.one_of(PLAIN, st.lists(PLAIN, max_size=8), st.dictionaries(ANY_TEXT, PLAIN, max_size=3))
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=4)


def steers(character: str) -> bool:
    category = unicodedata.category(character)
    turns = unicodedata.bidirectional(character) in {
        "LRE",
        "RLE",
        "LRO",
        "RLO",
        "PDF",
        "LRI",
        "RLI",
        "FSI",
        "PDI",
    }
    return category in {"Cc", "Cs", "Zl", "Zp"} or turns


@given(rows=ROWS, width=st.integers(10, 200))
def test_nothing_that_steers_a_terminal_is_written(rows: list[tuple[object, ...]], width: int) -> None:
    for text in (as_text(COLUMNS, rows, width=width), as_json(COLUMNS, rows), as_csv(COLUMNS, rows)):
        assert not [character for character in text if steers(character) and character != "\n"]
        text.encode("utf-8")


@given(ROWS)
def test_json_gives_the_values_back(rows: list[tuple[object, ...]]) -> None:
    assert json.loads(as_json(COLUMNS, rows)) == [dict(zip(COLUMNS, row, strict=True)) for row in rows]


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["C", "Z"])), st.integers()), max_size=4))
def test_csv_gives_texts_back(rows: list[tuple[str, int]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(COLUMNS, rows))))
    assert read == [list(COLUMNS), *([text, str(number)] for text, number in rows)]


@given(rows=ROWS, width=st.integers(20, 120))
def test_no_line_is_wider_than_asked(rows: list[tuple[object, ...]], width: int) -> None:
    assert all(cell_len(line) <= width for line in as_text(COLUMNS, rows, width=width).split("\n"))


@pytest.mark.parametrize("text", ["[red]", "[/]", "[bold]x[/bold]", ":smile:", "https://x.org/[a]", "${x}"])
def test_markup_stays_text(text: str) -> None:
    table = as_text((text, "b"), [(text, text)], width=80)
    assert table.count(text) == 3


def test_long_lists_are_cut_in_the_text_alone() -> None:
    rows = [("x", tuple("abcdefgh"))]
    assert "a, b, c, d, e, … (+3)" in as_text(COLUMNS, rows, width=80)
    assert json.loads(as_json(COLUMNS, rows))[0]["name"] == list("abcdefgh")
    assert '""h""' in as_csv(COLUMNS, rows)


def test_numbers_stand_right_and_nothing_is_an_empty_cell() -> None:
    lines = as_text(("n", "what"), [(1, "a"), (100, None), (None, "c")], width=40).splitlines()
    assert lines[2:] == ["  1   a", "100", "      c"]


def test_numbers_that_json_lacks_become_null() -> None:
    row = (float("nan"), [float("inf"), 1.5])
    assert json.loads(as_json(COLUMNS, [row])) == [{"id": None, "name": [None, 1.5]}]


def test_no_rows_say_so() -> None:
    assert "no rows" in as_text(COLUMNS, [], width=80)
    assert as_json(COLUMNS, []) == "[]\n"
    assert as_csv(COLUMNS, []) == "id,name\n"


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match="rename one with AS"):
        as_json(("n", "n"), [(1, 2)])


def test_a_row_must_have_a_value_for_each_column() -> None:
    with pytest.raises(ValueError, match="1 values under 2 columns"):
        as_csv(COLUMNS, [(1,)])
