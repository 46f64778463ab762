"""Docs of papers: how title and abstract become one Doc, and what the pipeline's components write onto it.

The attributes of `doc._` are:

- `abstract_start`: the character at which the abstract begins; 0 where the text has no title, which is so for
  any string given to the pipeline: all of it counts as abstract.
- `definitions`: tuple of Definition, the short forms that the text defines.
- `lattice`: the distribution over the text's spans (`kg.extract.lattice.Lattice`), None before the tagger ran.
- `entities`: tuple of Entity, the things the text names. `doc.ents` has the mentions of those above the default
  threshold.
- `context`: the text as the components behind see it (`kg.extract.context.Context`), None before.
- `results`: tuple of Result, the numbers the text reports, and `relations`: tuple of Relation. Both give entities by
  their index.

Entities and definitions give places by field (title or abstract) and characters of that field.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.acronyms import find_definitions
from kg.records import Definition, Field, Span

SEPARATOR = "\n\n"  # a blank line: no name reaches across it


def register_extensions() -> None:
    """Declare the attributes of `doc._` (more than once does no harm)."""
    for name, default in (
        ("abstract_start", 0),
        ("definitions", ()),
        ("lattice", None),
        ("entities", ()),
        ("context", None),
        ("results", ()),
        ("relations", ()),
    ):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)


def make_doc(nlp: Language, *, title: str, abstract: str) -> Doc:
    """Return the Doc of a paper's two texts, on which no component has run yet."""
    doc = nlp.make_doc(f"{title}{SEPARATOR}{abstract}")
    doc._.abstract_start = len(title) + len(SEPARATOR)
    return doc


def field_span(doc: Doc, start: int, end: int) -> Span:
    """Return the place in a paper's text of some characters of its Doc."""
    offset: int = doc._.abstract_start
    field: Field = "title" if start < offset else "abstract"
    shift = offset if field == "abstract" else 0
    return Span(field, start - shift, end - shift)


def doc_offsets(doc: Doc, span: Span) -> tuple[int, int]:
    """Return the characters of the Doc at a place in a paper's text."""
    shift = doc._.abstract_start if span.field == "abstract" else 0
    return span.start + shift, span.end + shift


def set_definitions(doc: Doc) -> Doc:
    """Find the definitions of short forms in title and abstract; the spaCy component `kg_definitions`.

    Where a text defines one short form in two ways, both are kept.
    """
    offset: int = doc._.abstract_start
    found: list[Definition] = []
    if offset:
        found += find_definitions(doc.text[: offset - len(SEPARATOR)], field="title")
    found += find_definitions(doc.text[offset:], field="abstract")
    doc._.definitions = tuple(found)
    return doc


Language.component("kg_definitions", func=set_definitions)
register_extensions()
