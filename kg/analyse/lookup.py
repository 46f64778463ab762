"""Looking things up in a store: counts, one thing with its papers and evidence, and full-text search."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal, get_args

from kg.analyse.cards import paper_card, thing_card
from kg.analyse.evidence import Sentence, sentences
from kg.errors import NotFoundError
from kg.graph import (
    Authors,
    Support,
    ambiguous_names,
    best_scores,
    edges,
    entity_label,
    nodes,
    support,
)
from kg.link import key_form, node_id, node_key, strongest
from kg.link.keys import SEPARATOR
from kg.link.variants import LABELLED, base_of, bases, beginnings
from kg.records import Paper, RelationType, Role
from kg.store import Store, StoredFact, StoredResult
from kg.store.codec import text_at

RELATIONS: tuple[RelationType, ...] = get_args(RelationType)


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are of something."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class Naming:
    """A paper that names a thing, with its role there and the sentences that name it."""

    paper: Paper
    role: Role
    score: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a paper states of a thing: in a few words (`2.69 FID on CIFAR-10`), and where it does.

    `support` is that of a relation, by all papers that state it.
    """

    what: Literal["result", "based on", "base of", "compared with"]
    text: str
    paper: Paper
    score: int
    sentences: tuple[Sentence, ...]
    support: Support | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """The name of another thing that a thing is a variant of, or that is a variant of it, and how so."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Thing:
    """An entity of the graph: its node, every paper that names it, the latest first, and what papers state of it.

    `ambiguous` are the names of what its short form may stand for, where papers do not agree on one.
    """

    id: str
    label: str
    name: str
    aliases: tuple[str, ...]
    namings: tuple[Naming, ...]
    support: Support
    claims: tuple[Claim, ...] = ()
    ambiguous: tuple[str, ...] = ()
    variant_of: Variant | None = None
    variants: tuple[Variant, ...] = ()

    def _repr_html_(self) -> str:
        return thing_card(self)


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper and the entities that it names, as (label, name, score, evidence), sorted."""

    paper: Paper
    entities: tuple[tuple[str, str, int, tuple[Sentence, ...]], ...]

    def _repr_html_(self) -> str:
        return paper_card(self)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that a search found: a node's label, id, its title or name, and how many papers name it."""

    label: str
    id: str
    name: str
    papers: int


def stats(store: Store, *, threshold: int) -> tuple[Count, ...]:
    """Return the counts of records, papers, nodes by label and edges by type."""
    counts = [Count(what, count) for what, count in store.counts().items()]
    labels = Counter(node.label for node in nodes(store, threshold=threshold) if node.label != "Paper")
    types = Counter(edge.type for edge in edges(store, threshold=threshold))
    counts += [Count(label, labels[label]) for label in sorted(labels)]
    counts += [Count(kind, types[kind]) for kind in sorted(types)]
    return tuple(counts)


def describe(store: Store, name: str, *, threshold: int) -> Sequence[Thing | PaperView]:
    """Return what a name stands for: a paper (by any id or its title), or entities (by id, name or alias).

    A name can stand for several things (a method and a task); all are returned. Raises NotFoundError, with
    the nearest names, if there is none.
    """
    paper = store.paper(name)
    if paper:
        return [_paper_view(store, paper, threshold=threshold)]
    keys = find_keys(store, name)
    things = [_thing(store, key, threshold=threshold) for key in keys]
    papers = [_paper_view(store, paper, threshold=threshold) for paper in store.titled(name)]
    found: list[Thing | PaperView] = [*(thing for thing in things if thing.namings), *papers]
    if not found:
        raise NotFoundError(f"{name!r}: nothing in the graph has that name or id{nearest_names(store, name)}")
    return found


def find_keys(store: Store, name: str) -> list[str]:
    """Return the canonical keys of the entities that go by a name, or by an id."""
    return store.facts.find(name) or store.facts.find_key(node_key(name))


def nearest_names(store: Store, name: str) -> str:
    """Return the end of a message that nothing has a name: the nearest names, those that share a word with it."""
    words = name.split() or [name]
    candidates = {store.facts.name(key) for word in words for key in store.find_names(word, limit=200)}
    near = difflib.get_close_matches(name, sorted(candidates), n=3, cutoff=0.5)
    if near:
        return "; the nearest are " + ", ".join(map(repr, near))
    return f"; `kg search {key_form(name) or name!r}` looks in the papers' text"


def search(store: Store, text: str, *, limit: int, threshold: int) -> tuple[Hit, ...]:
    """Return the entities whose forms hold all words of a text, then the papers whose text does, best first."""
    hits: list[Hit] = []
    for key in store.find_names(text, limit=limit):
        named = {fact.paper for fact in store.facts.of_node(key) if fact.score >= threshold}
        if named:
            hits.append(Hit(entity_label(key), node_id(key), store.facts.name(key), len(named)))
    hits += [Hit("Paper", paper.id, paper.title, 1) for paper in store.find_papers(text, limit=limit)]
    return tuple(hits[:limit])


