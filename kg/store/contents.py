"""What is in a store, read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kg.errors import NotAStoreError
from kg.link import Aliases, Decided, Decision
from kg.read import normal_title
from kg.records import Extraction, Paper, Record
from kg.store.claims import ClaimTables
from kg.store.codec import extraction_from, loads, paper_from, record_from
from kg.store.database import Database
from kg.store.decisions import DecisionTable
from kg.store.facts import FactTables
from kg.store.lookups import Lookups, words_query

LINKING = 2  # the version of the rules that make keys and nodes: stores of another one are linked anew


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record as it lies in the store: with its source, hash, paper and identity keys (sorted)."""

    record: Record
    source: str
    hash: str
    paper: str
    keys: tuple[str, ...]


class Contents:
    """The read side of a store."""

    def __init__(self, db: Database, aliases: Aliases) -> None:
        self.aliases = aliases
        self._db = db
        self._decisions = DecisionTable(db)
        self._facts = FactTables(db, aliases, self._decisions)
        self._claims = ClaimTables(db, self._facts, self._decisions)
        self._lookups = Lookups(db)

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The user's decisions, in the order in which they were made."""
        return self._decisions.held.all

    @property
    def decided(self) -> Decided:
        """What the user's decisions say of keys."""
        return self._decisions.decided

    @property
    def linked(self) -> bool:
        """Whether keys were linked by this version's rule, with these aliases."""
        return not self.generation or self._linked_by == self._linking

    @property
    def keyed(self) -> bool:
        """Whether keys were made by this version's rule."""
        return not self.generation or self._linked_by.partition(" ")[0] == str(LINKING)

    @property
    def _linked_by(self) -> str:
        row = self._db.row("SELECT value FROM meta WHERE name = 'linking'")
        return str(row[0]) if row else ""

    @property
    def _linking(self) -> str:
        return f"{LINKING} {self.aliases.digest}"

    @property
    def generation(self) -> str:
        """A text that differs whenever the content does (also between two files), empty while nothing was added."""
        row = self._db.row("SELECT value FROM meta WHERE name = 'generation'")
        return str(row[0]) if row else ""

    def models(self) -> tuple[str, ...]:
        """Return the models whose extractions are in the store, sorted: one, or two amid a re-extraction."""
        return tuple(row[0] for row in self._db.rows("SELECT DISTINCT model FROM paper ORDER BY model"))

    def model_of(self, paper_id: str) -> str:
        """Return the model that extracted a paper, by the paper's own id; empty if there is none."""
        row = self._db.row("SELECT model FROM paper WHERE id = ?", paper_id)
        return str(row[0]) if row else ""

    def counts(self) -> dict[str, int]:
        """Return how many records, sources and papers there are."""
        row = self._db.row("SELECT count(*), count(DISTINCT source) FROM record")
        papers = self._db.row("SELECT count(*) FROM paper")
        return {"records": row[0], "sources": row[1], "papers": papers[0]} if row and papers else {}

    def sources(self) -> tuple[str, ...]:
        """Return the names of all sources, sorted."""
        return tuple(source for (source,) in self._db.rows("SELECT DISTINCT source FROM record ORDER BY source"))

    def records(self) -> Iterator[Record]:
        """Yield all records, sorted by source and content."""
        for (data,) in self._db.rows("SELECT data FROM record ORDER BY source, hash"):
            yield record_from(loads(data))

    def record_rows(self) -> Iterator[RecordRow]:
        """Yield all records with what is stored beside them, sorted by source and hash."""
        keys: dict[int, list[str]] = {}
        for key, number in self._db.rows("SELECT key, record FROM record_key ORDER BY key"):
            keys.setdefault(int(number), []).append(key)
        for number, source, digest, paper, data in self._db.rows(
            "SELECT number, source, hash, paper, data FROM record ORDER BY source, hash"
        ):
            yield RecordRow(record_from(loads(data)), source, digest, paper, tuple(keys.get(int(number), ())))

    def damage(self) -> list[str]:
        """Return what SQLite's own check finds wrong with the file; nothing if it is sound."""
        found = [row[0] for row in self._db.rows("PRAGMA integrity_check")]
        columns = self._db.rows(
            "SELECT id FROM paper WHERE title <> data ->> 'title' OR abstract <> data ->> 'abstract' ORDER BY id"
        )
        return [
            *(text for text in found if text != "ok"),
            *(f"{row[0]}: its text is there in two versions" for row in columns),
        ]

    def papers(self) -> Iterator[Paper]:
        """Yield all papers, sorted by id."""
        for (data,) in self._db.rows("SELECT data FROM paper ORDER BY id"):
            yield paper_from(loads(data))

    def extractions(self) -> Iterator[tuple[Paper, Extraction]]:
        """Yield each paper with its extraction, sorted by id."""
        for data, extraction in self._db.rows("SELECT data, extraction FROM paper ORDER BY id"):
            paper = paper_from(loads(data))
            yield paper, _extraction(paper, extraction)

    def paper(self, identifier: str) -> Paper | None:
        """Return the paper that goes by an id, any of its ids."""
        row = self._db.row(
            "SELECT data FROM paper WHERE id = ?1 UNION ALL "
            "SELECT data FROM paper WHERE id = (SELECT min(paper) FROM paper_id WHERE id = ?1)",
            identifier,
        )
        return paper_from(loads(row[0])) if row else None

    def titled(self, title: str) -> list[Paper]:
        """Return the papers of a title, whatever its case and punctuation, sorted by id."""
        rows = self._db.rows(
            "SELECT DISTINCT paper.data, paper.id FROM record_key JOIN record ON record.number = record_key.record "
            "JOIN paper ON paper.id = record.paper WHERE record_key.key = ? ORDER BY paper.id",
            f"title:{normal_title(title)}",
        )
        return [paper_from(loads(data)) for data, _ in rows]

    def extractions_titled(self, title: str) -> list[tuple[Paper, Extraction]]:
        """Return the papers of a title with their extractions, sorted by id."""
        return [self.stored(paper.id) for paper in self.titled(title)]

    def find_papers(self, text: str, *, limit: int) -> list[Paper]:
        """Return the papers whose title or abstract holds all words of a text, best first (BM25, titles count more)."""
        rows = self._db.rows(
            "SELECT paper.data FROM paper_text JOIN paper ON paper.number = paper_text.rowid "
            "WHERE paper_text MATCH ? ORDER BY bm25(paper_text, 4.0, 1.0), paper.id LIMIT ?",
            words_query(text),
            limit,
        )
        return [paper_from(loads(data)) for (data,) in rows]

    def find_names(self, text: str, *, limit: int) -> list[str]:
        """Return the canonical keys that have a form with all words of a text (the last a beginning), best first."""
        rows = self._db.rows(
            "SELECT node.canonical FROM name_text JOIN spelling ON spelling.number = name_text.rowid "
            "JOIN node ON node.key = spelling.key WHERE name_text MATCH ? AND node.canonical IS NOT NULL "
            "GROUP BY node.canonical ORDER BY sum(spelling.papers) DESC, node.canonical LIMIT ?",
            words_query(text, prefix=True),
            limit,
        )
        return [canonical for (canonical,) in rows]

    @property
    def facts(self) -> FactTables:
        """The tables of facts, keys and nodes."""
        return self._facts

    @property
    def claims(self) -> ClaimTables:
        """The tables of what papers state."""
        return self._claims

    @property
    def lookups(self) -> Lookups:
        """Questions whose answers stay small."""
        return self._lookups

    def snapshot(self) -> AbstractContextManager[None]:
        """Read everything within as it was at the beginning, whatever another process writes meanwhile."""
        return self._db.snapshot()

    def record_numbers(self, *, source: str | None = None, paper: str | None = None) -> tuple[int, ...]:
        """Return the row numbers of a source's or a paper's records, to remove them."""
        if source is not None:
            rows = self._db.rows("SELECT number FROM record WHERE source = ? ORDER BY number", source)
        else:
            rows = self._db.rows("SELECT number FROM record WHERE paper = ? ORDER BY number", paper)
        return tuple(int(number) for (number,) in rows)

    def stored(self, paper_id: str) -> tuple[Paper, Extraction]:
        """Return a paper and its extraction by the paper's own id. Raises KeyError if there is none."""
        row = self._db.row("SELECT data, extraction FROM paper WHERE id = ?", paper_id)
        if row is None:
            raise KeyError(paper_id)
        paper = paper_from(loads(row[0]))
        return paper, _extraction(paper, row[1])


def _extraction(paper: Paper, text: str) -> Extraction:
    try:
        return extraction_from(paper, loads(text))
    except (KeyError, TypeError, ValueError) as error:
        raise NotAStoreError(
            f"{paper.id}: its extraction cannot be read ({error!r}), so the graph is damaged; "
            "restore a copy, or build it again from its sources"
        ) from error
