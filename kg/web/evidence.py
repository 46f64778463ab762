"""The sentences behind an edge of a picture."""

from __future__ import annotations

from kg.analyse.lookup import base_key
from kg.link import node_id
from kg.records import RelationType
from kg.web.models import EdgeKind, Evidence, Statement
from kg.web.papers import spans_of
from kg.web.reading import Reader, paper_ref, quotes, share, statement

MOST = 10  # papers
_SENTENCES = 3  # of a paper, where two things are named together


def evidence(reader: Reader, source: str, target: str, kind: EdgeKind) -> Evidence:
    """Return what shows an edge between two nodes, by their ids. Raises NotFoundError.

    An edge that is not there has no statements; one that is derived from the names has a reason instead.
    """
    if kind == "names":
        paper, key = reader.paper(source), reader.key(target)
        spans = spans_of(reader, paper.id, key)
        found = reader.store.lookups.places([paper.id], key, threshold=reader.threshold)
        told = [statement(paper, max(place.score for place in found), spans)] if found else []
        return _evidence(paper.id, node_id(key), kind, told, len(told))
    one, other = reader.key(source), reader.key(target)
    if kind == "variant of":
        base = base_key(reader.store, one, threshold=reader.threshold)
        reason = base[1] if base and base[0] == other else None
        return _evidence(node_id(one), node_id(other), kind, [], 0, reason)
    if kind == "together":
        told, total = _together(reader, one, other)
    else:
        told, total = _stated(reader, one, other, "based_on" if kind == "based on" else "compared_with")
    return _evidence(node_id(one), node_id(other), kind, told, total)


def _evidence(
    source: str, target: str, kind: EdgeKind, statements: list[Statement], total: int, reason: str | None = None
) -> Evidence:
    return Evidence(source=source, target=target, kind=kind, reason=reason, total=total, statements=statements)


def _stated(reader: Reader, one: str, other: str, kind: RelationType) -> tuple[list[Statement], int]:
    said = [
        relation
        for relation in reader.store.claims.relations(kind, threshold=reader.threshold, about=one)
        if (relation.source, relation.target) == (one, other)
    ]
    said.sort(key=lambda relation: (-relation.score, relation.paper))
    papers = reader.papers(relation.paper for relation in said[:MOST])
    told = [
        statement(papers[relation.paper], relation.score, relation.evidence)
        for relation in said[:MOST]
        if relation.paper in papers
    ]
    return told, len(said)


def _together(reader: Reader, one: str, other: str) -> tuple[list[Statement], int]:
    first = reader.store.lookups.named_in(one, threshold=reader.threshold)
    second = {of.paper: of.score for of in reader.store.lookups.named_in(other, threshold=reader.threshold)}
    both = [of for of in first if of.paper in second]
    shown = reader.papers(of.paper for of in both[:MOST])
    told = []
    for of in both[:MOST]:
        if of.paper in shown:
            paper = shown[of.paper]
            spans = {key: spans_of(reader, paper.id, key) for key in (one, other)}
            found = list(quotes(paper, (span for places in spans.values() for span in places)))
            # Sentences that name both say most.
            found.sort(key=lambda quote: -len({piece.text for piece in quote.pieces if piece.marked}))
            score = share(min(of.score, second[of.paper]))
            told.append(Statement(paper=paper_ref(paper), score=score, quotes=found[:_SENTENCES]))
    return told, len(both)
