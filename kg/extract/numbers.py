r"""Numbers as texts report them: where each stands with its sign, range and unit, and what it is worth.

Read are digits with thousands (`10,000`, `170{,}083`), decimals, powers of ten (`3e-4`, `2 \times 10^{-5}`), LaTeX
(`$94.3 \pm 0.2$`, `15\%`) and what pages make of it (`2times`, `15\%sim30\%`), signs, ranges (`2-7 times`,
`5% to 10%`), parts (`8 of 9`, `39/102`), ranks (`12th`) and words (`twice`, `three orders of magnitude`, `tenfold`,
`half`). Digits within a name or a word (`CIFAR-10`, `F1`, `3-layer`) are none.

What a number is worth: a range its lower end, and it is a bound (`min`); a number with a deviation the number. A
percentage is worth what is written (15.6% is 15.6); thousands and millions count (157M is 157,000,000).
"""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from kg.records import Bound

Shape = Literal["plain", "range", "part", "rank", "word"]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: its place (characters, with sign and unit, without hedges), worth and unit.

    `unit` is one of `UNITS`, None where there is none. `approximate` and `bound` come from the hedge before it
    (`about`, `at least`, `<`) or from a range. `parts` are the two ends of a range.
    """

    start: int
    end: int
    value: float
    unit: str | None = None
    approximate: bool = False
    bound: Bound | None = None
    shape: Shape = "plain"
    parts: tuple[Number, ...] = ()


_DIGITS = re.compile(r"\d{1,3}(?:(?:,|\{,\})\d{3})+(?!\d)(?:\.\d+)?|\d+\.\d+|(?<!\d)\.\d+|\d+")
_EXPONENT = re.compile(r"[eE]([-+−]?\d+)(?!\w)")
_TIMES_TEN = re.compile(r"\s?\$?(?:\\times|\\cdot|times|×|x|·)\$?\s?\$?10\s?\^\s?\{?\s?([-−+]?\d+)\s?\}?")
_TO_THE = re.compile(r"\s?\^\s?\{?\s?([-−+]?\d+)\s?\}?")
_SPREAD = rf"(?:\\pm|±|\+/-|\+-)[~$\s]{{0,3}}(?:{_DIGITS.pattern})"
_DEVIATION = re.compile(rf"[~$\s]{{0,3}}(?:\(\$?{_SPREAD}\$?(?:\s?\\?%)?\)|{_SPREAD}(?![\d.]*\d))")
_SIGN = re.compile(r"(?<![\w)%.$}\-–—])(\$?[-+−–±]\$?|\\pm\s?)$")
_SCALES = {"k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_SCALE = re.compile(r"\s?(thousand|million|billion)(?![a-z])|([kKMBT])(?![A-Za-z])")
_GAP = r"(?:\s|~|\\,|\\;|\$|\{)*"
_AFTER = r"(?![^\W_])"
# What is written for each unit, the first that fits. Those that can have a prefix are units as they are written (`GB`).
UNITS: dict[str, re.Pattern[str]] = {
    name: re.compile(_GAP + pattern)
    for name, pattern in {
        "points": rf"(?:\\?%)?[\s~-]?(?:absolute\s)?(?:percentage[\s-]points?|points?|pts?|pps?|p\.p\.){_AFTER}",
        "%": rf"(?:\\?%\+?|(?:percent|per\scent){_AFTER}(?!-))",
        "x": rf"(?:(?:\\times|×)\s?\}}?\$?|(?:times|[xX]){_AFTER}(?![-\w])|-?folds?{_AFTER})",
        "ms": rf"-?(?:ms|milliseconds?|msec){_AFTER}",
        "s": rf"-?(?:s|secs?|seconds?){_AFTER}",
        "min": rf"-?(?:mins?|minutes?){_AFTER}",
        "h": rf"(?:GPU[\s-])?(?:h|hrs?|hours?){_AFTER}",
        "days": rf"days?{_AFTER}",
        "FPS": rf"(?:FPS|fps|frames\sper\ssecond|frames/s){_AFTER}",
        "Hz": rf"[kMG]?Hz{_AFTER}",
        "dB": rf"d[Bb]{_AFTER}",
        "FLOPs": rf"[KMGTP]?(?:FLOPs|FLOPS|flops|MACs){_AFTER}",
        "B": rf"[KMGTkmg]i?B{_AFTER}",
        "bps": rf"[kMG]?bps{_AFTER}",
        "m": rf"(?:[mck]?m|met(?:er|re)s?){_AFTER}(?!-)",
        "px": rf"(?:px|pixels?){_AFTER}",
        "degrees": rf"(?:\^\s?\{{?\\circ\}}?\$?|°|degrees?{_AFTER})",
        "Wh": rf"[kM]?Wh{_AFTER}",
    }.items()
}
_PREFIXED = frozenset({"Hz", "FLOPs", "B", "bps", "m", "Wh"})
_PREFIX = re.compile(r"[KMGTPkmgc]i?(?=Hz|B|bps|m$|Wh|FLOPs|FLOPS|flops|MACs)")
_RANGE = re.compile(r"\$?\s?(?:--|-|–|—|−|~|\\?sim|to|-to-|\$\\sim\$)\s?\$?")
_FROM = re.compile(
    r"(?<!ranging )(?<!ranges )(?<!range )(?<!varying )(?<!varies )\bfrom (?:\S+ ){0,2}\$?$", re.IGNORECASE
)
_PART = re.compile(r"\s?/\s?|\s(?:out\s)?of\s(?:the\s)?")
_PLAIN = re.compile(r"\d+(?:,\d{3})*")
_DECADE = re.compile(r"(?:1[89]|20)\d0")
_ORDINAL = re.compile(rf"(?:\$?\^?\{{?)(?:st|nd|rd|th)\}}?{_AFTER}")
_IN_A_WORD = re.compile(r"(?:[\w@\\]|[^\W\d_]-|\w\.|\w[_^]\{?|(?<![\\a-z])\w\{)$")
_COMMAND = re.compile(r"\\(?:[a-z]+\{|approx|sim|geq?|leq?)$|(?<![A-Za-z])(?:sim|approx|[gl]eq)$")
_GOES_ON = re.compile(r"[^\W_]|_|-[^\W\d_]{2,}|\.\d|\^")
_CURRENCY = re.compile(r"(?:(?:US|USD\s)\$|\\\$|USD\s|[€£]\s?|(?:(?<=^)|(?<=[\s(~]))\$)$")
_PROSE = re.compile(r"(?<![\\a-z])[a-z]{2,}\b")
_LOOK_BACK = 24
_ABOUT = r"\b(?:about|around|approximately|roughly|nearly|almost|close to|some|approx\.?|circa)|[∼~≈]|\\?\bsim|\\approx"
_OVER = r"\b(?:at least|over|more than|greater than|above|exceeding|exceeds|beyond)|>=?|≥|\\?\bgeq?"
_UNDER = r"\b(?:at most|up to|under|less than|fewer than|below|within)|<=?|≤|\\?\bleq?"
_READ_AS: tuple[tuple[str, bool, Bound | None], ...] = (
    (_ABOUT, True, None),
    (_OVER, False, "min"),
    (_UNDER, False, "max"),
)
_HEDGES = tuple(
    (re.compile(rf"(?:{hedge})[\s$]*(?:an? |the )?$", re.IGNORECASE), approximate, bound)
    for hedge, approximate, bound in _READ_AS
)
_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS: dict[str, float] = {**{word: float(n) for n, word in enumerate(_NUMERALS)}, "a": 1.0, "an": 1.0}
_COUNT = "|".join(sorted((word for word in _COUNTS if len(word) > 2), key=len, reverse=True))
_FACTORS: dict[str, float] = {
    **dict.fromkeys(("twice", "doubles", "doubled", "doubling"), 2.0),
    **dict.fromkeys(("thrice", "triples", "tripled"), 3.0),
    **dict.fromkeys(("half", "halves", "halved", "halving"), 0.5),
    **dict.fromkeys(("one third", "a third"), 1 / 3),
    "two thirds": 2 / 3,
    "a quarter": 0.25,
    "three quarters": 0.75,
}
_ORDERS = re.compile(rf"(?:\b({_COUNT}|\d+|an)\s)?\borders?\sof\smagnitude\b", re.IGNORECASE)
_FOLD = re.compile(rf"\b({_COUNT})[\s-]?fold\b", re.IGNORECASE)
_COUNTED = re.compile(
    rf"\b({_COUNT})(?=\s(?:times|percent|percentage|points?|minutes?|seconds?|hours?)\b)", re.IGNORECASE
)
_FACTOR = re.compile(rf"\b({'|'.join(_FACTORS).replace(' ', '[ -]')})\b(?!-)", re.IGNORECASE)


def find_numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers in a text, sorted by place; none overlaps another."""
    numbers: list[Number] = []
    end = 0
    for number in sorted((*_in_digits(text), *_in_words(text)), key=lambda n: (n.start, -n.end)):
        if number.start >= end:
            numbers.append(number)
            end = number.end
    return tuple(_hedged(text, number) for number in _joined(text, numbers))