def _thing(store: Store, key: str, *, threshold: int) -> Thing:
    facts = [fact for fact in store.facts.of_node(key) if fact.score >= threshold]
    by_paper: dict[str, list[StoredFact]] = {}
    for fact in facts:
        by_paper.setdefault(fact.paper, []).append(fact)
    namings = tuple(_namings(store, by_paper))
    latest = sorted(namings, key=lambda n: n.paper.id)
    latest.sort(key=lambda n: (n.paper.year or 0, n.paper.date or ""), reverse=True)
    base = base_key(store, key, threshold=threshold)
    return Thing(
        node_id(key),
        entity_label(key),
        store.facts.name(key),
        store.facts.aliases(key),
        tuple(latest),
        support(best_scores(facts), Authors(naming.paper for naming in namings)),
        tuple(_claims(store, key, threshold=threshold)),
        ambiguous_names(store, key),
        Variant(store.facts.name(base[0]), base[1]) if base else None,
        tuple(
            sorted(
                (Variant(store.facts.name(other), reason) for other, reason in variant_keys(store, key, threshold)),
                key=attrgetter("name", "reason"),
            )
        ),
    )


def base_key(store: Store, key: str, *, threshold: int) -> tuple[str, str] | None:
    """Return the canonical key of what a thing is a variant of, and how so."""
    return base_of(
        key, lambda other: _shown(store, other, threshold=threshold), store.facts.canonical, store.facts.name
    )


def variant_keys(store: Store, key: str, threshold: int) -> Iterator[tuple[str, str]]:
    """Yield the canonical keys of a thing's variants, and how so, sought among those that begin as its own do."""
    label = key.partition(SEPARATOR)[0]
    if label not in LABELLED:
        return
    forms = {key_form(member) for member in (key, *store.facts.members(key))}
    starts = {start for form in forms for start in beginnings(form, label)}
    near = {other for start in starts for other in store.facts.beginning(f"{label}{SEPARATOR}{start}")}
    for other in sorted(near - {key}):
        if forms.isdisjoint(base.form for base in bases(key_form(other), label)):
            continue
        base = base_key(store, other, threshold=threshold)
        if base and base[0] == key and _shown(store, other, threshold=threshold):
            yield other, base[1]


def _shown(store: Store, key: str, *, threshold: int) -> bool:
    return store.lookups.is_named(key, threshold=threshold)


def _claims(store: Store, key: str, *, threshold: int) -> Iterator[Claim]:
    for said in store.claims.results(threshold=threshold, about=key):
        paper = store.paper(said.paper)
        # What a result is tied to only weakly is not told as a fact of the thing.
        if paper and key in {said.method, said.dataset, said.metric}:
            places = sentences(paper, (said.result.span,))
            yield Claim("result", _result_text(store, said), paper, said.result.score, places)
    for kind in RELATIONS:
        relations = store.claims.relations(kind, threshold=threshold, about=key)
        for (source, target), group in groupby(relations, key=attrgetter("source", "target")):
            stated = [(relation, paper) for relation in group if (paper := store.paper(relation.paper))]
            scores = {relation.paper: relation.score for relation, _ in stated}
            found = support(scores, Authors(paper for _, paper in stated))
            what: Literal["based on", "base of", "compared with"] = "compared with"
            if kind == "based_on":
                what = "based on" if source == key else "base of"
            name = store.facts.name(target if source == key else source)
            for relation, paper in stated:
                texts = tuple(Sentence(text_at(paper, span), ()) for span in relation.evidence)
                yield Claim(what, name, paper, relation.score, texts, found)


def _result_text(store: Store, said: StoredResult) -> str:
    """Return a result in a few words; what its text does not say is left out."""
    text = said.result.text
    text += f" {store.facts.name(said.metric)}" if said.metric else ""
    text += f" on {store.facts.name(said.dataset)}" if said.dataset else ""
    text += f", {store.facts.name(said.method)}" if said.method else ""
    return text if said.result.kind == "absolute" else f"{text} ({said.result.kind})"


def _namings(store: Store, by_paper: dict[str, list[StoredFact]]) -> Iterator[Naming]:
    for identifier, facts in by_paper.items():
        paper = store.paper(identifier)
        if paper:
            spans = tuple(sorted({span for fact in facts for span in fact.spans}))
            role = strongest(fact.role for fact in facts)
            yield Naming(paper, role, max(fact.score for fact in facts), sentences(paper, spans))


def _paper_view(store: Store, paper: Paper, *, threshold: int) -> PaperView:
    rows = []
    for key, facts in store.facts.of_paper(paper.id):
        score = max(fact.score for fact in facts)
        if score >= threshold:
            spans = tuple(sorted({span for fact in facts for span in fact.spans}))
            rows.append((entity_label(key), store.facts.name(key), score, sentences(paper, spans)))
    return PaperView(paper, tuple(sorted(rows, key=lambda row: (row[0], -row[2], row[1]))))
