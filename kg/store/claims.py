"""The tables of what papers state: results and relations, by key."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from kg.link import stated_relations, stated_results
from kg.records import Extraction, Paper, RelationType, Result, Span
from kg.store.codec import dumps, loads, result_from, result_json, spans_json
from kg.store.database import Database
from kg.store.decisions import DecisionTable
from kg.store.facts import FactTables


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result as the store has it, with the canonical keys of its method, dataset and metric (None: not said).

    `named` is the least of the scores with which its paper names these.
    """

    paper: str
    result: Result
    method: str | None
    dataset: str | None
    metric: str | None
    named: int


@dataclass(frozen=True, slots=True)
class StoredRelation:
    """A relation that a paper states between two canonical keys, with its places (sorted) and the best score."""

    paper: str
    type: RelationType
    source: str
    target: str
    evidence: tuple[Span, ...]
    score: int


# A link to a thing that is itself below the threshold, or that a decision rejects or gives another label, is not
# shown: its node may not be there, or may not be what the link says.
_RESULTS = """
SELECT result.paper, one.canonical, two.canonical, three.canonical, result.data,
    min(iif(one.canonical IS NULL, 10000, method.score), iif(two.canonical IS NULL, 10000, dataset.score),
        iif(three.canonical IS NULL, 10000, metric.score))
FROM result
LEFT JOIN fact AS method
    ON (method.paper, method.key) = (result.paper, result.method) AND method.score >= ?1 AND NOT method.rejected
LEFT JOIN fact AS dataset
    ON (dataset.paper, dataset.key) = (result.paper, result.dataset) AND dataset.score >= ?1 AND NOT dataset.rejected
LEFT JOIN fact AS metric
    ON (metric.paper, metric.key) = (result.paper, result.metric) AND metric.score >= ?1 AND NOT metric.rejected
LEFT JOIN node AS one ON one.key = method.key AND one.canonical >= 'method|' AND one.canonical < 'method}'
LEFT JOIN node AS two ON two.key = dataset.key AND two.canonical >= 'dataset|' AND two.canonical < 'dataset}'
LEFT JOIN node AS three ON three.key = metric.key AND three.canonical >= 'metric|' AND three.canonical < 'metric}'
WHERE result.score >= ?1 AND NOT result.rejected
"""
_ABOUT = """
AND (result.method IN (SELECT key FROM node WHERE canonical = ?2)
    OR result.dataset IN (SELECT key FROM node WHERE canonical = ?2)
    OR result.metric IN (SELECT key FROM node WHERE canonical = ?2))
"""
# The order of the texts that the ids of results are.
_BY_ID = "ORDER BY result.paper || '#' || result.field || ':' || result.start || ':'"
# What is said of one node is found through the two indexes; SQLite would read the whole table for a condition with OR.
_ABOUT_NODE = """(
    SELECT relation.* FROM node JOIN relation ON relation.source = node.key WHERE node.canonical = ?3
    UNION SELECT relation.* FROM node JOIN relation ON relation.target = node.key WHERE node.canonical = ?3
)"""
_RELATIONS = """
SELECT one.canonical, other.canonical, relation.paper, relation.evidence, relation.score
FROM {} AS relation
JOIN node AS one ON one.key = relation.source JOIN node AS other ON other.key = relation.target
JOIN fact AS source ON source.paper = relation.paper AND source.key = relation.source
JOIN fact AS target ON target.paper = relation.paper AND target.key = relation.target
WHERE min(relation.score, source.score, target.score) >= ?1 AND NOT source.rejected AND NOT target.rejected
AND relation.type = ?2 AND one.canonical <> other.canonical
AND NOT (one.canonical >= 'task|' AND one.canonical < 'task}}')
AND NOT (other.canonical >= 'task|' AND other.canonical < 'task}}')
ORDER BY one.canonical, other.canonical, relation.paper, relation.source, relation.target
"""
_ALL_RELATIONS, _RELATIONS_ABOUT = _RELATIONS.format("relation"), _RELATIONS.format(_ABOUT_NODE)


