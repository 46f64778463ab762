"""Proofs: everything in a store that follows from something else is computed again from it and compared.

Nothing is taken from the table that is to be proved. Papers are merged anew from the records; each mention's text is
what stands at its offsets; definitions are sought in the text again; facts, counts and nodes follow from the
extractions; each edge must lead from its evidence to its node; and what is derived from nodes and edges (how well they
are supported, what is a variant of what, what is ambiguous) is derived anew.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.analyse.derivation import RELATED, Derivation
from kg.analyse.evidence import parse_place
from kg.extract import coordinated, find_definitions, find_numbers, is_shortened, normal_form, reads_as
from kg.graph import edges, place, result_id
from kg.link import Decided, Linker, facts, fold, is_parted, key_form, node_key, plain_key, short_forms, spellings
from kg.read import content_hash, identity_keys, join, merge
from kg.records import SCORE_ONE, Definition, Edge, Entity, Extraction, Label, Paper, Relation, Result, Span
from kg.store import Store, relation_rows, result_rows
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
    if not store.linked:
        problems.append(Problem("the nodes", "another version linked them; `kg build` does it anew, and then verify"))
    papers = {paper.id: paper for paper in store.papers()}
    problems += _record_problems(store, papers)
    for paper, extraction in store.extractions():
        problems += extraction_problems(paper, extraction)
    problems += _table_problems(store)
    count = 0
    ground = _Ground.of(store, papers)
    derivation = Derivation(store, papers.values())
    for edge in edges(store):
        count += 1
        problems += _edge_problems(edge, ground)
        derivation.note(edge)
    problems += (Problem(*problem) for problem in derivation.problems())
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
    for result in extraction.results:
        for wrong in _result_problems(paper, extraction, result):
            yield Problem(f"{paper.id}, result {result.text!r}", wrong)
    for relation in extraction.relations:
        for wrong in _relation_problems(extraction, relation):
            yield Problem(f"{paper.id}, {relation.type}", wrong)


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
        elif not reads_as(stands, {own, *shorts}) and not is_shortened(stands, entity.name):
            yield f"what stands at {mention.span} is {stands!r}, which is none of its forms"
        if not 0 <= mention.score <= SCORE_ONE:
            yield f"the score {mention.score} is not between 0 and {SCORE_ONE}"
    if entity.score != max((mention.score for mention in entity.mentions), default=-1):
        yield f"its score {entity.score} is not that of its best mention"


def _result_problems(paper: Paper, extraction: Extraction, result: Result) -> Iterator[str]:
    """Yield what is wrong with a result: the number is read again from the text of its field."""
    text = paper.title if result.span.field == "title" else paper.abstract
    there = (result.span.start, result.span.end)
    number = next((n for n in find_numbers(text) if (n.start, n.end) == there), None)
    if number is None or text[slice(*there)] != result.text:
        yield f"no such number stands at {place(result.span)}"
    elif (number.value, number.unit, number.approximate, number.bound) != (
        *(result.value, result.unit, result.approximate, result.bound),
    ):
        yield f"the number at {place(result.span)} is {number.value} {number.unit or ''}, not {result.value}"
    if not _within([result.span], [result.sentence]) or result.sentence.end > len(text):
        yield f"{place(result.sentence)} is no sentence around it"
    links: tuple[tuple[Label, int | None], ...] = (
        ("Method", result.method),
        ("Dataset", result.dataset),
        ("Metric", result.metric),
    )
    for label, index in links:
        if index is not None and not _names(extraction, index, label):
            yield f"the {label.lower()} it belongs to is none that the paper names"
    if not all(0 <= score <= SCORE_ONE for score in (result.score, *result.link_scores)):
        yield f"a score of it is not between 0 and {SCORE_ONE}"


def _relation_problems(extraction: Extraction, relation: Relation) -> Iterator[str]:
    """Yield what is wrong with a relation: both of its ends must be named where its evidence stands."""
    for index in (relation.source, relation.target):
        if not 0 <= index < len(extraction.entities):
            yield "an end of it is nothing that the paper names"
        elif not _within([m.span for m in extraction.entities[index].mentions], relation.evidence):
            yield f"its evidence does not name {extraction.entities[index].name!r}"
    if relation.source == relation.target:
        yield "it leads from a thing to itself"
    if not 0 <= relation.score <= SCORE_ONE:
        yield f"the score {relation.score} is not between 0 and {SCORE_ONE}"


def _names(extraction: Extraction, index: int, label: Label) -> bool:
    return 0 <= index < len(extraction.entities) and extraction.entities[index].label == label


def _within(spans: Iterable[Span], around: Iterable[Span]) -> bool:
    """Say whether one of some places lies within one of others."""
    outer = list(around)
    return any(o.field == i.field and o.start <= i.start and i.end <= o.end for i in spans for o in outer)


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
    results: list[tuple[object, ...]] = []
    relations: list[tuple[object, ...]] = []
    for paper, extraction in store.extractions():
        parted = store.decided.parted(paper)
        results += result_rows(paper, extraction, parted=parted)
        relations += relation_rows(paper, extraction, parted=parted)
        for fact in facts(paper, extraction, parted=parted):
            mentions = dumps(mentions_json(fact.mentions))
            fact_rows.append((paper.id, fact.key, fact.label, fact.name, fact.role, fact.score, mentions))
            spelling.update((fact.key, text) for text in spellings(fact))
            definition.update((short, fact.key) for short in short_forms(fact, extraction))
    papers = Counter(str(fact[1]) for fact in fact_rows)
    linker = Linker(_Counts(papers, definition, store.decided), store.aliases, store.decided)
    expected: dict[str, list[tuple[object, ...]]] = {
        "result": results,
        "relation": relations,
        "fact": sorted(fact_rows),
        "spelling": [(*pair, spelling[pair]) for pair in sorted(spelling)],
        "definition": [(*pair, *map(fold, pair), definition[pair]) for pair in sorted(definition)],
        "node": [(key, store.decided.unit(key), papers[key], linker.canonical(key)) for key in sorted(papers)],
    }
    for name, rows in (store.facts.tables() | store.claims.tables()).items():
        wrong = set(rows) ^ set(expected[name])
        for row in sorted(wrong, key=repr):
            verb = "is not supported by the papers" if row in set(rows) else "is missing"
            yield Problem(f"table {name}", f"{row} {verb}")


class _Counts:
    """The counts that the extractions give, as the linker asks for them."""

    def __init__(self, papers: Counter[str], definition: Counter[tuple[str, str]], decided: Decided) -> None:
        self._keys: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._expansions: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._coined: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for key, count in papers.items():
            unit = decided.unit(key)
            self._keys[unit][key] = count
            if plain_key(unit) != unit and not is_parted(unit):
                self._coined[plain_key(unit)][unit] += count
        for (short, long), count in definition.items():
            if short not in decided.apart:
                self._expansions[fold(short)][decided.unit(long)] += count

    def keys(self, unit: str) -> Mapping[str, int]:
        return self._keys.get(unit, {})

    def coined(self, unit: str) -> Mapping[str, int]:
        return self._coined.get(unit, {})

    def expansions(self, unit: str) -> Mapping[str, int]:
        return self._expansions.get(unit, {})


@dataclass(frozen=True, slots=True)
class _Ground:
    """What edges are proved from: papers, results by id, and by (paper, canonical key) the forms and mentions.

    The forms are the normal forms of every key and of every defined short form.
    """

    papers: Mapping[str, Paper]
    results: Mapping[str, tuple[str, Result]]
    forms: Mapping[tuple[str, str], set[str]]
    mentions: Mapping[tuple[str, str], set[Span]]

    @classmethod
    def of(cls, store: Store, papers: Mapping[str, Paper]) -> _Ground:
        results = {result_id(said): (said.paper, said.result) for said in store.claims.results()}
        forms: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        mentions: defaultdict[tuple[str, str], set[Span]] = defaultdict(set)
        for paper, extraction in store.extractions():
            for fact in facts(paper, extraction, parted=store.decided.parted(paper)):
                canonical = store.facts.canonical(fact.key)
                if canonical is None:
                    continue
                there = paper.id, canonical
                forms[there] |= {key_form(fact.key), *map(key_form, short_forms(fact, extraction))}
                mentions[there] |= {mention.span for mention in fact.mentions}
        return cls(papers, results, forms, mentions)


def _edge_problems(edge: Edge, ground: _Ground) -> Iterator[Problem]:
    about = f"{edge.type} {edge.source[1]} -> {edge.target[1]}"
    if edge.type == "WROTE":
        wrong = [] if edge.target[1] in ground.papers else ["there is no such paper"]
    elif edge.type == "VARIANT_OF":
        wrong = []  # proved from all nodes at once
    elif (paper := ground.papers.get(str(edge.properties.get("paper")))) is None:
        wrong = ["there is no paper that could state it"]
    elif edge.type in {"OF_METHOD", "ON_DATASET", "IN_METRIC"}:
        wrong = _link_problems(edge, paper, ground)
    else:
        wrong = _evidence_problems(edge, paper, ground)
    yield from (Problem(about, text) for text in wrong)


def _link_problems(edge: Edge, paper: Paper, ground: _Ground) -> list[str]:
    """Return what is wrong with an edge of a result: its STATES edge and a mention of its end must prove it."""
    owner, _ = ground.results.get(edge.source[1], ("", None))
    wrong = [] if owner == paper.id else ["its paper has no such result"]
    named = (paper.id, node_key(edge.target[1])) in ground.forms
    return wrong if named else [*wrong, "its paper does not name what it leads to"]


def _evidence_problems(edge: Edge, paper: Paper, ground: _Ground) -> list[str]:
    """Return what is wrong with an edge that places in the text must prove."""
    evidence = edge.properties.get("evidence", ())
    if not isinstance(evidence, tuple) or not evidence:
        return ["it has no evidence"]
    spans = [parse_place(text) for text in evidence]
    if edge.type == "STATES":
        owner, result = ground.results.get(edge.target[1], ("", None))
        known = result is not None and owner == paper.id and {result.span, result.sentence} == set(spans)
        return [] if known else ["its evidence is not that of the result"]
    if edge.type in RELATED:
        ends = (edge.source[1], edge.target[1])
        silent = [end for end in ends if not _within(ground.mentions.get((paper.id, node_key(end)), ()), spans)]
        return [f"its evidence does not name {end}" for end in silent]
    allowed = ground.forms.get((paper.id, node_key(edge.target[1])), set())
    texts = [(place(span), text_at(paper, span)) for span in spans]
    return [
        f"at {where} stands {text!r}, which is no form of it" for where, text in texts if not reads_as(text, allowed)
    ]
