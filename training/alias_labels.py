"""Say what learned aliases are: the label that papers which define them give to the long form.

usage: python -m training.alias_labels --aliases kg/link/aliases.tsv [--corpus FILE] [--papers N] [--workers N]

A short form may stand for a metric here and for a method there (EM: exact match, expectation maximization). The
packaged model extracts up to `--papers` papers of the corpus for each alias that at least two papers define; the label
that most of them give is written into the column `label`, which stays empty where none names it. Aliases of one paper
are put together in a line without a long form, and count half: whoever uses a short form without saying what it stands
for seldom means what one paper calls so, but it may be something else altogether.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.extract import Workers, normal_form
from kg.records import Extraction, Label, Paper
from training.corpus import CORPUS, Unlabelled, read_corpus

HEADER = "short\tlong\tpapers\tname\tlabel"
FEWEST = 2
_BRACKETED = re.compile(r"\(([^()\s]{2,12})\)")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file: a short and a long form in normal form, papers, and the long form as written."""

    short: str
    long: str
    papers: int
    name: str


def read_rows(path: Path) -> list[Row]:
    """Return the lines of a file of aliases."""
    cells = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    return [Row(short, long, int(papers), name) for short, long, papers, name, *_ in cells]


def rare(rows: Iterable[Row]) -> dict[str, int]:
    """Return for each short form half the papers of its aliases that too few papers define, where that is not 0."""
    papers: Counter[str] = Counter()
    for row in rows:
        if row.papers < FEWEST:
            papers[row.short] += row.papers
    return {short: count // 2 for short, count in papers.items() if count > 1}


def lines(rows: Sequence[Row], labels: Mapping[Row, Label]) -> list[str]:
    """Return the lines of the file, sorted by short form, most papers, and long form."""
    kept = [row for row in rows if row.papers >= FEWEST]
    shorts = {row.short for row in kept}
    kept += [Row(short, "", papers, "") for short, papers in rare(rows).items() if short in shorts]
    kept.sort(key=lambda row: (row.short, not row.long, -row.papers, row.long))
    return [HEADER, *(f"{r.short}\t{r.long}\t{r.papers}\t{r.name}\t{labels.get(r, '')}" for r in kept)]


def defining(papers: Iterable[Unlabelled], rows: Iterable[Row], *, most: int) -> dict[int, tuple[Unlabelled, set[Row]]]:
    """Return papers that write an alias's long form before its short form in brackets, up to `most` for each alias."""
    by_short: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_short[row.short].append(row)
    counts: Counter[Row] = Counter()
    chosen: dict[int, tuple[Unlabelled, set[Row]]] = {}
    for paper in papers:
        for row in _defined(paper, by_short):
            if counts[row] < most:
                counts[row] += 1
                chosen.setdefault(paper.line, (paper, set()))[1].add(row)
    return chosen


def _defined(paper: Unlabelled, by_short: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    for text in (paper.title, paper.abstract):
        for match in _BRACKETED.finditer(text):
            for row in by_short.get(normal_form(match[1]), ()):
                before = text[max(0, match.start() - len(row.long) - 20) : match.start()]
                if normal_form(before).endswith(row.long):
                    yield row


def labels_of(found: Iterable[tuple[Extraction, set[Row]]]) -> dict[Row, Label]:
    """Return the label that most papers' extractions give to each alias; ties go to the first by name."""
    counts: defaultdict[Row, Counter[Label]] = defaultdict(Counter)
    for extraction, rows in found:
        for row in rows:
            given = {e.label for e in extraction.entities if normal_form(e.name) == row.long}
            counts[row].update(given)
    return {row: min(labels, key=lambda label: (-labels[label], label)) for row, labels in counts.items() if labels}


def main() -> None:
    """Label as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--aliases", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--papers", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    rows = read_rows(arguments.aliases)
    known = [row for row in rows if row.papers >= FEWEST]
    chosen = list(defining(read_corpus(arguments.corpus), known, most=arguments.papers).values())
    print(f"{len(known)} aliases, {len(chosen)} papers that define them", flush=True)
    papers = [Paper(id=f"line:{p.line}", ids=(), title=p.title, abstract=p.abstract) for p, _ in chosen]
    with Workers(arguments.workers) as workers:
        extractions = workers.extract(papers)
    labels = labels_of(zip(extractions, (named for _, named in chosen), strict=True))
    arguments.aliases.write_text("\n".join(lines(rows, labels)) + "\n", encoding="utf-8")
    print(f"{len(labels)} have a label; wrote {arguments.aliases}")


if __name__ == "__main__":
    main()
