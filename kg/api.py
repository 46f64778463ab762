"""The graph as Python users have it: one object over one store, with a method for each question."""

from __future__ import annotations

import difflib
import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO, Self

from kg import extract, show
from kg import graph as graphs
from kg.analyse import (
    LEAST,
    MOST_LEVELS,
    RECENT,
    Cards,
    Count,
    Hit,
    Leaderboard,
    Lineage,
    PaperView,
    Proof,
    Thing,
    Trends,
    annotation_of,
    describe,
    leaderboards,
    lineage,
    search,
    stats,
    trends,
    verify,
)
from kg.analyse import SURE as SURE_SCORE
from kg.analyse.deciding import Logged, decisions, differ, logged_of, merges, reject, relabel, rename, split, undone
from kg.analyse.suggest import Suggestion, suggest
from kg.errors import DecisionError, NotFoundError, UsageError
from kg.graph import EmbeddedGraph, Table, check_read_only, edges, embedded, export_jsonl, nodes
from kg.graph.table import html_table
from kg.link import Decision, decision_id
from kg.records import LABELS, SCORE_ONE, Extraction, Label, Paper, ResultKind
from kg.store import Change, Progress, Store
from kg.store import build as build_store

if TYPE_CHECKING:
    import networkx as nx
    from spacy.language import Language

    from kg.show import Plot

DEFAULT_GRAPH = Path("papers.kg")
SURE = SURE_SCORE / SCORE_ONE
SHOWN = extract.DEFAULT_THRESHOLD / SCORE_ONE
_COUNTED = 2_000  # papers: to count the things of a larger graph takes longer than a notebook should wait