def parse_number(text: str) -> Number | None:
    """Return the number that a text is, None if it is something else or more than one."""
    numbers = find_numbers(text)
    if len(numbers) != 1 or (numbers[0].start, numbers[0].end) != (0, len(text)):
        return None
    return numbers[0]


def _in_digits(text: str) -> Iterator[Number]:
    """Yield each number in digits that is no part of a name or word, without regard to what it is joined with."""
    end = 0
    for match in _DIGITS.finditer(text):
        if match.start() < end:
            continue
        number = _quantity(text, match)
        if number is not None:
            end = number.end
            yield number


def _quantity(text: str, digits: re.Match[str]) -> Number | None:
    start, end = digits.span()
    before = text[max(0, start - _LOOK_BACK) : start]
    sign = _SIGN.search(before)
    if sign:
        start -= len(sign[1])
        before = before[: -len(sign[1])]
    if _IN_A_WORD.search(before) and not _COMMAND.search(before):
        return None
    value = float(digits[0].replace("{,}", "").replace(",", ""))
    value = -value if sign and sign[1].strip("$") in "-−–" else value
    if ordinal := _ORDINAL.match(text, end):
        return Number(start, ordinal.end(), value, "rank", shape="rank")
    value, end = _powered(text, value, end)
    if deviation := _DEVIATION.match(text, end):
        end = deviation.end()
    if scale := _SCALE.match(text, end):
        value, end = value * _SCALES[scale[1] or scale[2]], scale.end()
    unit, behind = _unit(text, end)
    # `610M points` are things; `the 1930s` are a decade.
    counted = unit == "points" and scale is not None
    if counted or (unit == "s" and behind == end + 1 and _DECADE.fullmatch(digits[0])):
        unit = None
    end = behind if unit else end
    currency = _CURRENCY.search(text[max(0, start - 5) : start])
    if unit is None and currency and _priced(currency[0], text, end):
        return Number(start - len(currency[0]), end, value, "USD")
    if unit is None and _GOES_ON.match(text, end):
        return None
    return Number(start, end, value, unit)


