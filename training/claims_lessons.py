"""What the teacher says of papers of the corpus: the lessons of the scorers of roles, results and relations.

usage: python -m training.claims_lessons --answers FILE ... --pipeline FOLDER [--first N] [--count N] --output FILE

The teacher knows words better, the scorers know lists and places better: a lesson is the mean (of logarithms) of what
the teacher says and of what scorers say that were trained on the annotations alone, those of `--pipeline`.

A file of lessons is compressed JSON Lines, an object a paper: `line` (of the corpus), `things` (label, name, score and
places of each thing that a pipeline found there, so that the lessons do not depend on the pipeline of the day),
`numbers` (the first character of each), and what is said of them, as shares of 255 (`training.sheets.Answers`), of
links and relations only what is not nearly 0.
"""

from __future__ import annotations

import argparse
import json
import lzma
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.claims import Claims, context_of, context_with
from kg.extract.context import Context, Named
from kg.extract.docs import make_doc
from kg.extract.pipeline import CLAIMS, load_from
from kg.extract.relations import TYPES, candidate_pairs, relation_features
from kg.extract.results import FIELDS, KINDS, SURE, candidates_of, link_features, number_features, same_sentence
from kg.extract.roles import role_features
from kg.extract.scorer import Scorer, logistic, softmax
from kg.records import LABELS, ROLES, Label
from training.claims_gold import Shares, Target, docs_of, shares
from training.corpus import CORPUS, read_corpus, sample_without
from training.gold import GOLD
from training.sheets import STEPS, Answers, read_mean

Table = NDArray[np.floating[Any]]

# The teacher's part in roles, kinds, links and relations; chosen on the held-out fifth.
_PART = {"roles": 0.7, "kinds": 0.5, "links": 0.35, "relations": 0.6}
_TINY = 1e-3  # the teacher says no less than this
_LEAST = 3  # steps: what is less likely is left out
_RESULT = 0.3  # of a number less likely a result it is not learned what it would belong to


def lesson_of(line: int, context: Context, answers: Answers) -> dict[str, Any]:
    """Return what the teacher says of a paper as an object of the file."""
    links, relations = (_steps(table) for table in (answers.links, answers.relations))
    return {
        "line": line,
        "things": [
            [LABELS.index(t.label), t.name, t.score, [list(place) for place in t.places]] for t in context.things
        ],
        "numbers": [number.start for number in context.numbers],
        "roles": _steps(answers.roles).tolist(),
        "kinds": _steps(answers.kinds).tolist(),
        "links": [[*map(int, at), int(links[tuple(at)])] for at in np.argwhere(links >= _LEAST)],
        "relations": [[*map(int, at), int(relations[tuple(at)])] for at in np.argwhere(relations >= _LEAST)],
    }


def mixed(context: Context, answers: Answers, scorers: Mapping[str, Scorer]) -> Answers:
    """Return what the teacher and the scorers say together, and tell the context of the roles."""
    judged = [n for n, thing in enumerate(context.things) if thing.label != "Task"]
    roles = np.zeros(answers.roles.shape)
    own = softmax(scorers["role"].scores(role_features(context, n) for n in judged))
    roles[judged] = _mean("roles", answers.roles[judged], own)
    context.introduce(tuple(int(10 * chance) for chance in roles[:, 0]))
    there = [n for n, item in enumerate(context.of_number) if item >= 0]
    kinds = np.zeros(answers.kinds.shape)
    own = softmax(scorers["number"].scores(number_features(context, n) for n in there))
    kinds[there] = _mean("kinds", answers.kinds[there], own)
    links = np.zeros(answers.links.shape)
    earlier: int | None = None
    for number in there:
        if 1 - kinds[number, 0] < _RESULT:
            continue
        near = earlier is not None and same_sentence(context, number, earlier)
        for field, label in enumerate(FIELDS):
            candidates = [None, *candidates_of(context, number, label)]
            rows = [0, *(1 + n for n in candidates if n is not None)]
            before = None
            if earlier is not None and near:
                best = int(links[earlier, field].argmax())
                before = earlier, None if best == 0 else best - 1
            own = scorers["link"].scores(link_features(context, number, label, c, before) for c in candidates)
            links[number, field, rows] = _mean("links", answers.links[number, field, rows], softmax(own[:, 0]))
        if 1 - kinds[number, 0] >= SURE:
            earlier = number
    relations = np.zeros(answers.relations.shape)
    pairs = list(candidate_pairs(context))
    own = logistic(scorers["relation"].scores(relation_features(context, *pair) for pair in pairs))
    for pair, said in zip(pairs, own, strict=True):
        told = answers.relations[pair].astype(np.float64)
        table = _mean("relations", np.stack([told, 1 - told], axis=1), np.stack([said, 1 - said], axis=1))
        relations[pair] = table[:, 0]
    return Answers(answers.tags, *(table.astype(np.float16) for table in (roles, kinds, links, relations)))


