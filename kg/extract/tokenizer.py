r"""The tokenizer: spaCy's English one, with names of models, datasets and measures taken apart always in the same way.

Every hyphen, slash, bracket, quotation mark and sign of LaTeX is a token of its own, wherever it stands, so that a
name's boundary is a token's boundary (`CIFAR-10-based`, `ImageNet/COCO`, `$\ell_2$-norm`, `RL(HF)`).
A point or comma between digits stays (`GPT-3.5`, `10,000`), and so do letters with digits (`CIFAR10`, `GPT-4o`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.lang.en import English
from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex, registry

_HYPHENS = "\\-\u00ad\u2010-\u2015\u2212"
_SIGNS = _HYPHENS + r"/\\(){}\[\]<>\"“”„«»`´~$^_=+*|@#%&:;!?,…·•×→←±≤≥∼≈'‘’°†‡§"
_PIECE = rf"(?:--+|''|``|\.\.+|[{_SIGNS}])"
# A comma between digits belongs to the number; an apostrophe between letters is left to the English exceptions.
_INFIX = [
    rf"(?:--+|''|``|\.\.+|[{_SIGNS.replace(',', '').replace(chr(39), '').replace('’', '')}])",
    r"(?<![0-9]),|,(?![0-9])",
    r"(?<![a-zA-Z])['’]|['’](?![a-zA-Z])",
    r"(?<=[a-zA-Z0-9)\]])\.(?=[A-Z][a-z])",
]
_SUFFIX = [_PIECE, r"'s|’s|'S|’S", r"\."]


def tokenizer_factory() -> Callable[[Language], Any]:
    """Return a function that makes the tokenizer for a pipeline."""
    return make_tokenizer


def make_tokenizer(nlp: Language) -> Any:  # noqa: ANN401 - spaCy's class has no types
    """Return the tokenizer for a pipeline's vocabulary.

    Of spaCy's English exceptions only contractions and abbreviations are kept: its emoticons (`8)`, `:p`) and
    spellings without apostrophe (`Were` as `We re`) would cut formulas and names.
    """
    exceptions = English.Defaults.tokenizer_exceptions or {}
    tokenizer = registry.tokenizers.get("spacy.Tokenizer.v1")()(nlp)
    tokenizer.rules = {text: exceptions[text] for text in exceptions if _is_contraction(text) or _is_abbreviation(text)}
    tokenizer.prefix_search = compile_prefix_regex([_PIECE]).search
    tokenizer.suffix_search = compile_suffix_regex(_SUFFIX).search
    tokenizer.infix_finditer = compile_infix_regex(_INFIX).finditer
    return tokenizer


def _is_contraction(text: str) -> bool:
    return any(sign in text for sign in "'’") and text[:1].isalpha()


def _is_abbreviation(text: str) -> bool:
    return text.endswith(".") and text[:1].isalpha() and text.replace(".", "").isalpha()


registry.tokenizers.register("kg.Tokenizer.v1", func=tokenizer_factory)
