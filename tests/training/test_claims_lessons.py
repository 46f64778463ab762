"""What the scorers of roles, results and relations learn from: a teacher's answers, kept without their texts."""

import json
import lzma
from pathlib import Path

import numpy as np
import pytest
from spacy.tokens import Doc

from kg.extract.claims import context_of
from kg.extract.docs import field_span, make_doc
from kg.extract.pipeline import blank_pipeline
from kg.extract.results import KINDS
from kg.extract.scorer import Scorer
from kg.records import ROLES, SCORE_ONE, Entity, Label, Mention
from training.claims_gold import target
from training.claims_lessons import lesson_of, mixed, read_lessons, save_lessons
from training.sheets import Answers, Sheet, read_answers, read_mean, read_sheets, save_answers, save_sheets

TITLE = "FastNet for images"
ABSTRACT = "FastNet extends SlowNet. It reaches 93.1% accuracy on CIFAR-10, while SlowNet reaches 88%."
NLP = blank_pipeline(width=8, depth=1, size=4)


def entity(doc: Doc, label: Label, name: str) -> Entity:
    starts = [n for n in range(len(doc.text)) if doc.text.startswith(name, n)]
    mentions = tuple(Mention(field_span(doc, n, n + len(name)), name, SCORE_ONE) for n in starts)
    return Entity(label=label, name=name, mentions=mentions, score=SCORE_ONE)


def doc_with_things() -> Doc:
    doc = NLP.get_pipe("kg_sentences")(make_doc(NLP, title=TITLE, abstract=ABSTRACT))
    doc._.entities = (
        entity(doc, "Method", "FastNet"),
        entity(doc, "Method", "SlowNet"),
        entity(doc, "Metric", "accuracy"),
        entity(doc, "Dataset", "CIFAR-10"),
    )
    return doc


RECORD = {
    "id": "p",
    "title": TITLE,
    "abstract": ABSTRACT,
    "entities": [
        {"label": "Method", "name": "FastNet", "mentions": ["FastNet"], "role": "introduced", "core": True},
        {"label": "Method", "name": "SlowNet", "mentions": ["SlowNet"], "role": "used|mentioned", "core": True},
        {"label": "Metric", "name": "accuracy", "mentions": ["accuracy"], "role": "used", "core": True},
        {"label": "Dataset", "name": "CIFAR-10", "mentions": ["CIFAR-10"], "role": "used", "core": True},
    ],
    "results": [
        {"method": "FastNet", "dataset": "CIFAR-10", "metric": "accuracy", "value": "93.1%", "kind": "absolute"},
        {"method": "SlowNet", "dataset": None, "metric": "accuracy", "value": "88%", "kind": "absolute"},
    ],
    "relations": [["FastNet", "based_on", "SlowNet"]],
}


def gold_answers() -> Answers:
    """What a teacher would say that knows the annotation and has no doubts."""
    said = target(RECORD, doc_with_things())
    links = np.zeros((2, 3, 5))
    links[0, 0, 1] = links[0, 1, 4] = links[0, 2, 3] = 1
    links[1, 0, 2] = links[1, 1, 0] = links[1, 2, 3] = 1
    relations = np.zeros((4, 4, 2))
    relations[0, 1, 0] = 1
    roles = [np.array([0, 1, 0]) if role is None else role for role in said.roles]
    tables = np.zeros((3, 33)), np.stack(roles), np.stack(said.numbers), links, relations
    return Answers(*(table.astype(np.float16) for table in tables))


def test_an_annotation_says_what_each_candidate_is() -> None:
    said = target(RECORD, doc_with_things())
    assert [None if role is None else ROLES[int(role.argmax())] for role in said.roles] == [
        "introduced",
        None,
        "used",
        "used",
    ]
    assert [KINDS[int(kinds.argmax())] for kinds in said.numbers] == ["absolute", "absolute"]
    assert {key: int(shares.argmax()) for key, shares in said.links.items()} == {
        (0, "Method"): 1,
        (0, "Dataset"): 1,
        (0, "Metric"): 1,
        (1, "Method"): 2,
        (1, "Dataset"): 0,
        (1, "Metric"): 1,
    }
    assert {pair: shares.tolist() for pair, shares in said.relations.items()} == {(0, 1): [1, 0], (1, 0): [0, 0]}


def test_a_lesson_is_read_as_it_was_said(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.xz"
    with lzma.open(corpus, "wt", encoding="utf-8") as file:
        for title, abstract in (("Another", "Nothing."), (TITLE, ABSTRACT)):
            file.write(json.dumps({"title": title, "abstract": abstract}) + "\n")
    save_lessons(tmp_path / "l.xz", [lesson_of(1, context_of(doc_with_things()), gold_answers())])
    (lesson,) = read_lessons(tmp_path / "l.xz", NLP, corpus=corpus)
    gold = target(RECORD, doc_with_things())
    assert [item.word for item in lesson.context.items] == [item.word for item in gold.context.items]
    assert [None if role is None else role.tolist() for role in lesson.roles] == [
        [1, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
        [0, 1, 0],
    ]
    for name in ("links", "relations"):
        told, annotated = getattr(lesson, name), getattr(gold, name)
        assert {key: shares.tolist() for key, shares in told.items()} == {k: s.tolist() for k, s in annotated.items()}
    assert b"SlowNet reaches" not in lzma.decompress((tmp_path / "l.xz").read_bytes())


def test_scorers_without_an_opinion_leave_the_teachers_order() -> None:
    context = context_of(doc_with_things())
    blank = {part: Scorer.blank(classes=n) for part, n in (("role", 3), ("number", 4), ("link", 1), ("relation", 2))}
    told = gold_answers()
    both = mixed(context, told, blank)
    assert both.roles[:, 0].argmax() == 0
    assert (both.kinds.argmax(axis=1) == told.kinds.argmax(axis=1)).all()
    assert (both.links.argmax(axis=2) == told.links.argmax(axis=2)).all()
    assert both.relations[0, 1, 0] == both.relations.max()
    assert both.kinds.sum(axis=1, dtype=np.float64) == pytest.approx(np.ones(2), abs=1e-2)
    assert context.main == 0


def test_sheets_and_answers_are_read_as_they_were_written(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    shapes = ((5,), (3, 5), (3,), (2, 2), (4, 5), (0, 5), (0, 3), (1, 3))
    sheets = [Sheet(*(rng.integers(-2, 999, shape).astype(np.int32) for shape in shapes)) for _ in range(3)]
    save_sheets(tmp_path / "s.xz", sheets)
    for a, b in zip(read_sheets(tmp_path / "s.xz"), sheets, strict=True):
        assert all((getattr(a, name) == getattr(b, name)).all() for name in Sheet.__slots__)
    answers = [gold_answers(), gold_answers()]
    save_answers(tmp_path / "a.npz", answers)
    (mean, _) = read_mean([tmp_path / "a.npz", tmp_path / "a.npz"])
    assert mean.links == pytest.approx(answers[0].links, abs=1 / 255)
    for said, told in zip(read_answers(tmp_path / "a.npz"), answers, strict=True):
        assert all(getattr(said, name) == pytest.approx(getattr(told, name), abs=1 / 255) for name in Answers.__slots__)
