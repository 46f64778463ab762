"""Decisions: what a user has said of names, which counts for more than what papers say.

A decision names keys, never nodes, so that it survives any change of the papers; one whose keys no paper has sleeps.
Decisions are a set: their order says nothing. Each has an id that is made from its content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

from kg.link.folding import fold
from kg.link.keys import SEPARATOR, is_parted, key_form, node_id, parted_key
from kg.records import Label, Paper, RelationType


@dataclass(frozen=True, slots=True)
class Merge:
    """The thing of one key is the thing of another, which gives the node its name."""

    kind: ClassVar[str] = "merge"
    key: str
    into: str

    def __str__(self) -> str:
        return f"merge {node_id(self.key)!r} into {node_id(self.into)!r}"


@dataclass(frozen=True, slots=True)
class Split:
    """A key is a thing of its own, not that of another to which spellings or definitions would join it."""

    kind: ClassVar[str] = "split"
    key: str
    other: str

    def __str__(self) -> str:
        return f"split {node_id(self.key)!r} off {node_id(self.other)!r}"


@dataclass(frozen=True, slots=True)
class Part:
    """What a paper names by a key (without who introduces it) is a thing of its own, not what others name so."""

    kind: ClassVar[str] = "part"
    key: str
    paper: str

    def __str__(self) -> str:
        return f"split {node_id(self.key)!r} in {self.paper} off what others call so"


@dataclass(frozen=True, slots=True)
class Differ:
    """The things of two keys are different: they are never suggested as one, and no rule makes them one."""

    kind: ClassVar[str] = "differ"
    key: str
    other: str

    def __str__(self) -> str:
        return f"keep {node_id(self.key)!r} apart from {node_id(self.other)!r}"


@dataclass(frozen=True, slots=True)
class Rename:
    """The node of a key is shown by another name, which then is a name of it."""

    kind: ClassVar[str] = "rename"
    key: str
    name: str

    def __str__(self) -> str:
        return f"rename {node_id(self.key)!r} to {self.name!r}"


@dataclass(frozen=True, slots=True)
class Relabel:
    """The thing of a key has another label."""

    kind: ClassVar[str] = "relabel"
    key: str
    label: Label

    def __str__(self) -> str:
        return f"relabel {node_id(self.key)!r} as {self.label}"


@dataclass(frozen=True, slots=True)
class RejectEntity:
    """The key is no thing at all."""

    kind: ClassVar[str] = "reject entity"
    key: str

    def __str__(self) -> str:
        return f"reject {node_id(self.key)!r}"


@dataclass(frozen=True, slots=True)
class RejectNaming:
    """A paper does not name the thing of a key."""

    kind: ClassVar[str] = "reject naming"
    key: str
    paper: str

    def __str__(self) -> str:
        return f"reject {node_id(self.key)!r} in {self.paper}"


@dataclass(frozen=True, slots=True)
class RejectResult:
    """The number at a place (`abstract:120:124`) of a paper is no result."""

    kind: ClassVar[str] = "reject result"
    paper: str
    place: str

    def __str__(self) -> str:
        return f"reject the result at {self.place} of {self.paper}"


@dataclass(frozen=True, slots=True)
class RejectLink:
    """A result does not belong to the thing of a key."""

    kind: ClassVar[str] = "reject link"
    key: str
    paper: str
    place: str

    def __str__(self) -> str:
        return f"reject that the result at {self.place} of {self.paper} belongs to {node_id(self.key)!r}"


@dataclass(frozen=True, slots=True)
class RejectRelation:
    """A paper (None: any) does not relate the things of two keys so."""

    kind: ClassVar[str] = "reject relation"
    type: RelationType
    source: str
    target: str
    paper: str | None

    def __str__(self) -> str:
        where = f" in {self.paper}" if self.paper else ""
        kind = self.type.replace("_", " ")
        return f"reject that {node_id(self.source)!r} is {kind} {node_id(self.target)!r}{where}"


_Entities: TypeAlias = Merge | Split | Part | Differ | Rename | Relabel
_Rejections: TypeAlias = RejectEntity | RejectNaming | RejectResult | RejectLink | RejectRelation
Decision: TypeAlias = _Entities | _Rejections
_KINDS: dict[str, type[Decision]] = {
    kind.kind: kind
    for kind in (
        *(Merge, Split, Part, Differ, Rename, Relabel),
        *(RejectEntity, RejectNaming, RejectResult, RejectLink, RejectRelation),
    )
}


def decision_json(decision: Decision) -> dict[str, Any]:
    """Return a decision as JSON."""
    return {"kind": decision.kind, **{name: value for name, value in asdict(decision).items() if value is not None}}


def decision_from(data: Mapping[str, Any]) -> Decision:
    """Return the decision that `decision_json` wrote. Raises KeyError or TypeError if it is something else."""
    values = dict(data)
    kind = _KINDS[values.pop("kind")]
    if kind is RejectRelation:
        values.setdefault("paper", None)
    if not all(value is None or isinstance(value, str) for value in values.values()):
        raise TypeError("a value of a decision is not a text")
    return kind(**values)


def decision_id(decision: Decision) -> str:
    """Return the id of a decision: eight hexadecimal digits made from its content."""
    text = json.dumps(decision_json(decision), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def named_keys(decision: Decision) -> tuple[str, ...]:
    """Return the keys whose node a decision may change."""
    match decision:
        case Merge(key, into):
            return key, into
        case Split(key, other) | Differ(key, other):
            return key, other
        case Relabel(key, label):
            return key, relabelled(key, label)
        case RejectEntity(key):
            return (key,)
        case _:
            return ()


def relabelled(key: str, label: Label) -> str:
    """Return a key with another label; what a paper means by it alone stays its own."""
    form = key.partition(SEPARATOR)[2] if is_parted(key) else key_form(key)
    return f"{label.lower()}{SEPARATOR}{form}"


def kept_apart(decision: Decision) -> tuple[str, str] | None:
    """Return the two keys that a decision keeps from being one thing, None if it is no such decision."""
    match decision:
        case Split(key, other) | Differ(key, other):
            return key, other
        case Part(key, paper):
            return parted_key(key, paper), key
        case _:
            return None


def contradicted(decision: Decision, others: Iterable[Decision]) -> Decision | None:
    """Return the first of some decisions that cannot hold beside another one, seen from their words alone."""
    known = tuple(others)
    unit = Decided((*known, *([decision] if isinstance(decision, Split) else []))).unit
    for other in known:
        match decision, other:
            case ((Merge(key) | Relabel(key) | RejectEntity(key)), (Merge(same) | Relabel(same) | RejectEntity(same))):
                if unit(key) == unit(same):
                    return other
            case Rename(key, name), Rename(same, another):
                if key == same and name != another:
                    return other
            case _:
                pass
    leading = {unit(d.key): d for d in known if isinstance(d, Merge | Relabel)}
    target = decision.into if isinstance(decision, Merge) else None
    target = relabelled(decision.key, decision.label) if isinstance(decision, Relabel) else target
    while target is not None and isinstance(decision, Merge | Relabel) and unit(target) in leading:
        other = leading.pop(unit(target))
        target = other.into if isinstance(other, Merge) else relabelled(other.key, other.label)
        if unit(target) == unit(decision.key):
            return other
    return _made_one(decision, known)


def _made_one(decision: Decision, known: Sequence[Decision]) -> Decision | None:
    """Return the first known decision that, with another one, makes one thing of what one of both says differs."""
    before = Decided(known)
    if isinstance(decision, Differ):
        ends = {before.unit(decision.key), before.unit(decision.other)}
        if len(ends) == 1 or before.end(decision.key) != before.end(decision.other):
            return None
        return next((d for d in known if isinstance(d, Merge | Relabel) and before.unit(d.key) in ends), None)
    if not isinstance(decision, Merge | Relabel):
        return None
    after = Decided((*known, decision))
    differences = (d for d in known if isinstance(d, Differ))
    joined = (d for d in differences if after.end(d.key) == after.end(d.other))
    return next((d for d in joined if before.end(d.key) != before.end(d.other)), None)


@dataclass(frozen=True, slots=True)
class Step:
    """Where a decision leads from a unit: to a key, or to nothing (None). `always` if the key need not be there."""

    key: str | None
    always: bool = False


class Decided:
    """What a set of decisions says of keys: which stand apart, where they lead, and how nodes are named."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        every = sorted(decisions, key=decision_id)
        self.apart = frozenset(d.key for d in every if isinstance(d, Split))
        self.steps: dict[str, Step] = {}
        self.names: dict[str, str] = {}
        self._different = frozenset(frozenset(map(self.unit, (d.key, d.other))) for d in every if isinstance(d, Differ))
        self._parted: dict[str, set[str]] = {}
        for decision in every:
            match decision:
                case Merge(key, into):
                    self.steps.setdefault(self.unit(key), Step(into))
                case Relabel(key, label):
                    self.steps.setdefault(self.unit(key), Step(relabelled(key, label), always=True))
                case RejectEntity(key):
                    self.steps.setdefault(self.unit(key), Step(None))
                case Rename(key, name):
                    self.names.setdefault(key, name)
                case Part(key, paper):
                    self._parted.setdefault(paper, set()).add(key)
                case _:
                    pass

    def parted(self, paper: Paper) -> dict[str, str]:
        """Return the keys by which a paper names things of its own, with the first of its ids that a decision names."""
        names = sorted({paper.id, *paper.ids} & self._parted.keys(), reverse=True)
        return {key: name for name in names for key in self._parted[name]}

    def differ(self, one: str, other: str) -> bool:
        """Say whether the things of two units are different."""
        return frozenset((one, other)) in self._different

    def end(self, key: str) -> str:
        """Return the unit to which decisions lead from a key, whether it is there or not."""
        path = [self.unit(key)]
        while (step := self.steps.get(path[-1])) and step.key is not None and self.unit(step.key) not in path:
            path.append(self.unit(step.key))
        return path[-1]

    def unit(self, key: str) -> str:
        """Return what a key is one with by its spelling: its fold, or itself alone where it stands apart."""
        return f"={key}" if key in self.apart else fold(key)

    def leading_to(self, unit: str) -> set[str]:
        """Return the units that decisions lead to a unit."""
        return {u for u, step in self.steps.items() if step.key is not None and self.unit(step.key) == unit}