def _mean(part: str, told: Table, said: Table) -> Table:
    """Return the weighted mean of logarithms of probabilities, made to sum to 1 along the last axis."""
    weight = _PART[part]
    logs = weight * np.log(np.maximum(told.astype(np.float64), _TINY)) + (1 - weight) * np.log(np.maximum(said, 1e-9))
    return softmax(logs)


def _steps(table: NDArray[np.floating[Any]]) -> NDArray[np.int64]:
    return np.rint(np.asarray(table, dtype=np.float32) * STEPS).astype(np.int64)


def save_lessons(path: Path, lessons: Iterable[Mapping[str, Any]]) -> None:
    """Write lessons into a file."""
    with lzma.open(path, "wt", encoding="utf-8") as file:
        for lesson in lessons:
            file.write(json.dumps(lesson, ensure_ascii=False, separators=(",", ":")) + "\n")


def read_lessons(path: Path, nlp: Language, *, corpus: Path = CORPUS, count: int | None = None) -> Iterator[Target]:
    """Yield the lessons of a file, the first `count`; `nlp` cuts the texts into words and sentences."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        lessons = [json.loads(line) for _, line in zip(range(count or 10**9), lines, strict=False)]
    wanted = {lesson["line"] for lesson in lessons}
    papers = {paper.line: paper for paper in read_corpus(corpus) if paper.line in wanted}
    sentences = nlp.get_pipe("kg_sentences")
    for lesson in lessons:
        paper = papers[lesson["line"]]
        yield _target(lesson, sentences(make_doc(nlp, title=paper.title, abstract=paper.abstract)))


def _target(lesson: Mapping[str, Any], doc: Doc) -> Target:
    text = doc.text
    things = [
        Named(
            LABELS[label],
            name,
            score,
            places=tuple((start, end) for start, end in places),
            forms=tuple(sorted({text[start:end] for start, end in places})),
        )
        for label, name, score, places in lesson["things"]
    ]
    context = context_with(doc, things)
    known = {start: n for n, start in enumerate(lesson["numbers"])}
    of = [known.get(number.start) for number in context.numbers]
    roles = np.array(lesson["roles"], dtype=np.float32).reshape(-1, len(ROLES))
    kinds = np.array(lesson["kinds"], dtype=np.float32).reshape(-1, len(KINDS))
    numbers = tuple(_whole(kinds[n]) if n is not None else shares(0, len(KINDS)) for n in of)
    links = np.zeros((len(kinds), len(FIELDS), 1 + len(things)), dtype=np.float32)
    for *at, share in lesson["links"]:
        links[tuple(at)] = share
    square = np.zeros((len(things), len(things), len(TYPES)), dtype=np.float32)
    for *at, share in lesson["relations"]:
        square[tuple(at)] = share / STEPS
    linked: dict[tuple[int, Label], Shares] = {}
    for number, n in enumerate(of):
        if n is None or context.of_number[number] < 0 or 1 - numbers[number][0] < _RESULT:
            continue
        for field, label in enumerate(FIELDS):
            candidates = [0, *(1 + thing for thing in candidates_of(context, number, label))]
            linked[number, label] = _whole(links[n, field, candidates])
    return Target(
        context,
        tuple(
            _whole(row) if thing.label != "Task" and context.at[i] else None
            for i, (row, thing) in enumerate(zip(roles, things, strict=True))
        ),
        numbers,
        linked,
        {pair: square[pair] for pair in candidate_pairs(context)},
    )


def _whole(steps: Shares) -> Shares:
    """Return shares that sum to 1, all of the first where there is nothing."""
    total = steps.sum()
    return np.asarray(steps / total) if total else shares(0, len(steps))


def main() -> None:
    """Write lessons as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--gold", type=Path, nargs="+", default=[GOLD, GOLD.parent / "seeds_dev.jsonl"])
    parser.add_argument("--answers", type=Path, nargs="+", required=True, help="of the sample's sheets, a teacher each")
    parser.add_argument("--pipeline", type=Path, required=True, help="its entities are those of the sheets")
    parser.add_argument("--first", type=int, default=0, help="the paper of the sample to begin with")
    parser.add_argument("--count", type=int, required=True, help="papers")
    parser.add_argument("--output", type=Path, required=True)
    given = parser.parse_args()
    nlp = load_from(given.pipeline)
    scorers: dict[str, Scorer] = {}
    for name in CLAIMS:
        pipe = nlp.get_pipe(name)
        assert isinstance(pipe, Claims)
        scorers |= pipe.scorers
    answers = read_mean(given.answers)
    papers = sample_without(given.corpus, len(answers), given.gold)
    chosen = slice(given.first, given.first + given.count)
    found = docs_of(nlp, [(paper.title, paper.abstract) for paper in papers[chosen]])
    lessons = []
    for paper, doc, said in zip(papers[chosen], found, answers[chosen], strict=True):
        context = context_of(doc)
        lessons.append(lesson_of(paper.line, context, mixed(context, said, scorers)))
        if len(lessons) % 1000 == 0:
            print(len(lessons), flush=True)
    save_lessons(given.output, lessons)


if __name__ == "__main__":
    main()
