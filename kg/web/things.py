"""The page of a method, dataset, metric or task."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from kg.analyse.lookup import base_key, variant_keys
from kg.graph import Authors, entity_label
from kg.graph import support as supported
from kg.link import node_id
from kg.records import ROLES, Label, Paper, RelationType, Role
from kg.store import StoredRelation
from kg.store.lookups import Named
from kg.web.models import Between, Naming, Namings, Near, Relation, Support, Thing, Variant, Year
from kg.web.reading import LABEL_ORDER, Reader, paper_ref, quotes, share, statement

PAGE = 20  # papers
_LOOKED_AT = 1_000  # papers of a thing, for what is named with it
_NEAR = 8  # of each label
_RELATIONS = 30  # of each kind
_STATEMENTS = 3  # of each relation
_VARIANTS = 40


def thing(reader: Reader, name: str) -> Thing:
    """Return a thing by its id or a name. Raises NotFoundError."""
    key = reader.key(name)
    named = reader.store.lookups.named_in(key, threshold=reader.threshold)
    written = reader.store.lookups.authors_naming(key, threshold=reader.threshold)
    authors = Authors(Paper(paper, (), "", "", authors=names) for paper, names in written.items())
    years = Counter(paper.year for paper in named)
    roles = Counter(paper.role for paper in named)
    near = _near(reader, key, [paper.paper for paper in named[:_LOOKED_AT]])
    base = base_key(reader.store, key, threshold=reader.threshold)
    ambiguous = [long for long, _ in reader.store.facts.ambiguous(key)]
    ref = reader.ref(key, len(named))
    return Thing(
        **ref.model_dump(),
        aliases=[text for text in reader.store.facts.aliases(key) if text != ref.name],
        ambiguous=list(reader.refs(ambiguous).values()),
        support=_support({paper.paper: paper.score for paper in named}, authors),
        roles={role: roles[role] for role in ROLES if roles[role]},
        years=[Year(year=year, papers=years[year]) for year in sorted(filter(None, years))],
        undated=years[None],
        near=near,
        looked_at=min(len(named), _LOOKED_AT),
        variant_of=next(_variants(reader, [base] if base else []), None),
        variants=list(_variants(reader, variant_keys(reader.store, key, reader.threshold))),
        relations=list(_relations(reader, key, authors)),
    )


def namings(reader: Reader, name: str, *, role: Role | None, page: int, size: int = PAGE) -> Namings:
    """Return one page of the papers that name a thing, from 1. Raises NotFoundError."""
    key = reader.key(name)
    named = [
        paper for paper in reader.store.lookups.named_in(key, threshold=reader.threshold) if role in {None, paper.role}
    ]
    shown = named[(page - 1) * size : page * size]
    return Namings(
        id=node_id(key),
        role=role,
        total=len(named),
        page=page,
        pages=max(1, -(-len(named) // size)),
        papers=list(_namings(reader, key, shown)),
    )


def papers_naming(reader: Reader, name: str, *, most: int) -> list[Paper]:
    """Return the papers that name a thing, the latest first. Raises NotFoundError."""
    named = reader.store.lookups.named_in(reader.key(name), threshold=reader.threshold)
    return list(reader.papers(paper.paper for paper in named[:most]).values())


def _namings(reader: Reader, key: str, named: Sequence[Named]) -> Iterator[Naming]:
    ids = [paper.paper for paper in named]
    papers = reader.papers(ids)
    places = reader.store.lookups.places(ids, key, threshold=reader.threshold)
    for of in named:
        if of.paper in papers:
            spans = (span for place in places if place.paper == of.paper for span in place.spans)
            paper = papers[of.paper]
            yield Naming(paper=paper_ref(paper), role=of.role, score=share(of.score), quotes=quotes(paper, spans))


def _near(reader: Reader, key: str, papers: Sequence[str]) -> dict[Label, list[Near]]:
    pairs = reader.store.lookups.mentioned(papers, threshold=reader.threshold)
    together = Counter(other for _, other in pairs if other != key)
    chosen: dict[Label, list[str]] = {label: [] for label in LABEL_ORDER}
    for other in sorted(together, key=lambda other: (-together[other], other)):
        of_label = chosen[entity_label(other)]
        if len(of_label) < _NEAR:
            of_label.append(other)
    refs = reader.refs(other for of_label in chosen.values() for other in of_label)
    return {
        label: [Near(**refs[other].model_dump(), together=together[other]) for other in others if other in refs]
        for label, others in chosen.items()
        if others
    }


def _variants(reader: Reader, found: Iterable[tuple[str, str]]) -> Iterator[Variant]:
    reasons = dict(found)
    refs = sorted(reader.refs(reasons).items(), key=lambda pair: (-pair[1].papers, pair[0]))
    for key, ref in refs[:_VARIANTS]:
        yield Variant(thing=ref, reason=reasons[key])


def _relations(reader: Reader, key: str, authors: Authors) -> Iterator[Relation]:
    yield from _relations_of(reader, key, "based_on", authors)
    yield from _relations_of(reader, key, "compared_with", authors)


def _relations_of(reader: Reader, key: str, kind: RelationType, authors: Authors) -> Iterator[Relation]:
    stated = reader.store.claims.relations(kind, threshold=reader.threshold, about=key)
    groups: dict[tuple[Between, str], list[StoredRelation]] = {}
    for (source, target), group in groupby(stated, key=attrgetter("source", "target")):
        what: Between = "compared with" if kind == "compared_with" else "based on" if source == key else "base of"
        groups.setdefault((what, target if source == key else source), []).extend(group)
    ordered = sorted(groups, key=lambda pair: (pair[0], -len({said.paper for said in groups[pair]}), pair[1]))
    kept = [pair for _, of in groupby(ordered, key=lambda pair: pair[0]) for pair in list(of)[:_RELATIONS]]
    refs = reader.refs(other for _, other in kept)
    for what, other in kept:
        if other in refs:
            said = sorted(groups[what, other], key=lambda one: (-one.score, one.paper))
            papers = reader.papers(one.paper for one in said[:_STATEMENTS])
            yield Relation(
                what=what,
                other=refs[other],
                support=_support({one.paper: one.score for one in reversed(said)}, authors),
                statements=[
                    statement(papers[one.paper], one.score, one.evidence)
                    for one in said[:_STATEMENTS]
                    if one.paper in papers
                ],
            )


def _support(scores: dict[str, int], authors: Authors) -> Support:
    found = supported(scores, authors)
    return Support(papers=found.papers, groups=found.groups, belief=share(found.belief))
