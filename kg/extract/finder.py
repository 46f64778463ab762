"""The spaCy component `kg_entities`: from the distribution over a Doc's spans to the things that it names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from kg.extract.docs import doc_offsets, field_span
from kg.extract.entities import Text, Thing, find_things
from kg.extract.features import Words
from kg.extract.lattice import Lattice
from kg.extract.tagger import Candidate, quantised
from kg.extract.thresholds import DEFAULT_THRESHOLD, FLOOR
from kg.extract.worth import Judge
from kg.records import Entity, Mention

# Spans less probable than this, over all kinds, are not looked at; things less probable than that (of 10,000) are
# not judged.
_SPAN_FLOOR = 0.03
_THING_FLOOR = 500
_FILE = "judge.json"


class EntityFinder:
    """Sets `doc._.entities` and, for those above the default threshold, `doc.ents`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.judge = Judge.plain()

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of a Doc whose definitions and lattice are set."""
        judged = [(thing, self.judge.score(thing.label, thing.traits)) for thing in things_of(doc)]
        text = doc.text  # put together anew each time that it is asked for
        doc._.entities = tuple(self._entity(doc, text, thing, score) for thing, score in judged if score >= FLOOR)
        spans = [
            span
            for entity in doc._.entities
            if entity.score >= DEFAULT_THRESHOLD
            for mention in entity.mentions
            if (span := doc.char_span(*doc_offsets(doc, mention.span), label=entity.label)) is not None
        ]
        # Names that are coordinated share a place, and a Doc's entities may not overlap.
        doc.set_ents(filter_spans(spans))
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Apply it to many Docs, in order, one by one."""
        del batch_size
        return map(self, docs)

    def _entity(self, doc: Doc, text: str, thing: Thing, score: int) -> Entity:
        scores = self.judge.place_scores(score, [score for _, score in thing.places])
        mentions = tuple(
            Mention(field_span(doc, *place), text[slice(*place)], own)
            for (place, _), own in zip(thing.places, scores, strict=True)
        )
        return Entity(label=thing.label, name=thing.name, mentions=mentions, score=score)

    def to_disk(self, path: Path, *, exclude: object = ()) -> None:
        """Write the judge's weights into a folder; there is nothing to exclude."""
        del exclude
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / _FILE).write_text(self.judge.to_text(), encoding="utf-8")

    def from_disk(self, path: Path, *, exclude: object = ()) -> EntityFinder:
        """Read what `to_disk` wrote. Raises ValueError or KeyError if it is something else."""
        del exclude
        self.judge = Judge.read(Path(path) / _FILE)
        return self

    def to_bytes(self, *, exclude: object = ()) -> bytes:
        """Return the judge's weights."""
        del exclude
        return self.judge.to_text().encode()

    def from_bytes(self, data: bytes, *, exclude: object = ()) -> EntityFinder:
        """Set the judge's weights."""
        del exclude
        self.judge = Judge.from_text(data.decode())
        return self


def things_of(doc: Doc) -> tuple[Thing, ...]:
    """Return the things that a Doc with definitions and lattice names, not yet judged."""
    lattice: Lattice = doc._.lattice
    words = Words.of(doc)
    first = {start: n for n, start in enumerate(words.starts)}
    behind = {end: n + 1 for n, end in enumerate(words.ends)}
    found = [
        Candidate(words.starts[a], words.ends[b - 1], quantised(lattice.span(a, b)))
        for a, b in lattice.spans(_SPAN_FLOOR)
    ]
    definitions = tuple((doc_offsets(doc, d.short_span), doc_offsets(doc, d.long_span)) for d in doc._.definitions)
    text = Text(words.text, frozenset(first), frozenset(behind), definitions, title=doc._.abstract_start)
    return find_things(text, found, lambda a, b: quantised(lattice.span(first[a], behind[b])), floor=_THING_FLOOR)


@Language.factory("kg_entities")
def make_finder(nlp: Language, name: str) -> EntityFinder:
    """Make the component for a pipeline."""
    del nlp
    return EntityFinder(name)
