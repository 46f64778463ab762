"""What papers state about keys: results and relations, with things as keys instead of places in an extraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kg.link.keys import entity_keys
from kg.records import Extraction, Paper, RelationType, Result, Span


@dataclass(frozen=True, slots=True)
class StatedResult:
    """A result and the keys of its method, dataset and metric, None where the text does not say."""

    result: Result
    method: str | None
    dataset: str | None
    metric: str | None


@dataclass(frozen=True, slots=True)
class StatedRelation:
    """A relation of a paper between two keys, with all the places that say so, sorted, and the best score."""

    type: RelationType
    source: str
    target: str
    evidence: tuple[Span, ...]
    score: int


def stated_results(
    paper: Paper, extraction: Extraction, *, parted: Mapping[str, str] | None = None
) -> tuple[StatedResult, ...]:
    """Return the results of a paper's extraction, by place; `parted` as for `entity_keys`."""
    keys = entity_keys(paper, extraction, parted=parted)

    def key(index: int | None) -> str | None:
        return None if index is None else keys[index]

    ordered = sorted(extraction.results, key=lambda result: result.span)
    return tuple(StatedResult(r, key(r.method), key(r.dataset), key(r.metric)) for r in ordered)


def stated_relations(
    paper: Paper, extraction: Extraction, *, parted: Mapping[str, str] | None = None
) -> tuple[StatedRelation, ...]:
    """Return the relations of a paper's extraction, one for each type and pair of keys, sorted.

    Two entities of one key (two spellings that the extraction kept apart) are one thing, and not related to itself.
    `parted` as for `entity_keys`.
    """
    keys = entity_keys(paper, extraction, parted=parted)
    found: dict[tuple[RelationType, str, str], tuple[set[Span], int]] = {}
    for relation in extraction.relations:
        source, target = keys[relation.source], keys[relation.target]
        if source != target:
            places, score = found.get((relation.type, source, target), (set(), 0))
            found[relation.type, source, target] = places | set(relation.evidence), max(score, relation.score)
    return tuple(StatedRelation(*name, tuple(sorted(places)), score) for name, (places, score) in sorted(found.items()))