class ClaimTables:
    """The tables `result` and `relation` of an open store."""

    def __init__(self, db: Database, facts: FactTables, decisions: DecisionTable) -> None:
        self._db = db
        self._facts = facts
        self._decisions = decisions

    def add(self, paper: Paper, extraction: Extraction) -> None:
        """Add what one paper states, inside the store's transaction."""
        columns = "paper, field, start, method, dataset, metric, score, data"
        parted = self._decisions.decided.parted(paper)
        self._db.run_each(
            f"INSERT INTO result ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
            result_rows(paper, extraction, parted=parted),
        )
        rows = relation_rows(paper, extraction, parted=parted)
        self._db.run_each("INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?)", rows)

    def remove(self, paper: Paper) -> None:
        """Remove what one paper states, inside the store's transaction."""
        self._db.run("DELETE FROM result WHERE paper = ?", paper.id)
        self._db.run("DELETE FROM relation WHERE paper = ?", paper.id)

    def has(self, paper: str, span: Span) -> bool:
        """Say whether a paper's text states a result at a place, whatever was decided."""
        row = self._db.row(
            "SELECT 1 FROM result WHERE paper = ? AND field = ? AND start = ?", paper, span.field, span.start
        )
        return row is not None

    def results(
        self, *, threshold: int = 0, about: str | None = None, paper: str | None = None
    ) -> Iterator[StoredResult]:
        """Yield the results of at least a score, in the order of their ids.

        `about` chooses those of a canonical key, `paper` those of a paper, by its own id; not both.
        A method, dataset or metric that its paper names with a lower score counts as not said.
        """
        if paper is not None:
            rows = self._db.rows(f"{_RESULTS} AND result.paper = ?2 {_BY_ID}", threshold, paper)
        elif about is None:
            rows = self._db.rows(f"{_RESULTS} {_BY_ID}", threshold)
        else:
            rows = self._db.rows(f"{_RESULTS} {_ABOUT} {_BY_ID}", threshold, about)
        rejected = {(d.paper, d.place, self._facts.canonical(d.key)) for d in self._decisions.held.links}
        for by, method, dataset, metric, data, named in rows:
            said = StoredResult(by, result_from(loads(data)), method, dataset, metric, named)
            yield _without(said, rejected) if rejected else said

    def relations(
        self, kind: RelationType, *, threshold: int = 0, about: str | None = None
    ) -> Iterator[StoredRelation]:
        """Yield the relations of a type, one for each paper and two nodes, sorted by source, target and paper.

        `about` chooses those of which a canonical key is an end. A relation is not shown below the threshold, nor one
        of which an end is, nor one of a node with itself.
        """
        if about is None:
            rows = self._db.rows(_ALL_RELATIONS, threshold, kind)
        else:
            rows = self._db.rows(_RELATIONS_ABOUT, threshold, kind, about)
        canonical = self._facts.canonical
        rejected = {
            (canonical(d.source), canonical(d.target), d.paper)
            for d in self._decisions.held.relations
            if d.type == kind
        }
        for (source, target, paper), group in groupby(rows, key=itemgetter(0, 1, 2)):
            if rejected & {(source, target, paper), (source, target, None)}:
                continue
            found = [(loads(evidence), score) for *_, evidence, score in group]
            places = {Span(*place) for evidence, _ in found for place in evidence}
            yield StoredRelation(paper, kind, source, target, tuple(sorted(places)), max(score for _, score in found))

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Return the rows of both tables, sorted, as a proof needs them."""
        return {
            "result": list(
                self._db.rows(
                    "SELECT paper, field, start, method, dataset, metric, score, data FROM result "
                    "ORDER BY paper, field, start"
                )
            ),
            "relation": list(self._db.rows("SELECT * FROM relation ORDER BY paper, type, source, target")),
        }


def _without(said: StoredResult, rejected: Collection[tuple[str, str, str | None]]) -> StoredResult:
    """Return a result without the links that decisions reject, given as (paper, place, canonical key)."""
    place = f"{said.result.span.field}:{said.result.span.start}:{said.result.span.end}"
    ends = (said.method, said.dataset, said.metric)
    method, dataset, metric = (None if (said.paper, place, end) in rejected else end for end in ends)
    return replace(said, method=method, dataset=dataset, metric=metric)


def result_rows(
    paper: Paper, extraction: Extraction, *, parted: Mapping[str, str] | None = None
) -> Iterator[tuple[object, ...]]:
    """Yield the rows that the table of results must have for a paper's extraction; `parted` as for `entity_keys`."""
    for said in stated_results(paper, extraction, parted=parted):
        r = said.result
        data = dumps(result_json(r))
        yield paper.id, r.span.field, r.span.start, said.method, said.dataset, said.metric, r.score, data


def relation_rows(
    paper: Paper, extraction: Extraction, *, parted: Mapping[str, str] | None = None
) -> Iterator[tuple[object, ...]]:
    """Yield the rows that the table of relations must have for a paper's extraction; `parted` as for `entity_keys`."""
    for said in stated_relations(paper, extraction, parted=parted):
        yield paper.id, said.type, said.source, said.target, said.score, dumps(spans_json(said.evidence))
