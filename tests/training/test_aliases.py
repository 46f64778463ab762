"""Aliases from a corpus: what is counted, which long forms are one, and what is left out."""

import json
import lzma
from collections.abc import Iterable
from pathlib import Path

import pytest

from kg.extract import normal_form
from kg.link import Alias
from training.aliases import (
    Text,
    connected,
    counted,
    defined,
    differ_by_one,
    is_sound,
    kept,
    learned,
    merged,
    read_texts,
    shorter,
    stem,
    tsv,
    without_filler,
)

LORA = "Low-Rank Adaptation"


def papers(*abstracts: str, title: str = "A study") -> list[Text]:
    return [Text(f"p{number}", title, abstract) for number, abstract in enumerate(abstracts)]


def found(*abstracts: str, fewest: int = 1, rarest: int = 1) -> list[Alias]:
    return list(learned(counted(papers(*abstracts)), fewest=fewest, rarest=rarest))


def as_one(short: str, **counts: int) -> dict[str, int]:
    """Merge long forms (words joined by `_`) that so many papers give, one paper each."""
    longs, number = {}, 0
    for name, count in counts.items():
        long = name.replace("_", " ")
        longs[normal_form(long)] = {long: {f"p{number + n}" for n in range(count)}}
        number += count
    return {alias.long: alias.papers for alias in merged(short, longs, {"llm": "large language model"})}


def ranked(counts: Iterable[int]) -> list[Alias]:
    return [Alias("x", f"long {number}", count, "") for number, count in enumerate(counts)]


def test_papers_are_counted_once_and_the_most_frequent_spelling_is_the_name() -> None:
    aliases = found(
        f"We use {LORA} (LoRA). {LORA} (LoRA) is cheap.",
        "We use low-rank adaptation (LoRA).",
        "With low-rank  adaptation (LoRA), too.",
        "Now long-range attention (LoRA) is used.",
    )
    assert aliases == [
        Alias("lora", "low rank adaptation", 3, "low-rank adaptation"),
        Alias("lora", "long range attention", 1, "long-range attention"),
    ]


def test_a_paper_that_comes_twice_counts_once() -> None:
    text = Text("same", "A study", f"We use {LORA} (LoRA).")
    assert [alias.papers for alias in learned(counted([text, text]), fewest=1, rarest=1)] == [1]


def test_titles_are_read_too() -> None:
    text = Text("p", f"{LORA} (LoRA) of language models", "We adapt them.")
    assert list(defined(text)) == [("LoRA", LORA)]


def test_a_short_form_that_few_papers_define_is_left_out() -> None:
    assert found(*[f"We use {LORA} (LoRA)."] * 4, fewest=5) == []
    assert [alias.papers for alias in found(*[f"We use {LORA} (LoRA)."] * 5, fewest=5)] == [5]


def test_an_ambiguous_short_form_keeps_what_it_stands_for() -> None:
    aliases = found(*["The average precision (AP)."] * 3, *["By affinity propagation (AP)."] * 2, rarest=2)
    assert [(alias.long, alias.papers) for alias in aliases] == [
        ("average precision", 3),
        ("affinity propagation", 2),
    ]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((9, 1, 1), [9]),
        ((7, 1, 1, 1), [7, 1, 1]),
        ((3, 1, 1, 1, 1, 1, 1), [3, 1, 1, 1]),
        ((3, 2, 1), [3, 2, 1]),
        ((1, 1, 1), []),
        ((), []),
    ],
)
def test_rare_long_forms_are_kept_where_another_would_seem_to_dominate(counts: list[int], shown: list[int]) -> None:
    assert [alias.papers for alias in kept(ranked(counts), 2)] == shown


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("lora", "low_rank_adaptation", "low_rank_adaption"),
        ("lora", "low_rank_adaptation", "low_rank_adapters"),
        ("sft", "supervised_fine_tuning", "supervised_finetuning"),
        ("nmt", "neural_machine_translation", "neural_machine_trans_lation"),
        ("dpo", "direct_preference_optimization", "direct_preference_optimisation"),
        ("roi", "region_of_interest", "regions_of_interest"),
        ("tod", "task_oriented_dialogue", "task_oriented_dialog"),
        ("vln", "vision_and_language_navigation", "visual_language_navigation"),
        ("rlhf", "reinforcement_learning_from_human_feedback", "reinforcement_learning_with_human_feedback"),
        ("ad", "alzheimer_s_disease", "alzheimer_disease"),
        ("lstm", "long_short_term_memory", "long_short_term_memory_network"),
        ("tts", "text_to_speech", "text_to_speech_synthesis"),
        ("cefr", "common_european_framework_of_reference", "common_european_framework_of_reference_for_languages"),
        ("dllm", "diffusion_large_language_model", "diffusion_llm"),
        ("eeg", "electroencephalography", "electroencephalogram"),
        ("fid", "fréchet_inception_distance", "frechet_inception_distance"),
        ("graphrag", "graph_based_retrieval_augmented_generation", "graph_retrieval_augmented_generation"),
    ],
)
def test_spellings_of_one_thing_are_counted_together(short: str, one: str, other: str) -> None:
    assert as_one(short, **{one: 3, other: 2}) == {normal_form(one.replace("_", " ")): 5}
    assert as_one(short, **{one: 2, other: 3}) == {normal_form(other.replace("_", " ")): 5}


