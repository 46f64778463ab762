"""Variants: what names are read as sizes, versions and parts of others, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.analyse import derivation, describe, verify
from kg.analyse.lookup import Thing, Variant
from kg.extract import normal_form
from kg.graph import edges, nodes
from kg.link import Aliases
from kg.link.variants import bases, beginnings, variants, written_as_name
from kg.records import Edge, Entity, Extraction, Label, Mention, Paper, Record, Span
from kg.store import Store


def first(name: str, label: str = "method") -> tuple[str, str] | None:
    return next(((base.form, base.reason) for base in bases(normal_form(name), label)), None)


@pytest.mark.parametrize(
    ("name", "base", "reason"),
    [
        ("BERT-base", "bert", "size: base"),
        ("T5-large", "t 5", "size: large"),
        ("Vicuna-13B", "vicuna", "size: 13b"),
        ("Qwen2.5-0.5B", "qwen 2.5", "size: 0.5b"),
        ("BERT-110M", "bert", "size: 110m"),
        ("Mixtral-8x7B", "mixtral", "size: 8x7b"),
        ("Qwen3-30B-A3B", "qwen 3 30b", "size: a3b"),
        ("Llama-2-chat", "llama 2", "tuning: chat"),
        ("Mistral-7B-Instruct", "mistral 7b", "tuning: instruct"),
        ("GPT-4o", "gpt 4", "version: 4o"),
        ("GPT-4 Turbo", "gpt 4", "version: turbo"),
        ("GPT-3.5", "gpt 3", "version: 3.5"),
        ("GPT-2", "gpt", "number: 2"),
        ("YOLOv5", "yolo", "version: v5"),
        ("MoCo v2", "moco", "version: v2"),
        ("DeepSeek-R1", "deepseek", "version: r1"),
        ("ResNet-50", "resnet", "number: 50"),
        ("PointNet++", "pointnet", "version: ++"),
        ("k-means++", "k means", "version: ++"),
        ("ViT-B", "vit", "size: b"),
        ("o1-mini", "o 1", "size: mini"),
    ],
)
def test_a_method_is_a_variant_of_the_nearest(name: str, base: str, reason: str) -> None:
    assert first(name) == (base, reason)


@pytest.mark.parametrize(
    ("name", "base", "reason"),
    [
        ("WMT14", "wmt", "year: 2014"),
        ("CoNLL-2003", "conll", "year: 2003"),
        ("PASCAL VOC 2012", "pascal voc", "year: 2012"),
        ("ImageNet-1k", "imagenet", "size: 1k"),
        ("ImageNet-21K", "imagenet", "size: 21k"),
        ("ImageNet-C", "imagenet", "split: c"),
        ("ImageNetV2", "imagenet", "version: v2"),
        ("CIFAR-100", "cifar", "number: 100"),
        ("SWE-bench Verified", "swe bench", "split: verified"),
        ("MMLU-Pro", "mmlu", "split: pro"),
        ("HumanEval+", "humaneval", "version: +"),
        ("Tiny ImageNet", "imagenet", "size: tiny"),
        ("MIMIC-III", "mimic", "version: iii"),
    ],
)
def test_a_dataset_is_a_variant_of_the_nearest(name: str, base: str, reason: str) -> None:
    assert first(name, "dataset") == (base, reason)


@pytest.mark.parametrize(
    "name",
    [
        *("T5", "top-1", "F1", "L2", "k=5", "o1", "BM25", "C++", "Word2Vec", "3D U-Net", "stage 2", "rank 16"),
        *("base", "large", "Mini-Omni", "OpenAI o1", "NVIDIA A100", "7B", "v2", "Hits@10", "attention", "", "GPT"),
    ],
)
def test_what_is_no_variant_of_anything(name: str) -> None:
    assert first(name) is None


@pytest.mark.parametrize("name", ["COVID-19", "C4", "top-5", "MNIST", "subset 1", "test full"])
def test_a_dataset_that_is_no_variant_of_anything(name: str) -> None:
    assert first(name, "dataset") is None


@pytest.mark.parametrize("label", ["metric", "task"])
def test_metrics_and_tasks_have_no_variants(label: str) -> None:
    assert first("FID-50k", label) is first("BLEU-4", label) is first("task 2.0", label) is None


def test_endings_are_taken_off_one_by_one() -> None:
    found = [(base.form, base.reason) for base in bases(normal_form("Llama-2-7B-chat"), "method")]
    assert found == [
        ("llama 2 7b", "tuning: chat"),
        ("llama 2 chat", "size: 7b"),
        ("llama 2", "size: 7b, tuning: chat"),
        ("llama", "number: 2, size: 7b, tuning: chat"),
    ]


WORDS = "a b v llama gpt top net++ yolov 2 3.5 4o 7b 8x 2012 14 base tiny chat k imagenet ii 1k test openai pro"
forms = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=6).map(" ".join)


@given(forms, st.sampled_from(["method", "dataset"]))
def test_a_base_is_shorter_and_its_reason_tells_what_is_gone(form: str, label: str) -> None:
    found = list(bases(form, label))
    assert len({base.form for base in found}) == len(found)
    for base in found:
        assert 1 < len(base.form.replace(" ", "")) < len(form.replace(" ", ""))
        kinds = {part.partition(": ")[0] for part in base.reason.split(", ")}
        assert kinds <= {"size", "tuning", "version", "number", "split", "year"}
        assert all(part.partition(": ")[2] for part in base.reason.split(", "))


NAMES = {
    "method|bert": "BERT",
    "method|bert base": "BERT-base",
    "method|gpt 4": "GPT-4",
    "method|gpt 4o": "GPT-4o",
    "method|gpt 4o mini": "GPT-4o mini",
    "method|knowledge": "knowledge",
    "method|knowledge base": "knowledge base",
    "dataset|imagenet": "ImageNet",
    "method|imagenet 1k": "ImageNet-1k",
    "dataset|imagenet c": "ImageNet-C",
    "metric|fid": "FID",
    "metric|fid 50k": "FID-50k",
    "method|llama 7b": "LLaMA-7B",
}
EXPECTED = [
    ("dataset|imagenet c", "dataset|imagenet", "split: c"),
    ("method|bert base", "method|bert", "size: base"),
    ("method|gpt 4o", "method|gpt 4", "version: 4o"),
    ("method|gpt 4o mini", "method|gpt 4o", "size: mini"),
]


@given(st.permutations(sorted(NAMES)))
def test_variants_lead_to_what_is_there_under_the_same_label_in_any_order(keys: list[str]) -> None:
    assert list(variants(keys, lambda key: key, NAMES.__getitem__)) == EXPECTED


@given(st.sets(st.sampled_from(sorted(NAMES))))
def test_variants_are_among_the_keys_and_never_of_themselves(keys: set[str]) -> None:
    for variant, base, _ in variants(keys, lambda key: key, NAMES.__getitem__):
        assert {variant, base} <= keys
        assert variant != base


def test_a_short_form_leads_to_the_node_it_belongs_to() -> None:
    node = {"method|svm": "method|support vector machine"}
    keys = {"method|support vector machine", "method|svm 2"}
    names = {"method|support vector machine": "support vector machine", "method|svm 2": "SVM-2"}
    found = list(variants(keys, lambda key: node.get(key, key), names.__getitem__))
    assert found == [("method|svm 2", "method|support vector machine", "number: 2")]
    assert not list(variants(keys, lambda _: None, names.__getitem__))


def test_names_have_capitals_or_digits() -> None:
    assert written_as_name("BERT")
    assert written_as_name("word2vec")
    assert not written_as_name("knowledge")


def extract_names(papers: Iterable[Paper]) -> list[Extraction]:
    """Every word of an abstract is a thing: a dataset if it stands in capitals, else a method."""
    return [_extraction(paper) for paper in papers]


def _extraction(paper: Paper) -> Extraction:
    entities, start = [], 0
    for word in paper.abstract.split(" "):
        label: Label = "Dataset" if word.startswith("ImageNet") else "Method"
        mention = Mention(Span("abstract", start, start + len(word)), word, 9000)
        entities.append(Entity(label, word, (mention,), 9000))
        start += len(word) + 1
    return Extraction(tuple(entities))


RECORDS = (
    Record("a.jsonl", "", "One", "BERT BERT-base GPT-4", (), ("Ada",)),
    Record("a.jsonl", "", "Two", "GPT-4o ImageNet ImageNet-C knowledge", (), ("Bo",)),
    Record("a.jsonl", "", "Three", "BERT-large GPT-4o-mini", (), ("Ada",)),
)


def derived(store: Store, *, threshold: int = 0) -> list[tuple[str, str, object]]:
    found = [edge for edge in edges(store, threshold=threshold) if edge.type == "VARIANT_OF"]
    assert found == sorted(found, key=lambda edge: (edge.source, edge.target))
    return [(edge.source[1], edge.target[1], edge.properties["derived"]) for edge in found]


def test_edges_come_and_go_with_papers() -> None:
    whole = [
        ("dataset:imagenet c", "dataset:imagenet", "split: c"),
        ("method:bert base", "method:bert", "size: base"),
        ("method:bert large", "method:bert", "size: large"),
        ("method:gpt 4o", "method:gpt 4", "version: 4o"),
        ("method:gpt 4o mini", "method:gpt 4o", "size: mini"),
    ]
    with Store.create(None, aliases=Aliases()) as store:
        for record in RECORDS[::-1]:
            store.add([record], extract_names, model="names")
        assert derived(store) == whole
        assert derived(store, threshold=9001) == []
        assert verify(store).problems == ()
        two = next(paper for paper in store.papers() if paper.title == "Two")
        store.remove(store.record_numbers(paper=two.id), extract_names, model="names")
        # The nearest that is left.
        assert derived(store) == [*whole[1:3], ("method:gpt 4o mini", "method:gpt 4", "version: 4o, size: mini")]
        assert verify(store).problems == ()


def test_a_thing_is_shown_with_its_variants() -> None:
    with Store.create(None, aliases=Aliases()) as store:
        store.add(RECORDS, extract_names, model="names")
        (bert,) = describe(store, "bert", threshold=0)
        (mini,) = describe(store, "GPT-4o-mini", threshold=0)
    assert isinstance(bert, Thing)
    assert isinstance(mini, Thing)
    assert bert.variant_of is None
    assert bert.variants == (Variant("BERT-base", "size: base"), Variant("BERT-large", "size: large"))
    assert mini.variant_of == Variant("GPT-4o", "size: mini")
    assert mini.support.papers == mini.support.groups == 1


def worse(edge: Edge) -> Edge:
    return replace(edge, properties={**edge.properties, "derived": "size: huge"})


def elsewhere(edge: Edge) -> Edge:
    return replace(edge, target=(edge.target[0], edge.source[1]))


@pytest.mark.parametrize("change", [worse, elsewhere, lambda _: None])
def test_an_edge_that_does_not_follow_is_found_out(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Edge], Edge | None]
) -> None:
    def changed(store: Store) -> list[Edge]:
        found = ((change(edge) if edge.type == "VARIANT_OF" else edge) for edge in edges(store))
        return [edge for edge in found if edge is not None]

    with Store.create(None, aliases=Aliases()) as store:
        store.add(RECORDS, extract_names, model="names")
        monkeypatch.setitem(verify.__globals__, "edges", changed)
        assert len(verify(store).problems) == 5


@pytest.mark.parametrize("name", ["papers", "groups", "belief"])
def test_support_that_does_not_follow_is_found_out(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with Store.create(None, aliases=Aliases()) as store:
        store.add(RECORDS, extract_names, model="names")
        there = [replace(node, properties={**node.properties, name: 7}) for node in nodes(store)]
        monkeypatch.setattr(derivation, "nodes", lambda _: there)
        assert len(verify(store).problems) == len([node for node in there if node.label in {"Method", "Dataset"}])


STEMS = ("gpt", "yolov", "yolo", "llama", "library", "libraries", "boxes", "tiny", "mini imagenet", "a")
AFTER = (
    *("4", "4o", "3.5", "7b", "0.5b", "a22b", "8x", "22b", "1k", "12", "2012", *"abcsv"),
    *("chat", "base", "layer", "models", "plus", "humaneval+", "turbo", "test", "voc"),
)


@given(st.sampled_from(STEMS), st.lists(st.sampled_from(AFTER), max_size=5), st.sampled_from(["method", "dataset"]))
def test_a_variant_begins_as_its_base_says(name: str, after: list[str], label: str) -> None:
    form = normal_form(" ".join([name, *after]))
    for base in bases(form, label):
        assert form.startswith(tuple(beginnings(base.form, label))), base.form


def test_all_variants_are_shown_however_many_names_hold_the_base() -> None:
    texts = [*(f"BERT number {chr(97 + i // 26)}{chr(97 + i % 26)}x" for i in range(520)), "BERT-tiny", "BERT"]
    records = [Record("a", "", f"Paper {n}", text, (f"arxiv:{n}",)) for n, text in enumerate(texts)]

    def extract(papers: Iterable[Paper]) -> list[Extraction]:
        texts = (paper.abstract for paper in papers)
        mentions = (Mention(Span("abstract", 0, len(text)), text, 9000) for text in texts)
        return [Extraction((Entity("Method", mention.text, (mention,), 9000),)) for mention in mentions]

    with Store.create(None, aliases=Aliases()) as store:
        store.add(records, extract, model="whole")
        (bert,) = describe(store, "BERT", threshold=0)
        assert isinstance(bert, Thing)
        assert bert.variants == (Variant("BERT-tiny", "size: tiny"),)
