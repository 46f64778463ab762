"""The packaged pipeline: places are exact, nothing depends on company, and any text goes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from kg.errors import KgError
from kg.extract import (
    DEFAULT_THRESHOLD,
    FLOOR,
    coordinated,
    extract,
    find_definitions,
    load,
    model_id,
    normal_form,
    reads_as,
)
from kg.extract import pipeline as pipeline_module
from kg.extract.pipeline import load_from, save
from kg.extract.tagger import Tagger
from kg.records import LABELS, SCORE_ONE, Extraction, Paper

TITLE = "QuickTune: Low-Rank Adaptation of Language Models"
ABSTRACT = (
    "We present QuickTune, which extends Low-Rank Adaptation (LoRA) to vision transformers. On ImageNet and CIFAR-10 "
    "datasets, QuickTune improves top-1 accuracy by 2.3 points over LoRA, and on GLUE it needs 10x less memory."
)

names = ["BERT", "LoRA", " (LoRA)", "Low-Rank Adaptation", "ImageNet-A/R", " on ", " the ", "accuracy", "GPT-4o"]
signs = ["$\\ell_2$", "\\textbf{F1}", "2times", "(", ")", "-", ". ", "\n", "\n\n", " ", "<i>", "\x00"]
odd = ["é", "ﬁ", "İ", "中文", "\u200b", "\u00a0", "e\u0301", "\U0001d538\U0001d540", "\U0001f642"]
fragments = st.sampled_from([*names, *signs, *odd])
texts = st.lists(fragments | st.text(max_size=10), max_size=14).map("".join)


def paper(title: str, abstract: str) -> Paper:
    return Paper(id="title:x", ids=("title:x",), title=title, abstract=abstract)


def one(nlp: Language, title: str, abstract: str) -> Extraction:
    (extraction,) = extract([paper(title, abstract)], nlp)
    return extraction


def check(extraction: Extraction, title: str, abstract: str) -> None:
    fields = {"title": title, "abstract": abstract}
    defined = {(d.short, d.long) for f in ("title", "abstract") for d in find_definitions(fields[f])}
    places = []
    for definition in extraction.definitions:
        for span, text in ((definition.short_span, definition.short), (definition.long_span, definition.long)):
            assert fields[span.field][span.start : span.end] == text
    for entity in extraction.entities:
        own = normal_form(entity.name)
        allowed = {own} | {normal_form(short) for short, long in defined if normal_form(long) == own}
        assert entity.label in LABELS
        assert entity.mentions
        assert list(entity.mentions) == sorted(entity.mentions, key=lambda m: (m.span.field != "title", m.span.start))
        texts = {mention.text for mention in entity.mentions}
        assert entity.name in texts.union(*map(coordinated, texts))
        assert entity.score == max(mention.score for mention in entity.mentions)
        assert FLOOR <= entity.score <= SCORE_ONE
        for mention in entity.mentions:
            assert 0 <= mention.span.start < mention.span.end <= len(fields[mention.span.field])
            assert fields[mention.span.field][mention.span.start : mention.span.end] == mention.text
            assert reads_as(mention.text, allowed)
            assert isinstance(mention.score, int)
            assert 0 <= mention.score <= SCORE_ONE
            if not coordinated(mention.text):
                places.append(mention.span)
    assert len(places) == len(set(places))
    check_claims(extraction, fields)


def check_claims(extraction: Extraction, fields: dict[str, str]) -> None:
    labels = [entity.label for entity in extraction.entities]
    for result in extraction.results:
        text = fields[result.span.field]
        assert text[result.span.start : result.span.end] == result.text
        assert result.sentence.field == result.span.field
        assert result.sentence.start <= result.span.start < result.span.end <= result.sentence.end <= len(text)
        for label, index in (("Method", result.method), ("Dataset", result.dataset), ("Metric", result.metric)):
            assert index is None or labels[index] == label
        assert all(0 <= score <= SCORE_ONE for score in (result.score, *result.link_scores))
    for relation in extraction.relations:
        assert relation.source != relation.target
        for index in (relation.source, relation.target):
            spans = [mention.span for mention in extraction.entities[index].mentions]
            assert any(
                e.field == span.field and e.start <= span.start and span.end <= e.end
                for e in relation.evidence
                for span in spans
            )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, texts)
def test_places_are_exact_for_any_text(nlp: Language, title: str, abstract: str) -> None:
    check(one(nlp, title, abstract), title, abstract)


def test_a_real_text_gives_what_it_names(nlp: Language) -> None:
    extraction = one(nlp, TITLE, ABSTRACT)
    check(extraction, TITLE, ABSTRACT)
    found = {entity.name: entity for entity in extraction.entities if entity.score >= DEFAULT_THRESHOLD}
    assert {"QuickTune", "Low-Rank Adaptation", "ImageNet", "CIFAR-10"} <= set(found)
    assert found["ImageNet"].label == found["CIFAR-10"].label == "Dataset"
    assert {mention.text for mention in found["Low-Rank Adaptation"].mentions} == {"Low-Rank Adaptation", "LoRA"}
    assert {mention.span.field for mention in found["QuickTune"].mentions} == {"title", "abstract"}


def test_company_and_order_make_no_difference(nlp: Language) -> None:
    variants = [(TITLE, ABSTRACT[:n]) for n in range(0, len(ABSTRACT), 9)] + [("", ABSTRACT), (TITLE, ""), ("", "")]
    alone = [one(nlp, *variant) for variant in variants]
    assert list(extract([paper(*variant) for variant in variants], nlp)) == alone
    order = [*range(1, len(variants), 2), *range(0, len(variants), 2)][::-1]
    mixed = list(extract([paper(*variants[i]) for i in order], nlp))
    assert [mixed[order.index(i)] for i in range(len(variants))] == alone
    assert [doc._.entities for doc in nlp.pipe([ABSTRACT] * 3, batch_size=2)] == [nlp(ABSTRACT)._.entities] * 3


def test_a_second_load_gives_the_same(nlp: Language) -> None:
    other = load()
    assert model_id(other) == model_id(nlp)
    assert one(other, TITLE, ABSTRACT) == one(nlp, TITLE, ABSTRACT)


def test_any_string_is_a_text(nlp: Language) -> None:
    doc = nlp(ABSTRACT)
    kept = [e for e in doc._.entities if e.score >= DEFAULT_THRESHOLD]
    spans = {(span.start_char, span.end_char, span.label_) for span in doc.ents}
    assert spans == {(m.span.start, m.span.end, e.label) for e in kept for m in e.mentions}
    assert [d.short for d in doc._.definitions] == ["LoRA"]
    assert [(r.text, r.kind) for r in doc._.results] == [("2.3 points", "gain"), ("10x", "ratio")]
    for text in ("", " ", "\n\n", "$$"):
        assert nlp(text)._.entities == ()


def test_no_name_reaches_from_the_title_into_the_abstract(nlp: Language) -> None:
    extraction = one(nlp, "Training a Vision", "Transformer with LoRA")
    check(extraction, "Training a Vision", "Transformer with LoRA")


def test_a_line_break_inside_a_name_makes_no_difference(nlp: Language) -> None:
    broken = ABSTRACT.replace("Low-Rank Adaptation", "Low-Rank\nAdaptation")
    places = [[m.span for m in e.mentions] for e in one(nlp, TITLE, broken).entities]
    assert places == [[m.span for m in e.mentions] for e in one(nlp, TITLE, ABSTRACT).entities]


def test_the_model_id_follows_the_weights(nlp: Language) -> None:
    other = load()
    tagger = other.get_pipe("kg_tagger")
    assert isinstance(tagger, Tagger)
    data = bytearray(tagger.to_bytes())
    data[0] ^= 1
    tagger.from_bytes(bytes(data))
    assert model_id(other) != model_id(nlp)
    assert model_id(nlp).startswith("en_papers-")


def test_save_and_load_keep_everything(nlp: Language, tmp_path: Path) -> None:
    save(nlp, tmp_path / "model")
    other = load_from(tmp_path / "model")
    assert model_id(other) == model_id(nlp)
    assert one(other, TITLE, ABSTRACT) == one(nlp, TITLE, ABSTRACT)


def test_a_damaged_model_is_one_clear_error(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with pytest.raises(KgError, match="install the package again"):
        load_from(folder)
    shutil.copytree(Path(pipeline_module.__file__).parent / "model", folder)
    weights = folder / "kg_tagger" / "weights.bin"
    weights.write_bytes(weights.read_bytes()[:-2])
    with pytest.raises(KgError, match="install the package again"):
        load_from(folder)


def test_spacy_loads_a_saved_pipeline_by_itself(nlp: Language, tmp_path: Path) -> None:
    save(nlp, tmp_path / "model")
    program = f"import spacy; print(spacy.load({str(tmp_path / 'model')!r}, exclude=['vocab'])({ABSTRACT!r}).ents)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == str(nlp(ABSTRACT).ents)
