r"""Numbers in texts: real strings of every class of form, and what is formatted is parsed back.

The strings below are from abstracts, chosen class by class and read by eye. Classes: plain; sign; percentage; points;
times; unit of a measure; thousands; scale; power of ten; deviation; range; hedge; LaTeX; what pages make of LaTeX;
part of a whole; rank; words; price; and digits that are no number.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.numbers import Number, find_numbers, parse_number

# text, then of each number in it: as written, value, unit, approximate, bound
Read = tuple[str, float, str | None, bool, str | None]
REAL: list[tuple[str, list[Read]]] = [
    ("an F-measure of 96.8%, outperforming", [("96.8%", 96.8, "%", False, None)]),
    ("reduction of 19 percent relative to", [("19 percent", 19, "%", False, None)]),
    ("MAE = 0.394) and CCC = -0.079,", [("0.394", 0.394, None, False, None), ("-0.079", -0.079, None, False, None)]),
    (
        "BigBenchHard (+12.3% for the 1.5B model",
        [("+12.3%", 12.3, "%", False, None), ("1.5B", 1.5e9, None, False, None)],
    ),
    ("BLEU scores by +1.09 points compared", [("+1.09 points", 1.09, "points", False, None)]),
    ("gains of up to 2.2 percentage points.", [("2.2 percentage points", 2.2, "points", False, "max")]),
    ("a difference of 4pp and 14pp", [("4pp", 4, "points", False, None), ("14pp", 14, "points", False, None)]),
    ("deliver up to 8.5x higher throughput", [("8.5x", 8.5, "x", False, "max")]),
    ("is ∼7 times less dense", [("7 times", 7, "x", True, None)]),
    ("and attains 4.3$\\times$ lossless speedup", [("4.3$\\times$", 4.3, "x", False, None)]),
    ("increase up to $6\\times$, with", [("6\\times$", 6, "x", False, "max")]),
    ("runs 2times faster", [("2times", 2, "x", False, None)]),
    ("improves by 15\\%sim30\\% on", [("15\\%sim30\\%", 15, "%", False, "min")]),
    ("from 65GB to 2GB without", [("65GB", 65, "GB", False, None), ("2GB", 2, "GB", False, None)]),
    ("runs at 160 FPS while", [("160 FPS", 160, "FPS", False, None)]),
    (
        "over LVSM by 0.2 dB, with 65.34 ms latency",
        [("0.2 dB", 0.2, "dB", False, None), ("65.34 ms", 65.34, "ms", False, None)],
    ),
    ("within approximately 5 seconds", [("5 seconds", 5, "s", True, None)]),
    ("to 30 GPU hours on", [("30 GPU hours", 30, "h", False, None)]),
    ("a mean error of 15.49 degrees. To", [("15.49 degrees", 15.49, "degrees", False, None)]),
    ("4,138 ms) over 37,000%", [("4,138 ms", 4138, "ms", False, None), ("37,000%", 37000, "%", False, "min")]),
    ("benchmark of 170{,}083 items", [("170{,}083", 170083, None, False, None)]),
    ("only 157M parameters", [("157M", 157e6, None, False, None)]),
    ("over \\$100 billion annually", [("\\$100 billion", 1e11, "USD", False, "min")]),
    (
        "a rate of 3e-4, then 2 \\times 10^{-5}",
        [("3e-4", 3e-4, None, False, None), ("2 \\times 10^{-5}", 2e-5, None, False, None)],
    ),
    ("compared with a $10^{-3}$ BER", [("10^{-3}", 1e-3, None, False, None)]),
    ("reached $78.1 \\pm 0.5$.", [("78.1 \\pm 0.5", 78.1, None, False, None)]),
    ("an ACC of 95.37+/-2.41%, and", [("95.37+/-2.41%", 95.37, "%", False, None)]),
    ("0.991 (±0.008) under", [("0.991 (±0.008)", 0.991, None, False, None)]),
    ("with 3%-11% improvement", [("3%-11%", 3, "%", False, "min")]),
    ("show 94 to 97% success", [("94 to 97%", 94, "%", False, "min")]),
    ("by 2-7 times", [("2-7 times", 2, "x", False, "min")]),
    ("achieves $15.2\\times$-$26.4\\times$ speedup", [("15.2\\times$-$26.4\\times$", 15.2, "x", False, "min")]),
    ("from 61.2 to 67.8 on", [("61.2", 61.2, None, False, None), ("67.8", 67.8, None, False, None)]),
    ("EMNIST (73.9% to 76%)", [("73.9%", 73.9, "%", False, None), ("76%", 76, "%", False, None)]),
    ("(about 7-8B tokens)", [("7-8B", 7e9, None, True, "min")]),
    ("with an error rate below 6% in", [("6%", 6, "%", False, "max")]),
    ("by more than 50% with", [("50%", 50, "%", False, "min")]),
    ("$H\\approx1.201$ bits", [("1.201", 1.201, None, True, None)]),
    ("a degradation (<2%)", [("2%", 2, "%", False, "max")]),
    ("beats it on 60,618 of 61,488 labels", [("60,618 of 61,488", 60618 / 61488, None, False, None)]),
    ("for only 39/102 tasks", [("39/102", 39 / 102, None, False, None)]),
    ("we achieved 5th place", [("5th", 5, "rank", False, None)]),
    ("up to two orders of magnitude by", [("two orders of magnitude", 100, "x", False, "max")]),
    ("it roughly halves both errors", [("halves", 0.5, "x", True, None)]),
    ("about two-fold higher", [("two-fold", 2, "x", True, None)]),
    (
        "is twice as fast, in under three minutes",
        [("twice", 2, "x", False, None), ("three minutes", 3, "min", False, "max")],
    ),
    ("costs $0.50 per paper", [("$0.50", 0.5, "USD", False, None)]),
    ("CIFAR-10, GPT-3.5 and L2 with a 3-layer net at 224x224, the 1930s", []),
    ("see (cid:x) and F1@k, v2.0a", []),
]


def read(text: str) -> list[Read]:
    return [(text[n.start : n.end], n.value, n.unit, n.approximate, n.bound) for n in find_numbers(text)]


@pytest.mark.parametrize(("text", "numbers"), REAL, ids=[text for text, _ in REAL])
def test_real_strings_are_read(text: str, numbers: list[Read]) -> None:
    found = read(text)
    assert [(shown, unit, about, bound) for shown, _, unit, about, bound in found] == [
        (shown, unit, about, bound) for shown, _, unit, about, bound in numbers
    ]
    assert [value for _, value, *_ in found] == pytest.approx([value for _, value, *_ in numbers], rel=1e-12)


values = st.decimals(0, 10**6, places=3, allow_nan=False).map(lambda d: format(d.normalize(), "f"))
UNITS = {"": None, "%": "%", "\\%": "%", " percent": "%", " points": "points", "pp": "points", "x": "x", " times": "x"}
MORE = {"$\\times$": "x", " ms": "ms", "s": "s", " dB": "dB", " FPS": "FPS", " GB": "GB", " kWh": "kWh"}
units = st.sampled_from(sorted((UNITS | MORE).items()))
signs = st.sampled_from(["", "+", "-", "−"])


@given(digits=values, unit=units, sign=signs)
def test_what_is_formatted_is_parsed_back(digits: str, unit: tuple[str, str | None], sign: str) -> None:
    written = f"{sign}{digits}{unit[0]}"
    number = parse_number(written)
    assert number is not None
    assert number.value == (-float(digits) if sign in {"-", "−"} else float(digits))
    assert number.unit == unit[1]
    for text in (f"It reaches {written}, which is best.", f"({written})", f"of {written} on A"):
        assert [text[n.start : n.end] for n in find_numbers(text)] == [written]


@given(whole=st.integers(0, 10**12))
def test_thousands_are_parsed_back(whole: int) -> None:
    for text in (f"{whole:,}", f"{whole:,}".replace(",", "{,}"), str(whole)):
        number = parse_number(text)
        assert number is not None
        assert number.value == whole


@given(mantissa=st.integers(1, 999), exponent=st.integers(-30, 30))
def test_powers_of_ten_are_parsed_back(mantissa: int, exponent: int) -> None:
    for text in (f"{mantissa}e{exponent}", f"{mantissa} \\times 10^{{{exponent}}}", f"{mantissa}x10^{exponent}"):
        number = parse_number(text)
        assert number is not None
        assert number.value == float(f"{mantissa}e{exponent}")


@given(ends=st.tuples(values, values), unit=st.sampled_from(["%", "x", " points", " ms"]), dash=st.sampled_from("-–—"))
def test_a_range_is_worth_its_lower_end(ends: tuple[str, str], unit: str, dash: str) -> None:
    low, high = sorted(ends, key=float)
    for text in (f"{low}{dash}{high}{unit}", f"{low}{unit} to {high}{unit}"):
        (number,) = find_numbers(f"by {text}, and")
        assert (number.shape, number.value, number.bound) == ("range", float(low), "min")
        assert [part.value for part in number.parts] == [float(low), float(high)]
    assert [n.value for n in find_numbers(f"from {low}{unit} to {high}{unit}")] == [float(low), float(high)]


pieces = st.sampled_from(
    [*"0123456789.,-+%$\\{}()~ xKMB/^", "to ", "\\times", "10^", "twice", "of ", "±", "points", "e-", "CIFAR-", "\n"]
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_numbers_stand_apart_and_are_finite(text: str) -> None:
    end = 0
    for number in find_numbers(text):
        assert isinstance(number, Number)
        assert end <= number.start < number.end <= len(text)
        assert math.isfinite(number.value)
        end = number.end


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    find_numbers(text)
