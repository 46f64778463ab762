"""Scores as tables, and errors by class."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.analyse.calibration import Reliability
from kg.analyse.evaluate import Evaluation
from kg.analyse.report import COLUMNS, entity_errors, report, score_rows
from kg.analyse.score import SCORED, AnnotatedEntity, Annotation, Counts, Scores, score
from kg.records import Label, Paper


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


def test_the_table_has_a_row_for_each_thing_scored() -> None:
    columns, rows = score_rows(scores())
    assert columns == COLUMNS
    assert [row[0] for row in rows] == [*SCORED, "rows"]
    assert rows[0] == ("Method", 0.3333, 0.5, 0.4, 1, 2, 1)
    assert rows[-1] == ("rows", 0.0, 0.0, 0.0, 0, 0, 1)
    assert score_rows(score([], []))[1][-1] == ("rows", 0.0, 0.0, 0.0, 0, 0, 0)


def evaluation(papers: dict[str, Paper]) -> Evaluation:
    reliability = Reliability.of([(9500, True), (9500, False), (2000, False)])
    return Evaluation(scores(), 1, 0, papers, reliability, Counts())


def paper(**fields: object) -> Paper:
    made = Paper(id="arxiv:2302.19541", ids=("arxiv:2302.19541",), title="T|x", abstract="First. BERT beats FID. Last.")
    return replace(made, **fields)  # type: ignore[arg-type]


def test_the_report_has_every_table_and_each_error_with_its_sentence() -> None:
    page = report(evaluation({"tx": paper(sources=("a.txt", "b|c.txt"), year=2021)}), threshold=4000)
    lines = page.splitlines()
    assert [line for line in lines if line.startswith("## ")] == [
        *("## By label", "## By source", "## By year", "## Calibration"),
        *("## Missed: 1", "## False: 1", "## Wrong label: 1", "## Wrong boundary: 1"),
    ]
    assert "| Method | 0.333 | 0.500 | 0.400 | 1 | 2 | 1 | 0.400 to 0.400 |" in lines
    assert [line.split(" | ")[0] for line in lines if ".txt" in line] == ["| a.txt", r"| b\|c.txt"]
    assert any(line.startswith("| 2021 | 1 |") for line in lines)
    assert "| 0.9 to 1.0 | 2 | 0.95 | 0.5 |" in lines
    assert "- Metric “FID” ← Method “FID”: BERT beats FID." in lines


@pytest.mark.parametrize(
    ("identifier", "year", "source"),
    [
        ("arxiv:2302.19541", "2023", "arxiv"),
        ("aaai2021:17", "2021", "aaai"),
        ("acl:2021.wnut-1.22", "2021", "acl"),
        ("s001", "unknown", "unknown"),
        ("title:a1944.b", "unknown", "title"),
    ],
)
def test_without_source_and_date_the_id_says_them(identifier: str, year: str, source: str) -> None:
    lines = report(evaluation({"tx": paper(id=identifier, ids=(identifier,))}), threshold=0).splitlines()
    assert any(line.startswith(f"| {year} | 1 |") for line in lines)
    assert any(line.startswith(f"| {source} | 1 |") for line in lines)


def test_a_paper_that_is_nowhere_is_absent() -> None:
    lines = report(evaluation({}), threshold=0).splitlines()
    assert len([line for line in lines if line.startswith("| absent | 1 |")]) == 2
    assert "- Dataset “CIFAR-10”: T|x" in lines


def test_equal_errors_are_shown_once_with_their_number() -> None:
    pairs = [(Annotation(str(n), f"T {n}", entities=GOLD), Annotation(str(n), f"T {n}")) for n in range(3)]
    both = Evaluation(score(*zip(*pairs, strict=True)), 0, 0, {}, Reliability(()), Counts())
    lines = [line for line in report(both, threshold=0, commonest=2).splitlines() if line.startswith("- ")]
    assert len(lines) == 2
    assert all("(3 papers)" in line for line in lines)