@pytest.mark.parametrize(
    ("short", "one", "other"),
    [
        ("ssl", "self_supervised_learning", "semi_supervised_learning"),
        ("rnn", "recurrent_neural_network", "recursive_neural_network"),
        ("mllm", "multimodal_large_language_model", "multilingual_large_language_model"),
        ("grm", "generative_reward_model", "general_reward_model"),
        ("pm", "parametric_model", "parametric_method"),
        ("auc", "area_under_the_curve", "area_under_the_roc_curve"),
        ("ap", "average_precision", "affinity_propagation"),
    ],
)
def test_things_that_only_look_alike_are_kept_apart(short: str, one: str, other: str) -> None:
    assert len(as_one(short, **{one: 3, other: 2})) == 2


def test_a_slip_is_counted_as_what_was_meant() -> None:
    assert as_one("cot", chain_of_thought=9, chain_of_though=1) == {"chain of thought": 10}
    assert as_one("cot", chain_of_thought=3, chain_of_though=2) == {"chain of thought": 3, "chain of though": 2}


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("reinforcementlearning", "reinforcementleaning", True),
        ("conditionalrandomfield", "conditionalrandomfiled", True),
        ("gromovwasserstein", "gromowwasserstein", True),
        ("segmentanything2", "segmentanything3", False),
        ("microaverage", "macaroaverage", False),
        ("mean", "main", False),
    ],
)
def test_a_slip_differs_by_one_letter_or_by_two_in_the_other_order(one: str, other: str, slip: bool) -> None:
    assert differ_by_one(one, other) is slip
    assert differ_by_one(other, one) is slip


def test_what_is_connected_by_any_key_is_one_group() -> None:
    assert connected({"a": ["1"], "b": ["2"], "c": ["3"], "d": ["2", "1"]}) == [["a", "b", "d"], ["c"]]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We study multi-modal large language models (MLLMs).", "MLLMs", "multi-modal large language models"),
        ("The Abstraction and Reasoning Corpus (ARC).", "ARC", "Abstraction and Reasoning Corpus"),
        ("By text-to-image retrieval (TIR).", "TIR", "text-to-image retrieval"),
        ("We use in-context learning (ICL).", "ICL", "in-context learning"),
        ("We improve in-context learning (ICL).", "ICL", "in-context learning"),
        ("The and-or graph (AOG).", "AOG", "and-or graph"),
    ],
)
def test_a_long_form_gets_back_its_beginning(text: str, short: str, long: str) -> None:
    assert list(defined(Text("p", "A study", text))) == [(short, long)]


@pytest.mark.parametrize(
    ("short", "long", "rest"),
    [
        ("LRA", "a novel low-rank adaptation", "low-rank adaptation"),
        ("LSA", "l'analyse latente sémantique automatique", "l'analyse latente sémantique automatique"),
        ("MSA", "modern standard Arabic", "modern standard Arabic"),
        ("NAS", "novel architecture search", "novel architecture search"),
    ],
)
def test_leading_words_that_say_nothing_go_if_the_rest_fits(short: str, long: str, rest: str) -> None:
    assert without_filler(short, long) == rest


@pytest.mark.parametrize(
    ("short", "long", "sound"),
    [
        ("NER", "named entity recognition", True),
        ("SAM", "such as Segment Anything", False),
        ("DR", "demonstrate the effectiveness of", False),
        ("AP", "agents that are proactive", False),
        ("LLM", "LLaMA 3 8B", False),
        ("SAM 2", "Segment Anything Model 2", True),
        ("GS", "Gaussian splatting in 3D", True),
        ("A", "attention", False),
        ("AutoEncoder", "auto-encoder", False),
    ],
)
def test_sloppy_captures_are_left_out(short: str, long: str, sound: bool) -> None:
    assert is_sound(short, long) is sound


def test_a_plural_counts_alone_where_nearly_all_papers_write_it() -> None:
    plurals = ["Language models (LMs) are large."] * 9
    assert [alias.long for alias in found(*plurals, "Least mean squares (LMS).")] == ["language model"]


def test_a_plural_that_reads_like_another_short_form_dominates_nothing() -> None:
    defining = ["We use Gaussian processes (GPs)."] * 5
    assert [alias.short for alias in found(*defining)] == ["gps"]
    assert found(*defining, *["The GPS of a phone."] * 3) == []
    assert found(*defining, *["The GPS of a phone."] * 99) == []


def test_what_a_long_form_is_called_without_words_of_its_kind() -> None:
    assert list(shorter("text to speech synthesis system")) == ["text to speech synthesis", "text to speech"]
    assert list(shorter("social media mining for health")) == ["social media mining"]
    assert list(shorter("model")) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("programming", "program"), ("labelling", "labeling"), ("positional", "position"), ("behaviour", "behavioral")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_the_same_papers_give_the_same_file_in_any_order() -> None:
    abstracts = ["Average precision (AP).", "Affinity propagation (AP).", f"By {LORA} (LoRA)."]
    texts = papers(*abstracts * 3)
    text = tsv(learned(counted(texts), fewest=3))
    assert text == tsv(learned(counted(reversed(texts)), fewest=3))
    assert text.splitlines() == [
        "short\tlong\tpapers\tname",
        "ap\taffinity propagation\t3\tAffinity propagation",
        "ap\taverage precision\t3\tAverage precision",
        "lora\tlow rank adaptation\t3\tLow-Rank Adaptation",
    ]


def test_a_corpus_is_read_with_ids_and_cleaned(tmp_path: Path) -> None:
    path = tmp_path / "corpus.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"id": "x1", "title": "A\n study", "abstract": " Of  <i>two</i> things"}) + "\n")
    assert list(read_texts(path)) == [Text("x1", "A study", "Of two things")]
