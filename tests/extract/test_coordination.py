"""Coordinated names: what a text leaves out of all names but the first is read off it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.coordination import continued, coordinated, reads_as
from kg.extract.forms import normal_form


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("CIFAR-10/100", ("CIFAR-10", "CIFAR-100")),
        ("CIFAR-10 and -100", ("CIFAR-10", "CIFAR-100")),
        ("CIFAR-{10,100}", ("CIFAR-10", "CIFAR-100")),
        ("CoNLL-2005, -2009, and -2012", ("CoNLL-2005", "CoNLL-2009", "CoNLL-2012")),
        ("ImageNet-A/R/Sketch", ("ImageNet-A", "ImageNet-R", "ImageNet-Sketch")),
        ("ROUGE-1/2/L", ("ROUGE-1", "ROUGE-2", "ROUGE-L")),
        ("Recall@1, @5 and @10", ("Recall@1", "Recall@5", "Recall@10")),
        ("Qwen2.5-VL-3B/7B", ("Qwen2.5-VL-3B", "Qwen2.5-VL-7B")),
        ("Llama 3 8B / 70B", ("Llama 3 8B", "Llama 3 70B")),
        ("BERT-base and -large", ("BERT-base", "BERT-large")),
        ("GPT-3.5/4", ("GPT-3.5", "GPT-4")),
        ("top-1/5 accuracy", ("top-1 accuracy", "top-5 accuracy")),
    ],
)
def test_alternatives_go_on_from_one_stem(text: str, names: tuple[str, ...]) -> None:
    assert coordinated(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "CIFAR-10",
        "ViT-B/16",
        "IQ-OTH/NCCD",
        "online A/B testing",
        "ACL 60/60",
        "I/O",
        "1/2",
        "TCP/IP",
        "GLUE/SuperGLUE",
        "",
    ],
)
def test_one_name_is_not_taken_apart(text: str) -> None:
    assert coordinated(text) == ()


def test_a_name_goes_on_as_far_as_its_coordination() -> None:
    text = "on CIFAR-10, -100 and SVHN, CIFAR-10 and others"
    start = text.index("CIFAR")
    end = continued(text, start, start + len("CIFAR-10"))
    assert text[start:end] == "CIFAR-10, -100"
    last = text.rindex("CIFAR-10")
    assert continued(text, last, last + len("CIFAR-10")) == last + len("CIFAR-10")


NUMBERS = st.lists(st.integers(1, 9999).map(str), min_size=2, max_size=5, unique=True)


@given(stem=st.from_regex(r"[A-Z][A-Za-z]{1,8}", fullmatch=True), numbers=NUMBERS, joint=st.sampled_from("-@"))
def test_what_is_written_short_is_read_in_full(stem: str, numbers: list[str], joint: str) -> None:
    names = tuple(f"{stem}{joint}{number}" for number in numbers)
    rest = numbers[1:]
    for text in (
        f"{stem}{joint}{'/'.join(numbers)}",
        f"{stem}{joint}{'{'}{', '.join(numbers)}{'}'}",
        f"{names[0]}{''.join(f', {joint}{number}' for number in rest[:-1])} and {joint}{rest[-1]}",
    ):
        assert coordinated(text) == names
        assert all(reads_as(text, {normal_form(name)}) for name in names)
        assert continued(f"{text}.", 0, len(names[0])) == (len(names[0]) if "{" in text else len(text))
