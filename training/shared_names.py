"""Learn from the corpus which names of one word several things have (`kg/link/shared_names.tsv`).

What stands before the colon of a title (`Hydra: ...`) is what the paper introduces, and each first author introduces a
thing of their own. A name is written to the file if at least `--things` do so and few other papers write it: where many
do, one of the things is known by it, and they mean that one.

usage: python -m training.shared_names --output kg/link/shared_names.tsv [--corpus FILE] [--things 2]
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kg.extract import normal_form
from kg.link.learned import Shared
from kg.read import clean
from training.corpus import CORPUS

HEADER = "form\tthings\tpapers"
FEW = 10  # other papers for each thing; with as many it is known
_HEAD = re.compile(r"\W*([^\s:]{2,30}):\s")
_WORD = re.compile(r"[^\W_](?:[\w.+-]*\w)?")


@dataclass(frozen=True, slots=True)
class Text:
    """A paper: its first author (empty if it names none) and its texts."""

    author: str
    title: str
    abstract: str


def read_texts(path: Path) -> Iterator[Text]:
    """Yield the papers of a corpus."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            author = next(iter(record.get("authors") or ()), "")
            yield Text(author.casefold(), clean(record["title"]), clean(record["abstract"]))


def shared(texts: Iterable[Text], *, things: int = 2) -> list[Shared]:
    """Return the names that several things of some papers have, sorted."""
    authors: defaultdict[str, set[str]] = defaultdict(set)
    introduced, written = Counter[str](), Counter[str]()
    for text in texts:
        written.update(set(_WORD.findall(f"{text.title} {text.abstract}")))
        if head := _HEAD.match(text.title):
            authors[head[1]].add(text.author)
            introduced[head[1]] += 1
    by_form: defaultdict[str, list[str]] = defaultdict(list)
    for name in authors:
        by_form[normal_form(name)].append(name)
    found = []
    for form, names in by_form.items():
        count = len(set[str]().union(*(authors[name] for name in names)))
        others = sum(max(0, written[name] - introduced[name]) for name in names)
        if count >= things and others < FEW * count and any(map(str.isalpha, form)):
            found.append(Shared(form, count, others))
    return sorted(found)


def main() -> None:
    """Write the file as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--things", type=int, default=2, help="how many things have a name at least")
    given = parser.parse_args()
    names = shared(read_texts(given.corpus), things=given.things)
    lines = [HEADER, *(f"{name.form}\t{name.things}\t{name.papers}" for name in names)]
    given.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(names)} names in {given.output}")


if __name__ == "__main__":
    main()