class Graph:
    """A graph of papers over one store; a context manager. Made by `kg.build` and `kg.open`.

    `threshold` is from 0 to 1: entities that a paper names with a lower score are left out of what the graph shows
    (the store keeps them).
    """

    def __init__(self, store: Store, *, threshold: float = SHOWN, progress: Progress | None = None) -> None:
        self.threshold = _score(threshold)
        self.store = store
        self.progress = progress
        self._engine: tuple[str, EmbeddedGraph] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def networkx(self) -> nx.MultiDiGraph[str]:
        """Return the graph for networkx, with the schema's labels and properties."""
        return graphs.to_networkx(
            nodes(self.store, threshold=self.threshold), edges(self.store, threshold=self.threshold)
        )

    def query(
        self,
        text: str,
        parameters: Mapping[str, object] | None = None,
        *,
        timeout: float = 30.0,
        limit: int | None = None,
    ) -> Table:
        """Return the rows of a Cypher query that reads, run by the embedded engine.

        `timeout` is in seconds; `limit` cuts the rows. Raises QueryError for what cannot be run or would write.
        """
        check_read_only(text)
        generation = self.store.generation
        if self._engine is None or self._engine[0] != generation:
            self._engine = (generation, embedded(self.store, threshold=self.threshold))
        return self._engine[1].query(text, parameters, timeout=timeout, limit=limit)

    def stats(self) -> tuple[Count, ...]:
        """Return the counts of records, papers, nodes by label and edges by type."""
        return stats(self.store, threshold=self.threshold)

    def show(self, name: str) -> Sequence[Thing | PaperView]:
        """Return what a name or id stands for, with its papers and evidence. Raises NotFoundError."""
        return Cards(describe(self.store, name, threshold=self.threshold))

    def search(self, text: str, *, limit: int = 20) -> tuple[Hit, ...]:
        """Return the entities, then the papers, that hold all words of a text."""
        return search(self.store, text, limit=limit, threshold=self.threshold)

    def leaderboard(
        self, dataset: str, metric: str | None = None, *, kind: ResultKind | None = None, least: float = SURE
    ) -> tuple[Leaderboard, ...]:
        """Return what methods reach on a dataset, by one metric or by each, the best first, with the sentences.

        `least` is the least score (0 to 1) of a whole result. Raises NotFoundError.
        """
        return Cards(leaderboards(self.store, dataset, metric, kind=kind, least=_score(least)))

    def lineage(
        self, method: str, *, levels: int = MOST_LEVELS, most: int | None = None, least: float | None = None
    ) -> Lineage:
        """Return what a method is built on and what is built on it, through at most `levels` steps, with the sentences.

        `most` is how many things each level of each side has; `least` is the least score (0 to 1) of a step, the
        graph's threshold unless given. Raises NotFoundError.
        """
        threshold = self.threshold if least is None else _score(least)
        return lineage(self.store, method, levels=levels, most=most, threshold=threshold)

    def trends(self, *, labels: Sequence[Label] = LABELS, recent: int = RECENT, least: int = LEAST) -> Trends:
        """Return what a larger share of the papers of the last `recent` years names than of those before, and less.

        `least` is how many papers with a year must name a thing. See `kg.analyse.trends` for the formula.
        """
        return trends(self.store, labels=labels, recent=recent, least=least, threshold=self.threshold)

    def view(self, *names: str, most: int = 300, date: str | None = None) -> str:
        """Return one HTML page that shows the graph, or the neighbourhood of some names, and works offline.

        `most` is how many nodes it has, beside those named; `date` stands in its heading. Raises NotFoundError.
        """
        return show.view_html(self.networkx(), focus=names, most=most, date=date)

    def plot(self, what: str, *names: str, most: int | None = None, least: float = SURE) -> Plot:
        """Return a figure, which shows itself in a notebook and can be saved as SVG or PNG.

        `what` is "trends" (names: labels, all unless given), "leaderboard" (a dataset, and a metric if wanted) or
        "lineage" (a method). `most` is how many things it has (a lineage: on each level); `least` the least score (0 to
        1) of a leaderboard's results. `kg.show` draws what `trends`, `leaderboard` and `lineage` return, for those who
        want other options. Raises NotFoundError where there is nothing to draw, UsageError for a call that cannot be
        taken.
        """
        if what == "trends":
            labels = {label.casefold(): label for label in LABELS}
            if not labels.keys() >= {name.casefold() for name in names}:
                raise UsageError(f"plot('trends', {', '.join(map(repr, names))}): labels are {', '.join(LABELS)}")
            chosen = tuple(labels[name.casefold()] for name in names) or LABELS
            return show.trends_plot(self.trends(labels=chosen), most=12 if most is None else most)
        if what == "leaderboard" and 1 <= len(names) <= 2:
            boards, every = (self.leaderboard(*names, least=score) for score in (least, 0.0))
            return show.leaderboard_plot(boards, every=every, most=20 if most is None else most)
        if what == "lineage" and len(names) == 1:
            return show.lineage_plot(self.lineage(*names, levels=3, most=8 if most is None else most))
        raise UsageError(
            f"plot({', '.join(map(repr, (what, *names)))}): it is plot('trends'), plot('leaderboard', dataset), "
            "plot('leaderboard', dataset, metric) or plot('lineage', method)"
        )

    def verify(self) -> Proof:
        """Prove everything in the store anew; see `kg.analyse.verify`."""
        return verify(self.store)

    def papers_of(self, query: str) -> tuple[str, ...]:
        """Return the ids of papers in the first column of a query's answer. Raises UsageError if it holds others."""
        found = [row[0] if row else None for row in self.query(query).rows]
        for value in found:
            if not isinstance(value, str) or self.store.paper(value) is None:
                raise UsageError(f"the query gives {value!r} in its first column, which is no paper's id")
        return tuple(dict.fromkeys(map(str, found)))

    def remove(self, *papers: str, sources: Sequence[str] = ()) -> Change:
        """Take papers back (by any of their ids or their titles), and all that some sources said, in one transaction.

        Papers that other sources have stay, with what those say. Raises NotFoundError, the graph as it was, if a paper
        or a source is not there.
        """
        numbers: list[int] = []
        for name in papers:
            named = self.store.paper(name)
            found = [named] if named else self.store.titled(name)
            if not found:
                raise NotFoundError(f"{name!r}: no paper in the graph has that id or title; `kg search` finds papers")
            numbers += [number for paper in found for number in self.store.record_numbers(paper=paper.id)]
        for source in sources:
            of_source = self.store.record_numbers(source=source)
            if not of_source:
                near = difflib.get_close_matches(source, self.store.sources(), n=3, cutoff=0.0)
                hint = ", ".join(map(repr, near)) or "none at all"
                raise NotFoundError(f"{source!r}: nothing in the graph was read from there; its sources are {hint}")
            numbers += of_source
        models = self.store.models()
        workers = extract.Workers()

        def extractor(unread: Sequence[Paper]) -> list[Extraction]:
            # The model is loaded only if papers part into texts that were not read before, which is rare.
            self.store.check_model(workers.model)
            return workers.extract(unread)

        return self.store.remove(numbers, extractor, model=models[0] if models else "")

    def merge(self, kept: str, *others: str) -> tuple[Logged, ...]:
        """Make things one with the first; return the decisions. See `kg.analyse.deciding` for names and errors."""
        return self._decide(*merges(self.store, kept, others))

    def split(self, name: str, *, paper: str | None = None) -> Logged:
        """Make an alias, or what one paper (by any id) means by a name, a thing of its own; return the decision."""
        return self._decide(split(self.store, name, paper=paper))[0]

    def apart(self, one: str, other: str) -> Logged:
        """Say that two things are different; return the decision."""
        return self._decide(differ(self.store, one, other))[0]

    def rename(self, name: str, new: str) -> Logged:
        """Show a thing by another name; return the decision."""
        return self._decide(rename(self.store, name, new))[0]

    def relabel(self, name: str, label: str) -> Logged:
        """Say what a thing is; return the decision."""
        return self._decide(relabel(self.store, name, label))[0]

    def reject(
        self, name: str, other: str | None = None, *, paper: str | None = None, relation: str | None = None
    ) -> tuple[Logged, ...]:
        """Reject a thing, its naming in a paper, a result (by id), what it belongs to, or a relation of two things."""
        return self._decide(*reject(self.store, name, other, paper=paper, relation=relation))

    def undo(self, identifier: str) -> Logged:
        """Take a decision back, by its id or the beginning of it; return it as it was. Raises NotFoundError."""
        decision = undone(self.store, identifier)
        logged = logged_of(self.store, decision)
        self.store.undo(decision)
        return logged

    def decisions(self) -> tuple[Logged, ...]:
        """Return the decisions that were made, in their order."""
        return decisions(self.store)

    def suggest(self, *, limit: int = 20, label: Label | None = None) -> tuple[Suggestion, ...]:
        """Return pairs of things that may be one, the likeliest first, with what is for it and against it."""
        return suggest(self.store, threshold=self.threshold, limit=limit, label=label)

    def _repr_html_(self) -> str:
        """Return a few counts and what can be asked, for a notebook."""
        counts = self.store.counts()
        if counts["papers"] <= _COUNTED:
            counts |= {count.what: count.count for count in self.stats() if count.what in LABELS}
        hints = ("show('CIFAR-10')", "leaderboard('CIFAR-10')", "lineage('LoRA')", "plot('trends')", "query('MATCH …')")
        asked = ", ".join(f"<code>{html.escape(hint)}</code>" for hint in hints)
        table = html_table(tuple(counts), [tuple(counts.values())], caption="A graph of papers")
        return f"{table}<p>Ask it: {asked}</p>"

    def _decide(self, *chosen: Decision) -> tuple[Logged, ...]:
        for decision in chosen:
            if decision in self.store.decisions:
                raise DecisionError(f"to {decision} was decided already ({decision_id(decision)})")
        self.store.decide(*chosen)
        return tuple(logged_of(self.store, decision) for decision in chosen)

    def jsonl(self) -> Iterator[str]:
        """Yield the lines of `kg export jsonl`: equal graphs give equal lines."""
        return export_jsonl(self.store)

    def annotations(self) -> Iterator[dict[str, object]]:
        """Yield each paper's extraction in the record format of the annotation guidelines."""
        for paper, extraction in self.store.extractions():
            yield annotation_of(paper, extraction, threshold=self.threshold)


