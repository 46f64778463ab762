"""Pairs of names for linking: where names stand, how spellings differ, and what is drawn."""

import json
import lzma
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from kg.read import normal_title
from training.linking_pairs import (
    MOST_OF_A_PAPER,
    QUOTAS,
    Draft,
    Found,
    Paper,
    Vocabulary,
    definitions,
    difference,
    find,
    gold_names,
    is_name,
    key_of,
    left_out,
    occurrences,
    propose,
    read_papers,
    select,
    stands_alone,
    undefined,
    widened,
)

FILLER = "Much has been written on this subject, and more will be written in the years to come. " * 4
NAMES = {"CIFAR-10": "Dataset", "CIFAR-100": "Dataset", "AP": "Metric", "GPT-4": "Method", "actor-critic": "Method"}


def paper(number: int, abstract: str, title: str = "A title", year: int = 2020) -> Paper:
    return Paper(f"p{number}", title, abstract, year)


def found_in(*papers: Paper) -> Found:
    return find(papers, Vocabulary.of(NAMES), {"GPT", "gpt"})


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("CIFAR-10", "cifar10"),
        ("LLMs", "LLM"),
        ("k-means", "$k$-means"),
        ("$\\beta$-VAE", "β-VAE"),
        ("Fréchet distance", "Frechet Distances"),
        ("optimisation", "optimization"),
        ("policies", "policy"),
    ],
)
def test_spellings_have_one_key(a: str, b: str) -> None:
    assert key_of(a) == key_of(b)


@pytest.mark.parametrize(("a", "b"), [("CIFAR-10", "CIFAR-100"), ("GPT-3.5", "GPT-35"), ("F1", "F2")])
def test_other_things_have_other_keys(a: str, b: str) -> None:
    assert key_of(a) != key_of(b)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("$k$-means", "k-means", "signs"),
        ("behaviour cloning", "behavior cloning", "plural"),
        ("optimisation", "optimization", "british"),
        ("back translation", "backtranslation", "joined"),
        ("back translation", "back-translation", "hyphen"),
        ("MixUp", "Mixup", "capitals"),
        ("Beam Search", "beam search", "title case"),
        ("LLM", "LLMs", "plural"),
    ],
)
def test_a_difference_of_spelling_has_a_kind(a: str, b: str, kind: str) -> None:
    assert difference(a, b) == kind


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("We use AP.", True),
        ("AP outperforms", True),
        ("AP", True),
        ("report (AP) here", True),
        ("the AP-based loss", False),
        ("the AP loss", False),
        ("mean AP is", False),
        ("an AP.5 of", False),
        ("pre-AP is", False),
    ],
)
def test_a_name_stands_alone_or_in_a_longer_phrase(text: str, alone: bool) -> None:
    start = text.index("AP")
    assert stands_alone(text, start, start + 2) is alone


def test_the_longest_name_is_read_in_any_spelling() -> None:
    vocabulary = Vocabulary.of(["actor-critic", "soft actor-critic", "back-translation"])
    text = "Soft Actor Critic, actor-critics and backtranslation"
    assert [text[start:end] for _, start, end in occurrences(text, vocabulary)] == [
        "Soft Actor Critic",
        "actor-critics",
        "backtranslation",
    ]


def test_signs_of_latex_belong_to_a_name_if_they_are_in_balance() -> None:
    text = "by $k$-means on $x = CIFAR"
    assert widened(text, 4, 12) == (3, 12)
    assert widened(text, 4, 5) == (3, 6)
    assert widened("a$AP", 2, 4) is None


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("GPT-4", True),
        ("machine translation", True),
        ("F1", True),
        ("reasoning", False),
        ("of images", False),
        ("", False),
    ],
)
def test_a_plain_word_or_a_fragment_is_no_name(name: str, is_one: bool) -> None:
    assert is_name(name) is is_one


def test_versions_and_generic_words_are_found() -> None:
    one = paper(1, "We compare GPT-4 with GPT-4o, on the CIFAR-10 dataset.")
    found = found_in(one)
    assert dict(found.versions["gpt"]) == {"GPT-4": [one], "GPT-4o": [one]}
    assert dict(found.generic["cifar10"]) == {"CIFAR-10 dataset": [one]}


