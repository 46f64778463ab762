"""The scorer, by cases counted by hand and by properties."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analyse.score import (
    SCORED,
    AnnotatedEntity,
    AnnotatedResult,
    Annotation,
    Counts,
    annotation_of,
    parse_annotation,
    read_annotations,
    score,
)
from kg.errors import SourceError
from kg.records import Entity, Extraction, Label, Mention, Paper, Relation, Result, Span


def entity(label: Label, *forms: str, role: str | None = "used", core: bool = True) -> AnnotatedEntity:
    return AnnotatedEntity(label, forms[0], forms, role, core)


def paper(*entities: AnnotatedEntity, title: str = "A paper") -> Annotation:
    return Annotation("p", title, entities=entities)


def counts(gold: Annotation, predicted: Annotation, key: str) -> Counts:
    return score([gold], [predicted]).counts[key]


def test_a_perfect_prediction_has_no_errors() -> None:
    gold = paper(entity("Method", "BERT", role="introduced"), entity("Dataset", "SQuAD"), entity("Task", "QA"))
    scores = score([gold], [gold])
    assert scores.counts["all"] == Counts(3, 0, 0)
    assert scores.counts["introduced"] == Counts(1, 0, 0)
    assert (scores.rows, scores.absent) == (1, 0)
    assert scores.counts["all"].f1 == 1.0


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        ("CIFAR-10", "cifar 10"),
        ("diffusion models", "Diffusion Model"),
        ("S^3", "S3"),
        ("Hits@10", "HITS@10"),
    ],
)
def test_case_punctuation_spaces_and_a_plural_s_do_not_matter(gold: str, predicted: str) -> None:
    assert counts(paper(entity("Method", gold)), paper(entity("Method", predicted)), "Method") == Counts(1)


@pytest.mark.parametrize(("gold", "predicted"), [("GAN", "GANs2"), ("recall@1", "recall 1"), ("C", "C++")])
def test_other_characters_matter(gold: str, predicted: str) -> None:
    expected = Counts(0, 1, 1)
    assert counts(paper(entity("Metric", gold)), paper(entity("Metric", predicted)), "Metric") == expected


def test_half_of_the_predicted_forms_are_enough_and_fewer_are_not() -> None:
    gold = paper(entity("Method", "low-rank adaptation", "LoRA"))
    assert counts(gold, paper(entity("Method", "LoRA", "adapters")), "Method") == Counts(1)
    assert counts(gold, paper(entity("Method", "LoRA", "adapters", "tuning")), "Method") == Counts(0, 1, 1)


def test_another_label_is_a_miss_and_a_false_prediction() -> None:
    scores = score([paper(entity("Method", "BERT"))], [paper(entity("Dataset", "BERT"))])
    assert scores.counts["Method"] == Counts(0, 0, 1)
    assert scores.counts["Dataset"] == Counts(0, 1, 0)
    assert scores.papers[0].missed == (entity("Method", "BERT"),)
    assert scores.papers[0].false == (entity("Dataset", "BERT"),)


def test_a_second_prediction_of_one_thing_is_false() -> None:
    gold = paper(entity("Method", "BERT", "bidirectional encoder"))
    twice = paper(entity("Method", "BERT"), entity("Method", "bidirectional encoder"))
    assert counts(gold, twice, "all") == Counts(1, 1, 0)


def test_an_optional_entity_counts_neither_way_under_any_label() -> None:
    gold = paper(entity("Method", "transformers", core=False))
    assert counts(gold, paper(), "all") == Counts()
    assert counts(gold, paper(entity("Method", "transformer")), "all") == Counts()
    assert counts(gold, paper(entity("Task", "transformer")), "all") == Counts()


def test_core_entities_choose_before_optional_ones() -> None:
    gold = paper(entity("Method", "A", core=False), entity("Method", "A", "B"))
    assert counts(gold, paper(entity("Method", "A")), "Method") == Counts(1)


def test_a_role_on_which_annotators_differ_is_not_scored() -> None:
    gold = paper(entity("Method", "X", role="introduced|used"))
    assert counts(gold, paper(entity("Method", "X", role="introduced")), "introduced") == Counts()


def test_introduced_needs_the_entity_and_the_role() -> None:
    gold = paper(*(entity("Method", name, role="introduced") for name in ("A", "B")), entity("Method", "C"))
    predicted = paper(
        entity("Method", "A", role="introduced"),
        entity("Method", "B"),
        entity("Method", "C", role="introduced"),
        entity("Method", "D", role="introduced"),
    )
    assert counts(gold, predicted, "introduced") == Counts(1, 1, 1)


@pytest.mark.parametrize(("false", "works"), [(0, True), (1, True), (2, False)])
def test_a_row_works_from_four_in_five(false: int, *, works: bool) -> None:
    gold = paper(*(entity("Method", name) for name in "ABCD"), entity("Task", "never found"))
    wrong = [entity("Dataset", f"wrong {i}") for i in range(false)]
    predicted = paper(*(entity("Method", name) for name in "ABCD"), *wrong)
    assert score([gold], [predicted]).rows == works


def test_a_row_with_a_miss_does_not_work() -> None:
    assert score([paper(entity("Metric", "FID"))], [paper()]).rows == 0


def results(*items: AnnotatedResult, title: str = "A paper") -> Annotation:
    return Annotation("p", title, entities=(entity("Metric", "FID", "fidelity"),), results=items)


def test_hedges_signs_and_spaces_of_a_value_do_not_matter() -> None:
    gold, predicted = AnnotatedResult("15.6%"), AnnotatedResult("about +15.6 \\%")
    assert counts(results(gold), results(predicted), "value") == Counts(1)


def test_a_value_right_with_a_wrong_metric_is_half_right() -> None:
    gold, predicted = AnnotatedResult("2.69", metric="FID"), AnnotatedResult("2.69", metric="recall")
    assert counts(results(gold), results(predicted), "value") == Counts(1, 0, 0)
    assert counts(results(gold), results(predicted), "tuple") == Counts(0, 1, 1)
    unsure = AnnotatedResult("2.69", metric="FID", unsure=("metric",))
    assert counts(results(unsure), results(predicted), "tuple") == Counts(1, 0, 0)


def test_of_equal_values_the_right_one_is_taken() -> None:
    gold = results(AnnotatedResult("1", metric="FID"))
    predicted = results(AnnotatedResult("1"), AnnotatedResult("1", metric="fidelity"))
    assert counts(gold, predicted, "tuple") == Counts(1, 1, 0)


def test_an_optional_result_counts_neither_way() -> None:
    gold = results(AnnotatedResult("7", core=False))
    assert counts(gold, results(AnnotatedResult("7")), "value") == Counts()
    assert counts(gold, results(), "value") == Counts()
    assert counts(gold, results(AnnotatedResult("8")), "value") == Counts(0, 1, 0)


def test_relations_need_both_ends_and_the_type() -> None:
    names = (entity("Method", "A"), entity("Method", "B"))
    gold = Annotation("p", "T", None, names, (), (("A", "based_on", "B"),), (("B", "compared_with", "A"),))
    said = (("a", "based_on", "b"), ("B", "compared_with", "A"), ("B", "based_on", "A"))
    predicted = Annotation("p", "T", None, names, (), said)
    assert counts(gold, predicted, "relation") == Counts(1, 1, 0)


def test_papers_are_paired_by_the_letters_and_digits_of_their_titles() -> None:
    gold = paper(entity("Method", "A"), title="On ${\\ell_p}$: a Study")
    predicted = paper(entity("Method", "A"), title="on ell p a study")
    other = paper(entity("Method", "Z"), title="Something else")
    assert score([gold], [other, predicted]).counts["all"] == Counts(1)
    assert score([gold], [other]).absent == 1


def test_measures_of_nothing_are_zero() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (0.0, 0.0, 0.0)
    assert set(score([], []).counts) == set(SCORED)


FORMS = st.lists(st.text("aAbs -1", min_size=1, max_size=4), min_size=1, max_size=3)
ENTITIES = st.lists(
    st.builds(
        lambda label, forms, role, core: entity(label, *forms, role=role, core=core),
        st.sampled_from(["Method", "Dataset", "Metric", "Task"]),
        FORMS,
        st.sampled_from(["introduced", "used", None]),
        st.booleans(),
    ),
    max_size=5,
)


@given(ENTITIES, ENTITIES)
def test_each_core_entity_is_found_or_missed(gold: list[AnnotatedEntity], said: list[AnnotatedEntity]) -> None:
    total = counts(paper(*gold), paper(*said), "all")
    assert total.tp + total.fn == sum(e.core for e in gold)
    assert total.tp + total.fp <= len(said)
    assert 0.0 <= total.f1 <= 1.0


@given(ENTITIES)
def test_the_scores_of_papers_add_up(gold: list[AnnotatedEntity]) -> None:
    papers = [paper(e, title=f"Paper {i}") for i, e in enumerate(gold)]
    scores = score(papers, papers)
    for key in SCORED:
        assert scores.counts[key] == sum((p.counts[key] for p in scores.papers), Counts())


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_annotations_are_read_with_their_defaults(tmp_path: Path) -> None:
    line = {
        "title": "T\u2028",
        "entities": [{"label": "Task", "name": "QA", "mentions": ["QA"]}],
        "results": [],
    }
    path = write(tmp_path / "gold.jsonl", json.dumps(line, ensure_ascii=False), "", "  ")
    expected = Annotation("", "T\u2028", entities=(AnnotatedEntity("Task", "QA", ("QA",)),))
    assert read_annotations(path) == [expected]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2: not JSON"),
        ("[]", "line 2: [] is not an object"),
        ('{"id": "x"}', "`title` must be a text, not nothing"),
        ('{"title": 3}', "`title` must be a text, not 3"),
        ('{"title": "T", "entities": {}}', "`entities` must be a list, not {}"),
        ('{"title": "T", "entities": [1]}', "`entities` must be a list of objects"),
        ('{"title": "T", "entities": [{"label": "Thing"}]}', "entities 1: `label` must be one of Method, Da"),
        ('{"title": "T", "entities": [{"label": "Task", "name": "n", "mentions": [1]}]}', "list of texts"),
        ('{"title": "T", "relations": [["a", "b"]]}', "a list of [name, type, name]"),
        ('{"title": "T", "results": [{"value": null}]}', "results 1: `value` must be a text or a number"),
        ('{"title": "T", "results": [{"value": "1", "core": "yes"}]}', "`core` must be true or false"),
        ("[" * 100_000, "line 2: not JSON"),
        ('{"title": "T", "n": ' + "9" * 5_000 + "}", "line 2: not JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = write(tmp_path / "gold.jsonl", '{"title": "Good"}', line)
    with pytest.raises(SourceError) as raised:
        read_annotations(path)
    assert said in str(raised.value)
    assert f"{path}, line 2" in str(raised.value)
    assert len(str(raised.value)) < 400


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes(b'{"title": "\xe9"}')
    write(tmp_path / "empty.jsonl", "")
    for name, said in (
        ("latin", "not UTF-8 at byte 11"),
        ("empty", "no annotations"),
        ("none", "cannot be read"),
    ):
        with pytest.raises(SourceError, match=said):
            read_annotations(tmp_path / f"{name}.jsonl")
    with pytest.raises(SourceError, match="cannot be read"):
        read_annotations(tmp_path)


def mention(text: str, start: int = 0) -> Mention:
    return Mention(Span("abstract", start, start + len(text)), text, 9000)


PAPER = Paper("arxiv:1", ("arxiv:1",), "A title", "An abstract")
NAMED = (mention("LoRA"), mention("Low-Rank Adaptation", 9))
PLACE, SENTENCE = Span("abstract", 0, 4), Span("abstract", 0, 9)
EXTRACTION = Extraction(
    entities=(
        Entity("Method", "Low-Rank Adaptation", NAMED, 9000, "introduced"),
        Entity("Task", "tuning", (mention("tuning"), mention("tuning", 30)), 4000, "used"),
        Entity("Metric", "FID", (mention("FID"),), 3000, "used"),
    ),
    results=(
        Result("2.69", 2.69, None, "absolute", False, None, 0, None, 2, PLACE, SENTENCE, 8000, (9000, 9000, 9000)),
    ),
    relations=(Relation("based_on", 0, 2, (SENTENCE,), 8000),),
)


def test_an_extraction_becomes_an_annotation() -> None:
    said = annotation_of(PAPER, EXTRACTION)
    assert (said["id"], said["title"]) == ("arxiv:1", "A title")
    assert said["entities"] == [
        {
            "label": "Method",
            "name": "Low-Rank Adaptation",
            "mentions": ["Low-Rank Adaptation", "LoRA"],
            "role": "introduced",
        },
        {"label": "Task", "name": "tuning", "mentions": ["tuning"]},
        {"label": "Metric", "name": "FID", "mentions": ["FID"], "role": "used"},
    ]
    result = {
        "method": "Low-Rank Adaptation",
        "dataset": None,
        "metric": "FID",
        "value": "2.69",
        "kind": "absolute",
    }
    assert said["results"] == [result]
    assert said["relations"] == [["Low-Rank Adaptation", "based_on", "FID"]]
    read_back = parse_annotation(json.loads(json.dumps(said)))
    scores = score([read_back], [read_back])
    assert (scores.counts["all"], scores.counts["tuple"]) == (Counts(3), Counts(1))


def test_a_threshold_leaves_out_what_is_below_it_and_what_leans_on_that() -> None:
    (result,) = EXTRACTION.results
    doubtful = replace(EXTRACTION, results=(replace(result, link_scores=(9000, 9000, 3000)),))
    parsed = parse_annotation(annotation_of(PAPER, doubtful, threshold=4000))
    assert [e.name for e in parsed.entities] == ["Low-Rank Adaptation", "tuning"]
    assert parsed.results[0].metric is None
    assert parsed.relations == ()
    assert parse_annotation(annotation_of(PAPER, EXTRACTION, threshold=9001)).results == ()


def test_what_a_result_surely_belongs_to_stays() -> None:
    parsed = parse_annotation(annotation_of(PAPER, EXTRACTION, threshold=4000))
    assert [e.name for e in parsed.entities] == ["Low-Rank Adaptation", "tuning", "FID"]
    assert parsed.results[0].metric == "FID"
