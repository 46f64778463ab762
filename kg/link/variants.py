"""Variants: which name another one is a size, a version or a part of (`BERT-base` of BERT, `GPT-4o` of GPT-4).

A variant is a thing of its own: it is never merged with what it is a variant of. Only methods and datasets have any,
and only what stands at the end of a name makes one. A word that also is a common one (`base`, `large`, a bare number)
does so only after what is written like a name, with a capital letter or a digit: a knowledge base is no knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from kg.extract import normal_form
from kg.link.folding import fold
from kg.link.keys import SEPARATOR, key_form

LABELLED = ("dataset", "method")  # the labels of keys that have variants


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words at the end of a name, by what they say of it.
_WORDS: dict[str, dict[str, frozenset[str]]] = {
    "method": {
        "size": _words("base big giant huge large lite medium micro mini nano small tiny xl xlarge xs xxl xxxl"),
        "tuning": _words("cased chat coder instruct instructed it math multilingual omni uncased vl"),
        "version": _words(
            "air flash haiku ii iii iv lightning max next opus plus preview pro sonnet thinking turbo ultra"
        ),
    },
    "dataset": {
        "size": _words("base big full large medium mini small tiny xl"),
        "split": _words(
            "adversarial challenge clean dev diamond easy extended extra hard lite live lt minival mm multilingual "
            "multimodal noisy plus pro redux sketch test train val verified"
        ),
        "version": _words("ii iii iv"),
    },
}
_ENDINGS = frozenset[str]().union(*(words for kinds in _WORDS.values() for words in kinds.values()))
# Single letters there: sizes of models, parts of datasets (`ImageNet-C`, `RACE-M`).
_LETTERS: dict[str, frozenset[str]] = {"method": frozenset("bghlst"), "dataset": frozenset("acehlmoprst")}
# Names that only look as if they had such an ending.
_APART = frozenset(("bm 25", "math 23k", "vit 5"))
# A first word that makes a smaller dataset of what follows (`Tiny ImageNet`).
_SMALLER = frozenset(("mini", "tiny"))
_PARAMETERS = re.compile(r"\d+(?:\.\d+)?[kmbt]|\d+x\d+(?:\.\d+)?[mb]")  # 7b, 0.5b, 110m, 8x22b
_EXPERTS = re.compile(r"\d+x")  # 8x 7b
_AMOUNT = re.compile(r"\d+(?:\.\d+)?[kmbh]")  # 1k, 20m, 960h
_WHOLE = re.compile(r"\d{1,4}")
_DECIMAL = re.compile(r"(\d+)(?:\.\d+){1,3}")  # 3.5, 1.0.2
_LETTERED = re.compile(r"(\d+)[ov]")  # 4o, 4v; not 3d, nor 7b
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
_SHORT_YEAR = re.compile(r"[0-4]\d|9\d")
_GLUED = re.compile(r"(\w+[^\W\d])v")  # yolov 5
# What takes place every year, and is named by it in two digits.
_YEARLY = _words(
    "aime brats camelyon chime clef coco conll davis dcase duc icdar ilsvrc interspeech iwslt mediaeval mot "
    "semeval tac trec voc wmt"
)
# What is numbered, rather than a name that has versions.
_NUMBERED = _words(
    "algorithm area at bit case category class covid cov day depth dimension equation example experiment factor fold "
    "grade group hit industry k l layer level n norm order p part phase problem q question r rank region round "
    "scenario section set setting shot size stage step subtask subset system table task team theorem tier top track "
    "type way web week width world year"
)
# Who makes things, rather than a thing that has versions.
_MAKERS = _words("amazon amd apple google ibm intel meta microsoft nvidia openai")
_MOST = 5  # a name has no more than so many such endings


@dataclass(frozen=True, slots=True)
class Base:
    """The form that another one may be a variant of, and by what (`size: 7b, tuning: chat`).

    `sure` if no common word can end like that; else the base must be written like a name.
    """

    form: str
    reason: str
    sure: bool


@dataclass(frozen=True, slots=True)
class _Ending:
    """What stands at the end of words, from `start` on: its kind, how it is told, and what may stay of it.

    `glued` if that does stay: it is one word with the ending.
    """

    start: int
    kind: str
    text: str
    sure: bool = False
    stays: str = ""
    glued: bool = False


def bases(form: str, label: str) -> Iterator[Base]:
    """Yield the normal forms that a normal form may be a variant of under a label, the nearest first, each once.

    The nearest are those with the fewest endings taken off. `label` is that of keys (`method`).
    """
    if label not in LABELLED or form in _APART:
        return
    seen, tried = {form}, set[tuple[str, ...]]()
    level: list[tuple[tuple[str, ...], tuple[_Ending, ...]]] = [(tuple(form.split(" ")), ())]
    for _ in range(_MOST):
        shorter = [(left, (ending, *taken)) for words, taken in level for left, ending in _steps(words, label)]
        level = []
        for words, taken in shorter:
            if words in tried:
                continue
            tried.add(words)
            level.append((words, taken))
            # As they stand, too: nothing tells whether a last s is a plural's or that of an acronym.
            for base in dict.fromkeys((" ".join(words), normal_form(" ".join(words)))):
                if base not in seen and _nameable(base):
                    seen.add(base)
                    yield Base(base, _reason(taken), all(ending.sure for ending in taken))


def beginnings(form: str, label: str) -> Iterator[str]:
    """Yield what the normal forms begin with of which `bases` may yield a form, so that they can be looked up."""
    words = form.split(" ")
    kept = len(words)
    while kept > 1 and _may_end(words[kept - 1]):
        kept -= 1
    core = " ".join(words[:kept])
    if kept < len(words):
        found = [f"{core} "]
    else:
        # The last word may have had a plural's ending, and one that is written together with it.
        plurals = (core, f"{core}s", f"{core}es", *([f"{core[:-1]}ies"] if core.endswith("y") else []))
        found = [f"{text}{rest}" for text in plurals for rest in (" ", "v ", "+")]
    yield from found
    if label == "dataset":
        yield from (f"{word} {core.removesuffix('y')}" for word in sorted(_SMALLER))


def _may_end(word: str) -> bool:
    """Say whether an ending may be a word like this one."""
    return word in _ENDINGS or len(word) == 1 or word.endswith("+") or any(map(str.isdigit, word))


def base_of(
    key: str, shown: Callable[[str], bool], node: Callable[[str], str | None], name: Callable[[str], str]
) -> tuple[str, str] | None:
    """Return the canonical key of what a canonical key is a variant of and the reason, None if it is of nothing.

    `shown` says whether a canonical key is in the graph, `node` gives the canonical key of any key (None: rejected),
    `name` how a canonical key's node is written.
    """
    label = key.partition(SEPARATOR)[0]
    for base in bases(key_form(key), label):
        target = node(f"{label}{SEPARATOR}{base.form}")
        if target is None or target == key or not target.startswith(f"{label}{SEPARATOR}") or not shown(target):
            continue
        # A short form that leads to a long one is a name, however the long one is written.
        short = fold(f"{label}{SEPARATOR}{base.form}") != fold(target)
        if base.sure or short or written_as_name(name(target)):
            return target, base.reason
    return None


def variants(
    keys: Iterable[str], node: Callable[[str], str | None], name: Callable[[str], str]
) -> Iterator[tuple[str, str, str]]:
    """Yield (variant, what it is a variant of, reason) for the canonical keys of a graph, sorted by the variant."""
    shown = {key for key in keys if key.partition(SEPARATOR)[0] in LABELLED}
    for key in sorted(shown):
        found = base_of(key, shown.__contains__, node, name)
        if found:
            yield key, *found


def written_as_name(text: str) -> bool:
    """Say whether a text is written as names are: with a capital letter or a digit."""
    return any(letter.isupper() or letter.isdigit() for letter in text)


def _steps(words: tuple[str, ...], label: str) -> Iterator[tuple[tuple[str, ...], _Ending]]:
    """Yield what is left of words without one of their endings, and that ending."""
    for ending in _endings(words, len(words), label):
        rest = words[: ending.start]
        if ending.stays:
            yield (*rest, ending.stays), ending
        if rest and not ending.glued and rest[-1] not in _NUMBERED and (ending.kind != "number" or _letters(rest) > 2):
            yield rest, ending
    # The size of a model that stands before other endings (`llama 2 7b chat`).
    end = len(words)
    while label == "method" and (outer := next(_endings(words, end, label), None)):
        end = outer.start
        for ending in _endings(words, end, label):
            if ending.start and ending.kind == "size":
                yield words[: ending.start] + words[end:], ending
    if label == "dataset" and len(words) > 1 and words[0] in _SMALLER:
        yield words[1:], _Ending(0, "size", words[0])


def _endings(words: tuple[str, ...], end: int, label: str) -> Iterator[_Ending]:
    """Yield the ways in which words before an end can be read as an ending."""
    if not end:
        return
    last, before = words[end - 1], words[end - 2] if end > 1 else ""
    start = end - 1
    plain = last.rstrip("+")
    if plain != last and len(plain) > 1:
        yield _Ending(start, "version", last[len(plain) :], sure=True, stays=plain, glued=True)
    if not start:
        return
    for kind, known in _WORDS[label].items():
        if last in known:
            yield _Ending(start, kind, last)
    if last in _LETTERS[label]:
        yield _Ending(start, "size" if label == "method" else "split", last)
    yield from _amounts(last, before, start, label)
    yield from _numbers(last, before, start)


def _amounts(last: str, before: str, start: int, label: str) -> Iterator[_Ending]:
    if label == "dataset":
        if _AMOUNT.fullmatch(last):
            yield _Ending(start, "size", last)
    elif _PARAMETERS.fullmatch(last):
        if start > 1 and (_EXPERTS.fullmatch(before) or before in {"a", "e"}):
            yield _Ending(start - 1, "size", before + last, sure=True)
        else:
            yield _Ending(start, "size", last, sure=True)


def _numbers(last: str, before: str, start: int) -> Iterator[_Ending]:
    if before == "v" and start > 1 and (_WHOLE.fullmatch(last) or _DECIMAL.fullmatch(last)):
        yield _Ending(start - 1, "version", before + last, sure=True)
        return
    if (glued := _GLUED.fullmatch(before)) and _WHOLE.fullmatch(last) and len(last) < 3:
        yield _Ending(start - 1, "version", "v" + last, sure=True, stays=glued[1], glued=True)
    if decimal := _DECIMAL.fullmatch(last):
        yield _Ending(start, "version", last, sure=before not in _NUMBERED, stays=decimal[1])
    elif lettered := _LETTERED.fullmatch(last):
        yield _Ending(start, "version", last, sure=True, stays=lettered[1])
    elif _WHOLE.fullmatch(last):
        if len(last) < 3 and len(before) == 1 and before.isalpha() and start > 1:
            yield _Ending(start - 1, "version", before + last)
        if before in _NUMBERED:
            return
        if _YEAR.fullmatch(last):
            yield _Ending(start, "year", last)
        elif before in _YEARLY and _SHORT_YEAR.fullmatch(last):
            yield _Ending(start, "year", ("19" if last[0] == "9" else "20") + last)
        else:
            yield _Ending(start, "number", last)


def _reason(endings: Iterable[_Ending]) -> str:
    """Tell endings in the order of the name, those of one kind together."""
    groups = groupby(endings, key=attrgetter("kind"))
    return ", ".join(f"{kind}: {' '.join(ending.text for ending in group)}" for kind, group in groups)


def _letters(words: Iterable[str]) -> int:
    return sum(sign.isalpha() for word in words for sign in word)


def _nameable(form: str) -> bool:
    """Say whether a form can be a name: it has letters, more than one sign, and is more than endings and a maker."""
    words = form.split(" ")
    telling = [word for word in words if len(word) > 1 and word not in _MAKERS and word not in _ENDINGS]
    signs = "".join(words)
    return (
        len(signs) > 1
        and any(map(str.isalpha, signs))
        and words[-1] not in _NUMBERED
        and (bool(telling) or words[-1].isdigit())
    )