def test_a_head_of_a_title_must_stand_in_the_abstract() -> None:
    one = paper(1, "We present Atlas, a model.", "Atlas: A Model")
    found = found_in(one, paper(2, "We present a model.", "Phoenix: A Model"))
    assert dict(found.heads) == {"Atlas": [one]}


def test_a_short_form_is_undefined_where_neither_it_is_defined_nor_its_long_form_stands() -> None:
    papers = [
        paper(1, "We report average precision (AP) here. The AP is high."),
        paper(2, "Here the AP is high."),
        paper(3, "The average precision is high, and so the AP is."),
    ]
    defined = definitions(papers)
    assert undefined("AP", found_in(*papers), defined) == papers[1:2]


def test_annotated_papers_and_those_of_pages_are_left_out(tmp_path: Path) -> None:
    record = {"id": "x1", "title": "One Paper", "entities": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(record) + "\n")
    (tmp_path / "page.txt").write_text("new\n\nAnother Paper\n")
    without = left_out([tmp_path / "gold.jsonl"], [tmp_path / "page.txt"])
    assert without == {"x1", normal_title("One Paper"), normal_title("Another Paper")}
    with lzma.open(tmp_path / "c.xz", "wt", encoding="utf-8") as file:
        titles = {"x1": "Same id", "x2": "One  paper", "x3": "Another paper", "x4": "Kept\n this", "x5": "Kept this"}
        for number, title in titles.items():
            file.write(json.dumps({"id": number, "title": title, "abstract": FILLER, "year": None}) + "\n")
    kept = read_papers(tmp_path / "c.xz", without=without, seed=1)
    assert [(p.id, p.title, p.abstract) for p in kept] == [("x4", "Kept this", FILLER.strip())]


def test_names_are_taken_from_annotations_that_are_worth_a_node(tmp_path: Path) -> None:
    entities = [
        {"label": "Method", "core": True, "mentions": ["GPT-4", "reasoning"]},
        {"label": "Task", "core": False, "mentions": ["machine translation"]},
    ]
    (tmp_path / "g.jsonl").write_text(json.dumps({"id": "a", "title": "t", "entities": entities}) + "\n")
    assert gold_names([tmp_path / "g.jsonl"]) == {"GPT-4": "Method"}


def test_no_paper_stands_in_many_pairs_and_no_pair_comes_twice() -> None:
    papers = [paper(n, "We use AP and GPT-4 and F1 and F2 and CIFAR-10.") for n in range(3)]
    names = ["AP", "GPT-4", "F1", "F2", "CIFAR-10", "AP", "GPT-4"]
    drafts = [Draft(a, papers, b, papers) for a, b in pairwise(names)]
    pairs = select({"near": drafts}, {"near": 9}, 1)
    used = Counter(pair[side]["paper"] for pair in pairs for side in "ab")
    assert 3 <= len(pairs) <= 4
    assert max(used.values()) <= MOST_OF_A_PAPER
    assert all(pair["a"]["paper"] != pair["b"]["paper"] for pair in pairs)
    assert select({"near": drafts}, {"near": 2}, 1) == pairs[:2]
    assert select({"near": [drafts[0], drafts[0]]}, {"near": 9}, 1) == pairs[:1]


def test_the_same_papers_give_the_same_pairs_and_names_stand_as_written() -> None:
    papers = [
        paper(n, f"We test GPT-4 and GPT-4o on {data}, by {name}. {FILLER}")
        for n, (data, name) in enumerate([("CIFAR-10", "BLEU"), ("CIFAR10", "BLEU-4"), ("CIFAR-100", "BLEU")] * 3)
    ]
    pairs = propose(papers, NAMES, QUOTAS, 1)
    assert pairs == propose(papers, NAMES, QUOTAS, 1)
    assert {"version", "near"} <= {pair["class"] for pair in pairs}
    assert all(pair[side]["name"] in pair[side]["abstract"] for pair in pairs for side in "ab")
