"""Scores as tables, and errors by class."""

from __future__ import annotations

from kg.analyse.report import (
    COLUMNS,
    as_markdown,
    as_text,
    entity_errors,
    errors_as_text,
    score_rows,
)
from kg.analyse.score import SCORED, AnnotatedEntity, Annotation, Scores, score
from kg.records import Label


def thing(label: Label, name: str) -> AnnotatedEntity:
    return AnnotatedEntity(label, name, (name,), "used")


GOLD = (
    thing("Method", "score distillation sampling"),
    thing("Metric", "FID"),
    thing("Dataset", "CIFAR-10"),
    thing("Method", "BERT"),
)
SAID = (
    thing("Method", "score distillation"),
    thing("Method", "FID"),
    thing("Task", "Vancouver"),
    thing("Method", "BERT"),
)


def scores() -> Scores:
    return score([Annotation("p", "T|x", entities=GOLD)], [Annotation("p", "T|x", entities=SAID)])


def test_each_error_has_its_class() -> None:
    found = [(error.kind, error.gold, error.predicted) for error in entity_errors(scores())]
    assert found == [
        ("missed", ("Dataset", "CIFAR-10"), None),
        ("false", None, ("Task", "Vancouver")),
        ("wrong label", ("Metric", "FID"), ("Method", "FID")),
        ("wrong boundary", ("Method", "score distillation sampling"), ("Method", "score distillation")),
    ]


def test_a_shared_word_alone_is_no_wrong_boundary() -> None:
    gold = Annotation("p", "T", entities=(thing("Method", "graph learning"),))
    said = Annotation("p", "T", entities=(thing("Method", "deep learning"), thing("Method", "ph learn")))
    assert {error.kind for error in entity_errors(score([gold], [said]))} == {"missed", "false"}


def test_errors_are_counted_and_shown_with_their_text() -> None:
    head, *lines = errors_as_text(entity_errors(scores())).splitlines()
    assert head == "1 missed, 1 false, 1 wrong label, 1 wrong boundary"
    assert len(lines) == 4
    assert "CIFAR-10" in lines[0]
    assert "T|x" in lines[0]


def test_the_table_has_a_row_for_each_thing_scored() -> None:
    columns, rows = score_rows(scores())
    assert columns == COLUMNS
    assert [row[0] for row in rows] == [*SCORED, "rows"]
    assert rows[0] == ("Method", 0.3333, 0.5, 0.4, 1, 2, 1)
    assert rows[-1] == ("rows", 0.0, 0.0, 0.0, 0, 0, 1)
    assert score_rows(score([], []))[1][-1] == ("rows", 0.0, 0.0, 0.0, 0, 0, 0)
    text = as_text(scores()).splitlines()
    assert len(text) == len(SCORED) + 3
    assert text[0] == "Papers in gold: 1, of them not predicted: 0"
    method = next(line for line in text if line.startswith("Method"))
    assert method.split() == ["Method", "0.333", "0.500", "0.400", "1", "2", "1"]


def test_the_markdown_table_is_whole() -> None:
    table = [line for line in as_markdown(scores()).splitlines() if line.startswith("|")]
    assert len(table) == len(SCORED) + 3
    assert all(line.count("|") == len(COLUMNS) + 1 for line in table)