def _powered(text: str, value: float, end: int) -> tuple[float, int]:
    """Return a value with the power of ten behind it, and where that ends."""
    if power := _EXPONENT.match(text, end) or _TIMES_TEN.match(text, end):
        return _scaled(value, power[1]), power.end()
    if value == 10 and (power := _TO_THE.match(text, end)):
        return _scaled(1.0, power[1]), power.end()
    return value, end


def _scaled(value: float, exponent: str) -> float:
    # Read as one number, so that 3e-4 is the float that is written so; what no float can hold is left as it is.
    scaled = float(f"{value!r}e{int(exponent.replace('−', '-'))}") if "e" not in repr(value) else value
    return scaled if scaled not in {0.0, math.inf, -math.inf} else value


def _priced(sign: str, text: str, end: int) -> bool:
    """Say whether a sign before a number is a currency's, and no sign of LaTeX that is closed behind it."""
    within, closed, _ = text[end : end + 2 * _LOOK_BACK].partition("$")
    return sign != "$" or not closed or _PROSE.search(within) is not None


def _unit(text: str, end: int) -> tuple[str | None, int]:
    """Return the unit that stands at a place, and where it ends."""
    for name, pattern in UNITS.items():
        if unit := pattern.match(text, end):
            prefix = _PREFIX.search(unit[0]) if name in _PREFIXED else None
            return (prefix[0] if prefix else "") + name, unit.end()
    return None, end