def open_graph(path: str | Path = DEFAULT_GRAPH, *, threshold: float = SHOWN, write: bool = False) -> Graph:
    """Open a graph that is there, to read it, or with `write` to change it. Raises StoreError and its kinds."""
    _score(threshold)
    return Graph(Store.open(Path(path), write=write), threshold=threshold)


def build(
    *sources: str | Path,
    graph: str | Path | None = None,
    threshold: float = SHOWN,
    stdin: BinaryIO | None = None,
    workers: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> Graph:
    """Read sources (files, folders, globs) into a graph, in memory or in a file, and return it.

    A graph that is there grows. `graph.progress` says what was read and lists every refusal. With `workers` above
    1, extraction runs in that many processes (a script then needs the usual `if __name__ == "__main__"`).
    Raises SourceError if nothing at all could be read, and StoreError and its kinds.
    """
    _score(threshold)
    path = None if graph is None else Path(graph)
    store, progress = build_store(path, map(str, sources), stdin=stdin, workers=workers, on_progress=on_progress)
    return Graph(store, threshold=threshold, progress=progress)


def load() -> Language:
    """Return the spaCy pipeline alone: `doc.ents` and `doc._.entities` say what a text names."""
    return extract.load()


def _score(threshold: float) -> int:
    """Return a threshold in the unit of scores. Raises UsageError for what is not between 0 and 1."""
    if not 0 <= threshold <= 1:
        raise UsageError(f"threshold {threshold}: it is from 0 (all that was found) to 1")
    return round(threshold * SCORE_ONE)
