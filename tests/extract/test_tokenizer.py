"""Tokens: nothing is lost, and names begin and end where tokens do."""

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.tokenizer import make_tokenizer

TOKENIZE = make_tokenizer(spacy.blank("en"))
NAMES = [
    ("results on CIFAR-10-based tasks", "CIFAR-10"),
    ("on ImageNet/COCO.", "COCO"),
    ("ImageNet-A/R", "ImageNet"),
    ("the $\\ell_2$-norm", "\\ell_2"),
    ("GPT-3.5-turbo", "GPT-3.5"),
    ("BERT's layers", "BERT"),
    ("pass@k (ok)", "pass@k"),
    ("``CLIP'' is", "CLIP"),
    ("LoRA,QLoRA", "QLoRA"),
    ("we use Mistral-7B.Our model", "Mistral-7B"),
    ("\\textsc{FlashAttention}-2", "FlashAttention"),
    ("F1-score", "F1"),
    ("(LLMs)", "LLMs"),
    ("KL–divergence", "KL"),
    ("models~(DMs)", "DMs"),
    ("10,000 images", "10,000"),
    ("see:p. 8) and", "8"),
    ("C++.", "C++"),
]


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_names_stand_between_boundaries(text: str, name: str) -> None:
    doc = TOKENIZE(text)
    start = text.index(name)
    assert start in {token.idx for token in doc}
    assert start + len(name) in {token.idx + len(token) for token in doc}


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(["-", "/", "$x_i$", "can't", "U.S.", "GPT-4o", " ", "\n\n", ":)", "é"])).map("".join)
)
def test_no_character_is_lost(text: str) -> None:
    assert TOKENIZE(text).text == text
