"""Let the teacher label a sample of the corpus: what the student learns from, besides the gold.

usage: python -m training.label --encoder FOLDER --teacher FILE --count N --output FILE
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import torch

from kg.extract.features import Words, paragraph_starts
from kg.extract.lattice import Lattice
from kg.extract.pipeline import blank_pipeline
from training.corpus import CORPUS, Lesson, sample_without, save_lessons
from training.encoder import Encoder, pieces_of, predict
from training.gold import GOLD
from training.train_tagger import doc_of

_CHUNK = 512


def main() -> None:
    """Label as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--gold", type=Path, nargs="+", default=[GOLD, GOLD.parent / "seeds_dev.jsonl"])
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--count", type=int, default=4500)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    nlp = blank_pipeline(width=32, depth=1, size=8)
    encoder = Encoder(arguments.encoder)
    encoder.load_state_dict(torch.load(arguments.teacher, weights_only=True))
    encoder.to(arguments.device)
    papers = sample_without(arguments.corpus, arguments.count, arguments.gold)
    lessons: list[Lesson] = []
    began = time.perf_counter()
    for first in range(0, len(papers), _CHUNK):
        chunk = papers[first : first + _CHUNK]
        docs = [doc_of(nlp, p.title, p.abstract) for p in chunk]
        scores = predict(encoder, [pieces_of(encoder, doc) for doc in docs])
        for paper, doc, values in zip(chunk, docs, scores, strict=True):
            wide = values.astype(np.float64)
            tags = Lattice.of(wide, paragraph_starts(Words.of(doc))).marginals(wide)
            lessons.append(Lesson(paper, tags.astype(np.float16)))
        save_lessons(arguments.output, lessons)
        print(f"{len(lessons)} of {len(papers)}, {time.perf_counter() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
