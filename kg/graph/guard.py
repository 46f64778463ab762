"""What people and assistants may send as a query: it can read the graph and nothing else.

A query is read word by word, and each word must stand where the language of reading has a place for it: a clause out
of a short list, an operator, an operand, a function out of a list. All else is refused, whatever it would do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from kg.errors import QueryError
from kg.graph.tokens import Token, pointed, tokens

State: TypeAlias = Literal["start", "pattern", "operand", "after", "clause", "name"]

MAX_DEPTH = 60
MAX_LENGTH = 100_000

CLAUSES = ("MATCH", "OPTIONAL MATCH", "WHERE", "WITH", "UNWIND", "RETURN", "ORDER BY", "SKIP", "LIMIT", "UNION")
STARTERS = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})
# After one of these words the query goes on in the state beside it; they come where an operand has ended.
FOLLOWERS: dict[str, State] = {
    "MATCH": "operand",
    "WHERE": "operand",
    "WITH": "operand",
    "UNWIND": "operand",
    "RETURN": "operand",
    "SKIP": "operand",
    "LIMIT": "operand",
    "AND": "operand",
    "OR": "operand",
    "XOR": "operand",
    "IN": "operand",
    "CONTAINS": "operand",
    "WHEN": "operand",
    "THEN": "operand",
    "ELSE": "operand",
    "AS": "name",
    "END": "after",
    "ASC": "after",
    "ASCENDING": "after",
    "DESC": "after",
    "DESCENDING": "after",
    "UNION": "start",
}
# Two words that stand together, and the state after the second.
PAIRS: dict[str, tuple[str, State]] = {
    "OPTIONAL": ("MATCH", "operand"),
    "ORDER": ("BY", "operand"),
    "STARTS": ("WITH", "operand"),
    "ENDS": ("WITH", "operand"),
}
STATEMENT_WORDS = STARTERS | {"ORDER", "SKIP", "LIMIT", "UNION"}
AFTER_CLAUSE = STARTERS | {"UNION"}
PREFIXES = frozenset({"NOT", "DISTINCT", "CASE"})
SUBQUERIES = frozenset({"EXISTS", "COUNT", "COLLECT"})

FUNCTIONS = frozenset(
    """
    abs acos all allshortestpaths any asin atan atan2 avg ceil coalesce collect cos cot count date datetime degrees
    duration e elementid endnode exists exp floor haversin head id isempty isnan keys labels last left length
    localdatetime localtime log log10 lower ltrim max min none nodes nullif percentilecont percentiledisc pi
    properties radians rand range reduce relationships replace reverse right round rtrim shortestpath sign sin single
    size split sqrt startnode stdev stdevp substring sum tail tan time toboolean tobooleanornull tofloat tofloatornull
    tointeger tointegerornull tolower tostring tostringornull toupper trim type upper valuetype
    date.truncate datetime.truncate duration.between duration.indays duration.inmonths duration.inseconds
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


def check_read_only(text: str) -> None:
    """Raise QueryError unless a query is one statement that only reads the graph.

    Allowed are the clauses MATCH, OPTIONAL MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP, LIMIT, UNION, and
    `CALL { ... }`, `EXISTS { ... }`, `COUNT { ... }` of these, with the functions in `FUNCTIONS`. The message names
    the first word that has no place, with its line and column.
    """
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query has {len(text)} characters; at most {MAX_LENGTH} are read")
    words = tokens(text)
    if not words:
        raise QueryError("the query is empty; begin with MATCH, such as MATCH (d:Dataset) RETURN d.name")
    _Reader(text, words).read()


