"""Proofs of what is derived from nodes and edges: how well they are supported, and what is a variant of what.

Scores and authors are taken from the extractions and papers, not from what assembly has put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from kg.graph import Authors, ambiguous_names, nodes, support
from kg.link import RejectNaming, facts, fold, is_parted, node_id, node_key, plain_key, stated_relations
from kg.link.keys import SEPARATOR, key_form
from kg.link.variants import bases, written_as_name
from kg.records import LABELS, Edge, Node, Paper
from kg.store import Store

RELATED = frozenset({"BASED_ON", "COMPARED_WITH"})


class Derivation:
    """What should be derived of a store. It is to note every edge; then it knows what is wrong."""

    def __init__(self, store: Store, papers: Iterable[Paper]) -> None:
        self._store = store
        self._authors = Authors(papers)
        self._scores: defaultdict[str, dict[str, int]] = defaultdict(dict)
        self._relations: dict[tuple[str, str, str, str], int] = {}
        self._related: defaultdict[tuple[str, str, str], list[Edge]] = defaultdict(list)
        self._variants: list[Edge] = []
        rejected = {(d.paper, d.key) for d in store.decisions if isinstance(d, RejectNaming)}
        plain = {(paper, plain_key(key)) for paper, key in rejected}
        for paper, extraction in store.extractions():
            parted = store.decided.parted(paper)
            for fact in facts(paper, extraction, parted=parted):
                canonical = store.facts.canonical(fact.key)
                key, gone = (plain_key(fact.key), plain) if is_parted(fact.key) else (fact.key, rejected)
                if canonical and not any((name, key) in gone for name in (paper.id, *paper.ids)):
                    of_node = self._scores[canonical]
                    of_node[paper.id] = max(fact.score, of_node.get(paper.id, 0))
            for said in stated_relations(paper, extraction, parted=parted):
                source, target = map(store.facts.canonical, (said.source, said.target))
                if source and target:
                    name = (said.type.upper(), source, target, paper.id)
                    self._relations[name] = max(said.score, self._relations.get(name, 0))

    def note(self, edge: Edge) -> None:
        """Take in an edge of the graph."""
        if edge.type == "VARIANT_OF":
            self._variants.append(edge)
        elif edge.type in RELATED:
            self._related[edge.type, edge.source[1], edge.target[1]].append(edge)

    def problems(self) -> Iterator[tuple[str, str]]:
        """Yield what each problem is about, and what is wrong."""
        named = {node.id: node for node in nodes(self._store) if node.label in LABELS}
        for node in named.values():
            yield from self._node_problems(node)
        for key in sorted(self._scores):
            if node_id(key) not in named:
                yield node_id(key), "papers name it, and it is no node"
        for group in self._related.values():
            yield from self._relation_problems(group)
        yield from self._variant_problems(named)

    def _node_problems(self, node: Node) -> Iterator[tuple[str, str]]:
        found = support(self._scores.get(node_key(node.id), {}), self._authors).properties()
        if {name: node.properties.get(name) for name in found} != found:
            yield node.id, f"what it says of its support is not {found}"
        longs = ambiguous_names(self._store, node_key(node.id))
        if node.properties.get("ambiguous", ()) != longs:
            yield node.id, f"what it may stand for is {', '.join(longs) or 'nothing else'}"

    def _relation_problems(self, group: list[Edge]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with all edges of a type between the same two nodes."""
        kind, source, target = group[0].type, group[0].source[1], group[0].target[1]
        about = f"{kind} {source} -> {target}"
        scores: dict[str, int] = {}
        for edge in group:
            paper = str(edge.properties["paper"])
            scores[paper] = self._relations.get((kind, node_key(source), node_key(target), paper), 0)
            if edge.properties["score"] != scores[paper]:
                yield about, f"its score is not the one that {paper} gives"
        found = support(scores, self._authors).properties()
        if any({name: edge.properties.get(name) for name in found} != found for edge in group):
            yield about, f"what it says of its support is not {found}"

    def _variant_problems(self, named: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with the edges between variants: a reason must lead from one form to the other."""
        said: defaultdict[str, list[tuple[str, object]]] = defaultdict(list)
        for edge in self._variants:
            said[edge.source[1]].append((edge.target[1], edge.properties.get("derived")))
        for identifier in sorted(named.keys() | said.keys()):
            base = self._base(identifier, named) if identifier in named else None
            if said.get(identifier, []) != ([base] if base else []):
                yield identifier, f"its name makes it a variant of {' by '.join(base) if base else 'nothing'}"

    def _base(self, identifier: str, named: Mapping[str, Node]) -> tuple[str, str] | None:
        """Return the id of the nearest node that a node's name makes it a variant of, and how so."""
        label = identifier.partition(":")[0]
        for base in bases(key_form(node_key(identifier)), label):
            key = f"{label}{SEPARATOR}{base.form}"
            canonical = self._store.facts.canonical(key)
            target = named.get(node_id(canonical)) if canonical else None
            if canonical is None or target is None or target.label.lower() != label or target.id == identifier:
                continue
            if base.sure or fold(key) != fold(canonical) or written_as_name(str(target.properties["name"])):
                return target.id, base.reason
        return None
