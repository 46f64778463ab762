"""Names in a query that the schema does not know: a label, a type of edge or a property that was mistyped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Literal, TypeAlias

from kg.errors import QueryError
from kg.graph.schema import EDGES, NODES, property_names
from kg.graph.tokens import Token, pointed, tokens

# What the innermost bracket around a word holds: a pattern's node or edge, its properties, a map, or something else.
Room: TypeAlias = Literal["node", "edge", "properties", "map", "subquery", "other"]

CLAUSES = frozenset({"MATCH", "OPTIONAL", "WITH", "UNWIND", "RETURN", "CALL"})
SUBQUERIES = frozenset({"CALL", "EXISTS", "COUNT", "COLLECT"})


def check_names(text: str) -> None:
    """Raise QueryError if a query names a label, type or property that no node or edge of the schema has.

    The message gives the place and the nearest name that there is. A property is looked at only where its variable
    stands for a node or an edge throughout the query.
    """
    words = tokens(text)
    rooms = _rooms(words)
    labels, types, properties = frozenset(NODES), frozenset(EDGES), property_names()
    for at in _labels(words, rooms):
        if words[at].text not in labels | types:
            what, known = ("type of edge", types) if rooms[at] == "edge" else ("label", labels)
            raise _unknown(what, known, text, words[at])
    for at in _properties(words, rooms):
        if words[at].text not in properties:
            raise _unknown("property", properties, text, words[at])


def check_parameters(text: str, given: Mapping[str, object]) -> None:
    """Raise QueryError if a query has a parameter for which no value is given."""
    for before, word in pairwise(tokens(text)):
        if _is(before, "$") and word.text not in given:
            allowed = ", ".join(sorted(given)) or "none"
            message = f"the parameter ${word.text} has no value; given are: {allowed}"
            raise QueryError(pointed(message, text, word.start))


def nearest(name: str, known: Collection[str], *, most: int = 3) -> list[str]:
    """Return the names most like one, the best first; case does not count."""
    folded = {other.casefold(): other for other in sorted(known)}
    return [folded[match] for match in get_close_matches(name.casefold(), folded, n=most, cutoff=0.5)]


def _unknown(what: str, known: Collection[str], text: str, word: Token) -> QueryError:
    near = nearest(word.text, known, most=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}"
    return QueryError(pointed(f"there is no {what} {word.text}; {hint}", text, word.start))


def _is(word: Token, *marks: str) -> bool:
    return word.kind == "mark" and word.text in marks


def _rooms(words: Sequence[Token]) -> list[Room]:
    """Return for each word what the innermost bracket around it holds."""
    opened: list[Room] = ["other"]
    rooms: list[Room] = []
    for at, word in enumerate(words):
        if _is(word, ")", "]", "}") and len(opened) > 1:
            opened.pop()
        rooms.append(opened[-1])
        if _is(word, "(", "[", "{"):
            opened.append(_room(words, at, opened[-1]))
    return rooms


def _room(words: Sequence[Token], at: int, around: Room) -> Room:
    """Return what the bracket at a place holds."""
    before = words[at - 1] if at else None
    if before is None:
        return "other"
    if words[at].text == "[":
        return "edge" if _is(before, "-") else "other"
    if words[at].text == "(":
        return "node" if before.keyword == "MATCH" or _is(before, "-", ">") else "other"
    after = words[at + 1] if at + 1 < len(words) else None
    scoped = _is(before, ")") and after is not None and after.keyword in CLAUSES
    if before.keyword in SUBQUERIES or scoped:
        return "subquery"
    return "properties" if around in {"node", "edge"} else "map"


def _labels(words: Sequence[Token], rooms: Sequence[Room]) -> Iterator[int]:
    """Yield where labels and types stand: after a colon that is not that of a map."""
    for at, word in enumerate(words):
        if _is(word, ":") and rooms[at] not in {"map", "properties"}:
            # In the list `[x IN xs WHERE x:Method | x.name]` the bar does not join labels.
            yield from _expression(words, at + 1, joints={"&", "|"} if rooms[at] in {"node", "edge"} else {"&"})


def _expression(words: Sequence[Token], at: int, *, joints: Collection[str]) -> Iterator[int]:
    """Yield the names of a label expression, `A|B` or `A&!B`, that begins at a word."""
    due = True
    for place in range(at, len(words)):
        word = words[place]
        if due and word.kind in {"word", "quoted"}:
            yield place
            due = False
        elif not due and _is(word, *joints):
            due = True
        elif not (due and _is(word, "!", "(", ":")):
            return


def _properties(words: Sequence[Token], rooms: Sequence[Room]) -> Iterator[int]:
    """Yield where properties of nodes and edges stand: after the point of a pattern's variable, or in its map."""
    sure = _pattern_variables(words, rooms)
    for at in range(1, len(words) - 1):
        word, before = words[at], words[at - 1]
        if word.kind not in {"word", "quoted"}:
            continue
        named = at > 1 and words[at - 2].kind in {"word", "quoted"} and words[at - 2].text in sure
        chained = at > 2 and _is(words[at - 3], ".", "$")
        key = rooms[at] == "properties" and _is(before, "{", ",") and _is(words[at + 1], ":")
        if key or (_is(before, ".") and named and not chained):
            yield at
    if len(words) > 2 and _is(words[-2], ".") and words[-3].text in sure and words[-1].kind == "word":
        yield len(words) - 1


def _pattern_variables(words: Sequence[Token], rooms: Sequence[Room]) -> set[str]:
    """Return the names that stand for a node or an edge wherever they stand."""
    patterns: set[str] = set()
    others: set[str] = set()
    for at in range(1, len(words)):
        word, before = words[at], words[at - 1]
        if word.kind not in {"word", "quoted"}:
            continue
        after = words[at + 1] if at + 1 < len(words) else None
        if before.keyword == "AS" or (after is not None and (after.keyword == "IN" or _is(after, "="))):
            others.add(word.text)
        elif rooms[at] in {"node", "edge"} and _is(before, "(", "["):
            patterns.add(word.text)
    return patterns - others