@dataclass(slots=True)
class _Reader:
    """A walk over the words of one query: where it is, what may come next, and which brackets are open.

    `opened` holds, for each open bracket, how it closes: the mark, the state after it, and whether clauses stand in it.
    """

    text: str
    words: Sequence[Token]
    at: int = 0
    state: State = "start"
    opened: list[tuple[str, State, bool]] = field(default_factory=list)

    def read(self) -> None:
        while self.at < len(self.words):
            word = self.words[self.at]
            if word.kind == "mark":
                self._mark(word)
            elif word.kind == "word":
                self._word(word)
            else:
                self._operand(word)
            self.at += 1
        if self.opened:
            raise self._refusal(self.words[-1], f"the query ends here, and a {self.opened[-1][0]} is missing")
        if self.state in {"start", "operand", "name", "pattern"}:
            raise self._refusal(self.words[-1], "the query is not complete after this word")

    def _next(self, distance: int = 1) -> Token | None:
        place = self.at + distance
        return self.words[place] if place < len(self.words) else None

    def _follows(self, mark: str) -> bool:
        following = self._next()
        return following is not None and following.kind == "mark" and following.text == mark

    def _previous(self) -> str:
        before = self.words[self.at - 1] if self.at else None
        return "" if before is None else before.keyword or before.text

    def _operand(self, word: Token) -> None:
        """Take a string, a number or a name in backticks."""
        if self.state in {"start", "pattern", "clause"} or (self.state == "name" and word.kind != "quoted"):
            raise self._misplaced(word)
        if self.state == "after":
            raise self._refusal(word, "this has no place here")
        if word.kind == "quoted" and self._follows("("):
            raise self._refusal(word, f"the function {word.text} is not one that a query may call")
        self.state = "after"

    def _word(self, word: Token) -> None:
        key = word.keyword
        dotted = self._previous() == "." and self.words[self.at - 1].kind == "mark"
        if self.state == "name":
            self._alias(word)
        elif dotted and self.state == "operand":
            self._property(word)
        elif self.state == "operand":
            self._value(word, key)
        elif self.state in {"start", "pattern"}:
            self._begin(word, key)
        elif self.state == "clause" and key not in AFTER_CLAUSE:
            raise self._misplaced(word)
        else:
            self._go_on(word, key)

    def _alias(self, word: Token) -> None:
        if self._follows("("):
            raise self._refusal(word, "a name ends here, and no bracket may follow it")
        self.state = "after"

    def _property(self, word: Token) -> None:
        if self._follows("("):
            first = self.words[self.at - 2]
            name = f"{first.text}.{word.text}".casefold()
            before = self.words[self.at - 3].text if self.at >= 3 else ""
            if first.kind != "word" or before == "." or name not in FUNCTIONS:
                raise self._refusal(word, f"the function {name} is not one that a query may call")
        self.state = "after"

    def _value(self, word: Token, key: str) -> None:
        """Take a word where an operand is due: a prefix, a function, a subquery, or a name."""
        if key in SUBQUERIES and self._follows("{"):
            self.at += 1
            self._open(self.words[self.at], "}", inside="pattern", after="after")
        elif (key == "WHEN" and self._previous() == "CASE") or (key in PREFIXES and not self._ends_operand()):
            pass
        elif self._follows("("):
            if word.text.casefold() not in FUNCTIONS:
                raise self._refusal(word, f"{word.text} is not a function that a query may call")
            self.state = "after"
        else:
            self.state = "after"

    def _ends_operand(self) -> bool:
        """Tell whether the next word cannot begin an operand: then this word is a name, not a prefix."""
        following = self._next()
        if following is None:
            return True
        if following.kind == "mark":
            return following.text not in {"(", "[", "{", "-", "+", "$", "*", "!"}
        return following.keyword in {"AS", "IS", "AND", "OR"}

    def _begin(self, word: Token, key: str) -> None:
        if self._previous() == "UNION" and key in {"ALL", "DISTINCT"}:
            return
        if key not in STARTERS:
            raise self._misplaced(word)
        self._go_on(word, key)

    def _go_on(self, word: Token, key: str) -> None:
        """Take a word where an operand has ended: a clause, or an operator that is a word."""
        if key in STATEMENT_WORDS and self.opened and not self.opened[-1][2]:
            raise self._refusal(word, f"a {self.opened[-1][0]} is missing before {key}")
        if key == "CALL":
            self._call(word)
        elif key in PAIRS:
            second, state = PAIRS[key]
            following = self._next()
            if following is None or following.keyword != second:
                raise self._refusal(word, f"{second} must follow {key}")
            self.at += 1
            self.state = state
        elif key == "IS":
            self._is_null(word)
        elif key in FOLLOWERS:
            self.state = FOLLOWERS[key]
        else:
            raise self._misplaced(word)

    def _is_null(self, word: Token) -> None:
        if (following := self._next()) is not None and following.keyword == "NOT":
            self.at += 1
        if (following := self._next()) is None or following.keyword != "NULL":
            raise self._refusal(word, "NULL or NOT NULL must follow IS")
        self.at += 1
        self.state = "after"

    def _call(self, word: Token) -> None:
        """Take `CALL {`, or `CALL (a, b) {`: a subquery, and no procedure."""
        names = 1
        if self._follows("("):
            while (passed := self._next(names)) is not None and passed.text != ")":
                if passed.kind == "string" or (passed.kind == "mark" and passed.text not in {"(", ",", "*"}):
                    raise self._refusal(passed, "only names may stand here")
                names += 1
            names += 1
        brace = self._next(names)
        if brace is None or brace.kind != "mark" or brace.text != "{":
            raise self._refusal(word, "procedures cannot be called; CALL may only begin a subquery, CALL { ... }")
        self.at += names
        self._open(brace, "}", inside="start", after="clause")

    def _mark(self, mark: Token) -> None:
        text = mark.text
        if text in {")", "]", "}"}:
            self._close(mark)
        elif text == ";":
            if self.opened or self.at + 1 < len(self.words) or self.state not in {"after", "clause"}:
                raise self._refusal(mark, "a query is one statement; a semicolon may only end it")
        elif self.state in {"start", "clause", "name"} or (self.state == "pattern" and text != "("):
            raise self._misplaced(mark)
        elif text in {"(", "[", "{"}:
            self._open(mark, {"(": ")", "[": "]", "{": "}"}[text], inside="operand", after="after")
        elif text == "$":
            self._parameter(mark)
        elif text == "*" and (self._previous() in {"RETURN", "WITH", "DISTINCT", "(", "."} and self.state == "operand"):
            self.state = "after"
        else:
            self.state = "operand"

    def _parameter(self, mark: Token) -> None:
        following = self._next()
        if self.state != "operand" or following is None or following.kind not in {"word", "quoted", "number"}:
            raise self._refusal(mark, "the name of a parameter must follow $")
        self.at += 1
        if self._follows("("):
            raise self._refusal(mark, "a parameter cannot be called")
        self.state = "after"

    def _open(self, mark: Token, closing: str, *, inside: State, after: State) -> None:
        if len(self.opened) >= MAX_DEPTH:
            raise self._refusal(mark, f"brackets are nested more than {MAX_DEPTH} deep")
        self.opened.append((closing, after, inside in {"start", "pattern"}))
        self.state = inside

    def _close(self, mark: Token) -> None:
        if not self.opened or self.opened[-1][0] != mark.text:
            wanted = f"{self.opened[-1][0]} is due" if self.opened else "no bracket is open"
            raise self._refusal(mark, f"{mark.text} has no place here: {wanted}")
        if self.state in {"start", "pattern", "name"}:
            raise self._refusal(mark, f"something is missing before {mark.text}")
        self.state = self.opened.pop()[1]

    def _misplaced(self, word: Token) -> QueryError:
        shown = word.text if len(word.text) <= 40 else word.text[:40] + "..."
        allowed = ", ".join(CLAUSES)
        return self._refusal(word, f"{shown} has no place here; a query may only read, with {allowed} and CALL {{ }}")

    def _refusal(self, word: Token, message: str) -> QueryError:
        return QueryError(pointed(message, self.text, word.start))
