"""Leaderboards: what is ranked, what is kept apart, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.analyse import Leaderboard, leaderboards
from kg.analyse.directions import direction
from kg.errors import NotFoundError
from kg.extract import find_numbers
from kg.link import Aliases
from kg.records import Entity, Extraction, Label, Mention, Paper, Record, Result, ResultKind, Span
from kg.store import Store

# Each paper's abstract reads: method, dataset, metric, value, and the kind that its number is to have.
SAID: tuple[tuple[str, str, str, str, ResultKind], ...] = (
    ("Net A", "CIFAR-10", "FID", "2.5", "absolute"),
    ("Net B", "CIFAR-10", "FID", "1.9", "absolute"),
    ("Net C", "CIFAR-10", "FID", "1.9", "absolute"),
    ("Net D", "CIFAR-10", "FID", "0.4", "absolute"),
    ("Net E", "CIFAR-10", "FID", "12%", "gain"),
    ("Net F", "CIFAR-10", "accuracy", "95%", "absolute"),
    ("Net G", "CIFAR-10", "accuracy", "97.5%", "absolute"),
    ("Net H", "CIFAR-10", "zorkness", "5", "absolute"),
    ("Net I", "MNIST", "accuracy", "99%", "absolute"),
)
LABELS: tuple[Label, ...] = ("Method", "Dataset", "Metric")


def extract(papers: object) -> list[Extraction]:
    assert isinstance(papers, list)
    return [_extraction(paper) for paper in papers]


def _extraction(paper: Paper) -> Extraction:
    *names, _value, kind = next(said for said in SAID if said[0] == paper.title)
    text = paper.abstract
    spans = [Span("abstract", text.index(name), text.index(name) + len(name)) for name in names]
    mentions = [Mention(span, name, 10_000) for span, name in zip(spans, names, strict=True)]
    entities = tuple(Entity(label, m.text, (m,), 10_000, "used") for label, m in zip(LABELS, mentions, strict=True))
    number = find_numbers(text)[-1]
    result = Result(
        text=text[number.start : number.end],
        value=number.value,
        unit=number.unit,
        kind="gain" if kind == "gain" else "absolute",
        approximate=False,
        bound=None,
        method=0,
        dataset=1,
        metric=2,
        span=Span("abstract", number.start, number.end),
        sentence=Span("abstract", 0, len(text)),
        score=10_000,
        link_scores=(10_000, 10_000, 6_000 if paper.title == "Net A" else 10_000),
    )
    return Extraction(entities, (), (result,))


@pytest.fixture
def store() -> Iterator[Store]:
    records = [
        Record("a.jsonl", "", method, f"{method} on {dataset}: {metric} of {value}", date=f"20{n + 10}")
        for n, (method, dataset, metric, value, _) in enumerate(SAID)
    ]
    with Store.create(None, aliases=Aliases()) as made:
        made.add(records, lambda papers: extract(list(papers)), model="test")
        yield made


def rows(board: Leaderboard) -> list[tuple[int | None, str, str]]:
    return [(entry.rank, entry.text, entry.method) for entry in board.entries]


def test_the_best_comes_first_and_equals_share_a_rank(store: Store) -> None:
    fid, fractions = leaderboards(store, "cifar10", "FID", kind="absolute", least=0)
    assert (fid.better, fid.scale, fractions.scale) == ("lower", "number", "0 to 1")
    assert rows(fid) == [(1, "1.9", "Net C"), (1, "1.9", "Net B"), (3, "2.5", "Net A")]
    assert rows(fractions) == [(1, "0.4", "Net D")]
    accuracy, *_ = leaderboards(store, "CIFAR-10", "accuracy")
    assert (accuracy.better, rows(accuracy)) == ("higher", [(1, "97.5%", "Net G"), (2, "95%", "Net F")])


def test_kinds_are_apart_and_gains_are_not_ranked(store: Store) -> None:
    boards = leaderboards(store, "CIFAR-10", "FID")
    assert {board.kind for board in boards} == {"absolute", "gain"}
    assert [rows(board) for board in boards if board.kind == "gain"] == [[(None, "12%", "Net E")]]


def test_an_unknown_metric_is_not_ranked(store: Store) -> None:
    (board,) = leaderboards(store, "CIFAR-10", "zorkness")
    assert (board.better, rows(board)) == (None, [(None, "5", "Net H")])


def test_what_is_not_sure_is_left_out(store: Store) -> None:
    (fid, _) = leaderboards(store, "CIFAR-10", "FID", kind="absolute", least=7000)
    assert [method for _, _, method in rows(fid)] == ["Net C", "Net B"]


def test_each_value_has_its_sentence(store: Store) -> None:
    (board,) = leaderboards(store, "MNIST")
    (entry,) = board.entries
    ((start, end),) = entry.sentence.marked
    assert entry.sentence.text[start:end] == "99%"
    assert (entry.paper.title, entry.paper.year, entry.score) == ("Net I", 2018, 10_000)


def test_what_the_graph_does_not_have_is_told(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no dataset"):
        leaderboards(store, "Net A")
    with pytest.raises(NotFoundError, match="no metric"):
        leaderboards(store, "MNIST", "CIFAR-10")


@pytest.mark.parametrize(
    ("names", "better"),
    [
        (["FID"], "lower"),
        (["top-1 accuracy"], "higher"),
        (["word error rates", "WER"], "lower"),
        (["mean Average Precision"], "higher"),
        (["test perplexity"], "lower"),
        (["zorkness"], None),
        (["accuracy", "error"], None),
    ],
)
def test_the_table_of_metrics_knows_what_is_better(names: list[str], better: str | None) -> None:
    assert direction(names) == better
