"""Look-ups by key that stay small however large the store is: each reads what one thing or a few papers hold.

Lists of keys and ids go to SQLite as one JSON text, so that one query serves any number of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from kg.records import Role, Span
from kg.store.codec import dumps, loads
from kg.store.database import Database


@dataclass(frozen=True, slots=True)
class Named:
    """A paper that names a thing, without its text: its role and score there, and its date."""

    paper: str
    role: Role
    score: int
    year: int | None
    date: str


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A thing that a paper names, by canonical key, with its role, score and places there."""

    paper: str
    canonical: str
    role: Role
    score: int
    spans: tuple[Span, ...]


class Lookups:
    """Bounded questions to an open store. Scores below `threshold` (0 to 10,000) are left out."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def most_named(self, limit: int) -> list[tuple[str, int]]:
        """Return the canonical keys that most papers name, with about how many do, whatever the scores.

        A paper that names a thing by two keys counts twice here: it is an order, not a number to show.
        """
        return list(
            self._db.rows(
                "SELECT canonical, sum(papers) AS total FROM node WHERE canonical IS NOT NULL "
                "GROUP BY canonical ORDER BY total DESC, canonical LIMIT ?",
                limit,
            )
        )

    def most_measured(self, limit: int, *, least: int) -> list[tuple[str, int]]:
        """Return the canonical keys of the datasets with most results of a method by a metric, and how many."""
        return list(
            self._db.rows(
                "SELECT node.canonical, count(*) AS total FROM result JOIN node ON node.key = result.dataset "
                "WHERE result.method IS NOT NULL AND result.metric IS NOT NULL AND result.score >= ? "
                "AND NOT result.rejected AND node.canonical IS NOT NULL "
                "GROUP BY node.canonical ORDER BY total DESC, node.canonical LIMIT ?",
                *(least, limit),
            )
        )

    def count_nodes(self) -> dict[str, int]:
        """Return how many nodes there are, whatever the scores, by the label that keys carry (`method`)."""
        rows = self._db.rows(
            "SELECT substr(canonical, 1, instr(canonical, '|') - 1) AS label, count(DISTINCT canonical) "
            "FROM node WHERE canonical IS NOT NULL GROUP BY label ORDER BY label"
        )
        return dict(rows)

    def forms(self, keys: Iterable[str]) -> list[tuple[str, str, int]]:
        """Return how papers write some canonical keys: (canonical key, spelling, papers), sorted."""
        return list(
            self._db.rows(
                "SELECT node.canonical, spelling.text, sum(spelling.papers) FROM json_each(?) AS wanted "
                "JOIN node ON node.canonical = wanted.value JOIN spelling ON spelling.key = node.key "
                "GROUP BY node.canonical, spelling.text ORDER BY node.canonical, spelling.text",
                dumps(list(keys)),
            )
        )

    def names_with(self, text: str, *, most: int) -> list[tuple[str, str, int]]:
        """Return spellings with all words of a text, the last a beginning: (canonical key, spelling, papers).

        At most `most` spellings are looked at, those that came first into the store.
        """
        return list(
            self._db.rows(
                "SELECT node.canonical, spelling.text, spelling.papers FROM "
                "(SELECT rowid AS number FROM name_text WHERE name_text MATCH ? LIMIT ?) AS found "
                "JOIN spelling ON spelling.number = found.number JOIN node ON node.key = spelling.key "
                "WHERE node.canonical IS NOT NULL ORDER BY spelling.papers DESC, node.canonical, spelling.text",
                words_query(text, prefix=True),
                most,
            )
        )

    def titles_with(self, text: str, *, most: int, limit: int) -> list[tuple[str, str, int | None]]:
        """Return papers whose title has all words of a text, the last a beginning: (id, title, year), best first.

        At most `most` papers are looked at, those that came last into the store.
        """
        query = words_query(text, prefix=True)
        if query == '""':
            return []
        return list(
            self._db.rows(
                "SELECT paper.id, paper.title, paper.data ->> 'year' FROM (SELECT rowid AS number, "
                "bm25(paper_text) AS worth FROM paper_text WHERE paper_text MATCH ? ORDER BY rowid DESC LIMIT ?) "
                "AS found JOIN paper ON paper.number = found.number ORDER BY found.worth, paper.id LIMIT ?",
                f"title : ({query})",
                *(most, limit),
            )
        )

    def named_in(self, canonical: str, *, threshold: int) -> list[Named]:
        """Return the papers that name a thing, each once with its strongest role and best score, the latest first."""
        rows = self._db.rows(
            "SELECT fact.paper, min(CASE fact.role WHEN 'introduced' THEN '0' WHEN 'used' THEN '1' ELSE '2' END "
            "|| fact.role), max(fact.score), paper.data ->> 'year', coalesce(paper.data ->> 'date', '') "
            "FROM node JOIN fact ON fact.key = node.key JOIN paper ON paper.id = fact.paper "
            "WHERE fact.score >= ? AND NOT fact.rejected AND node.canonical = ? GROUP BY fact.paper "
            "ORDER BY 4 DESC, 5 DESC, fact.paper",
            *(threshold, canonical),
        )
        return [Named(paper, role[1:], score, year, date) for paper, role, score, year, date in rows]

    def surest_naming(self, canonical: str, *, threshold: int, most: int) -> list[str]:
        """Return the ids of papers that name a thing: first those that introduce it, then those that surely name it."""
        rows = self._db.rows(
            "SELECT fact.paper FROM node JOIN fact ON fact.key = node.key "
            "WHERE fact.score >= ? AND NOT fact.rejected AND node.canonical = ? GROUP BY fact.paper "
            "ORDER BY max(fact.role = 'introduced') DESC, max(fact.score) DESC, fact.paper LIMIT ?",
            *(threshold, canonical, most),
        )
        return [paper for (paper,) in rows]

    def authors_naming(self, canonical: str, *, threshold: int) -> dict[str, tuple[str, ...]]:
        """Return who wrote each paper that names a thing."""
        rows = self._db.rows(
            "SELECT id, data ->> 'authors' FROM paper WHERE id IN "
            "(SELECT fact.paper FROM node JOIN fact ON fact.key = node.key "
            "WHERE fact.score >= ? AND NOT fact.rejected AND node.canonical = ?) AND data ->> 'authors' IS NOT NULL",
            *(threshold, canonical),
        )
        return {paper: tuple(loads(authors)) for paper, authors in rows}

    def is_named(self, canonical: str, *, threshold: int) -> bool:
        """Say whether a paper names a thing."""
        row = self._db.row(
            "SELECT 1 FROM node JOIN fact ON fact.key = node.key "
            "WHERE fact.score >= ? AND NOT fact.rejected AND node.canonical = ? LIMIT 1",
            *(threshold, canonical),
        )
        return row is not None

    def about_named(self, keys: Iterable[str]) -> dict[str, int]:
        """Return about how many papers name each of some canonical keys, whatever the scores, as `most_named`."""
        return dict(
            self._db.rows(
                "SELECT canonical, sum(papers) FROM json_each(?) AS wanted "
                "JOIN node ON node.canonical = wanted.value GROUP BY canonical",
                dumps(list(keys)),
            )
        )

    def mentioned(self, papers: Sequence[str], *, threshold: int) -> list[tuple[str, str]]:
        """Return which things some papers name: (paper, canonical key), each pair once, in no order."""
        return list(
            self._db.rows(
                "SELECT DISTINCT fact.paper, node.canonical FROM json_each(?) AS wanted "
                "JOIN fact ON fact.paper = wanted.value JOIN node ON node.key = fact.key "
                "WHERE fact.score >= ? AND NOT fact.rejected AND node.canonical IS NOT NULL",
                *(dumps(list(papers)), threshold),
            )
        )

    def places(self, papers: Sequence[str], canonical: str, *, threshold: int) -> list[Mentioned]:
        """Return where some papers name one thing, in no order; a paper has several where it uses several keys."""
        rows = self._db.rows(
            "SELECT fact.paper, node.canonical, fact.role, fact.score, fact.mentions FROM json_each(?) AS wanted "
            "JOIN fact ON fact.paper = wanted.value JOIN node ON node.key = fact.key "
            "WHERE fact.score >= ? AND NOT fact.rejected AND node.canonical = ?",
            *(dumps(list(papers)), threshold, canonical),
        )
        return [Mentioned(paper, key, role, score, _spans(mentions)) for paper, key, role, score, mentions in rows]

    def papers_naming(self, keys: Iterable[str], *, threshold: int) -> dict[str, int]:
        """Return how many papers name each of some canonical keys; those that none names are left out."""
        rows = self._db.rows(
            "SELECT node.canonical, count(DISTINCT fact.paper) FROM json_each(?) AS wanted "
            "JOIN node ON node.canonical = wanted.value JOIN fact ON fact.key = node.key "
            "WHERE fact.score >= ? AND NOT fact.rejected GROUP BY node.canonical",
            *(dumps(list(keys)), threshold),
        )
        return dict(rows)


def words_query(text: str, *, prefix: bool = False) -> str:
    """Return a query for FTS5 that wants all words of a text, none of them read as an operator.

    With `prefix` the last of them may be the beginning of a word.
    """
    quoted = ['"' + word.replace('"', '""') + '"' for word in text.replace("\0", " ").split()]
    if quoted and prefix:
        quoted[-1] += "*"
    return " ".join(quoted) or '""'


def _spans(mentions: Any) -> tuple[Span, ...]:  # noqa: ANN401 - a cell of SQLite
    return tuple(Span(*place) for *place, _ in loads(mentions))
