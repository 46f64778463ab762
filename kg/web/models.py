"""What the API answers, as OpenAPI describes it; the pages show the same.

Scores and beliefs are from 0 to 1 here. Sentences come in pieces, because a browser counts the characters of a text
otherwise than evidence does.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from kg.records import Label, Role

Between = Literal["based on", "base of", "compared with"]
EdgeKind = Literal["names", "based on", "compared with", "variant of", "together"]


class Problem(BaseModel):
    """Why a request was refused, and what to do."""

    detail: str


class Piece(BaseModel):
    """A part of a text; `marked` if it is what proves something, `id` the thing that it names."""

    text: str
    marked: bool = False
    id: str | None = None
    label: str | None = None


class Quote(BaseModel):
    """A sentence of a paper, in pieces."""

    pieces: list[Piece]


class ThingRef(BaseModel):
    """A method, dataset, metric or task, and how many papers name it."""

    id: str
    label: Label
    name: str
    papers: int


class PaperRef(BaseModel):
    """A paper in a list."""

    id: str
    title: str
    authors: list[str]
    year: int | None = None
    date: str | None = None
    venue: str | None = None
    url: str | None = None


class Found(ThingRef):
    """A thing that a search found; `form` is the spelling that was found, if it is not the name."""

    form: str | None = None


class PaperFound(BaseModel):
    """A paper that a search found."""

    id: str
    title: str
    year: int | None = None


class Answers(BaseModel):
    """What a search found, best first."""

    text: str
    things: list[Found]
    papers: list[PaperFound]


class Count(BaseModel):
    """How many there are of something."""

    what: str
    count: int


class Overview(BaseModel):
    """What is in the graph: counts, the things that most papers name, by label, and the dataset with most results."""

    generation: str
    name: str
    counts: list[Count]
    most_named: dict[Label, list[ThingRef]]
    most_measured: ThingRef | None = None


class Support(BaseModel):
    """How many papers state something, of how many groups of authors that share none, and how sure that makes it."""

    papers: int
    groups: int
    belief: float


class Year(BaseModel):
    """How many papers of a year name a thing."""

    year: int
    papers: int


class Near(ThingRef):
    """A thing that papers name together with another one; `together` is how many of the papers looked at do so."""

    together: int


class Variant(BaseModel):
    """A thing that is a size, a version or a part of another one, and how so."""

    thing: ThingRef
    reason: str


class Statement(BaseModel):
    """One paper that states something, with its sentences."""

    paper: PaperRef
    score: float
    quotes: list[Quote]


class Relation(BaseModel):
    """What papers state between a thing and another one. At most three of the papers are given here."""

    what: Between
    other: ThingRef
    support: Support
    statements: list[Statement]


class Thing(ThingRef):
    """Everything of a thing but its papers and results, which have lists of their own."""

    aliases: list[str]
    ambiguous: list[ThingRef]
    support: Support
    roles: dict[Role, int]
    years: list[Year]
    undated: int
    near: dict[Label, list[Near]]
    looked_at: int = Field(description="How many of its papers were looked at for `near`, the latest.")
    variant_of: Variant | None = None
    variants: list[Variant]
    relations: list[Relation]


class Naming(BaseModel):
    """A paper that names a thing: in which role, how surely, and in which sentences."""

    paper: PaperRef
    role: Role
    score: float
    quotes: list[Quote]


class Namings(BaseModel):
    """One page of the papers that name a thing, the latest first."""

    id: str
    role: Role | None = None
    total: int
    page: int
    pages: int
    papers: list[Naming]


class Value(BaseModel):
    """A result that a paper reports: as written, of what, and in which sentence.

    `rank` is given where a table ranks its values; `score` is how surely all of it is right.
    """

    rank: int | None = None
    value: float
    text: str
    kind: str
    scale: str
    method: ThingRef | None = None
    dataset: ThingRef | None = None
    metric: ThingRef | None = None
    paper: PaperRef
    score: float
    quote: Quote


class Board(BaseModel):
    """The values of one dataset by one metric, of one kind and scale; the best first, where that is known."""

    title: str
    better: Literal["higher", "lower"] | None = None
    values: list[Value]


class Results(BaseModel):
    """What is reported of a thing: for a dataset in leaderboards, else in one table.

    `left_out` is how many results are less sure than `least`; `cut` how many more there are than a page holds.
    """

    id: str
    least: float
    left_out: int
    cut: int
    boards: list[Board]


class Named(ThingRef):
    """A thing that a paper names, with its role there."""

    role: Role
    score: float


class Paper(PaperRef):
    """A paper: its text in pieces, what these name, and what it reports and states."""

    ids: list[str]
    links: list[str]
    votes: int | None = None
    sources: list[str]
    title_pieces: list[Piece]
    abstract_pieces: list[Piece]
    named: dict[Label, list[Named]]
    results: list[Value]


class PictureNode(BaseModel):
    """A node of a picture, at its place; `size` is a radius in the same unit."""

    id: str
    label: Literal["Method", "Dataset", "Metric", "Task", "Paper"]
    name: str
    papers: int
    x: int
    y: int
    size: float
    opened: bool = False


class PictureEdge(BaseModel):
    """An edge of a picture between two nodes, by id; `papers` is how many stand behind it."""

    source: str
    target: str
    kind: EdgeKind
    papers: int


class Picture(BaseModel):
    """The neighbourhood of what was opened, in that order; `left_out` is how many more neighbours there are."""

    opened: list[str]
    nodes: list[PictureNode]
    edges: list[PictureEdge]
    left_out: int


class Evidence(BaseModel):
    """The sentences behind an edge of a picture."""

    source: str
    target: str
    kind: EdgeKind
    reason: str | None = None
    total: int
    statements: list[Statement]


class Parameter(BaseModel):
    """A parameter of a query of the library."""

    name: str
    type: str
    default: str | None = None
    meaning: str


class LibraryQuery(BaseModel):
    """A query that comes with the package."""

    name: str
    question: str
    text: str
    parameters: list[Parameter]
    columns: list[str]


class Table(BaseModel):
    """The answer to a query; `cut` says whether it has more rows than were asked for."""

    columns: list[str]
    rows: list[list[object]]
    cut: bool
    seconds: float


class Question(BaseModel):
    """A query that reads the graph: a text, or the name of one of the library's."""

    text: str | None = Field(default=None, max_length=20_000, description="Cypher that reads.")
    name: str | None = Field(default=None, max_length=100, description="A query of the library.")
    parameters: dict[str, str | int | float | bool | list[str] | None] = Field(default_factory=dict, max_length=30)
    limit: int = Field(default=200, ge=1, le=5_000, description="Rows at the most.")
    timeout: float = Field(default=10.0, gt=0, le=30.0, description="Seconds at the most.")
