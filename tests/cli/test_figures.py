"""`kg trends`, `kg lineage` and `kg plot`, on the graph of the five pages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import kg
from kg.errors import NotFoundError, UsageError
from tests.conftest import Run

Kg = Callable[..., Run]


def test_trends_say_what_rises_and_how_many_papers_have_no_year(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("trends", "--graph", seed_graph, "--json")
    rows = json.loads(run.out)
    assert run.status == 0
    assert "202 without one are left out" in run.err
    assert [row["growth"] for row in rows] == sorted((row["growth"] for row in rows), reverse=True)
    assert all(row["growth"] > 1 and row["papers"] >= 3 for row in rows)
    assert all(sum(row["years"].values()) == row["papers"] for row in rows)
    assert all(row["paper"] and "[" in row["sentence"] for row in rows)
    assert "growth" in kg_run("trends", "--graph", seed_graph, "--label", "metric").out
    falling = json.loads(kg_run("trends", "--graph", seed_graph, "--falling", "--json", "--least", "2").out)
    assert falling
    assert all(row["growth"] < 1 for row in falling)
    assert kg_run("trends", "--graph", seed_graph, "--quiet").err == ""


def test_trends_without_dates_say_what_is_missing(kg_run: Kg, tmp_path: Path) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text(json.dumps({"title": "A", "abstract": "We fine-tune LoRA on GLUE."}) + "\n", encoding="utf-8")
    assert kg_run("build", source, "--graph", tmp_path / "a.kg", "--workers", "1").status == 0
    run = kg_run("trends", "--graph", tmp_path / "a.kg")
    assert run.status == 0
    assert "0 of 1 papers have a year" in run.err
    assert "two years at least" in run.err
    run = kg_run("plot", "trends", "--graph", tmp_path / "a.kg", "--output", tmp_path / "a.svg")
    assert (run.status, run.out) == (1, "")
    assert "no trend to draw" in run.err
    assert not (tmp_path / "a.svg").exists()


def test_a_lineage_proves_its_steps(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("lineage", "DARTS", "--graph", seed_graph, "--json")
    rows = json.loads(run.out)
    assert run.status == 0
    assert {row["level"] for row in rows} >= {0, 1}
    assert all(row["base_level"] < row["level"] for row in rows)
    assert all(row["paper"] and row["sentence"] for row in rows)
    assert "base_level" in kg_run("lineage", "DARTS", "--levels", "1", "--graph", seed_graph).out


def test_a_lineage_of_nothing_says_so(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("lineage", "GPT-4", "--graph", seed_graph)
    assert run.status == 0
    assert "no paper says what GPT-4 is built on" in run.out
    assert json.loads(kg_run("lineage", "GPT-4", "--graph", seed_graph, "--json").out) == []
    run = kg_run("lineage", "Stochastic gradient decent", "--graph", seed_graph)
    assert (run.status, run.out) == (1, "")
    assert "nearest" in run.err


@pytest.mark.parametrize("what", [("trends",), ("leaderboard", "CIFAR-10", "FID"), ("lineage", "DARTS")])
def test_figures_are_written_by_the_ending_and_else_printed(
    kg_run: Kg, seed_graph: Path, tmp_path: Path, what: tuple[str, ...]
) -> None:
    svg, png = tmp_path / "figure.svg", tmp_path / "figure.png"
    run = kg_run("plot", *what, "--graph", seed_graph, "--output", svg)
    assert (run.status, run.out) == (0, "")
    assert run.err
    assert kg_run("plot", *what, "--graph", seed_graph, "--output", png, "--quiet").err == ""
    assert png.read_bytes().startswith(b"\x89PNG")
    assert kg_run("plot", *what, "--graph", seed_graph).out.strip() == svg.read_text(encoding="utf-8").strip()


def test_figures_that_cannot_be_are_one_clear_error(kg_run: Kg, seed_graph: Path, tmp_path: Path) -> None:
    for arguments, status, told in (
        (("trends", "--output", tmp_path / "a.pdf"), 2, ".svg or .png"),
        (("trends", "--label", "author"), 2, "method, dataset, metric, task"),
        (("leaderboard", "CIFAR-10", "FID", "--kind", "best"), 2, "absolute, gain, ratio"),
        (("leaderboard", "no such thing"), 1, "no dataset of that name"),
        (("lineage", "GPT-4"), 1, "no lineage to draw"),
        (("trends", "--output", tmp_path / "no" / "folder.svg"), 1, "cannot be written"),
    ):
        run = kg_run("plot", *arguments, "--graph", seed_graph)
        assert (run.status, run.out) == (status, ""), arguments
        assert told in run.err
        assert len(run.err.splitlines()) == 1


def test_figures_in_python(seed_graph: Path) -> None:
    with kg.open(seed_graph) as graph:
        assert graph.plot("trends", "method").title.startswith("Named by a larger share")
        assert graph.plot("leaderboard", "CIFAR-10", "FID", most=3).description.startswith("3 of ")
        assert graph.plot("lineage", "DARTS")._repr_svg_().startswith("<?xml")
        for wrong in (("graph",), ("lineage",), ("trends", "author"), ("leaderboard", "a", "b", "c")):
            with pytest.raises(UsageError):
                graph.plot(*wrong)
        with pytest.raises(NotFoundError):
            graph.plot("lineage", "GPT-4")
