"""Roles, results and relations: what a text says of the things that it names, on texts made for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract.claims import RelationFinder, ResultFinder, RoleFinder, context_of
from kg.extract.context import Context, Named
from kg.extract.docs import make_doc
from kg.extract.lists import listed
from kg.extract.numbers import find_numbers
from kg.extract.scorer import Scorer, softmax
from kg.records import Extraction, Label
from tests.extract.test_pipeline import one

TITLE = "QuickTune: Fast Fine-Tuning of Vision Transformers"
ABSTRACT = (
    "Fine-tuning vision transformers is expensive. We propose QuickTune, which builds on LoRA. On ImageNet and "
    "CIFAR-10, QuickTune reaches an accuracy of 84.6% and 97.2%, respectively, and outperforms LoRA by 1.3 points on "
    "ImageNet. It needs 3 layers and was trained on 8 GPUs."
)


@pytest.fixture(scope="module")
def said(nlp: Language) -> Extraction:
    return one(nlp, TITLE, ABSTRACT)


def test_roles_tell_what_is_proposed_from_what_is_used(said: Extraction) -> None:
    roles = {entity.name: entity.role for entity in said.entities}
    assert roles["QuickTune"] == "introduced"
    assert roles["LoRA"] == roles["ImageNet"] == roles["CIFAR-10"] == "used"


def test_results_are_the_numbers_that_are_reported(said: Extraction) -> None:
    names = [entity.name for entity in said.entities]

    def name(index: int | None) -> str | None:
        return None if index is None else names[index]

    found = [(r.text, r.kind, name(r.method), name(r.dataset), name(r.metric)) for r in said.results if r.score >= 5000]
    assert found == [
        ("84.6%", "absolute", "QuickTune", "ImageNet", "accuracy"),
        ("97.2%", "absolute", "QuickTune", "CIFAR-10", "accuracy"),
        ("1.3 points", "gain", "QuickTune", "ImageNet", "accuracy"),
    ]


def test_evidence_is_the_sentence(said: Extraction) -> None:
    first = next(r for r in said.results if r.text == "84.6%")
    assert ABSTRACT[first.sentence.start : first.sentence.end].startswith("On ImageNet and CIFAR-10,")
    assert ABSTRACT[first.sentence.start : first.sentence.end].endswith("on ImageNet.")
    assert ABSTRACT[first.span.start : first.span.end] == "84.6%"


def test_relations_say_what_is_built_on_what(said: Extraction) -> None:
    names = [entity.name for entity in said.entities]
    relations = {(names[r.source], r.type, names[r.target]) for r in said.relations if r.score >= 3000}
    assert ("QuickTune", "based_on", "LoRA") in relations
    assert not any(a == "LoRA" and kind == "based_on" for a, kind, _ in relations)


def context(text: str, *names: tuple[Label, str]) -> Context:
    places = [tuple((m, m + len(name)) for m in _starts(text, name)) for _, name in names]
    things = [Named(label, name, 9000, there, (name,)) for (label, name), there in zip(names, places, strict=True)]
    words = []
    at = 0
    for word in text.split(" "):
        words.append((word, (at, at + len(word))))
        at += len(word) + 1
    return Context(words, [0], title=0, things=things, numbers=find_numbers(text))


def _starts(text: str, name: str) -> list[int]:
    return [n for n in range(len(text)) if text.startswith(name, n)]


def test_names_and_numbers_are_one_item_each() -> None:
    seen = context("Big Net goes from 73.9 to 78.3 % on A", ("Method", "Big Net"), ("Dataset", "A"))
    words = [item.word for item in seen.items]
    assert words == ["METHOD", "goes", "from", "NUM", "to", "NUM%", "on", "DATASET"]
    assert seen.at == ([0], [7])
    assert seen.of_number == [3, 5]
    assert [seen.word(k, 0) for k in (-1, 8)] == ["<s>", "</s>"]


def test_what_stands_in_a_list_knows_its_place() -> None:
    seen = context("A , B and C reach 1 , 2 and 3 on D", *(("Dataset", name) for name in "ABCD"))
    assert [listed(seen, k) for k in (0, 2, 4)] == [(0, 3), (1, 3), (2, 3)]
    assert [listed(seen, seen.of_number[n]) for n in range(3)] == [(0, 3), (1, 3), (2, 3)]
    assert listed(seen, seen.at[3][0]) == (0, 1)


def test_components_without_weights_say_nothing_wrong(nlp: Language) -> None:
    doc = make_doc(nlp, title=TITLE, abstract=ABSTRACT)
    for name in ("kg_definitions", "kg_sentences", "kg_tagger", "kg_entities"):
        doc = nlp.get_pipe(name)(doc)
    for made in (RoleFinder("a"), ResultFinder("b"), RelationFinder("c")):
        doc = made(doc)
    assert len(doc._.context.things) == len(doc._.entities) == len(context_of(doc).things)


@given(st.lists(st.lists(st.text(max_size=5), min_size=1, max_size=4), max_size=5))
def test_a_scorer_scores_each_candidate_by_itself_and_survives_storing(bags: list[list[str]]) -> None:
    blank = Scorer.blank(classes=3, rows=64, width=4)
    scorer = Scorer(blank.table + 0.25, blank.bias + 0.5, blank.output - 0.125, blank.last, blank.temperature * 2)
    together = scorer.scores(bags)
    assert together.shape == (len(bags), 3)
    assert [list(row) for row in together] == [list(scorer.scores([bag])[0]) for bag in bags]
    # What is stored is rounded, and no more than once.
    again = Scorer.from_bytes(scorer.to_bytes())
    assert again.scores(bags) == pytest.approx(together, abs=0.01)
    assert again.to_bytes() == scorer.to_bytes()
    assert softmax(together).sum() == pytest.approx(len(bags))
