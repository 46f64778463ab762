"""What a large store costs those who add to it: the five pages into an empty store, and into one of many papers.

usage: python benchmarks/growing.py [--papers N] [--source FILE] [--store FILE] [--rounds N]

The large store is filled from JSON Lines. What its papers name is not extracted by the model, which would take hours,
but by a rule: definitions of acronyms, and words with several capitals or with digits. That gives tables of the same
kind and about the same size. With `--store` it is kept and used again.

Printed are the seconds of each round and the ratio of the medians; then what it costs to link the large store anew, and
when a new definition changes which expansion of a short form dominates, by how many papers use the short form.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sqlite3
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import kg
from kg.extract import Workers, find_definitions, normal_form
from kg.link import Aliases, key_form
from kg.read import read_sources
from kg.records import Definition, Entity, Extraction, Mention, Paper, Record, Span
from kg.store import Store

SEEDS = Path(__file__).parent.parent / "seeds"
NAMES = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z0-9]|\w*[A-Z]\w*-\d)[\w-]{2,}\b")
CHUNK = 256


def by_rule(papers: Iterable[Paper]) -> list[Extraction]:
    """Return one extraction a paper, by rule."""
    return [_extraction(paper) for paper in papers]


def _extraction(paper: Paper) -> Extraction:
    definitions = tuple(find_definitions(paper.abstract, field="abstract"))
    long_of = {d.short: d for d in definitions}
    mentions: dict[str, list[Mention]] = {}
    names: dict[str, str] = {}
    for definition in definitions:
        _add(mentions, names, definition.long, definition.long_span)
    for match in NAMES.finditer(paper.abstract):
        known = long_of.get(match[0])
        _add(mentions, names, known.long if known else match[0], Span("abstract", *match.span()), match[0])
    return Extraction(
        tuple(Entity("Method", names[form], tuple(sorted(found)), 9000, "used") for form, found in mentions.items()),
        tuple(sorted(set(definitions), key=_place)),
    )


def _add(
    mentions: dict[str, list[Mention]], names: dict[str, str], name: str, span: Span, text: str | None = None
) -> None:
    form = normal_form(name)
    names.setdefault(form, name)
    mentions.setdefault(form, []).append(Mention(span, text or name, 9000))


def _place(definition: Definition) -> tuple[Span, Span]:
    return definition.short_span, definition.long_span


def filled(path: Path, source: Path, papers: int) -> float:
    """Fill a store by rule until it has a number of papers; return the seconds."""
    model = Workers().model
    start = time.perf_counter()
    with Store.create(path) as store:
        for chunk in _chunks(item for item in read_sources([str(source)]) if isinstance(item, Record)):
            store.add(chunk, by_rule, model=model)
            if store.counts()["papers"] >= papers:
                break
    return time.perf_counter() - start


def _chunks(records: Iterator[Record]) -> Iterator[Sequence[Record]]:
    while chunk := list(islice(records, CHUNK)):
        yield chunk


def added(path: Path) -> float:
    """Add the five pages to a store; return the seconds."""
    start = time.perf_counter()
    with kg.build(SEEDS, graph=path):
        pass
    return time.perf_counter() - start


def flipped(path: Path) -> Iterator[tuple[str, float]]:
    """Link a store anew without learned aliases, then make another expansion of short forms dominate; yield seconds."""
    start = time.perf_counter()
    with Store.create(path, aliases=Aliases()) as store:
        yield "link all anew", time.perf_counter() - start
        for key, users in undefined(path):
            total = sum(store.facts.linker().expansions(store.decided.unit(key)).values())
            short = key_form(key).upper()
            text = f"We propose {' '.join(f'{letter}orem' for letter in short)} ({short})."
            records = [
                Record("flip", "", f"{short} number {n}", text, (f"other:{short}{n}",)) for n in range(4 * total)
            ]
            store.add(records[:-1], by_rule, model=store.models()[0])
            before = store.facts.linker().canonical(key)
            start = time.perf_counter()
            store.add(records[-1:], by_rule, model=store.models()[0])
            seconds = time.perf_counter() - start
            changed = "" if store.facts.linker().canonical(key) != before else ", unchanged"
            yield f"another expansion of {short} ({users} papers use it undefined{changed})", seconds


def undefined(path: Path) -> list[tuple[str, int]]:
    """Return the short forms that most papers use undefined and some papers, but no more than 60, define."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(
            "SELECT node.key, node.papers FROM node JOIN definition ON definition.short = node.key "
            "GROUP BY node.key HAVING sum(definition.papers) BETWEEN 10 AND 60 AND node.key NOT GLOB '*[0-9 ]*' "
            "ORDER BY node.papers DESC, node.key LIMIT 3"
        )
        return [(str(key), int(papers)) for key, papers in rows]


def main() -> None:
    """Measure as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--source", type=Path, default=Path("../shared/data/corpus.jsonl.xz"))
    parser.add_argument("--store", type=Path, help="keep the large store there, or use the one that is there")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    with TemporaryDirectory() as folder:
        large = arguments.store or Path(folder) / "large.kg"
        if not large.exists():
            print(f"filled by rule in {filled(large, arguments.source, arguments.papers):.0f} s")
        with Store.create(large) as store:  # linked as this version does it
            print(f"{store.counts()['papers']} papers, {large.stat().st_size / 1e6:.0f} MB")
        alone, beside = [], []
        added(Path(folder) / "warm.kg")
        copy = Path(folder) / "copy.kg"
        for number in range(arguments.rounds):
            shutil.copy(large, copy)
            alone.append(added(Path(folder) / f"small{number}.kg"))
            beside.append(added(copy))
            print(f"alone {alone[-1]:6.2f} s   into the large store {beside[-1]:6.2f} s")
        print(f"ratio of the medians {statistics.median(beside) / statistics.median(alone):.2f}")
        for what, seconds in flipped(copy):
            print(f"{what:70}{seconds:8.2f} s")


if __name__ == "__main__":
    main()
