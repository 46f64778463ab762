"""What aliases are is taken from papers that define them; rare ones are put together."""

from __future__ import annotations

from kg.records import Entity, Extraction, Label, Mention, Span
from training.alias_labels import Row, defining, labels_of, lines, rare
from training.corpus import Unlabelled

EM = Row("em", "exact match", 5, "Exact Match")
OTHER = Row("em", "expectation maximization", 9, "Expectation-Maximization")
ONCE = (Row("em", "electron microscopy", 1, "electron microscopy"), Row("em", "early modern", 1, "early modern"))


def said(label: Label, name: str) -> Extraction:
    return Extraction(entities=(Entity(label, name, (Mention(Span("abstract", 0, len(name)), name, 9000),), 9000),))


def test_papers_that_write_the_long_form_before_the_bracket_define_it() -> None:
    papers = [
        Unlabelled(1, "Scores", "We report the exact match (EM) and nothing else."),
        Unlabelled(2, "Exact matches (EM) again", "Nothing."),
        Unlabelled(3, "Other", "By expectation–maximization (EM), and by more (EM)."),
        Unlabelled(4, "No", "Exact match is EM."),
    ]
    chosen = defining(papers, [EM, OTHER], most=1)
    assert {line: rows for line, (_, rows) in chosen.items()} == {1: {EM}, 3: {OTHER}}


def test_the_label_is_that_of_most_papers() -> None:
    found = [
        (said("Metric", "exact match"), {EM}),
        (said("Metric", "Exact Match"), {EM}),
        (said("Method", "EM"), {EM, OTHER}),
    ]
    assert labels_of(found) == {EM: "Metric"}


def test_rare_aliases_count_half_and_have_a_line_without_a_long_form() -> None:
    rows = [EM, OTHER, *ONCE]
    assert rare(rows) == {"em": 1}
    assert lines(rows, {EM: "Metric"})[1:] == [
        "em\texpectation maximization\t9\tExpectation-Maximization\t",
        "em\texact match\t5\tExact Match\tMetric",
        "em\t\t1\t\t",
    ]
