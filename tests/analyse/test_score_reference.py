"""The scorer and the reference scorer that stands beside the gold give the same numbers."""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.analyse.score import Scores, parse_annotation, read_annotations, score

Record: TypeAlias = dict[str, Any]

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module")
def scorer(shared: Path) -> Any:  # noqa: ANN401 (a script without types, loaded by its path)
    spec = spec_from_file_location("reference_score", shared / "gold" / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TEXTS = st.one_of(
    st.text(alphabet="aAbBs-+@ 1é_", max_size=6),
    st.sampled_from(["GANs", "GAN", "Hits@10", "gans+", "S^3", "diffusion models", "Diffusion Model", "ß", ""]),
)
NAMES = st.sampled_from(["GAN", "GANs", "S^3", "FID", "fid", "", "é", "CIFAR-10", "unknown"])
VALUES = st.one_of(
    st.sampled_from(["2.69", "about 2.69", "+2.69", "2.69 %", "2.69%", "up to 3x", "3x", "overall 3", "~3", 3, 2.5]),
    st.text(alphabet="1.5%x +\\$~\u00a0", max_size=5),
)
ROLES = ["introduced", "used", "mentioned", "introduced|used"]


def entities(*, gold: bool) -> st.SearchStrategy[list[Record]]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "label": st.sampled_from(["Method", "Dataset", "Metric", "Task"]),
        "name": st.one_of(NAMES, TEXTS),
        "mentions": st.lists(st.one_of(NAMES, TEXTS), max_size=3),
    }
    optional = {"role": st.sampled_from(ROLES)}
    if gold:
        fields["core"] = st.booleans()
    return st.lists(st.fixed_dictionaries(fields, optional=optional), max_size=5)


def results(*, gold: bool) -> st.SearchStrategy[list[Record]]:
    name = st.one_of(st.none(), NAMES)
    fields: dict[str, st.SearchStrategy[Any]] = {
        "value": VALUES, "method": name, "dataset": name, "metric": name, "kind": st.just("absolute"),
    }  # fmt: skip
    optional: dict[str, st.SearchStrategy[Any]] = {}
    if gold:
        unsure = st.lists(st.sampled_from(["method", "dataset", "metric"]), max_size=2)
        optional = {"core": st.booleans(), "unsure": unsure}
    return st.lists(st.fixed_dictionaries(fields, optional=optional), max_size=4)


RELATIONS = st.lists(st.tuples(NAMES, st.sampled_from(["based_on", "compared_with"]), NAMES).map(list), max_size=4)


def records(*, gold: bool) -> st.SearchStrategy[list[Record]]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "id": st.just("x"),
        "title": st.sampled_from(["A paper", "a PAPER!", "Another", "Größe", "…"]),
        "entities": entities(gold=gold),
        "results": results(gold=gold),
        "relations": RELATIONS,
    }
    optional = {"optional_relations": RELATIONS} if gold else {}
    return st.lists(st.fixed_dictionaries(fields, optional=optional), max_size=3)


def assert_same(scorer: Any, gold: list[Record], said: list[Record], ours: Scores) -> None:  # noqa: ANN401
    by_title = [{scorer.title_key(record["title"]): record for record in side} for side in (gold, said)]
    count, rows = scorer.score(*by_title)
    assert {key: (c.tp, c.fp, c.fn) for key, c in ours.counts.items()} == {k: tuple(v) for k, v in count.items()}
    assert [(paper.title, paper.row) for paper in ours.papers] == list(rows.items())
    for key, counted in ours.counts.items():
        assert (counted.precision, counted.recall, counted.f1) == scorer.prf(*count[key])


@settings(max_examples=300, deadline=None)
@given(gold=records(gold=True), said=records(gold=False))
def test_any_annotations_score_the_same(scorer: Any, gold: list[Record], said: list[Record]) -> None:  # noqa: ANN401
    ours = score(map(parse_annotation, gold), map(parse_annotation, said))
    assert_same(scorer, gold, said, ours)


def test_the_gold_files_score_the_same_against_damaged_copies(scorer: Any, shared: Path) -> None:  # noqa: ANN401
    path = shared / "gold" / "seeds_dev.jsonl"
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    said = []
    for number, record in enumerate(gold):
        copy = json.loads(json.dumps(record))
        del copy["entities"][number % 5 :: 4]
        for entity in copy["entities"][::3]:
            entity["label"] = "Method"
        for result in copy["results"][::2]:
            result["metric"] = None
        said.append(copy)
    ours = score(read_annotations(path), map(parse_annotation, said))
    assert_same(scorer, gold, said, ours)


def test_the_gold_files_agree_with_themselves(scorer: Any, shared: Path) -> None:  # noqa: ANN401
    path = shared / "gold" / "seeds_dev.jsonl"
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert_same(scorer, gold, gold, score(read_annotations(path), read_annotations(path)))
