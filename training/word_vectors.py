"""Learn word vectors from the abstracts of the corpus: the table that the tagger gets with its weights.

usage: python -m training.word_vectors --output FILE.floret [--corpus FILE] [--epochs N] [--text FILE]

Needs the package floret (`pip install floret`), which the pipeline itself does not.
"""

from __future__ import annotations

import argparse
import multiprocessing
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import spacy
from spacy.language import Language

from kg.read import read_sources
from kg.records import Record

CORPUS = Path("../shared/data/corpus.jsonl.xz")
# Words rarer than this get their vectors from their n-grams alone.
RAREST = 8


@cache
def _tokenizer() -> Language:
    import_module("kg.extract.tokenizer")
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "kg.Tokenizer.v1"}}})


def _words(text: str) -> str:
    return " ".join(token.norm_ for token in _tokenizer().make_doc(text) if not token.is_space)


def texts(corpus: Path) -> Iterator[str]:
    """Yield each title and each abstract of a corpus."""
    for item in read_sources([str(corpus)]):
        if isinstance(item, Record):
            yield item.title
            yield item.abstract


def main() -> None:
    """Learn as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=2)
    arguments = parser.parse_args()
    floret = import_module("floret")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "words.txt"
        with path.open("w", encoding="utf-8") as file, multiprocessing.Pool() as pool:
            for line in pool.imap(_words, texts(arguments.corpus), chunksize=500):
                file.write(line + "\n")
        # One thread would give the same table each time, and take twice as long; two differ in the last digits.
        model = floret.train_unsupervised(
            str(path),
            model="cbow",
            mode="floret",
            hashCount=2,
            bucket=arguments.rows,
            minn=4,
            maxn=6,
            minCount=RAREST,
            dim=arguments.size,
            epoch=arguments.epochs,
            neg=10,
            thread=2,
        )
    model.save_floret_vectors(str(arguments.output))


if __name__ == "__main__":
    main()
