"""The spaCy component `kg_sentences`: sentences of a paper, none of which reaches across a blank line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from spacy.language import Language
from spacy.pipeline import Sentencizer
from spacy.tokens import Doc

_BLANK = re.compile(r"\n\s*\n")


class Sentences:
    """Sets the beginnings of sentences: those that spaCy's rules give, and the first word behind a blank line."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rules = Sentencizer()

    def __call__(self, doc: Doc) -> Doc:
        """Set the sentences of a Doc."""
        doc = self._rules(doc)
        for before, token in pairwise(doc):
            if _BLANK.search(before.text_with_ws) or before.text.count("\n") > 1:
                token.is_sent_start = True
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Apply it to many Docs, in order, one by one."""
        del batch_size
        return map(self, docs)


@Language.factory("kg_sentences")
def make_sentences(nlp: Language, name: str) -> Sentences:
    """Make the component for a pipeline."""
    del nlp
    return Sentences(name)
