"""What papers report of a thing: leaderboards of a dataset, tables of a method's or a metric's values."""

from __future__ import annotations

from kg.analyse import Leaderboard, Sentence, leaderboards
from kg.analyse.leaderboard import scale, whole_score
from kg.graph import entity_label
from kg.link import node_id, node_key
from kg.records import Paper
from kg.store import StoredResult
from kg.web.models import Board, Quote, Results, ThingRef, Value
from kg.web.reading import Reader, cut, paper_ref, quotes, share

MOST = 300  # values on a page


def results(reader: Reader, name: str, *, least: int) -> Results:
    """Return what is reported of a thing, with at least a whole score. Raises NotFoundError."""
    key = reader.key(name)
    if entity_label(key) == "Dataset":
        return _boards(reader, key, least=least)
    found = [said for said in _said(reader, key) if whole_score(said) >= least]
    found.sort(key=whole_score, reverse=True)
    values = table(reader, found[:MOST])
    return Results(
        id=node_id(key),
        least=share(least),
        left_out=len(_said(reader, key)) - len(found),
        cut=max(0, len(found) - MOST),
        boards=[Board(title="Results", values=values)] if values else [],
    )


def table(reader: Reader, said: list[StoredResult]) -> list[Value]:
    """Return results in their order, each with what it belongs to and its sentence."""
    keys = (key for one in said for key in (one.method, one.dataset, one.metric) if key)
    refs = reader.refs(keys)
    papers = reader.papers(one.paper for one in said)
    return [_value(one, refs, papers[one.paper]) for one in said if one.paper in papers]


def _said(reader: Reader, key: str) -> list[StoredResult]:
    """Return the results that are tied to a thing and to something else."""
    found = reader.store.claims.results(threshold=reader.threshold, about=key)
    return [
        said
        for said in found
        if key in {said.method, said.dataset, said.metric}
        and sum(end is not None for end in (said.method, said.dataset, said.metric)) > 1
    ]


def _value(said: StoredResult, refs: dict[str, ThingRef], paper: Paper) -> Value:
    quote = quotes(paper, (said.result.span,))
    return Value(
        value=said.result.value,
        text=said.result.text,
        kind=said.result.kind,
        scale=scale(said),
        method=refs.get(said.method or ""),
        dataset=refs.get(said.dataset or ""),
        metric=refs.get(said.metric or ""),
        paper=paper_ref(paper),
        score=share(whole_score(said)),
        quote=quote[0] if quote else Quote(pieces=[]),
    )


def _boards(reader: Reader, key: str, *, least: int) -> Results:
    boards = leaderboards(reader.store, node_id(key), least=least)
    every = leaderboards(reader.store, node_id(key), least=0) if least else boards
    left_out = sum(len(board.entries) for board in every) - sum(len(board.entries) for board in boards)
    shown: list[Board] = []
    room = MOST
    for board in boards:
        if room > 0:
            shown.append(_board(reader, key, board, most=room))
            room -= len(board.entries)
    return Results(id=node_id(key), least=share(least), left_out=left_out, cut=max(0, -room), boards=shown)


def _board(reader: Reader, key: str, board: Leaderboard, *, most: int) -> Board:
    entries = board.entries[:most]
    refs = reader.refs([key, node_key(board.metric_id), *(node_key(entry.method_id) for entry in entries)])
    kind = "" if board.kind == "absolute" else f", {board.kind}s"
    unit = "" if board.scale == "number" else f" ({board.scale})"
    return Board(
        title=f"{board.metric}{unit}{kind}",
        better=board.better,
        values=[
            Value(
                rank=entry.rank,
                value=entry.value,
                text=entry.text,
                kind=board.kind,
                scale=board.scale,
                method=refs.get(node_key(entry.method_id)),
                dataset=refs.get(key),
                metric=refs.get(node_key(board.metric_id)),
                paper=paper_ref(entry.paper),
                score=share(entry.score),
                quote=_quote(entry.sentence),
            )
            for entry in entries
        ],
    )


def _quote(sentence: Sentence) -> Quote:
    return Quote(pieces=cut(sentence.text, ((start, end, None) for start, end in sentence.marked)))
