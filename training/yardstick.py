"""The same architectures trained on SciERC alone and scored on its test set, to compare with published figures.

usage: python -m training.yardstick teacher --encoder FOLDER [--epochs N] [--seed N]
       python -m training.yardstick student --vectors FILE [--epochs N] [--seed N]

Span F1 over the six types of SciERC, exact bounds, micro average; of nested spans the tagger can learn and find only
the longest, the others count as missed. The threshold is the one with the best F1 on the development set.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language

from kg.analyse.yardstick import Place, count_spans, rows
from kg.extract.features import Words, paragraph_starts
from kg.extract.lattice import Lattice
from kg.extract.pipeline import blank_pipeline
from kg.extract.tagger import TAGS, unpack
from training import train_tagger
from training.gold import WordSpan
from training.train_tagger import Example, doc_of, gold_tags, read_vectors, tagger_of

SCIERC = Path("../shared/data/scierc")
TYPES = ("Task", "Method", "Metric", "Material", "OtherScientificTerm", "Generic")
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the set, its words, and what is to be learned from it."""

    text: str
    words: Words
    spans: frozenset[Place]
    example: Example


def read(nlp: Language, name: str) -> list[Text]:
    """Read one of the set's files (`train`, `dev`, `test`)."""
    texts = []
    with (SCIERC / f"{name}.jsonl").open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            doc = doc_of(nlp, "", record["text"])
            words = Words.of(doc)
            shift = doc._.abstract_start
            spans = frozenset((start, end, kind) for start, end, kind in record["char_spans"])
            learned = tuple(word_spans(words, spans, shift))
            target = np.eye(TAGS, dtype=np.float16)[gold_tags(learned, len(words))]
            example = Example(tagger_of(nlp).see(doc, words), paragraph_starts(words), target, learned)
            texts.append(Text(record["text"], words, spans, example))
    return texts


def word_spans(words: Words, spans: Iterable[Place], shift: int) -> list[WordSpan]:
    """Return spans of characters as spans of words, the longest of those that overlap."""
    starts = {start - shift: n for n, start in enumerate(words.starts)}
    ends = {end - shift: n + 1 for n, end in enumerate(words.ends)}
    taken: set[int] = set()
    found = []
    for start, end, kind in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        first, behind = starts.get(start), ends.get(end)
        if first is not None and behind is not None and taken.isdisjoint(range(first, behind)):
            taken.update(range(first, behind))
            found.append(WordSpan(first, behind, TYPES.index(kind)))
    return sorted(found)


def found_spans(text: Text, scores: Scores, threshold: float) -> frozenset[Place]:
    """Return the spans of a text whose probability as one type is at least the threshold."""
    lattice = Lattice.of(scores, text.example.starts)
    shift = len(text.words.text) - len(text.text)
    found = set()
    for start, end in lattice.spans(threshold):
        kinds = lattice.span(start, end)[: len(TYPES)]
        if kinds.max() >= threshold:
            place = text.words.starts[start] - shift, text.words.ends[end - 1] - shift
            found.add((*place, TYPES[int(kinds.argmax())]))
    return frozenset(found)


def show(dev: Sequence[Text], test: Sequence[Text], predict: Callable[[Text], Scores]) -> None:
    """Print the scores on the test set."""
    seen = [(text, predict(text)) for text in dev]
    by_threshold = {
        t: count_spans([text.spans for text in dev], (found_spans(*pair, t) for pair in seen))["all"].f1
        for t in THRESHOLDS
    }
    best = max(by_threshold, key=lambda t: by_threshold[t])
    print(f"threshold {best}, F1 on the development set {by_threshold[best]:.4f}")
    counts = count_spans([text.spans for text in test], (found_spans(text, predict(text), best) for text in test))
    for row in rows(counts):
        print(*row)


def teach(arguments: argparse.Namespace) -> None:
    """Train the teacher's architecture."""
    # Needed here only: the student's architecture is tried where there is no torch.
    import torch  # noqa: PLC0415

    from training import train_teacher  # noqa: PLC0415
    from training.encoder import Encoder, pieces_of, predict  # noqa: PLC0415

    nlp = blank_pipeline(width=32, depth=1, size=8)
    train, dev, test = (read(nlp, name) for name in ("train", "dev", "test"))
    settings = replace(train_teacher.DEFAULTS, epochs=arguments.epochs, batch=4, seed=arguments.seed)
    torch.manual_seed(settings.seed)
    encoder = Encoder(arguments.encoder).to(arguments.device)

    def pieces(text: Text) -> Any:  # noqa: ANN401 - torch is not known to whoever has none
        return pieces_of(encoder, doc_of(nlp, "", text.text))

    learned = train_teacher.Read([pieces(text) for text in train], [text.example for text in train])
    with TemporaryDirectory() as folder:
        train_teacher.train(encoder, learned, train_teacher.Read([], []), settings, Path(folder) / "weights.pt")
    show(dev, test, lambda text: predict(encoder, [pieces(text)])[0].astype(np.float64))


def study(arguments: argparse.Namespace) -> None:
    """Train the student's architecture."""
    settings = train_tagger.Settings(epochs=arguments.epochs, stop=arguments.epochs, batch=4, seed=arguments.seed)
    vectors = read_vectors(arguments.vectors)
    nlp = blank_pipeline(width=settings.width, depth=settings.depth, size=vectors.size)
    tagger = tagger_of(nlp)
    tagger.vectors = vectors
    train, dev, test = (read(nlp, name) for name in ("train", "dev", "test"))
    for weights in train_tagger.train([text.example for text in train], [], settings):
        unpack(tagger.network, weights)
    show(dev, test, lambda text: np.asarray(tagger.network.predict([text.example.seen])[0], dtype=np.float64))


def main() -> None:
    """Train and score as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", choices=("teacher", "student"))
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--vectors", type=Path, default=Path("kg/extract/model/kg_tagger/vectors.bin"))
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    began = time.perf_counter()
    (teach if arguments.which == "teacher" else study)(arguments)
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
