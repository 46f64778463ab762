"""Train the tagger on the gold annotations and write the pipeline that the package loads.

usage: python -m training.train_tagger --vectors FILE --output FOLDER [--lessons FILE] [--all] [--checkpoint FILE]
       [--epochs N] ...

With lessons (what a teacher said of papers without annotations, `training.label`) it learns from both.
With a checkpoint, how far it is is kept in that file, and the same command goes on from there with the same result.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import Adam, fix_random_seed

from kg.extract.docs import make_doc
from kg.extract.features import Words, paragraph_starts
from kg.extract.lattice import Lattice
from kg.extract.pipeline import blank_pipeline, save
from kg.extract.tagger import KINDS, TAGS, Seen, Tagger, build_network, pack, unpack
from kg.extract.vectors import WordVectors, read_floret
from training.checkpoints import Run, restore, save_checkpoint
from training.corpus import Lesson, read_lessons
from training.gold import GOLD, WordSpan, gold_spans, is_held_out, read_gold


@dataclass(frozen=True, slots=True)
class Example:
    """One paper: what the network sees of it, where paragraphs begin, and what it is to learn.

    `target` is the probability of each tag of each word, shape (words, TAGS): the gold's, which is 0 or 1, or the
    teacher's. `spans` are the gold's; `weight` is how much the paper counts.
    """

    seen: Seen
    starts: NDArray[np.bool_]
    target: NDArray[np.float16]
    spans: tuple[WordSpan, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run is made of.

    Papers with annotations count `gold_weight` times as much as those that a teacher labelled.

    `rate` is Adam's highest learning rate, reached after `warmup` batches; it falls to nothing over `epochs`, of
    which only the first `stop` are run. `dropout` is the share of hidden units, `blur` that of words left out.
    """

    width: int = 192
    depth: int = 6
    dropout: float = 0.2
    blur: float = 0.1
    epochs: int = 8
    stop: int = 7
    batch: int = 16
    rate: float = 0.002
    warmup: int = 150
    gold_weight: float = 2.0
    seed: int = 1


def tagger_of(nlp: Language) -> Tagger:
    """Return the tagger of a pipeline."""
    tagger = nlp.get_pipe("kg_tagger")
    assert isinstance(tagger, Tagger)
    return tagger


def doc_of(nlp: Language, title: str, abstract: str) -> Doc:
    """Return the Doc of a paper, its definitions set."""
    definer: Callable[[Doc], Doc] = nlp.get_pipe("kg_definitions")
    return definer(make_doc(nlp, title=title, abstract=abstract))


def examples(nlp: Language, records: Iterable[dict[str, Any]], *, weight: float = 1.0) -> list[Example]:
    """Make examples of annotated papers."""
    made: list[Example] = []
    tagger = tagger_of(nlp)
    for record in records:
        doc = doc_of(nlp, record["title"], record["abstract"])
        words = Words.of(doc)
        spans = tuple(gold_spans(words, record["entities"], abstract_start=doc._.abstract_start))
        target = np.eye(TAGS, dtype=np.float16)[gold_tags(spans, len(words))]
        made.append(Example(tagger.see(doc, words), paragraph_starts(words), target, spans, weight))
    return made


def taught(nlp: Language, lessons: Iterable[Lesson]) -> Iterator[Example]:
    """Make examples of papers that a teacher labelled. Raises ValueError if its words were cut in another way."""
    tagger = tagger_of(nlp)
    for lesson in lessons:
        doc = doc_of(nlp, lesson.paper.title, lesson.paper.abstract)
        words = Words.of(doc)
        if len(words) != len(lesson.tags):
            raise ValueError(f"line {lesson.paper.line} has {len(words)} words now: label the corpus again")
        yield Example(tagger.see(doc, words), paragraph_starts(words), lesson.tags)


