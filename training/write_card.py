"""Write the card of a pipeline: figures on the held-out fifth and on the development papers, speed, and what is known.

usage: python -m training.write_card FOLDER --held-out FOLDER --ratio R [--taught N] [--claims N]

`--held-out` is the pipeline of the same settings that was not trained on the held-out fifth, `--ratio` what
`benchmarks/against_spacy.py` printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg.analyse.annotations import Annotation, annotation_of, parse_annotation, read_annotations
from kg.analyse.card import COLUMNS, FILE
from kg.analyse.intervals import f1_interval
from kg.analyse.score import score
from kg.extract import DEFAULT_THRESHOLD, extract
from kg.extract.pipeline import load_from
from kg.read import join, merge, normal_title, read_sources
from kg.records import LABELS, Paper, Record
from training.gold import GOLD, is_held_out

SEEDS = Path("seeds")
WEAKNESSES = (
    "Tasks: what the paper is about and what it only mentions look alike; readers of the gold differ there too.",
    "A method named by a plain phrase, or one that the paper describes but does not name.",
    "Two spellings that no definition joins may stay two things, and a metric with or without its head noun does.",
    "The method of a result: `our model`, a variant of it and the baseline are told apart by few signs.",
    "Relations: of those that two readers agree on three in ten are found, and of what is found half is theirs.",
    "Abstracts in English only; texts about other fields than artificial intelligence were not measured.",
    "Scores were calibrated on abstracts of many venues and years; on other texts they may promise too much.",
)


def figures(on: str, gold: Sequence[Annotation], papers: Sequence[Paper], folder: Path) -> Iterator[dict[str, object]]:
    """Yield a row a label for a pipeline on annotated papers."""
    found = extract(papers, load_from(folder))
    said = [
        parse_annotation(annotation_of(*pair, threshold=DEFAULT_THRESHOLD)) for pair in zip(papers, found, strict=True)
    ]
    scores = score(gold, said)
    for key in ("all", *LABELS, "introduced", "value", "tuple", "relation"):
        counts = scores.counts[key]
        measures = (counts.precision, counts.recall, counts.f1, *f1_interval(scores.papers, key))
        yield dict(zip(COLUMNS, (on, len(gold), key, *(round(m, 4) for m in measures)), strict=True))


def main() -> None:
    """Write the card as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held-out", type=Path, required=True)
    parser.add_argument("--ratio", type=float, required=True)
    parser.add_argument("--taught", type=int, default=0, help="papers that the teacher labelled")
    parser.add_argument("--claims", type=int, default=0, help="papers whose roles, results and relations it labelled")
    parser.add_argument("--gold", type=Path, default=GOLD)
    a = parser.parse_args()
    annotated = read_annotations(a.gold)
    held_out = [x for x in annotated if is_held_out(x.id)]
    texts = [Paper(id=x.id, ids=(x.id,), title=x.title, abstract=x.abstract or "") for x in held_out]
    rows = list(figures("held-out fifth of the annotations", held_out, texts, a.held_out))
    development = read_annotations(a.gold.parent / "seeds_dev.jsonl")
    wanted = {normal_title(x.title) for x in development}
    read = (item for item in read_sources([str(SEEDS)]) if isinstance(item, Record))
    seeds = [paper for paper in map(merge, join(read)) if normal_title(paper.title) in wanted]
    rows += figures("development papers (two readers)", development, seeds, a.folder)
    taught = (
        f" and {a.taught} abstracts of the corpus that a larger network (MPNet, 110M parameters, fine-tuned on the "
        "annotations) labelled" if a.taught else ""
    )  # fmt: skip
    taught += f", for roles, results and relations {a.claims} of them" if a.claims else ""
    card = {
        "facts": [
            {
                "question": "What it does",
                "answer": "Finds the methods, datasets, metrics and tasks that a title and abstract name, with every "
                "place, a name for each, and the probability that it belongs into a graph of papers; what the paper "
                "introduces; the numbers that it reports, with method, dataset and metric; what is based on what, and "
                "compared with it.",
            },
            {
                "question": "Made from",
                "answer": f"{len(annotated)} annotated abstracts of papers on artificial intelligence, 1963 to 2026 "
                f"(one reader){taught}; word vectors from 179,872 abstracts. The figures on the held-out fifth are of "
                "the same settings trained without it.",
            },
            {
                "question": "Speed",
                "answer": f"{a.ratio:.2f} of the rate of spaCy's default CNN for named entities on one core, the whole "
                "pipeline on the same texts (`python benchmarks/against_spacy.py`).",
            },
        ],
        "figures": rows,
        "weaknesses": WEAKNESSES,
    }
    (a.folder / FILE).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
