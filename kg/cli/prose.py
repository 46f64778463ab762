"""Sentences for a terminal: what proves something in brackets, and lines as wide as it is."""

from __future__ import annotations

import shutil
import textwrap

from kg.analyse import Sentence


def marked(sentence: Sentence) -> str:
    """Return a sentence with the words that prove something in brackets."""
    text, last = "", 0
    for start, end in sentence.marked:
        text += f"{sentence.text[last:start]}[{sentence.text[start:end]}]"
        last = end
    return text + sentence.text[last:]


def wrapped(text: str, *, indent: int) -> str:
    """Return a text in lines as wide as the terminal, all of them indented."""
    width = max(40, shutil.get_terminal_size((110, 40)).columns)
    margin = " " * indent
    return textwrap.fill(text, width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
