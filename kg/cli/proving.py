"""`kg verify`, `kg eval`, `kg model` and `kg doctor`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from kg import api
from kg.analyse import CARD_COLUMNS, RELIABILITY_COLUMNS, evaluate, examine, model_card, report, score_rows
from kg.analyse.linking import COLUMNS as PAIR_COLUMNS
from kg.analyse.linking import evaluate_links, wrong_rows
from kg.analyse.yardstick import COLUMNS as SPAN_COLUMNS
from kg.analyse.yardstick import evaluate_spans, is_spanned, read_spanned
from kg.analyse.yardstick import rows as span_rows
from kg.cli.output import (
    PROVE,
    GraphOption,
    JsonOption,
    QuietOption,
    ThresholdOption,
    emit,
    emit_rows,
    say,
    write_lines,
)
from kg.errors import NotFoundError
from kg.records import SCORE_ONE
from kg.show import as_csv

VERIFY_HELP = """Prove everything in the graph from the papers' text; exit status 1 if something does not follow.

Papers are merged again from the records, definitions are sought again, facts, counts and nodes are computed again, and
for each edge it is checked that its evidence names what it leads to.

Example: `kg verify --graph field.kg`
"""
EVAL_HELP = """Score the extraction against gold annotations (JSON Lines), by label.

Gold is paired with the graph's papers by title; gold that brings its own abstract and is not in the graph is extracted
on the fly. A file of texts with spans (`text`, `char_spans`), as public test sets are given, is scored by exact spans.

Examples:

- `kg eval gold.jsonl`
- `kg eval gold.jsonl --threshold 0.7 --json`
- `kg eval gold.jsonl --reliability` (do scores mean what they say?)
- `kg eval gold.jsonl --report errors.md` (by label, source and year, with the commonest errors)
- `kg eval pairs.jsonl --linking --papers corpus.jsonl` (pairs of names: are those of one thing joined, and only those?)
"""
MODEL_HELP = """Print the model card: what the model was made of, how good it is, how sure that is, and its weaknesses.

`--json` prints the figures alone.

Example: `kg model`
"""
DOCTOR_HELP = """Check the installation and the graph: versions, the model, the query library, the cache, the store.

Example: `kg doctor`
"""


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("verify", help=VERIFY_HELP, rich_help_panel=PROVE)(verify)
    app.command("eval", help=EVAL_HELP, rich_help_panel=PROVE)(evaluate_gold)
    app.command("model", help=MODEL_HELP, rich_help_panel=PROVE)(model)
    app.command("doctor", help=DOCTOR_HELP, rich_help_panel=PROVE)(doctor)


def verify(graph: GraphOption = api.DEFAULT_GRAPH, json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Prove the graph."""
    with api.open_graph(graph) as opened:
        proof = opened.verify()
    if json:
        emit_rows(("about", "wrong"), [(p.about, p.wrong) for p in proof.problems], form="json")
    else:
        for problem in proof.problems:
            emit(str(problem))
    if not quiet:
        say(f"{graph}: {proof.papers} papers and {proof.edges} edges proved, {len(proof.problems)} problems")
    if proof.problems:
        raise typer.Exit(1)


def evaluate_gold(
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Gold annotations, JSON Lines.")],
    graph: GraphOption = api.DEFAULT_GRAPH,
    threshold: ThresholdOption = api.SHOWN,
    reliability: Annotated[
        bool, typer.Option("--reliability", help="Print how often entities of each score are right, not the scores.")
    ] = False,
    linking: Annotated[
        bool, typer.Option("--linking", help="GOLD holds pairs of names: score how they are linked.")
    ] = False,
    papers: Annotated[
        list[str] | None,
        typer.Option(metavar="SOURCE", help="With --linking: where the pairs' papers are.", show_default=False),
    ] = None,
    report_file: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Also write a report in Markdown there.")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Score the extraction, or the links."""
    if linking:
        _evaluate_pairs(gold, papers or (), threshold=threshold, report_file=report_file, json=json, quiet=quiet)
        return
    if is_spanned(gold):
        if reliability or report_file is not None:
            raise typer.BadParameter(
                f"{gold} holds texts with spans; --reliability and --report are for annotated papers"
            )
        counts = evaluate_spans(read_spanned(gold), threshold=round(threshold * SCORE_ONE))
        emit_rows(SPAN_COLUMNS, span_rows(counts), form="json" if json else "table")
        return
    evaluation = evaluate(gold, graph if graph.exists() else None, threshold=round(threshold * SCORE_ONE))
    if not evaluation.paired:
        raise NotFoundError(
            f"{gold}: none of its {evaluation.gold} papers is in {graph} or brings its abstract; build the graph from "
            "the papers that were annotated"
        )
    form = "json" if json else "table"
    if reliability:
        emit_rows(RELIABILITY_COLUMNS, evaluation.reliability.rows(), form=form)
    else:
        emit_rows(*score_rows(evaluation.scores), form=form)
    if report_file is not None:
        write_lines(report(evaluation, threshold=round(threshold * SCORE_ONE)).splitlines(), report_file)
    if not quiet:
        found = evaluation.reliability
        say(f"expected calibration error {found.error:.3f} over {found.count} entities")
        shown = evaluation.leaderboards
        say(f"leaderboards: {shown.tp} of {shown.tp + shown.fp} results shown by default are right in all their parts")
        say(
            f"{evaluation.gold} papers in gold: {evaluation.in_graph} in {graph}, {evaluation.on_the_fly} extracted on "
            f"the fly, {evaluation.gold - evaluation.paired} absent and counted as missed"
        )


def _evaluate_pairs(
    gold: Path, papers: Sequence[str], *, threshold: float, report_file: Path | None, json: bool, quiet: bool
) -> None:
    scores = evaluate_links(gold, papers, threshold=round(threshold * SCORE_ONE))
    emit_rows(PAIR_COLUMNS, scores.rows(), form="json" if json else "table")
    if report_file is not None:
        columns = ("class", "they are", "name", "node", "other name", "its node", "paper", "other paper")
        write_lines(as_csv(columns, list(wrong_rows(scores.wrong))).splitlines(), report_file)
    if not quiet:
        missed = sum(not outcome.extracted for outcome in scores.outcomes)
        say(f"{len(scores.outcomes)} pairs; of {missed} a name was not extracted, and {len(scores.wrong)} are wrong")


def model(json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Print the model card."""
    card = model_card()
    if json:
        emit_rows(CARD_COLUMNS, card.figures, form="json")
    else:
        emit(card.markdown())


def doctor(graph: GraphOption = api.DEFAULT_GRAPH, json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Check the installation."""
    findings = examine(graph)
    rows = [(finding.what, "ok" if finding.fine else "PROBLEM", finding.detail) for finding in findings]
    emit_rows(("what", "state", "detail"), rows, form="json" if json else "table")
    if not all(finding.fine for finding in findings):
        raise typer.Exit(1)
