"""The records that pass from stage to stage: small, frozen, and free of behaviour.

A stage takes the records of the stage before it and returns its own; nothing else is shared. Offsets count
characters (Unicode code points) of the text they belong to, from 0, the end not included. Scores are integers
from 0 to 10,000 (1/10,000 each), so that sums do not depend on their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Label: TypeAlias = Literal["Method", "Dataset", "Metric", "Task"]
Field: TypeAlias = Literal["title", "abstract"]
Role: TypeAlias = Literal["introduced", "used", "mentioned"]
ResultKind: TypeAlias = Literal["absolute", "gain", "ratio"]
Bound: TypeAlias = Literal["min", "max"]
RelationType: TypeAlias = Literal["based_on", "compared_with"]
Value: TypeAlias = str | int | float | bool | tuple[str, ...]

ROLES: tuple[Role, ...] = ("introduced", "used", "mentioned")  # the strongest first
LABELS: tuple[Label, ...] = ("Method", "Dataset", "Metric", "Task")
SCORE_ONE = 10_000


@dataclass(frozen=True, slots=True)
class Record:
    """What one source says of one paper.

    Text is kept as read, but for white space made single spaces, Unicode NFC, and the source's own encoding
    (HTML or XML entities and tags) undone. What the source does not say is None or empty, never guessed.

    `source` names the file, address or stream (`-`) it was read from and `place` where in it, for messages only.
    `ids` are `scheme:value` in a normal form (`arxiv:2305.16264` without its version, `doi:` in lower case,
    `acl:`; an id of another scheme stays as its source writes it). `date` is `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or
    `--MM-DD` where the source gives no year. `author_count` is given where a source counts authors without
    naming them.
    """

    source: str
    place: str
    title: str
    abstract: str
    ids: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    date: str | None = None
    venue: str | None = None
    url: str | None = None
    votes: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Input that could not be taken: where it stands, why, and what to do about it."""

    source: str
    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.source}, {self.place}" if self.place else self.source
        return f"{where}: {self.reason}; {self.remedy}"


@dataclass(frozen=True, slots=True)
class Paper:
    """What all records of one paper say together: a pure function of their set.

    `id` is the best of arXiv id, DOI, ACL id, else `title:` and a hash of the normal title; `ids` holds all of
    them, sorted, the id among them. `year` is the date's year, None where the date has none. `sources` are the
    names of the sources, sorted.
    """

    id: str
    ids: tuple[str, ...]
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    date: str | None = None
    year: int | None = None
    venue: str | None = None
    url: str | None = None
    votes: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a paper's text: `field` is `title` or `abstract`, offsets count its characters."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """One place where an entity is named, the text there, and the score of its label there."""

    span: Span
    text: str
    score: int


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that a paper names, with every place where it does so.

    `name` is the fullest form that the text gives; of coordinated names (`CIFAR-10/100`) all but the first are read
    off a mention of the whole coordination. `score` is that of its best mention. `mentions` are sorted by
    place and never empty.
    """

    label: Label
    name: str
    mentions: tuple[Mention, ...]
    score: int
    role: Role = "mentioned"


@dataclass(frozen=True, slots=True, order=True)
class Definition:
    """A short form and the long form that the text gives for it, each with its place."""

    short: str
    long: str
    short_span: Span
    long_span: Span


@dataclass(frozen=True, slots=True)
class Result:
    """A number that a paper reports for a measure.

    `text` is the value as written; `span` is its place and `sentence` that of its sentence. `method`, `dataset`
    and `metric` are indexes into the extraction's entities, None where the text does not say. `score` says how surely
    it is a result at all, `link_scores` how surely it belongs to that method, dataset and metric, or to none.

    `value` is that of the text as written (15.6% is 15.6, 157M is 157,000,000); of a range its lower end, which then is
    a `bound`. `unit` is as `kg.extract.numbers` names it.
    """

    text: str
    value: float
    unit: str | None
    kind: ResultKind
    approximate: bool
    bound: Bound | None
    method: int | None
    dataset: int | None
    metric: int | None
    span: Span
    sentence: Span
    score: int
    link_scores: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that a paper states between two of its entities (indexes), with the sentences that say so.

    `source` is what is based on `target`, or what is compared with it.
    """

    type: RelationType
    source: int
    target: int
    evidence: tuple[Span, ...]
    score: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one paper's text says, and nothing else: a pure function of title, abstract and model.

    Entities are sorted by their first mention, then label; results by place; relations by source and target.
    """

    entities: tuple[Entity, ...] = ()
    definitions: tuple[Definition, ...] = ()
    results: tuple[Result, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph: its label, its id, and the properties that the schema gives it (None left out)."""

    label: str
    id: str
    properties: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed edge of the graph between two nodes' (label, id), with the properties the schema gives it."""

    type: str
    source: tuple[str, str]
    target: tuple[str, str]
    properties: dict[str, Value] = field(default_factory=dict)
