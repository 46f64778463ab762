"""From what a user says of names to decisions on keys, and what became of those that were made.

Names are looked up as everywhere: any spelling, an acronym, an id. What has one name with others is told by its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from kg.analyse.evidence import parse_place
from kg.analyse.lookup import find_keys
from kg.errors import DecisionError, NotFoundError, UsageError
from kg.graph import entity_label, place, result_id
from kg.link import (
    Decision,
    Differ,
    Merge,
    Part,
    RejectEntity,
    RejectLink,
    RejectNaming,
    RejectRelation,
    RejectResult,
    Relabel,
    Rename,
    Split,
    decision_id,
    entity_key,
    is_parted,
    node_id,
    node_key,
    parted_key,
    plain_key,
)
from kg.records import LABELS, Paper, RelationType
from kg.store import Store, StoredResult


@dataclass(frozen=True, slots=True)
class Logged:
    """A decision of the log: its id, what it does in words, and whether it sleeps, as nothing it names is there."""

    id: str
    text: str
    asleep: bool
    decision: Decision


def decisions(store: Store) -> tuple[Logged, ...]:
    """Return the log of decisions, in the order in which they were made."""
    return tuple(logged_of(store, decision) for decision in store.decisions)


def logged_of(store: Store, decision: Decision) -> Logged:
    """Return a decision as the log shows it."""
    return Logged(decision_id(decision), str(decision), _asleep(store, decision), decision)


def merges(store: Store, kept: str, others: Sequence[str]) -> tuple[Merge, ...]:
    """Return the decisions that make things one with the first. Raises NotFoundError, UsageError, DecisionError."""
    found = []
    for other in others:
        pairs = [(a, b) for a in _keys(store, kept) for b in _keys(store, other)]
        apart = [(a, b) for a, b in pairs if a != b]
        if not apart:
            raise DecisionError(f"{kept!r} and {other!r} are one thing already ({node_id(pairs[0][0])})")
        alike = [(a, b) for a, b in apart if entity_label(a) == entity_label(b)]
        into = _only(sorted({a for a, _ in alike or apart}), kept)
        found.append(Merge(_only(sorted({b for _, b in alike or apart}), other), into))
    return tuple(found)


def split(store: Store, name: str, *, paper: str | None = None) -> Split | Part:
    """Return the decision that makes an alias a thing of its own, or what one paper means by a name.

    Raises NotFoundError, UsageError, DecisionError.
    """
    if paper is not None:
        return _part(store, name, _paper(store, paper))
    keys = _keys(store, name)  # says what is near, if nothing has that name
    own = _named(name)
    members = [
        (key, canonical) for canonical in keys for key in store.facts.members(canonical) if own & {key, plain_key(key)}
    ]
    joined = [(key, canonical) for key, canonical in members if key != canonical]
    if joined:
        return Split(_only([key for key, _ in joined], name), joined[0][1])
    if members:
        aliases = [key for _, canonical in members for key in store.facts.members(canonical) if key != canonical]
        raise DecisionError(
            f"{name!r} is the name of a thing, not an alias that was joined to it; "
            + (f"what can be split off is {', '.join(map(repr, map(node_id, aliases)))}" if aliases else "it has none")
        )
    raise DecisionError(
        f"{name!r}: every paper that writes it says what it stands for ({', '.join(map(node_id, keys))}), "
        "so that there is nothing to split off"
    )


def _part(store: Store, name: str, paper: Paper) -> Part:
    keys, own = _keys(store, name), _named(name)
    found = [fact.key for key, group in store.facts.of_paper(paper.id) if key in keys for fact in group]
    if not found:
        raise NotFoundError(f"{paper.id} does not name {name!r}; `kg show {paper.id}` shows what it names")
    # What the paper itself calls so, if it does.
    written = [key for key in found if own & {key, plain_key(key)}] or found
    apart = [key for key in written if not is_parted(key)]
    if not apart:
        raise DecisionError(f"what {paper.id} calls {name!r} is a thing of its own already ({node_id(written[0])})")
    return Part(plain_key(_only(apart, name)), paper.id)


def differ(store: Store, one: str, other: str) -> Differ:
    """Return the decision that two things are different. Raises NotFoundError, UsageError, DecisionError."""
    keys = {_only(_keys(store, name), name) for name in (one, other)}
    if len(keys) == 1:
        raise DecisionError(
            f"{one!r} and {other!r} are one thing in the graph ({node_id(*keys)}); `kg split` makes an alias a thing "
            "of its own, and with `--paper ID` what one paper means by a name"
        )
    return Differ(*sorted(keys))


def rename(store: Store, name: str, new: str) -> Rename:
    """Return the decision that shows a thing by another name. Raises NotFoundError and UsageError."""
    if not new.strip() or any(not char.isprintable() for char in new):
        raise UsageError(f"{new!r} is no name; a name has letters, and no line ends or control characters")
    return Rename(_only(_keys(store, name), name), " ".join(new.split()))


def relabel(store: Store, name: str, label: str) -> Relabel:
    """Return the decision that gives a thing another label. Raises NotFoundError, UsageError, DecisionError."""
    chosen = next((known for known in LABELS if known.casefold() == label.casefold()), None)
    if chosen is None:
        raise UsageError(f"{label!r} is no label; there are {', '.join(LABELS)}")
    keys = _keys(store, name)
    others = [key for key in keys if entity_label(key) != chosen]
    if not others:
        raise DecisionError(f"{name!r} is a {chosen} already ({node_id(keys[0])})")
    return Relabel(_only(others, name), chosen)


def reject(
    store: Store, name: str, other: str | None = None, *, paper: str | None = None, relation: str | None = None
) -> tuple[Decision, ...]:
    """Return the decisions that reject something.

    `name` alone is a thing, in all papers or in one, or the id of a result; with `other` it is what a result belongs
    to, or the relations (of a type, or of both; in all papers or in one) of one thing to another. Raises NotFoundError
    and UsageError.
    """
    if name.startswith("result:"):
        said = _result(store, name)
        where = place(said.result.span)
        if other is None:
            return (RejectResult(said.paper, where),)
        linked = {said.method, said.dataset, said.metric} - {None}
        keys = [key for key in _keys(store, other) if key in linked]
        if not keys:
            raise NotFoundError(f"{name} does not belong to {other!r}; `kg show {said.paper}` shows the paper")
        return tuple(RejectLink(key, said.paper, where) for key in keys)
    found = None if paper is None else _paper(store, paper)
    if other is not None:
        return _reject_relations(store, name, other, found, relation)
    keys = _keys(store, name)
    if found is None:
        return (RejectEntity(_only(keys, name)),)
    facts = [fact for key, group in store.facts.of_paper(found.id) if key in keys for fact in group]
    if not facts:
        raise NotFoundError(f"{found.id} does not name {name!r}; `kg show {found.id}` shows what it names")
    return tuple(RejectNaming(fact.key, found.id) for fact in facts)


def undone(store: Store, identifier: str) -> Decision:
    """Return the decision of an id, or of the beginning of one. Raises NotFoundError and UsageError."""
    found = [d for d in store.decisions if decision_id(d).startswith(identifier.casefold())]
    if not found or not identifier:
        raise NotFoundError(f"{identifier!r}: there is no such decision; `kg decisions` lists them")
    if len(found) > 1:
        raise UsageError(f"{identifier!r} begins several decisions: {', '.join(map(decision_id, found))}")
    return found[0]


def _keys(store: Store, name: str) -> list[str]:
    keys = find_keys(store, name)
    if not keys:
        rejected = [
            d for d in store.decisions if isinstance(d, RejectEntity) and {d.key, plain_key(d.key)} & _named(name)
        ]
        hint = (
            f"it was rejected; `kg undo {decision_id(rejected[0])}` takes that back"
            if rejected
            else f"`kg search {name!r}` looks for it"
        )
        raise NotFoundError(f"{name!r}: nothing in the graph has that name or id; {hint}")
    return keys


def _named(name: str) -> set[str]:
    return {node_key(name), *(entity_key(label, name) for label in LABELS)}


def _only(keys: Sequence[str], name: str) -> str:
    """Return the key that a name stands for, if it is one thing alone. Raises UsageError."""
    if len(keys) > 1:
        ids = ", ".join(repr(node_id(key)) for key in keys)
        raise UsageError(f"{name!r}: several things have that name; say which by id: {ids}")
    return keys[0]


def _paper(store: Store, identifier: str) -> Paper:
    paper = store.paper(identifier)
    if paper is None:
        raise NotFoundError(f"{identifier!r}: no paper in the graph has that id; `kg search` finds papers by words")
    return paper


def _result(store: Store, identifier: str) -> StoredResult:
    paper = identifier.removeprefix("result:").rpartition("#")[0]
    found = next((said for said in store.claims.results(paper=paper) if result_id(said) == identifier), None)
    if found is None:
        raise NotFoundError(f"{identifier!r}: there is no such result; `kg leaderboard DATASET --json` shows their ids")
    return found


def _reject_relations(
    store: Store, name: str, other: str, paper: Paper | None, relation: str | None
) -> tuple[RejectRelation, ...]:
    kinds: tuple[RelationType, ...] = get_args(RelationType)
    chosen = [
        kind for kind in kinds if relation is None or kind == relation.casefold().replace(" ", "_").replace("-", "_")
    ]
    if not chosen:
        raise UsageError(f"{relation!r} is no relation; there are {', '.join(kinds)}")
    sources, targets = _keys(store, name), _keys(store, other)
    found = {
        RejectRelation(kind, said.source, said.target, paper.id if paper else None)
        for kind in chosen
        for source in sources
        for said in store.claims.relations(kind, about=source)
        if said.source == source and said.target in targets and (paper is None or said.paper == paper.id)
    }
    if not found:
        where = f" in {paper.id}" if paper else ""
        raise NotFoundError(
            f"no paper says that {name!r} is {' or '.join(chosen).replace('_', ' ')} {other!r}{where}; "
            f"`kg show {name!r}` shows what it is related to"
        )
    return tuple(sorted(found, key=decision_id))


def _asleep(store: Store, decision: Decision) -> bool:
    """Say whether nothing in the store is as a decision names it."""
    there = store.facts.reached
    match decision:
        case RejectNaming() | Part() | RejectResult() | RejectLink():
            found = store.paper(decision.paper)
            return found is None or not _says(store, found, decision)
        case RejectRelation(_, one, other) | Differ(one, other):
            return not (there(one) and there(other))
        case Rename(key):
            return store.facts.canonical(key) != key or not there(key)
        case Merge(key, into):
            return not (there(key) and store.facts.linker().there(store.decided.unit(into)))
        case Split(key) | Relabel(key) | RejectEntity(key):
            return not there(key)


def _says(store: Store, paper: Paper, decision: RejectNaming | Part | RejectResult | RejectLink) -> bool:
    """Say whether a paper says what a decision on it names."""
    if isinstance(decision, RejectResult | RejectLink):
        return store.claims.has(paper.id, parse_place(decision.place))
    keys = {parted_key(decision.key, name) for name in (paper.id, *paper.ids)}
    keys |= {decision.key} if isinstance(decision, RejectNaming) else set()
    return any(store.facts.has(paper.id, key) for key in keys)
