"""Make the tagger's lessons of what the teacher said of a sample of the corpus; texts that it did not read whole go.

usage: python -m training.tag_lessons --answers FILE ... --output FILE
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kg.extract.docs import make_doc
from kg.extract.features import Words
from kg.extract.pipeline import blank_pipeline
from training.corpus import CORPUS, Lesson, sample_without, save_lessons
from training.gold import GOLD
from training.sheets import read_mean


def main() -> None:
    """Write lessons as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--gold", type=Path, nargs="+", default=[GOLD, GOLD.parent / "seeds_dev.jsonl"])
    parser.add_argument("--answers", type=Path, nargs="+", required=True, help="of the sample's sheets, a teacher each")
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    answers = read_mean(given.answers)
    papers = sample_without(given.corpus, len(answers), given.gold)
    nlp = blank_pipeline(width=32, depth=1, size=8)
    lessons = [
        Lesson(paper, said.tags)
        for paper, said in zip(papers, answers, strict=True)
        if len(said.tags) == len(Words.of(make_doc(nlp, title=paper.title, abstract=paper.abstract)))
    ]
    save_lessons(given.output, lessons)
    print(f"{len(lessons)} of {len(papers)} papers in {given.output}")


if __name__ == "__main__":
    main()
