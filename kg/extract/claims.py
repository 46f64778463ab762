"""The spaCy components `kg_roles`, `kg_results` and `kg_relations`: what a paper says of the things that it names.

They follow `kg_sentences` and `kg_entities` in this order; each reads what those before it wrote onto the Doc.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.context import Context, Named
from kg.extract.docs import doc_offsets, field_span
from kg.extract.numbers import find_numbers
from kg.extract.relations import TYPES, Related, related
from kg.extract.results import KINDS, Reported, reported
from kg.extract.roles import introduced_chances
from kg.extract.scorer import Scorer
from kg.extract.thresholds import FLOOR
from kg.records import ROLES, SCORE_ONE, Relation, Result, Span


class Claims(ABC):
    """A component that decides with scorers; `PARTS` names them, and says how many classes each has."""

    PARTS: ClassVar[dict[str, int]]

    def __init__(self, name: str) -> None:
        self.name = name
        self.scorers = {part: Scorer.blank(classes=classes) for part, classes in self.PARTS.items()}

    @abstractmethod
    def __call__(self, doc: Doc) -> Doc:
        """Write onto a Doc what the component finds."""

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Apply it to many Docs, in order, one by one."""
        del batch_size
        return map(self, docs)

    def to_disk(self, path: Path, *, exclude: object = ()) -> None:
        """Write the weights into a folder, a file a scorer; there is nothing to exclude."""
        del exclude
        Path(path).mkdir(parents=True, exist_ok=True)
        for part, scorer in self.scorers.items():
            (Path(path) / f"{part}.npz").write_bytes(scorer.to_bytes())

    def from_disk(self, path: Path, *, exclude: object = ()) -> Claims:
        """Read what `to_disk` wrote. Raises OSError, ValueError or KeyError if it is something else."""
        del exclude
        self.scorers = {part: Scorer.from_bytes((Path(path) / f"{part}.npz").read_bytes()) for part in self.PARTS}
        return self

    def to_bytes(self, *, exclude: object = ()) -> bytes:
        """Return the weights, those of one scorer behind those of the other."""
        del exclude
        return b"".join(scorer.to_bytes() for scorer in self.scorers.values())


class RoleFinder(Claims):
    """Gives each entity of a Doc its role, and `doc._.context` for the components behind it."""

    PARTS: ClassVar = {"role": len(ROLES)}

    def __call__(self, doc: Doc) -> Doc:
        """Set the roles of a Doc's entities."""
        context = context_of(doc)
        introduced, roles = introduced_chances(context, self.scorers["role"])
        context.introduce(introduced)
        doc._.context = context
        doc._.entities = tuple(replace(e, role=role) for e, role in zip(doc._.entities, roles, strict=True))
        return doc


class ResultFinder(Claims):
    """Sets `doc._.results`: the numbers that are reported, with a score of at least `FLOOR`."""

    PARTS: ClassVar = {"number": len(KINDS), "link": 1}

    def __call__(self, doc: Doc) -> Doc:
        """Set the results of a Doc whose roles are known."""
        context: Context = doc._.context
        found = reported(context, self.scorers["number"], self.scorers["link"], floor=FLOOR / SCORE_ONE)
        text = doc.text  # put together anew each time that it is asked for
        doc._.results = tuple(_result(doc, text, context, result) for result in found)
        return doc


class RelationFinder(Claims):
    """Sets `doc._.relations`: what is based on what and compared with what, with a score of at least `FLOOR`."""

    PARTS: ClassVar = {"relation": len(TYPES)}

    def __call__(self, doc: Doc) -> Doc:
        """Set the relations of a Doc whose roles are known."""
        context: Context = doc._.context
        found = related(context, self.scorers["relation"], floor=FLOOR / SCORE_ONE)
        doc._.relations = tuple(_relation(doc, context, relation) for relation in found)
        return doc


def context_of(doc: Doc) -> Context:
    """Return the context of a Doc with sentences and entities; its things are the Doc's entities, in their order."""
    things = [
        Named(
            e.label,
            e.name,
            e.score,
            places=tuple(doc_offsets(doc, mention.span) for mention in e.mentions),
            forms=tuple(sorted({mention.text for mention in e.mentions})),
        )
        for e in doc._.entities
    ]
    return context_with(doc, things)


def context_with(doc: Doc, things: Sequence[Named]) -> Context:
    """Return the context of a Doc with sentences and with things that are given."""
    words = ((token.text, (token.idx, token.idx + len(token.text))) for token in doc)
    starts = [sentence.start_char for sentence in doc.sents]
    return Context(words, starts, title=doc._.abstract_start, things=things, numbers=find_numbers(doc.text))


def _sentence(doc: Doc, context: Context, item: int) -> Span:
    """Return the place of an item's sentence, without white space at its ends; all of the item is in it."""
    start, last = context.items[item].place
    token = doc.char_span(start, start + 1, alignment_mode="expand")
    assert token is not None  # noqa: S101 - the character is in the text
    sentence = token[0].sent
    text = sentence.text
    end = max(last, sentence.start_char + len(text.rstrip()))
    return field_span(doc, sentence.start_char + len(text) - len(text.lstrip()), end)


def _result(doc: Doc, text: str, context: Context, result: Reported) -> Result:
    number = context.numbers[result.number]
    method, dataset, metric = result.things
    return Result(
        text=text[number.start : number.end],
        value=number.value,
        unit=number.unit,
        kind=result.kind,
        approximate=number.approximate,
        bound=number.bound,
        method=method,
        dataset=dataset,
        metric=metric,
        span=field_span(doc, number.start, number.end),
        sentence=_sentence(doc, context, context.of_number[result.number]),
        score=_score(result.chance),
        link_scores=(_score(result.chances[0]), _score(result.chances[1]), _score(result.chances[2])),
    )


def _relation(doc: Doc, context: Context, relation: Related) -> Relation:
    places = {_sentence(doc, context, item) for item in relation.items}
    return Relation(relation.type, relation.source, relation.target, tuple(sorted(places)), _score(relation.chance))


def _score(chance: float) -> int:
    return round(chance * SCORE_ONE)


@Language.factory("kg_roles")
def make_roles(nlp: Language, name: str) -> RoleFinder:
    """Make the component for a pipeline."""
    del nlp
    return RoleFinder(name)


@Language.factory("kg_results")
def make_results(nlp: Language, name: str) -> ResultFinder:
    """Make the component for a pipeline."""
    del nlp
    return ResultFinder(name)


@Language.factory("kg_relations")
def make_relations(nlp: Language, name: str) -> RelationFinder:
    """Make the component for a pipeline."""
    del nlp
    return RelationFinder(name)