def gold_tags(spans: Sequence[WordSpan], count: int) -> NDArray[np.int64]:
    """Return the column of the gold tag of each word."""
    tags = np.zeros(count, dtype=np.int64)
    for span in spans:
        if span.end - span.start == 1:
            tags[span.start] = 1 + 3 * KINDS + span.kind
            continue
        tags[span.start] = 1 + span.kind
        tags[span.start + 1 : span.end - 1] = 1 + KINDS + span.kind
        tags[span.end - 1] = 1 + 2 * KINDS + span.kind
    return tags


def gradient(scores: NDArray[np.float32], example: Example) -> NDArray[np.float32]:
    """Return the gradient of the cross entropy to the target: the tags' probabilities less the target's."""
    wide = scores.astype(np.float64)
    slope = Lattice.of(wide, example.starts).marginals(wide) - example.target
    return (slope * example.weight).astype(np.float32)


def blurred(seen: Seen, share: float, rng: np.random.Generator) -> Seen:
    """Hide the identity (word, affixes) of a share of the words, so that shape and context are learned too."""
    copy = seen.features.copy()
    hidden = rng.random(len(copy)) < share
    for column in (0, 2, 4):
        copy[hidden, column] = 1
    return Seen(copy, seen.vectors)


def scored(pairs: Iterable[tuple[NDArray[np.floating[Any]], Example]]) -> dict[str, float]:
    """Return precision, recall and F1 of exact spans worth a node (those with a probability above 0.4).

    Each text comes with its scores, shape (words, TAGS).
    """
    right = found = gold = 0
    for scores, example in pairs:
        lattice = Lattice.of(scores.astype(np.float64), example.starts)
        predicted = set()
        for start, end in lattice.spans(0.4):
            kinds = lattice.span(start, end)
            kind = int(kinds.argmax())
            if kind < KINDS // 2 and kinds[kind] > 0.4:
                predicted.add(WordSpan(start, end, kind))
        truth = {span for span in example.spans if span.kind < KINDS // 2}
        optional = {(span.start, span.end) for span in example.spans if span.kind >= KINDS // 2}
        right += len(predicted & truth)
        found += sum((s.start, s.end) not in optional for s in predicted)
        gold += len(truth)
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return {"p": precision, "r": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a run keeps how far it is (`training.checkpoints`), and after how many seconds within an epoch."""

    path: Path
    seconds: float = 600.0


def begin(train_on: Sequence[Example], settings: Settings) -> Run:
    """Return a run before its first batch."""
    fix_random_seed(settings.seed)
    start = train_on[0].seen
    size = start.vectors.shape[1]
    network = build_network(width=settings.width, depth=settings.depth, size=size, dropout=settings.dropout)
    network.initialize(X=[start], Y=[np.zeros((len(start.features), TAGS), dtype=np.float32)])
    optimizer = Adam(settings.rate, L2=0.01, grad_clip=1.0, use_averages=True)
    shuffler = random.Random(settings.seed)  # noqa: S311 - the same order every time is what is wanted
    return Run(network, optimizer, np.random.default_rng(settings.seed), shuffler)


def train(
    train_on: Sequence[Example], held_out: Sequence[Example], settings: Settings, keeping: Keeping | None = None
) -> Iterator[bytes]:
    """Train a network and yield its weights (averaged over all steps so far) after each epoch.

    With `keeping`, a run that was ended goes on where its file says, and gives what it would have given at once.
    Raises ValueError if the file is of another run.
    """
    run = begin(train_on, settings)
    # When to stop may be said anew: nothing before depends on it.
    fixed = replace(settings, stop=settings.epochs)
    of = f"{fixed} on {len(train_on)} papers, {sum(len(e.seen) for e in train_on)} words"
    if keeping and keeping.path.exists():
        restore(keeping.path, run, of=of)
        print(f"going on after {run.epoch} epochs and {run.batch} batches", flush=True)
    for epoch in range(run.epoch, min(settings.epochs, settings.stop)):
        began = time.perf_counter()
        for _ in _epoch(run, train_on, settings, keeping.seconds if keeping else math.inf):
            if keeping:
                save_checkpoint(keeping.path, run, of=of)
        with run.network.use_params(run.optimizer.averages):
            figures = scored((run.network.predict([e.seen])[0], e) for e in held_out) if held_out else {}
            weights = pack(run.network)
        shown = " ".join(f"{k} {v:.3f}" for k, v in figures.items())
        print(f"epoch {epoch + 1}: {time.perf_counter() - began:.0f} s {shown}", flush=True)
        yield weights
        # After what is made of the weights: a run that is ended between the two makes it again.
        if keeping:
            save_checkpoint(keeping.path, run, of=of)


def _epoch(run: Run, train_on: Sequence[Example], settings: Settings, seconds: float) -> Iterator[None]:
    """Run what is left of an epoch, and yield between two batches whenever so many seconds have passed."""
    before = run.shuffler.getstate()
    order = list(range(len(train_on)))
    run.shuffler.shuffle(order)
    after = run.shuffler.getstate()
    run.shuffler.setstate(before)
    batches = -(-len(order) // settings.batch)
    steps = settings.epochs * batches
    last = time.monotonic()
    for number in range(run.batch, batches):
        batch = [train_on[i] for i in order[number * settings.batch : (number + 1) * settings.batch]]
        step = run.epoch * batches + number
        run.optimizer.learn_rate = settings.rate * min(step / settings.warmup, 1 - step / steps)
        scores, backprop = run.network.begin_update([blurred(e.seen, settings.blur, run.rng) for e in batch])
        backprop([gradient(s, e) / len(batch) for s, e in zip(scores, batch, strict=True)])
        run.network.finish_update(run.optimizer)
        run.optimizer.step_schedules()
        run.batch = number + 1
        if time.monotonic() - last >= seconds and run.batch < batches:
            yield
            last = time.monotonic()
    run.shuffler.setstate(after)
    run.epoch, run.batch = run.epoch + 1, 0


def read_vectors(path: Path) -> WordVectors:
    """Return the vectors that floret wrote, or those of a package (`.bin`)."""
    return WordVectors.from_bytes(path.read_bytes()) if path.suffix == ".bin" else read_floret(path)


def main() -> None:
    """Train as the command line says."""
    defaults = Settings()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--vectors", type=Path, required=True, help="of training.word_vectors, or packaged ones")
    parser.add_argument("--lessons", type=Path, help="what training.label wrote")
    parser.add_argument("--all", action="store_true", help="train on the held-out fifth too, for the package")
    parser.add_argument("--output", type=Path, required=True, help="the folder of the pipeline")
    parser.add_argument("--checkpoint", type=Path, help="kept after each epoch and every ten minutes, gone on from")
    for name in ("width", "depth", "epochs", "stop", "batch", "warmup", "seed"):
        parser.add_argument(f"--{name}", type=int, default=getattr(defaults, name))
    for name in ("dropout", "blur", "rate", "gold_weight"):
        parser.add_argument(f"--{name.replace('_', '-')}", type=float, default=getattr(defaults, name))
    arguments = vars(parser.parse_args())
    gold, everything, output = arguments.pop("gold"), arguments.pop("all"), arguments.pop("output")
    vectors = read_vectors(arguments.pop("vectors"))
    lessons, checkpoint = arguments.pop("lessons"), arguments.pop("checkpoint")
    settings = Settings(**arguments)
    nlp = blank_pipeline(width=settings.width, depth=settings.depth, size=vectors.size)
    tagger = tagger_of(nlp)
    tagger.vectors = vectors
    records = read_gold(gold)
    annotated = [r for r in records if everything or not is_held_out(r["id"])]
    train_on = examples(nlp, annotated, weight=settings.gold_weight)
    train_on += taught(nlp, read_lessons(lessons)) if lessons else []
    held_out = examples(nlp, [r for r in records if is_held_out(r["id"])])
    print(f"{len(train_on)} papers to train on, {len(held_out)} held out; {settings}", flush=True)
    began = time.perf_counter()
    keeping = Keeping(checkpoint) if checkpoint else None
    for weights in train(train_on, [] if everything else held_out, settings, keeping):
        unpack(tagger.network, weights)
        save(nlp, output)
    print(f"{time.perf_counter() - began:.0f} s; wrote {output}")


if __name__ == "__main__":
    main()