def _in_words(text: str) -> Iterator[Number]:
    """Yield each number in words that can be a measure's value."""
    for match in _ORDERS.finditer(text):
        count = (match[1] or "an").lower()
        orders = float(count) if count.isdigit() else _COUNTS[count]
        yield Number(*match.span(), _scaled(1.0, str(int(orders))), "x", shape="word")
    for match in _FOLD.finditer(text):
        yield Number(*match.span(), _COUNTS[match[1].lower()], "x", shape="word")
    for match in _COUNTED.finditer(text):
        unit, end = _unit(text, match.end())
        yield Number(match.start(), end, _COUNTS[match[1].lower()], unit, shape="word")
    for match in _FACTOR.finditer(text):
        yield Number(*match.span(), _FACTORS[match[1].lower().replace("-", " ")], "x", shape="word")


def _joined(text: str, numbers: list[Number]) -> Iterator[Number]:
    """Yield numbers with the two ends of a range made one, and those of a part (`8 of 9`)."""
    pending = deque(numbers)
    while pending:
        first = pending.popleft()
        joined = _range(text, first, pending[0]) or _part(text, first, pending[0]) if pending else None
        if joined is not None:
            pending.popleft()
        yield joined or first


def _range(text: str, first: Number, last: Number) -> Number | None:
    between = text[first.end : last.start]
    # What looks like the sign of the second number may be the dash of the range.
    dash = not between.strip("$ ") and text[last.start] in "-−–" and text[last.start + 1 : last.start + 2].isdigit()
    if not (dash or _RANGE.fullmatch(between)) or {first.shape, last.shape} & {"rank", "range"}:
        return None
    if first.unit not in {None, last.unit} and last.unit is not None:
        return None
    before = text[max(0, first.start - 2 * _LOOK_BACK) : first.start]
    # `from 61.2 to 67.8`, `(8.4% to 3.4%)`: what was and what is, two numbers.
    if "to" in between and (_FROM.search(before) or before.endswith("(") or abs(first.value) > abs(last.value)):
        return None
    last = replace(last, start=last.start + 1, value=abs(last.value)) if dash else last
    if "to" not in between and first.value > last.value >= 0:
        return None
    if _SCALE.search(text[last.start : last.end]) and not _SCALE.search(text[first.start : first.end]):
        # `7-8B`: the scale is that of both.
        written = _DIGITS.search(text, last.start)
        first = replace(
            first, value=first.value * abs(last.value) / float(written[0].replace(",", "")) if written else 0
        )
    unit = last.unit or first.unit
    value = min(first.value, last.value) if first.value >= 0 else max(first.value, last.value)
    return Number(first.start, last.end, value, unit, False, "min", "range", (first, last))


def _part(text: str, first: Number, whole: Number) -> Number | None:
    plain = all(_PLAIN.fullmatch(text, number.start, number.end) for number in (first, whole))
    if not plain or not _PART.fullmatch(text[first.end : whole.start]) or not 0 <= first.value <= whole.value != 0:
        return None
    return Number(first.start, whole.end, first.value / whole.value, None, shape="part")


def _hedged(text: str, number: Number) -> Number:
    """Return a number with what the words before it say of its exactness."""
    before = text[max(0, number.start - _LOOK_BACK) : number.start]
    for hedge, approximate, bound in _HEDGES:
        if hedge.search(before):
            return replace(number, approximate=number.approximate or approximate, bound=bound or number.bound)
    return number
