"""Suggestions of duplicates, on small graphs of which a reader knows what is one thing."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import kg
from kg.analyse.likeness import (
    OTHER_KIND,
    Likeness,
    Name,
    alike,
    alike_longs,
    by_initials,
    coined,
    comparable,
    same_form,
)
from kg.analyse.suggest import LEAST, Suggestion, score, suggest
from kg.cli import suggesting
from kg.errors import UsageError
from kg.extract import find_definitions
from kg.link import Alias, Aliases, Split, entity_key, key_form
from kg.records import Entity, Extraction, Label, Mention, Paper, Record, Span
from kg.store import Store

Names = Sequence[tuple[Label, str]]


def graph(*papers: tuple[str, Names], aliases: Aliases | None = None) -> kg.Graph:
    """Return a graph of papers, each a text and the names to find in it."""
    known = dict(papers)

    def extract(unread: Sequence[Paper]) -> list[Extraction]:
        return [extraction(paper, known[paper.abstract]) for paper in unread]

    store = Store.create(None, aliases=aliases or Aliases())
    numbers = count(1)
    records = [
        Record("a", "", f"Paper {n}", text, (f"arxiv:{n}",)) for n, (text, _) in zip(numbers, papers, strict=False)
    ]
    store.add(records, extract, model="given")
    return kg.Graph(store, threshold=0)


def extraction(paper: Paper, names: Names) -> Extraction:
    entities = []
    for label, name in names:
        start = paper.abstract.index(name)
        mention = Mention(Span("abstract", start, start + len(name)), name, 9000)
        entities.append(Entity(label, name, (mention,), 9000))
    return Extraction(tuple(entities), find_definitions(paper.abstract, field="abstract"))


def named(label: Label, *names: str) -> tuple[str, Names]:
    """Return a paper that names things in a sentence each."""
    return " ".join(f"See {name}." for name in names), tuple((label, name) for name in names)


def suggested(graph: kg.Graph, *, limit: int = 50, label: str | None = None) -> tuple[Suggestion, ...]:
    return suggest(graph.store, threshold=0, limit=limit, label=label)


def pairs(graph: kg.Graph) -> set[frozenset[str]]:
    return {frozenset((found.one, found.other)) for found in suggested(graph)}


def likenesses(label: Label, *texts: str) -> list[Likeness]:
    by_key = {entity_key(label, text): text for text in texts}
    assert len(by_key) == len(texts)
    return list(alike(Name(key, by_key.__getitem__) for key in by_key))


ONE_THING: list[tuple[Label, str, str]] = [
    ("Method", "convolutional neural network", "convolution neural network"),
    ("Task", "video question answering", "video question answer"),
    ("Metric", "mean squared error", "mean square error"),
    ("Metric", "macro F1", "F1 macro"),
    ("Method", "Claude Sonnet 4", "Claude 4 Sonnet"),
    ("Task", "automatic speech recognition", "automatic speech recongnition"),
    ("Method", "ControlNet", "ContolNet"),
    ("Method", "cross attention", "cross attention mechanism"),
    ("Method", "vanilla gradient descent", "gradient descent"),
    ("Method", "Anthropic Claude", "Claude"),
    ("Method", "BERT", "BERT architecture"),
    ("Method", "LSTM cell network", "LSTM cell"),
]


@pytest.mark.parametrize(("label", "one", "other"), ONE_THING)
def test_names_of_one_thing_are_alike(label: Label, one: str, other: str) -> None:
    (found,) = likenesses(label, one, other)
    assert {found.one, found.other} == {entity_key(label, one), entity_key(label, other)}
    assert found.points >= 5000


TWO_THINGS: list[tuple[Label, str, str]] = [
    ("Method", "GPT-4", "GPT-4o"),
    ("Method", "Llama 2", "Llama 3"),
    ("Method", "Llama-2 7B", "Llama-2 13B"),
    ("Method", "Claude 3 Sonnet", "Claude 4 Sonnet"),
    ("Dataset", "CIFAR-10", "CIFAR-100"),
    ("Metric", "Hits@1", "Hits@10"),
    ("Method", "GRU network A", "GRU network B"),
    ("Method", "BERT-base", "BERT"),
    ("Method", "BERTScore", "BARTScore"),
    ("Dataset", "RefCOCO", "RefCOCOg"),
    ("Task", "text to speech", "speech to text"),
    ("Metric", "error recovery", "recovery error"),
    ("Method", "symmetric encryption", "asymmetric encryption"),
    ("Method", "supervised learning", "unsupervised learning"),
    ("Method", "language model", "language"),
    ("Method", "image classifier", "image classification"),
]


@pytest.mark.parametrize(("label", "one", "other"), TWO_THINGS)
def test_names_of_two_things_are_not(label: Label, one: str, other: str) -> None:
    assert likenesses(label, one, other) == []


def test_one_more_word_before_a_name_is_weak() -> None:
    (found,) = likenesses("Task", "sentiment analysis", "multimodal sentiment analysis")
    assert found.points < LEAST
    assert "'multimodal' before it" in found.why


def test_initials_are_weaker_the_fewer_they_are_and_the_more_they_may_mean() -> None:
    texts = (
        *("LDA", "latent Dirichlet allocation", "linear discriminant analysis"),
        *("SNLI", "Stanford natural language inference"),
        *("ROC", "Rate of Change", "region of convergence"),
    )
    by_key = {entity_key("Method", text): text for text in texts}
    names = [Name(key, by_key.__getitem__) for key in by_key]
    points = {(found.one, found.other): found.points for found in by_initials(names)}
    assert points == {
        ("method|latent dirichlet allocation", "method|lda"): 750,
        ("method|lda", "method|linear discriminant analysis"): 750,
        ("method|snli", "method|stanford natural language inference"): 3000,
        ("method|rate of change", "method|roc"): 750,
        ("method|region of convergence", "method|roc"): 750,
    }


def test_long_forms_of_one_short_form_are_alike_if_their_words_begin_alike() -> None:
    def found(one: str, other: str) -> bool:
        return alike_longs(*(Name(entity_key("Method", text), key_form) for text in (one, other))) is not None

    assert found("visual question answering", "vision question answer")
    assert not found("continual learning", "curriculum learning")
    assert not found("conditional random field", "random field")
    assert not found("segment anything model 2", "segment anything model 3")


def test_a_word_less_in_another_order_is_weak() -> None:
    (found,) = likenesses("Method", "denoising diffusion model", "diffusion denoising")
    assert found.points == OTHER_KIND


def test_one_form_under_two_labels() -> None:
    names = [Name(key, key_form) for key in ("dataset|gsm 8k", "method|gsm 8k", "dataset|gsm 8k benchmark", "task|gsm")]
    assert {(one.key, other.key) for one, other in same_form(names)} == {
        ("dataset|gsm 8k", "method|gsm 8k"),
        ("method|gsm 8k", "dataset|gsm 8k benchmark"),
    }


def test_what_is_coined() -> None:
    assert all(map(coined, ("BERTScore", "CIFAR-10", "ASR", "ImageNet")))
    assert not any(map(coined, ("Chameleon", "speech", "Speech Recognition")))


def test_likeness_does_not_depend_on_the_order() -> None:
    names = [Name(entity_key(label, text), key_form) for label, *both in ONE_THING for text in both]
    assert sorted(map(str, alike(names))) == sorted(map(str, alike(reversed(names))))
    assert all(comparable(name, name) for name in names)


# In a graph


def test_a_suggestion_has_all_that_a_user_needs_to_decide() -> None:
    found = graph(
        *(named("Metric", "mean squared error", thing) for thing in ("abc", "def")),
        named("Metric", "mean square errors", "abc"),
    )
    (suggestion,) = suggested(found)
    # 6000 for the ending; beside both stands abc alone, all that stands beside the second: a quarter of 3500.
    assert suggestion == Suggestion(
        one="metric:mean squared error",
        other="metric:mean square error",
        names=("mean squared error", "mean square errors"),
        labels=("Metric", "Metric"),
        score=10_000 - 4000 * (10_000 - 875) // 10_000,
        why=("their words differ only in endings", "beside both stand abc"),
        against=(),
        papers=(2, 1),
        command="kg merge 'metric:mean squared error' 'metric:mean square error'",
    )


def test_papers_that_name_both_speak_against_it() -> None:
    apart = graph(named("Method", "face swapping"), named("Method", "face swap"))
    beside = graph(named("Method", "face swap", "face swapping"))
    within = graph(("A face swap is face swapping.", (("Method", "face swapping"), ("Method", "face swap"))))
    scores = [suggested(found)[0].score for found in (apart, beside, within)]
    assert scores == [8000, 8000 * 7500 // 10_000, 8000 * 4000 // 10_000]
    assert suggested(beside)[0].against == ("arxiv:1 names both",)
    assert suggested(within)[0].against == ("arxiv:1 names both in one sentence",)


def test_one_name_under_two_labels_is_to_be_relabelled_as_most_papers_have_it() -> None:
    found = graph(
        ("We use ImageNet now.", (("Dataset", "ImageNet"),)),
        ("We use ImageNet too.", (("Dataset", "ImageNet"),)),
        ("We train ImageNet.", (("Method", "ImageNet"),)),
    )
    (suggestion,) = suggested(found)
    assert suggestion.command == "kg relabel method:imagenet Dataset"
    assert suggestion.against == ("Dataset in 2 papers, Method in 1",)
    assert suggestion.score == 8000 * (10_000 - 6000 // 3) // 10_000


LONG, OTHER = "continual learning", "contrastive learning"
DEFINED: tuple[tuple[str, Names], ...] = (
    (f"We do {LONG} (CL).", (("Method", LONG),)),
    (f"We do {OTHER} (CL).", (("Method", OTHER),)),
    ("CL is used.", (("Method", "CL"),)),
)


def test_an_ambiguous_short_form_is_suggested_with_each_of_its_long_forms() -> None:
    found = suggested(graph(*DEFINED))
    assert [(s.one, s.other) for s in found] == [
        ("method:continual learning", "method:cl"),
        ("method:contrastive learning", "method:cl"),
    ]
    # 7000 * 1/3 for one definition of two, 500 / 2 for two initials that two names have; half of 5000 against it.
    assert found[0].score == (10_000**2 - (10_000 - 2333) * (10_000 - 250)) * (10_000 - 2500) // 10_000**2
    assert found[0].why == (
        "1 of 2 papers that define CL say continual learning",
        "CL are the initials of continual learning",
    )
    assert found[0].against == ("1 of 2 papers that define CL say contrastive learning",)


def test_learned_aliases_count_beside_the_papers() -> None:
    aliases = Aliases([Alias("cl", LONG, 5, LONG), Alias("cl", "chain length", 6, "chain length")])
    found = suggested(graph(*DEFINED, aliases=aliases))[0]
    assert (found.one, found.other) == ("method:continual learning", "method:cl")
    assert "5 of 11 papers elsewhere that define CL say continual learning" in found.why


def test_a_short_form_of_another_label_may_be_a_task_or_method_and_nothing_else() -> None:
    text = "automatic speech recognition"
    defining: tuple[str, Names] = (f"On {text} (ASR).", (("Task", text),))
    (found,) = suggested(graph(defining, ("ASR is used.", (("Method", "ASR"),))))
    assert found.command == f"kg merge 'task:{text}' method:asr"
    assert found.against == ("one is a Task, the other a Method",)
    assert not suggested(graph(defining, ("ASR is used.", (("Dataset", "ASR"),))))


def test_what_is_decided_is_not_suggested_again() -> None:
    things = named("Method", "linear probe"), named("Method", "linear probing")
    merged = graph(*things)
    for words in (shlex.split(found.command) for found in suggested(merged)):
        merged.merge(*words[2:])
    assert not suggested(merged)
    apart = graph(*things)
    apart.store.decide(Split("method|linear probe", "method|linear probing"))
    assert not suggested(apart)
    different = graph(*things)
    different.apart("linear probe", "linear probing")
    assert not suggested(different)
    parted = graph(named("Method", "linear probe"), ("The linear probe again.", (("Method", "linear probe"),)))
    parted.split("linear probe", paper="arxiv:2")
    assert not suggested(parted)
    barred = graph(*things, named("Method", "elsewhere"))
    barred.merge("elsewhere", "linear probing")
    barred.store.undo(barred.store.decisions[0])
    barred.relabel("linear probe", "Task")
    assert not pairs(barred)


def test_a_pair_whose_decision_would_contradict_another_is_left_out() -> None:
    found = graph(
        named("Method", "linear probes"), named("Method", "linear probing"), named("Method", "linear probing x")
    )
    found.merge("linear probing x", "linear probing")  # what is merged goes by another name now
    assert not pairs(found)


def test_a_suggested_command_can_be_run() -> None:
    found = graph(
        *DEFINED, ("ImageNet it is.", (("Dataset", "ImageNet"),)), ("An ImageNet.", (("Method", "ImageNet"),))
    )
    for suggestion in suggested(found):
        _, verb, *words = shlex.split(suggestion.command)
        (found.merge if verb == "merge" else found.relabel)(*words)
        one, other = (found.store.facts.find_key(i.replace(":", "|", 1)) for i in (suggestion.one, suggestion.other))
        assert one == other
        break
    assert found.verify().problems == ()


def test_the_best_come_first_whatever_the_limit() -> None:
    found = graph(
        *DEFINED,
        named("Method", "face swapping"),
        named("Method", "face swap", "vanilla attention blocks"),
        named("Method", "attention block"),
        *(named(label, "ImageNet") for label in ("Dataset",)),
        ("We train ImageNet.", (("Method", "ImageNet"),)),
    )
    every = suggested(found)
    assert [s.score for s in every] == sorted((s.score for s in every), reverse=True)
    assert len(every) == 5
    for limit in range(1, 6):
        assert suggested(found, limit=limit) == every[:limit]
    assert {s.labels for s in suggested(found, label="Dataset")} == {("Dataset", "Method")}


def test_what_is_named_too_weakly_is_not_there() -> None:
    found = graph(named("Method", "linear probe"), named("Method", "linear probing"))
    assert suggest(found.store, threshold=9001, limit=5) == ()


points = st.lists(st.integers(0, 10_000), max_size=4)


@given(points, points, st.integers(0, 10_000))
def test_the_score_is_monotone(reasons: list[int], against: list[int], more: int) -> None:
    found = score(reasons, against)
    assert 0 <= found <= 10_000
    assert score([*reasons, more], against) >= found
    assert score(reasons, [*against, more]) <= found
    assert score(reversed(reasons), reversed(against)) == found


# The command


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    suggesting.register(app)
    return app


def test_the_command_prints_a_table_or_json(app: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "my papers.kg"
    texts = {f"We use {name}.": name for name in ("linear probe", "linear probing")}
    with Store.create(path) as store:
        records = [Record("a", "", f"Paper {n}", text, (f"arxiv:{n}",)) for n, text in enumerate(texts)]
        store.add(
            records, lambda papers: [extraction(p, (("Method", texts[p.abstract]),)) for p in papers], model="given"
        )
    run = CliRunner().invoke(app, ["suggest", "--graph", str(path)])
    assert run.exit_code == 0
    head, _, line = run.stdout.splitlines()
    assert head.split() == ["score", "one", "other", "for", "against", "command"]
    assert line.split()[:7] == ["0.80", "linear", "probe", "(Method,", "1", "paper)", "linear"]
    assert f"--graph '{path}'" in run.stdout
    run = CliRunner().invoke(app, ["suggest", "--graph", str(path), "--json", "--label", "method"])
    (row,) = json.loads(run.stdout)
    assert (row["score"], row["one"], row["other_papers"]) == (0.8, "method:linear probe", 1)
    assert row["for"] == ["their words differ only in endings"]
    run = CliRunner().invoke(app, ["suggest", "--graph", str(path), "--label", "Task"])
    assert (run.stdout, run.stderr) == ("", f"{path}: nothing to suggest\n")
    assert isinstance(CliRunner().invoke(app, ["suggest", "--graph", str(path), "--label", "x"]).exception, UsageError)
