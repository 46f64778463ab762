"""Definitions of short forms: which are found, and what holds of all that are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract import find_definitions

FOUND = [
    ("Large Language Models (LLMs) are", "LLMs", "Large Language Models"),
    ("a large language model (LLM) is", "LLM", "large language model"),
    ("A large language model (LLMs) with a slip", "LLMs", "large language model"),
    ("we use LoRA (Low-Rank Adaptation) here", "LoRA", "Low-Rank Adaptation"),
    ("Proximal Policy Optimization (PPO)", "PPO", "Proximal Policy Optimization"),
    ("semi-supervised learning (SSL)", "SSL", "semi-supervised learning"),
    ("text-to-image (T2I) generation", "T2I", "text-to-image"),
    ("Asynchronous Advantage Actor-Critic (A3C)", "A3C", "Asynchronous Advantage Actor-Critic"),
    ("BERT (Bidirectional Encoder Representations from Transformers)", "BERT", None),
    ("mean average precision (mAP)", "mAP", "mean average precision"),
    ("number of function evaluations (NFE)", "NFE", "number of function evaluations"),
    ("Frechet Inception Distance (``FID'')", "FID", "Frechet Inception Distance"),
    ("Diffusion models~(DMs) make", "DMs", "Diffusion models"),
    ("graph neural networks [GNNs]", "GNNs", "graph neural networks"),
    ("structure from motion (SfM)", "SfM", "structure from motion"),
    ("k-nearest neighbors (knn)", "knn", "k-nearest neighbors"),
    ("CLIP (Contrastive Language-Image Pre-training, see below)", "CLIP", "Contrastive Language-Image Pre-training"),
    ("Visual Question Answering (VQA; Antol et al., 2015)", "VQA", "Visual Question Answering"),
    ("(as in Neural Architecture Search (NAS) before)", "NAS", "Neural Architecture Search"),
    ("Anchor-Driven Deformable and Compressed Gaussian Splatting (ADC-GS)", "ADC-GS", None),
    ("the model's Mixture-of-Experts (MoE) layers", "MoE", "Mixture-of-Experts"),
    ("We end. Optical flow estimation (OFE)", "OFE", "Optical flow estimation"),
    ("Direct Preference Optimization's (DPO) loss", "DPO", "Direct Preference Optimization"),
    ("extração de informação (EI) aberta", "EI", "extração de informação"),
]

NOT_FOUND = [
    "",
    "()",
    "(FID)",
    "the results (see Table 2) are",
    "on the left (right) side",
    "in earlier work (2019)",
    "We use Adam. Decay helps (AD)",  # across sentences
    "we compare three methods (models)",
    "an error of 2 (3) points",
    "accuracy (a)",
    "GPT-4 (OpenAI)",
    "it fails (but not always)",
    "unclosed (LLM",
    "closed) first (",
]


@pytest.mark.parametrize(("text", "short", "long"), FOUND)
def test_definition_is_found(text: str, short: str, long: str | None) -> None:
    found = {definition.short: definition.long for definition in find_definitions(text)}
    assert short in found
    if long is None:
        assert found[short][0] == short[0]
        assert found[short] in text
    else:
        assert found == {short: long}


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_defines_nothing_is_left_alone(text: str) -> None:
    assert find_definitions(text) == ()


def test_definitions_are_sorted_by_place_and_carry_the_field() -> None:
    text = "Neural Architecture Search (NAS) and Reinforcement Learning (RL)"
    found = find_definitions(text, field="title")
    assert [definition.short for definition in found] == ["NAS", "RL"]
    assert {definition.short_span.field for definition in found} == {"title"}


FUNCTION_WORDS = {
    *("an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "our", "that", "the", "this"),
    *("to", "under", "using", "via", "with"),
}
words = st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=9)


@given(st.lists(words.filter(lambda word: word not in FUNCTION_WORDS), min_size=3, max_size=6))
def test_initials_are_always_understood(names: list[str]) -> None:
    names = [word.capitalize() for word in names]
    short = "".join(word[0] for word in names)
    long = " ".join(names)
    for text in (f"We call it {long} ({short}), and it works.", f"We call it {short} ({long}), and it works."):
        assert (short, long) in {
            (d.short, d.long) for d in find_definitions(text)
        } or short.lower() in long.lower().split()


pieces = st.sampled_from(
    [" ", "(", ")", "[", "]", "LLM", "large language model", "T2I", "text-to-image", ". ", "~", "$", "İ", "ß"]
)


@given(st.lists(pieces | st.text(max_size=12), max_size=14).map("".join))
def test_places_are_exact_and_disjoint(text: str) -> None:
    for definition in find_definitions(text):
        short, long = definition.short_span, definition.long_span
        assert text[short.start : short.end] == definition.short
        assert text[long.start : long.end] == definition.long
        assert short.end <= long.start or long.end <= short.start
        assert 2 <= len(definition.short) < len(definition.long)
        assert definition.long == definition.long.strip()


@pytest.mark.parametrize(
    ("title", "short", "long"),
    [
        ("GAP: Graph Attention Pooling for Molecules", "GAP", "Graph Attention Pooling"),
        ("GeoNet: Geometry-Aware Network for Depth", "GeoNet", "Geometry-Aware Network"),
        ("TABX: Type-Aware Bi-Xencoders for Retrieval", "TABX", "Type-Aware Bi-Xencoders"),
        (
            "CDAG: A Chinese Dataset with Annotated Grounds for Metaphors",
            "CDAG",
            "Chinese Dataset with Annotated Grounds",
        ),
        ("ToLA: Traversal of Layers and Attention for Large Models", "ToLA", "Traversal of Layers and Attention"),
    ],
)
def test_a_title_can_say_what_its_first_word_stands_for(title: str, short: str, long: str) -> None:
    (found,) = find_definitions(title, field="title")
    assert (found.short, found.long) == (short, long)
    assert title[found.long_span.start : found.long_span.end] == long


@pytest.mark.parametrize(
    "title",
    [
        "BERT: Pre-training of Deep Bidirectional Transformers",
        "Attention: All You Need",
        "GPT-4: A Report",
        "LoRA: Local",
        "Note: Not on Every Title",
        "DPO: Direct. Preference Optimization",
    ],
)
def test_a_title_whose_words_do_not_spell_its_first_defines_nothing(title: str) -> None:
    assert find_definitions(title, field="title") == ()


def test_a_heading_defines_in_titles_alone() -> None:
    assert find_definitions("GAP: Graph Attention Pooling for Molecules", field="abstract") == ()
