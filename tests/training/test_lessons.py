"""What the student learns from: gold spans, and what a teacher said of papers without annotations."""

import json
import lzma
from pathlib import Path

import numpy as np
import pytest

from kg.extract.features import Words
from kg.extract.lattice import Lattice
from kg.extract.pipeline import blank_pipeline
from kg.extract.tagger import TAGS
from kg.read import normal_title
from training.corpus import Lesson, read_corpus, read_lessons, sample, save_lessons
from training.train_tagger import doc_of, examples, gradient, scored, taught

ABSTRACT = "We train LoRA on CIFAR-10 and report accuracy. " * 8


def corpus(path: Path, count: int = 9) -> Path:
    with lzma.open(path, "wt", encoding="utf-8") as file:
        for n in range(count):
            file.write(json.dumps({"title": f"Paper {n}", "abstract": ABSTRACT}) + "\n")
    return path


def lessons_of(path: Path) -> list[Lesson]:
    nlp = blank_pipeline(width=8, depth=1, size=4)
    rng = np.random.default_rng(0)
    papers = sample(read_corpus(path), 4, without={normal_title("Paper 2")})
    counts = [len(Words.of(doc_of(nlp, p.title, p.abstract))) for p in papers]
    return [
        Lesson(p, rng.dirichlet(np.ones(TAGS), size=n).astype(np.float16)) for p, n in zip(papers, counts, strict=True)
    ]


def test_a_sample_is_always_the_same_and_without_what_is_annotated(tmp_path: Path) -> None:
    path = corpus(tmp_path / "c.xz")
    taken = sample(read_corpus(path), 8, without={normal_title("Paper 2")})
    assert sorted(p.line for p in taken) == [0, 1, 3, 4, 5, 6, 7, 8]
    assert sample(read_corpus(path), 3, without={normal_title("Paper 2")}) == taken[:3]
    assert taken == sample(iter(list(read_corpus(path))[::-1]), 8, without={normal_title("Paper 2")})


def test_lessons_are_kept_without_their_texts(tmp_path: Path) -> None:
    path = corpus(tmp_path / "c.xz")
    lessons = lessons_of(path)
    save_lessons(tmp_path / "l.xz", lessons)
    again = read_lessons(tmp_path / "l.xz", corpus=path)
    assert [lesson.paper for lesson in again] == [lesson.paper for lesson in lessons]
    for a, b in zip(again, lessons, strict=True):
        assert a.tags == pytest.approx(b.tags, abs=0.03)
        assert a.tags.sum(axis=1, dtype=np.float64) == pytest.approx(np.ones(len(a.tags)), abs=1e-2)
    assert b"CIFAR" not in lzma.decompress((tmp_path / "l.xz").read_bytes())


def test_a_lesson_is_learned_towards_what_the_teacher_said(tmp_path: Path) -> None:
    lessons = lessons_of(corpus(tmp_path / "c.xz"))
    nlp = blank_pipeline(width=8, depth=1, size=4)
    example = next(taught(nlp, lessons))
    scores = np.zeros(example.target.shape, dtype=np.float32)
    slope = gradient(scores, example)
    assert slope.sum(axis=1) == pytest.approx(np.zeros(len(slope)), abs=1e-2)
    own = Lattice.of(scores.astype(np.float64), example.starts).marginals(scores.astype(np.float64))
    assert own - slope == pytest.approx(lessons[0].tags.astype(np.float64), abs=1e-3)
    with pytest.raises(ValueError, match="label the corpus again"):
        list(taught(nlp, [Lesson(lessons[0].paper, lessons[0].tags[:-1])]))


def test_gold_is_found_by_scores_that_say_it() -> None:
    entity = {"label": "Dataset", "name": "CIFAR-10", "mentions": ["CIFAR-10"], "core": True}
    record = {"title": "T", "abstract": ABSTRACT, "entities": [entity]}
    (example,) = examples(blank_pipeline(width=8, depth=1, size=4), [record], weight=2.0)
    assert len(example.spans) == 8
    perfect = example.target.astype(np.float64) * 30
    assert scored([(perfect, example)]) == {"p": 1.0, "r": 1.0, "f1": 1.0}
    assert scored([(np.zeros_like(perfect), example)])["r"] == 0.0
    assert np.abs(gradient(perfect.astype(np.float32), example)).max() < 1e-6
