"""The words of a Cypher query: names, strings, numbers and punctuation, by the lexical rules of the language.

Two engines read the same text, and where they could disagree about where a comment or a string ends, one could be
made to run what the other takes for text. So this reader takes only what both must read alike, and refuses the rest:
escapes that stand for quotes, control characters, comments within comments.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from kg.errors import QueryError

TokenKind: TypeAlias = Literal["word", "quoted", "string", "number", "mark"]

_ESCAPE = re.compile(r"\\(?:u+([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_NUMBER = re.compile(
    r"0[xX][0-9A-Fa-f_]+|0[oO][0-7_]+|(?:[0-9][0-9_]*)?\.[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?"
    r"|[0-9][0-9_]*(?:[eE][+-]?[0-9]+)?"
)
_MARKS = ("..", "<>", "<=", ">=", "=~", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "<", ">", "=")
_SINGLE = frozenset("+-*/%^|&!$")
_SPACES = frozenset(" \t\n\r\xa0")


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a query; `text` is the name, or the mark; `start` and `end` are offsets in the query's text.

    `kind` is `word` (a name or a keyword), `quoted` (a name in backticks), `string`, `number` or `mark`.
    """

    kind: TokenKind
    text: str
    start: int
    end: int

    @property
    def keyword(self) -> str:
        """The word in upper case, with letters that only look different made equal; empty for other kinds."""
        return unicodedata.normalize("NFKC", self.text).casefold().upper() if self.kind == "word" else ""


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens of a query, without spaces and comments. Raises QueryError where it cannot be read."""
    found: list[Token] = []
    strings: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        if text[at] in _SPACES:
            _check_line_end(text, at)
            at += 1
        elif text.startswith(("//", "/*"), at):
            at = _comment_end(text, at)
        else:
            token = _token(text, at)
            if token.kind == "string":
                strings.append((token.start, token.end))
            found.append(token)
            at = token.end
    _check_escapes(text, strings)
    return tuple(found)


def pointed(message: str, text: str, offset: int) -> str:
    """Return a message with the line and column of an offset, that line, and a caret under the place."""
    offset = min(max(offset, 0), len(text))
    start = text.rfind("\n", 0, offset) + 1
    line = text[start:].split("\n", 1)[0].rstrip("\r")
    column = offset - start
    shift = max(0, column - 60)
    shown = line[shift : shift + 100].replace("\t", " ")
    number = text.count("\n", 0, offset) + 1
    return f"{message} (line {number}, column {column + 1})\n  {shown}\n  {' ' * (column - shift)}^"


def _token(text: str, at: int) -> Token:
    first = text[at]
    if first in "'\"":
        return _string(text, at)
    if first == "`":
        return _quoted(text, at)
    number = _NUMBER.match(text, at)
    if number and not (first == "." and text[at - 1 : at].isalnum()):
        end = number.end()
        # `1..3` is a range: the first point does not belong to the number.
        return Token("number", number[0], at, end)
    if first.isidentifier():
        end = at + 1
        while end < len(text) and ("_" + text[end]).isidentifier():
            end += 1
        return Token("word", text[at:end], at, end)
    mark = next((m for m in _MARKS if text.startswith(m, at)), first if first in _SINGLE else None)
    if mark is None:
        shown = first if first.isprintable() else f"U+{ord(first):04X}"
        raise QueryError(pointed(f"the character {shown} has no place in a query outside a string", text, at))
    return Token("mark", mark, at, at + len(mark))


def _string(text: str, at: int) -> Token:
    end = at + 1
    while end < len(text) and text[end] != text[at]:
        end += 2 if text[end] == "\\" else 1
    if end >= len(text):
        raise QueryError(pointed("a string begins here and does not end", text, at))
    return Token("string", text[at + 1 : end], at, end + 1)


def _quoted(text: str, at: int) -> Token:
    end = at + 1
    while end < len(text):
        if text.startswith("``", end):
            end += 2
        elif text[end] == "`":
            break
        else:
            end += 1
    if end >= len(text):
        raise QueryError(pointed("a name in backticks begins here and does not end", text, at))
    name = text[at + 1 : end]
    if "\\" in name:
        raise QueryError(pointed("a backslash has no place in a name", text, at))
    return Token("quoted", name.replace("``", "`"), at, end + 1)


def _comment_end(text: str, at: int) -> int:
    if text[at + 1] == "/":
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        inside = text[at + 2 : end].removesuffix("\r")
    else:
        end = text.find("*/", at + 2)
        if end < 0:
            raise QueryError(pointed("a comment begins here and does not end", text, at))
        inside = text[at + 2 : end]
        end += 2
        if "/*" in inside:
            raise QueryError(pointed("a comment stands within this comment; take one of them out", text, at))
        inside = inside.replace("\n", " ").replace(" \r", " ").replace("\r ", " ")
    odd = next((c for c in inside if c != "\t" and unicodedata.category(c) in {"Cc", "Zl", "Zp"}), None)
    if odd is not None:
        raise QueryError(pointed(f"the comment here holds the character U+{ord(odd):04X}; take it out", text, at))
    return end


def _check_line_end(text: str, at: int) -> None:
    if text[at] == "\r" and text[at + 1 : at + 2] != "\n":
        raise QueryError(pointed("a carriage return stands alone; end lines with a line feed", text, at))


def _check_escapes(text: str, strings: list[tuple[int, int]]) -> None:
    r"""Refuse `\uXXXX` outside strings, and in them where it stands for a character that could end one.

    Neo4j puts the character in place of the escape before it reads the words of a query, in comments and names too.
    """
    place = 0
    for escape in _ESCAPE.finditer(text):
        while place < len(strings) and strings[place][1] <= escape.start():
            place += 1
        inside = place < len(strings) and strings[place][0] < escape.start()
        code = int(escape[1] or escape[2], 16)
        plain = code <= 0x10FFFF and unicodedata.category(chr(code))[0] in "LMNS" and chr(code) not in "`^"
        if not inside or not plain:
            raise QueryError(pointed(f"write the character itself instead of {escape[0]}", text, escape.start()))


def without_comments(text: str) -> str:
    """Return a query with spaces in place of its comments, so that every word stays where it was."""
    kept = [" " if letter != "\n" else letter for letter in text]
    for token in tokens(text):
        kept[token.start : token.end] = text[token.start : token.end]
    return "".join(kept)
