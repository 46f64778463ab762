"""Proofs: everything in a store that follows from something else is computed again from it and compared.

Nothing is taken from the table that is to be proved. Papers are merged anew from the records; each mention's text is
what stands at its offsets; definitions are sought in the text again; facts, counts and nodes follow from the
extractions; and each edge must lead from its evidence to its node.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kg.analyse.evidence import parse_place
from kg.extract import coordinated, find_definitions, normal_form, reads_as
from kg.graph import edges
from kg.link import canonical_key, facts, key_form, node_key, short_forms, spellings
from kg.read import content_hash, identity_keys, join, merge
from kg.records import SCORE_ONE, Definition, Edge, Entity, Extraction, Paper, Span
from kg.store import Store
from kg.store.codec import dumps, mentions_json, paper_json, text_at


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not follow: what it is about, and what is wrong with it."""

    about: str
    wrong: str

    def __str__(self) -> str:
        return f"{self.about}: {self.wrong}"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved, and every problem found, in the order of the store."""

    papers: int
    edges: int
    problems: tuple[Problem, ...]


def verify(store: Store) -> Proof:
    """Prove a whole store; an empty list of problems means that everything in it follows from its records' text."""
    problems = [Problem("the file", wrong) for wrong in store.damage()]
    papers = {paper.id: paper for paper in store.papers()}
    problems += _record_problems(store, papers)
    for paper, extraction in store.extractions():
        problems += extraction_problems(paper, extraction)
    problems += _table_problems(store)
    count = 0
    forms = _forms_of_nodes(store)
    for edge in edges(store):
        count += 1
        problems += _edge_problems(edge, papers, forms)
    return Proof(len(papers), count, tuple(problems))


def extraction_problems(paper: Paper, extraction: Extraction) -> Iterator[Problem]:
    """Yield what is wrong with an extraction, seen from the paper's text alone."""
    defined = {(d.short, d.long) for d in text_definitions(paper)}
    for definition in extraction.definitions:
        stands = (text_at(paper, definition.short_span), text_at(paper, definition.long_span))
        if stands != (definition.short, definition.long) or stands not in defined:
            yield Problem(paper.id, f"the text does not define {definition.short!r} as {definition.long!r}")
    for entity in extraction.entities:
        for wrong in _entity_problems(paper, entity, defined):
            yield Problem(f"{paper.id}, {entity.label} {entity.name!r}", wrong)


def text_definitions(paper: Paper) -> list[Definition]:
    """Return the definitions that stand in a paper's two texts."""
    return [
        *find_definitions(paper.title, field="title"),
        *find_definitions(paper.abstract, field="abstract"),
    ]


def _entity_problems(paper: Paper, entity: Entity, defined: set[tuple[str, str]]) -> Iterator[str]:
    own = normal_form(entity.name)
    shorts = {normal_form(short) for short, long in defined if normal_form(long) == own}
    texts = {mention.text for mention in entity.mentions}
    if entity.name not in texts.union(*map(coordinated, texts)):
        yield "none of its mentions is its name"
    for mention in entity.mentions:
        stands = text_at(paper, mention.span)
        if len(stands) != mention.span.end - mention.span.start or not stands:
            yield f"{mention.span} leaves the text"
        elif not reads_as(stands, {own, *shorts}):
            yield f"what stands at {mention.span} is {stands!r}, which is none of its forms"
        if not 0 <= mention.score <= SCORE_ONE:
            yield f"the score {mention.score} is not between 0 and {SCORE_ONE}"
    if entity.score != max((mention.score for mention in entity.mentions), default=-1):
        yield f"its score {entity.score} is not that of its best mention"


def _record_problems(store: Store, papers: dict[str, Paper]) -> Iterator[Problem]:
    rows = list(store.record_rows())
    for row in rows:
        if row.hash != content_hash(row.record) or row.source != row.record.source:
            yield Problem(f"record {row.hash[:12]} of {row.source}", "its content is not what its hash says")
        if set(row.keys) != set(identity_keys(row.record)):
            yield Problem(f"record {row.hash[:12]} of {row.source}", "its identity keys are not those of its content")
    paper_of = {(row.record.source, content_hash(row.record)): row.paper for row in rows}
    merged: dict[str, Paper] = {}
    for group in join(row.record for row in rows):
        paper = merge(group)
        merged[paper.id] = paper
        if any(paper_of[r.source, content_hash(r)] != paper.id for r in group):
            yield Problem(paper.id, "a record of it is filed under another paper")
    for identifier in sorted(papers.keys() | merged.keys()):
        if identifier not in papers:
            yield Problem(identifier, "its records are there, and the paper is missing")
        elif identifier not in merged:
            yield Problem(identifier, "no record supports it")
        elif dumps(paper_json(papers[identifier])) != dumps(paper_json(merged[identifier])):
            yield Problem(identifier, "it differs from what its records say together")


def _table_problems(store: Store) -> Iterator[Problem]:
    fact_rows: list[tuple[object, ...]] = []
    spelling: Counter[tuple[str, str]] = Counter()
    definition: Counter[tuple[str, str]] = Counter()
    for paper, extraction in store.extractions():
        for fact in facts(extraction):
            mentions = dumps(mentions_json(fact.mentions))
            fact_rows.append((paper.id, fact.key, fact.label, fact.name, fact.role, fact.score, mentions))
            spelling.update((fact.key, text) for text in spellings(fact))
            definition.update((short, fact.key) for short in short_forms(fact, extraction))
    expansions: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (short, long), count in definition.items():
        expansions[short][long] = count
    keys = sorted({str(fact[1]) for fact in fact_rows})
    expected: dict[str, list[tuple[object, ...]]] = {
        "fact": sorted(fact_rows),
        "spelling": [(*pair, spelling[pair]) for pair in sorted(spelling)],
        "definition": [(*pair, definition[pair]) for pair in sorted(definition)],
        "node": [(key, canonical_key(key, lambda k: expansions.get(k, {}))) for key in keys],
    }
    for name, rows in store.facts.tables().items():
        wrong = set(rows) ^ set(expected[name])
        for row in sorted(wrong, key=repr):
            verb = "is not supported by the papers" if row in set(rows) else "is missing"
            yield Problem(f"table {name}", f"{row} {verb}")


def _forms_of_nodes(store: Store) -> dict[tuple[str, str], set[str]]:
    """Return the normal forms of every key and every defined short form of each (paper, canonical key)."""
    forms: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for paper, extraction in store.extractions():
        for fact in facts(extraction):
            allowed = {key_form(fact.key), *map(key_form, short_forms(fact, extraction))}
            forms[paper.id, store.facts.canonical(fact.key)] |= allowed
    return forms


def _edge_problems(edge: Edge, papers: dict[str, Paper], forms: dict[tuple[str, str], set[str]]) -> Iterator[Problem]:
    about = f"{edge.type} {edge.source[1]} -> {edge.target[1]}"
    if edge.type == "WROTE":
        paper = papers.get(edge.target[1])
        if paper is None:
            yield Problem(about, "there is no such paper")
        return
    paper = papers.get(edge.source[1])
    evidence = edge.properties.get("evidence", ())
    if paper is None or not isinstance(evidence, tuple) or not evidence:
        yield Problem(about, "it has no evidence, or no paper that could hold it")
        return
    allowed = forms.get((paper.id, node_key(edge.target[1])), set())
    for place in evidence:
        span: Span = parse_place(place)
        if not reads_as(text_at(paper, span), allowed):
            yield Problem(about, f"at {place} stands {text_at(paper, span)!r}, which is no form of it")
