"""The commands as a user runs them, on the graph of the five pages."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.analyse.score import SCORED
from tests.conftest import Run

Kg = Callable[..., Run]


def test_stats_counts_the_papers(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("stats", "--graph", seed_graph, "--json")
    counts = {row["what"]: row["count"] for row in json.loads(run.out)}
    assert run.status == 0
    assert counts["papers"] == 239
    assert counts["records"] == 313
    assert counts["sources"] == 5
    assert all(
        counts[label] > 0 for label in ("Method", "Dataset", "Metric", "Task", "Result", "USES", "INTRODUCES", "STATES")
    )


def test_building_again_adds_nothing(kg_run: Kg, seed_graph: Path, seeds: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.kg"
    copy.write_bytes(seed_graph.read_bytes())
    run = kg_run("build", seeds, "--graph", copy, "--workers", "1")
    assert (run.status, run.out) == (0, "")
    assert "313 records read, 313 known already" in run.err
    assert copy.read_bytes() == seed_graph.read_bytes()


def test_show_proves_what_it_says(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("show", "cifar10", "--graph", seed_graph)
    assert run.status == 0
    assert "(Dataset, dataset:cifar 10)" in run.out
    assert "[CIFAR-10]" in run.out or "[CIFAR10]" in run.out
    assert "\nResults\n" in run.out


def test_show_tells_what_papers_state(kg_run: Kg, seed_graph: Path) -> None:
    rows = json.loads(kg_run("show", "CIFAR-10", "--graph", seed_graph, "--json").out)
    results = [row for row in rows if row["what"] == "result"]
    assert {row["what"] for row in rows} >= {"used", "result"}
    assert all(" on CIFAR-10" in row["text"] and row["text"].split()[0] in row["sentence"] for row in results)


def test_show_tells_support_and_variants(kg_run: Kg, seed_graph: Path) -> None:
    text = kg_run("show", "CIFAR-100", "--graph", seed_graph).out
    assert "a variant of CIFAR (number: 100)" in text
    rows = json.loads(kg_run("show", "CIFAR-100", "--graph", seed_graph, "--json").out)
    by = {row["what"]: row for row in rows}
    assert by["variant of"]["text"] == "CIFAR (number: 100)"
    assert by["support"]["text"] in text
    assert 0 < by["support"]["score"] <= 0.95


def test_show_finds_a_paper_by_its_title(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("show", "sharper bounds for ell_p sensitivity sampling", "--graph", seed_graph)
    assert run.status == 0
    assert "2 authors" in run.out
    assert "2023-06-01" in run.out


def test_show_names_the_nearest_of_what_it_does_not_know(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("show", "CIFAR-1O0", "--graph", seed_graph)
    assert (run.status, run.out) == (1, "")
    assert "'CIFAR-1O0'" in run.err


def test_a_leaderboard_proves_its_values(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("leaderboard", "CIFAR10", "FID", "--kind", "absolute", "--least", "0", "--json", "--graph", seed_graph)
    rows = json.loads(run.out)
    ranked = [row for row in rows if row["scale"] == "number"]
    assert run.status == 0
    assert [row["rank"] for row in ranked] == sorted(row["rank"] for row in ranked)
    assert all(f"[{row['value']}]" in row["sentence"] and row["better"] == "lower" for row in rows)
    table = kg_run("leaderboard", "CIFAR10", "FID", "--least", "0", "--graph", seed_graph)
    assert "lower is better" in table.out
    assert all(row["method"] in table.out for row in rows)


def test_a_leaderboard_says_what_it_has_not(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("leaderboard", "No such dataset", "--graph", seed_graph)
    assert (run.status, run.out) == (1, "")
    assert "no dataset" in run.err
    run = kg_run("leaderboard", "CIFAR10", "FID", "--least", "1", "--graph", seed_graph)
    assert (run.status, "sure enough" in run.out, "--least 0" in run.err) == (0, True, True)
    assert kg_run("leaderboard", "CIFAR10", "--kind", "best", "--graph", seed_graph).status == 2


def test_search_finds_names_and_texts(kg_run: Kg, seed_graph: Path) -> None:
    rows = json.loads(kg_run("search", "speculative decoding", "--graph", seed_graph, "--json").out)
    assert {"Method", "Paper"} <= {row["label"] for row in rows}


@pytest.mark.parametrize(
    "text", ['"', "AND", "a*", "col:x", "-", "NEAR(a b)", "\x00", "x" * 5000, "'; DROP TABLE paper"]
)
def test_search_takes_any_text(kg_run: Kg, seed_graph: Path, text: str) -> None:
    assert kg_run("search", text, "--graph", seed_graph).status == 0


def test_query_prints_tables_json_and_csv(kg_run: Kg, seed_graph: Path) -> None:
    text = "MATCH (p:Paper) RETURN p.id AS id, p.title AS title ORDER BY id LIMIT 3"
    rows = json.loads(kg_run("query", "-c", text, "--graph", seed_graph, "--json").out)
    table = list(csv.DictReader(io.StringIO(kg_run("query", "-c", text, "--graph", seed_graph, "--format", "csv").out)))
    assert rows == table
    assert len(rows) == 3
    assert rows[0]["title"] in kg_run("query", "-c", text, "--graph", seed_graph).out


def test_rows_are_never_cut_unless_asked(kg_run: Kg, seed_graph: Path) -> None:
    text = "MATCH (p:Paper) RETURN p.id AS id ORDER BY id"
    assert len(json.loads(kg_run("query", "-c", text, "--graph", seed_graph, "--json").out)) == 239
    assert len(json.loads(kg_run("query", "-c", text, "--graph", seed_graph, "--json", "--limit", "5").out)) == 5


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Paper RETURN p",
        "CREATE (n:Paper) RETURN n",
        "MATCH (n) SET n.x = 1",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "",
        "no cypher at all",
    ],
)
def test_a_wrong_query_is_one_clear_error(kg_run: Kg, seed_graph: Path, text: str) -> None:
    before = seed_graph.read_bytes()
    run = kg_run("query", "-c", text, "--graph", seed_graph)
    assert (run.status, run.out) == (1, "")
    assert run.err.strip()
    assert "Traceback" not in run.err
    assert seed_graph.read_bytes() == before


def test_parameters_are_json_or_text(kg_run: Kg, seed_graph: Path, tmp_path: Path) -> None:
    text = "MATCH (p:Paper) WHERE p.id STARTS WITH $start RETURN p.id AS id ORDER BY id LIMIT $n"
    given = ("-p", "start=title:", "-p", "n=3", "--graph", seed_graph, "--json")
    rows = json.loads(kg_run("query", "-c", text, *given).out)
    assert len(rows) == 3
    path = tmp_path / "mine.cypher"
    path.write_text(text, encoding="utf-8")
    assert json.loads(kg_run("query", path, *given).out) == rows
    path.write_text(f"// Some papers.\n// Parameters:\n// start: STRING\n// n: INTEGER = 2\n{text}", encoding="utf-8")
    assert json.loads(kg_run("query", path, "-p", "start=title:", "--graph", seed_graph, "--json").out) == rows[:2]
    assert kg_run("query", path, "-p", "start=x", "-p", "n=many", "--graph", seed_graph).status == 2


def test_the_librarys_queries_are_listed_and_run(kg_run: Kg, seed_graph: Path) -> None:
    listed = json.loads(kg_run("query", "--list", "--json").out)
    assert len(listed) >= 3
    assert all(row["name"] and row["answers"] for row in listed)
    assert kg_run("query", "no_such_query", "--graph", seed_graph).status == 1


def test_view_is_written_beside_the_graph(kg_run: Kg, seed_graph: Path, tmp_path: Path) -> None:
    graph = tmp_path / "mine.kg"
    graph.write_bytes(seed_graph.read_bytes())
    run = kg_run("view", "--graph", graph)
    assert (run.status, run.out) == (0, "")
    page = (tmp_path / "mine.html").read_text(encoding="utf-8")
    assert page.lower().startswith("<!doctype html>")
    assert len(page.encode()) < 3_000_000
    assert kg_run("view", "no such thing", "--graph", graph).status == 1


def test_verify_proves_the_seeds(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("verify", "--graph", seed_graph)
    assert (run.status, run.out) == (0, "")
    assert "239 papers" in run.err
    assert "0 problems" in run.err


def test_export_annotations_is_what_eval_reads(kg_run: Kg, seed_graph: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    assert kg_run("export", "annotations", "--graph", seed_graph, "--output", path).status == 0
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 239
    rows = {row["scored"]: row for row in json.loads(kg_run("eval", path, "--graph", seed_graph, "--json").out)}
    assert rows["all"]["F1"] == 1.0


def test_eval_extracts_gold_with_its_own_abstract_on_the_fly(kg_run: Kg, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    entity = {"label": "Dataset", "name": "CIFAR-10", "mentions": ["CIFAR-10"], "role": "used", "core": True}
    record = {"id": "1", "title": "A paper", "abstract": "We evaluate on CIFAR-10.", "entities": [entity]}
    gold.write_text(json.dumps(record) + "\n", encoding="utf-8")
    run = kg_run("eval", gold, "--graph", tmp_path / "none.kg", "--json")
    assert run.status == 0
    assert {row["scored"]: row for row in json.loads(run.out)}["Dataset"]["tp"] == 1


def test_eval_shows_calibration_and_writes_a_report(kg_run: Kg, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    entity = {"label": "Dataset", "name": "CIFAR-10", "mentions": ["CIFAR-10"], "role": "used", "core": True}
    record = {"id": "1", "title": "A paper", "abstract": "We evaluate on CIFAR-10.", "entities": [entity]}
    gold.write_text(json.dumps(record), encoding="utf-8")
    page = tmp_path / "errors.md"
    run = kg_run("eval", gold, "--graph", tmp_path / "none.kg", "--reliability", "--json", "--report", page)
    assert sum(row["things"] for row in json.loads(run.out)) >= 1
    assert "expected calibration error" in run.err
    assert "## By year" in page.read_text(encoding="utf-8")


def test_eval_of_spans_has_no_report(kg_run: Kg, tmp_path: Path) -> None:
    spans = tmp_path / "spans.jsonl"
    spans.write_text(json.dumps({"text": "On CIFAR-10.", "char_spans": [[3, 11, "DATASET"]]}), encoding="utf-8")
    assert {row["type"] for row in json.loads(kg_run("eval", spans, "--json").out)} >= {"Dataset", "all"}
    run = kg_run("eval", spans, "--report", tmp_path / "x.md")
    assert run.status == 2
    assert "annotated papers" in run.err


def test_the_model_card_says_what_the_model_is(kg_run: Kg) -> None:
    run = kg_run("model")
    assert run.out.startswith("# en_papers-")
    for part in ("## Made from", "## Figures", "## Speed", "## Known weaknesses"):
        assert part in run.out
    rows = json.loads(kg_run("model", "--json").out)
    assert {row["label"] for row in rows} == set(SCORED)
    assert all(0 <= row["low"] <= row["F1"] <= row["high"] <= 1 for row in rows)


def test_doctor_finds_all_in_order(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("doctor", "--graph", seed_graph)
    assert run.status == 0
    assert "PROBLEM" not in run.out


def test_help_groups_the_commands(kg_run: Kg) -> None:
    run = kg_run("--help")
    assert run.status == 0
    for word in ("Build", "Look", "Share", "Prove", "build", "neo4j"):
        assert word in run.out


def test_wrong_usage_exits_with_2(kg_run: Kg, seed_graph: Path) -> None:
    assert kg_run("no-such-command").status == 2
    assert kg_run("stats", "--no-such-option").status == 2
    assert kg_run("build").status == 2
    assert kg_run("query", "--graph", seed_graph).status == 2
    assert kg_run("query", "-c", "RETURN 1 AS x", "-p", "novalue", "--graph", seed_graph).status == 2


def test_neo4j_without_a_password_or_a_server_is_a_clear_error(kg_run: Kg, seed_graph: Path) -> None:
    run = kg_run("neo4j", "push", "--graph", seed_graph, "--uri", "bolt://127.0.0.1:1")
    assert (run.status, run.out) == (2, "")
    run = kg_run("neo4j", "push", "--graph", seed_graph, "--uri", "bolt://127.0.0.1:1", "--password", "s3cret-word")
    assert (run.status, run.out) == (1, "")
    assert "127.0.0.1:1" in run.err
    assert "s3cret-word" not in run.err
