"""What a large store costs those who add to it: the five pages into an empty store, and into one of many papers.

usage: python benchmarks/growing.py [--papers N] [--source FILE] [--store FILE] [--rounds N]

The large store is filled from JSON Lines. What its papers name is not extracted by the model, which would take hours,
but by a rule: definitions of acronyms, and words with several capitals or with digits. That gives tables of the same
kind and about the same size. With `--store` it is kept and used again.

Printed are the seconds of each round and the ratio of the medians, then what it costs apart when a new definition
changes which expansion of a short form dominates, by how many papers use the short form.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import kg
from kg.extract import Workers, find_definitions, normal_form
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


def flipped(path: Path) -> list[tuple[str, int, float]]:
    """Make another expansion of short forms dominate; return each with its undefined papers and the seconds."""
    found = []
    with Store.create(path) as store:
        for short in ("LLM", "CNN", "GAN", "RL"):
            key = f"method|{normal_form(short)}"
            users = sum(fact.key == key for fact in store.facts.of_node(store.facts.canonical(key) or key))
            count = sum(store.facts.linker().expansions(store.decided.unit(key)).values()) + 1
            words = " ".join(f"{letter}orem" for letter in short)
            text = f"We propose {words} ({short})."
            records = [Record("flip", "", f"{short} number {n}", text, (f"other:{short}{n}",)) for n in range(count)]
            store.add(records[:-1], by_rule, model=store.models()[0])
            start = time.perf_counter()
            store.add(records[-1:], by_rule, model=store.models()[0])
            seconds = time.perf_counter() - start
            if store.facts.linker().canonical(key) != f"method|{normal_form(words)}":
                raise SystemExit(f"{short} is still what it was")
            found.append((short, users, seconds))
    return found


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
        with Store.open(large) as store:
            print(f"{store.counts()['papers']} papers, {large.stat().st_size / 1e6:.0f} MB")
        alone, beside = [], []
        added(Path(folder) / "warm.kg")
        for number in range(arguments.rounds):
            copy = Path(folder) / f"copy{number}.kg"
            shutil.copy(large, copy)
            alone.append(added(Path(folder) / f"small{number}.kg"))
            beside.append(added(copy))
            print(f"alone {alone[-1]:6.2f} s   into the large store {beside[-1]:6.2f} s")
            if number + 1 < arguments.rounds:
                copy.unlink()
        print(f"ratio of the medians {statistics.median(beside) / statistics.median(alone):.2f}")
        for short, users, seconds in flipped(copy):
            print(f"another expansion of {short:12} {users:6} papers use it undefined   {seconds:6.3f} s")


if __name__ == "__main__":
    main()
