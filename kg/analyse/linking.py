"""Scoring the links: pairs of names, each in one paper, that are one thing or two.

The file is JSON Lines. A line is a paper (`paper`: its id, `title`, `abstract`) or a pair: `a` and `b`, each with a
`paper` and a `name` as written there, `same` (true or false), and `class`, what makes it hard. A paper without an
abstract is looked up by its title in a source of papers. All papers of the file are extracted and linked as one graph;
a pair is joined if both names belong to one node there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kg import extract
from kg.errors import SourceError
from kg.extract import normal_form
from kg.link import entity_keys, fold
from kg.read import normal_title, read_sources
from kg.records import Extraction, Paper, Record
from kg.store import Store

_SCHEME = "pair"  # of the ids that the file gives its papers
COLUMNS = ("class", "pairs", "extracted", "same", "joined", "right", "precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class Named:
    """A name as a paper writes it."""

    paper: str
    name: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and whether they name one thing; `kind` says what makes that hard to tell."""

    one: Named
    other: Named
    same: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of a pair: the nodes of its names (None: the name was not extracted)."""

    pair: Pair
    one: str | None
    other: str | None

    @property
    def extracted(self) -> bool:
        """Whether both names were extracted."""
        return self.one is not None and self.other is not None

    @property
    def joined(self) -> bool:
        """Whether both names are one node."""
        return self.extracted and self.one == self.other


@dataclass(frozen=True, slots=True)
class PairScores:
    """The outcome of every pair, in the order of the file."""

    outcomes: tuple[Linked, ...]

    def rows(self) -> tuple[tuple[object, ...], ...]:
        """Return the counts and figures by class, and of all, as COLUMNS name them.

        Precision and recall are of the pairs of which both names were extracted.
        """
        kinds = sorted({outcome.pair.kind for outcome in self.outcomes})
        groups = [(kind, [o for o in self.outcomes if o.pair.kind == kind]) for kind in kinds]
        return tuple(_row(name, group) for name, group in [*groups, ("all", list(self.outcomes))])

    @property
    def wrong(self) -> tuple[Linked, ...]:
        """The pairs that were extracted and joined or kept apart wrongly."""
        return tuple(o for o in self.outcomes if o.extracted and o.joined != o.pair.same)


def _row(name: str, outcomes: list[Linked]) -> tuple[object, ...]:
    extracted = [o for o in outcomes if o.extracted]
    same = sum(o.pair.same for o in extracted)
    joined = sum(o.joined for o in extracted)
    right = sum(o.joined and o.pair.same for o in extracted)
    precision = right / joined if joined else None
    recall = right / same if same else None
    f1 = 2 * right / (joined + same) if joined + same else None
    return name, len(outcomes), len(extracted), same, joined, right, *(_rounded(x) for x in (precision, recall, f1))


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)


def evaluate_links(gold: Path, sources: Sequence[str] = (), *, threshold: int) -> PairScores:
    """Score the links of the packaged model and rules on a file of pairs.

    `sources` have the papers that the file gives without their abstracts. Names that a paper names with a score under
    the threshold (0 to 10,000) count as not extracted. Raises SourceError for a file that cannot be read, or for papers
    that are nowhere.
    """
    records, pairs = read_pairs(gold)
    records = _with_texts(records, sources)
    with Store.create(None) as store, extract.Workers() as workers:
        store.add(records.values(), workers.extract, model=workers.model)
        return PairScores(tuple(_linked(store, pair, threshold=threshold) for pair in pairs))


def _with_texts(records: Mapping[str, Record], sources: Sequence[str]) -> dict[str, Record]:
    """Return records with the longest abstract, and its authors, that sources give for those that have none."""
    wanted = {normal_title(r.title) for r in records.values() if not r.abstract}
    texts: dict[str, Record] = {}
    for item in read_sources(sources) if wanted else ():
        title = normal_title(item.title) if isinstance(item, Record) else ""
        known = texts.get(title)
        if isinstance(item, Record) and title in wanted and (known is None or len(item.abstract) > len(known.abstract)):
            texts[title] = item
    found = {name: _completed(record, texts.get(normal_title(record.title))) for name, record in records.items()}
    absent = [record.title for record in found.values() if not record.abstract]
    if absent:
        raise SourceError(
            f"{len(absent)} of {len(found)} papers have no abstract, in the file or in what --papers names (the first "
            f"is {absent[0]!r}); name a source that has them"
        )
    return found


def _completed(record: Record, other: Record | None) -> Record:
    """Return a record with the abstract and authors of another one of its title, if it has no abstract itself."""
    if record.abstract or other is None:
        return record
    return replace(record, abstract=other.abstract, authors=other.authors)


def _linked(store: Store, pair: Pair, *, threshold: int) -> Linked:
    return Linked(pair, *(_node(store, named, threshold=threshold) for named in (pair.one, pair.other)))


def _node(store: Store, named: Named, *, threshold: int) -> str | None:
    """Return the node of the best scored thing that a paper writes in some way, None if it was not extracted."""
    paper = store.paper(f"{_SCHEME}:{named.paper}")
    if paper is None:
        return None
    _, extraction = store.stored(paper.id)
    found = max(_written(paper, extraction, named.name, threshold=threshold), default=None)
    return None if found is None else store.facts.canonical(found[1])


def _written(paper: Paper, extraction: Extraction, name: str, *, threshold: int) -> Iterator[tuple[int, str]]:
    form = normal_form(name)
    for key, entity in zip(entity_keys(paper, extraction), extraction.entities, strict=True):
        texts = {entity.name, *(mention.text for mention in entity.mentions)}
        label = entity.label.lower()
        forms = {normal_form(text) for text in texts}
        near = {fold(f"{label}|{text}") for text in forms}
        if entity.score >= threshold and (form in forms or fold(f"{label}|{form}") in near):
            yield entity.score, key


def read_pairs(path: Path) -> tuple[dict[str, Record], tuple[Pair, ...]]:
    """Return the papers, by their ids in the file, and the pairs of a file. Raises SourceError."""
    records: dict[str, Record] = {}
    pairs: list[Pair] = []
    for number, data in _lines(path):
        try:
            if "title" in data:
                name = str(data["paper"])
                records[name] = Record(
                    path.name, f"line {number}", data["title"], data.get("abstract", ""), (f"{_SCHEME}:{name}",)
                )
            else:
                one, other = (Named(str(data[end]["paper"]), str(data[end]["name"])) for end in ("a", "b"))
                pairs.append(Pair(one, other, bool(data["same"]), str(data["class"])))
        except (KeyError, TypeError) as error:
            raise SourceError(
                f"{path}, line {number}: it is neither a paper (paper, title, abstract) nor a pair (a and b, each with "
                f"paper and name; same; class): {error!r}"
            ) from error
    for pair in pairs:
        for named in (pair.one, pair.other):
            if named.paper not in records:
                raise SourceError(f"{path}: a pair names the paper {named.paper!r}, of which the file has no line")
    if not pairs:
        raise SourceError(f"{path}: it has no pairs; name a file of pairs of names, or leave out --linking")
    return records, tuple(pairs)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: it cannot be read ({error}); name a file of JSON Lines in UTF-8") from error
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            data = json.loads(line)
        except ValueError as error:
            raise SourceError(f"{path}, line {number}: it is not JSON ({error})") from error
        if not isinstance(data, dict):
            raise SourceError(f"{path}, line {number}: it is JSON, but no object")
        yield number, data


def wrong_rows(outcomes: Iterable[Linked]) -> Iterator[tuple[object, ...]]:
    """Yield outcomes as rows: class, what they should be, both names with their papers and nodes."""
    for o in outcomes:
        said = "one thing" if o.pair.same else "two things"
        yield (
            o.pair.kind,
            said,
            o.pair.one.name,
            o.one,
            o.pair.other.name,
            o.other,
            o.pair.one.paper,
            o.pair.other.paper,
        )
