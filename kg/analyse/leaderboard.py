"""Leaderboards: what methods reach on a dataset by a metric, each value with the sentence that says so.

Absolute values, gains and ratios are never in one table, nor values on different scales (percentages and numbers
above 1, fractions, units of their own). Values are ranked where it is known whether more is better or less.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from kg.analyse.cards import leaderboard_card
from kg.analyse.directions import Direction, direction
from kg.analyse.evidence import Sentence
from kg.analyse.lookup import find_keys
from kg.errors import NotFoundError
from kg.link import node_id
from kg.records import SCORE_ONE, Extraction, Paper, Result, ResultKind, Span
from kg.store import Store, StoredResult
from kg.store.codec import text_at

# What is shown unless more is asked for; how much of it is right, docs/scores.md says.
SURE = 8_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One value: its rank (None where it is not known what is better), as written, who reached it, and where it stands.

    `score` is how surely the value, its method, its dataset and its metric are all right (0 to 10,000).
    """

    rank: int | None
    value: float
    text: str
    method: str
    method_id: str
    paper: Paper
    sentence: Sentence
    score: int


@dataclass(frozen=True, slots=True)
class Leaderboard:
    """The values of one dataset by one metric, of one kind and scale, the best first (else the latest first)."""

    dataset: str
    metric: str
    metric_id: str
    better: Direction | None
    kind: ResultKind
    scale: str
    entries: tuple[Entry, ...]

    def _repr_html_(self) -> str:
        return leaderboard_card(self)


def leaderboards(
    store: Store, dataset: str, metric: str | None = None, *, kind: ResultKind | None = None, least: int = SURE
) -> tuple[Leaderboard, ...]:
    """Return the leaderboards of a dataset, by any of its names or its id: the longest first.

    `metric` and `kind` choose among them; `least` is the least score of an entry. Raises NotFoundError for a dataset
    or metric that the graph does not have.
    """
    datasets = _keys(store, dataset, "dataset")
    metrics = None if metric is None else set(_keys(store, metric, "metric"))
    found = [
        said
        for key in datasets
        for said in store.claims.results(about=key)
        if said.dataset == key and said.method and said.metric and (metrics is None or said.metric in metrics)
        if kind in {None, said.result.kind} and whole_score(said) >= least
    ]
    found.sort(key=_board)
    boards = [_leaderboard(store, list(group)) for _, group in groupby(found, key=_board)]
    return tuple(sorted(boards, key=lambda board: (-len(board.entries), board.metric, board.kind, board.scale)))


def whole_score(said: StoredResult) -> int:
    """Return how surely a result is right in all its parts."""
    return _whole(said.result, said.named)


def sure_results(extraction: Extraction) -> tuple[Result, ...]:
    """Return the results of one paper that are shown in leaderboards unless more is asked for."""

    def sure(result: Result) -> bool:
        ends = [index for index in (result.method, result.dataset, result.metric) if index is not None]
        return len(ends) == 3 and _whole(result, min(extraction.entities[index].score for index in ends)) >= SURE

    return tuple(filter(sure, extraction.results))


def _whole(result: Result, named: int) -> int:
    """Return the product of a result's own score, those of its links, and the least of those of what it belongs to."""
    score = result.score * named // SCORE_ONE
    for link in result.link_scores:
        score = score * link // SCORE_ONE
    return score


def scale(said: StoredResult) -> str:
    """Return the scale on which a value can be compared: its unit, `%` for one of 1 to 100, `0 to 1` for a fraction."""
    result = said.result
    if result.unit is not None:
        return result.unit
    return "0 to 1" if abs(result.value) <= 1 else "number"


def _board(said: StoredResult) -> tuple[str, str, str, str]:
    return said.dataset or "", said.metric or "", said.result.kind, scale(said)


def _keys(store: Store, name: str, label: str) -> list[str]:
    keys = [key for key in find_keys(store, name) if key.startswith(f"{label}|")]
    if not keys:
        raise NotFoundError(f"{name!r}: the graph has no {label} of that name; `kg search {name!r}` looks for it")
    return keys


def _leaderboard(store: Store, found: list[StoredResult]) -> Leaderboard:
    dataset, metric, *_ = _board(found[0])
    kind = found[0].result.kind
    # A gain is no value of the metric, and of a factor it is not said whether it is one of growth.
    better = direction(store.facts.aliases(metric)) if kind == "absolute" else None
    papers = {said.paper: paper for said in found if (paper := store.paper(said.paper))}
    ordered = sorted(found, key=lambda said: (said.paper, said.result.span), reverse=True)
    ordered.sort(key=lambda said: papers[said.paper].year or 0, reverse=True)
    if better:
        ordered.sort(key=lambda said: said.result.value, reverse=better == "higher")
    # Equal values stand together, and share the place of the first.
    first: dict[float, int] = {}
    for place, said in enumerate(ordered, start=1):
        first.setdefault(said.result.value, place)
    entries = tuple(
        Entry(
            rank=first[said.result.value] if better else None,
            value=said.result.value,
            text=said.result.text,
            method=store.facts.name(said.method or ""),
            method_id=node_id(said.method or ""),
            paper=papers[said.paper],
            sentence=_sentence(papers[said.paper], said.result.sentence, [said.result.span]),
            score=whole_score(said),
        )
        for said in ordered
    )
    return Leaderboard(
        store.facts.name(dataset), store.facts.name(metric), node_id(metric), better, kind, scale(found[0]), entries
    )


def _sentence(paper: Paper, place: Span, marked: Iterable[Span]) -> Sentence:
    text = text_at(paper, place)
    return Sentence(text, tuple((span.start - place.start, span.end - place.start) for span in marked))
