"""Learn aliases from the corpus: what short forms stand for, by the papers that define them (`kg/link/aliases.tsv`).

Definitions are those of `kg.extract.find_definitions` in titles and abstracts, counted once a paper. Before they are
counted, a long form that was cut too short gets back the beginning of its compound (`multi-modal large language
models`, not `modal ...`) or the word before its conjunction (`abstraction and reasoning corpus`), and loses leading
words that say nothing (`the`, `novel`) if what is left still fits the short form. What begins, ends or goes on like a
piece of a sentence, or only gives an example (`LLM (Llama 3)`), is left out.

Long forms of one short form are counted as one if they are alike in one of these:

- their letters, whatever the white space and accents (`trans lation`, `pretrained`);
- the stems of their words (`adaptation`, `adaption`; `dialogs`, `dialogues`; `visual`, `vision`), in American spelling,
  without words within that tell nothing (`vision and language`, `graph-based`, the s of `Alzheimer's`);
- the same without last words that say what kind of thing it is, if those give the short form no letter (`LSTM network`)
  or some papers leave them out (`text-to-speech synthesis`), and so with what it is for;
- the same with short forms within them written out (`multimodal LLMs`), by what most papers define those as;
- all letters but one, if one of the two is much rarer, so that it is a slip (`chain of though`).

They go by the normal form that most papers write. As only long forms of the same short form are compared, stems may be
coarse.

A short form that few papers define is left out, and so are long forms that a single paper gives; but as many of those
are kept as it takes for no long form to seem to dominate that does not. Plurals of two letters (`GPs`) have the normal
form of other short forms (`GPS`); only what nearly all papers write counts, and where there is no such thing and one
long form would seem to dominate, all are left out.

usage: python -m training.aliases --output kg/link/aliases.tsv [--corpus FILE]
"""

from __future__ import annotations

import argparse
import json
import lzma
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kg.extract import find_definitions, normal_form
from kg.extract.acronyms import match_long
from kg.link import Alias, dominant, fold
from kg.read import clean
from kg.records import Definition
from training.corpus import CORPUS

FEWEST = 5  # papers that define a short form
RAREST = 2  # papers that give it a long form
HEADER = "short\tlong\tpapers\tname"
_NEARLY_ALL = 0.8  # of the papers that write a normal form; then it is a plural, or it is none
_SHARES = (0.5, 0.8)  # of the papers that define a short form; a long form may need so many to dominate
_SLIP = 5  # how many times rarer than what was meant a slip is at least
_LONG_ENOUGH = 10  # letters of a long form in which a slip can be told from another word


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words within a long form that do not tell it from others of its short form; `s` is that of `Alzheimer's`.
_SMALL_WORDS = _words("a an and as at based by d for from in into l level neural of on or over s the to under via with")
# What a long form never begins with, ends with, and has in it.
_NO_BEGINNING = _words("are called is namely such that we which")
_NO_END = _words("a an and as at by for from in into of on or the to under via with")
_NO_PART = _words("are can has have is our that these they this was we were where which")
# What says nothing before a long form.
_FILLER = re.compile(
    r"(?:an?|the|our|its|their|this|these|new|novel|proposed|existing|recent|popular|standard|so-called|simple|"
    r"state-of-the-art|current|modern|various|d['’]|l['’]|la|le|les)(?:(?<=['’])|\s+)(?=\w)",
    re.IGNORECASE,
)
# A conjunction that gave the letter which the word before it should have given.
_JOINED = re.compile(r"(?:and|of|or|to)\b", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"([^\W_]+)[\s\-‐-―]+$")
_COMPOUND_BEFORE = re.compile(r"(?:[^\W_]+[\-‐-―]+)+$")
# A version, size or year, which a short form without digits does not stand for; `3D` is a word like others.
_NUMBER = re.compile(r" (?!\dd$)\d[^ ]*$")
# Last words that only say what kind of thing it is.
_KINDS = _words(
    "algorithm approach architecture based benchmark corpus dataset framework layer method metric model module "
    "modeling network problem score strategy system task technique technology unit"
)
# The same, if what stands before them is a long form of its own.
_OTHER_KINDS = _KINDS | _words(
    "application conversion curve function image imaging index learning measure objective principle probability "
    "synthesis translation"
)
# Words that mean the same in names, and whose stems do not show it.
_SAME = {
    "adaption": "adaptation",
    "aposteriori": "posteriori",
    "assisted": "aided",
    "automated": "automatic",
    "automaton": "automata",
    "bayesian": "baye",
    "binarized": "binary",
    "compatibility": "compatible",
    "continued": "continual",
    "continuous": "continual",
    "dialog": "dialogue",
    "equilibria": "equilibrium",
    "facial": "face",
    "grammar": "grammatical",
    "imagery": "image",
    "individualized": "individual",
    "judgement": "judgment",
    "lingual": "language",
    "math": "mathematical",
    "maximal": "maximum",
    "microscope": "microscopy",
    "minimal": "minimum",
    "multiple": "multi",
    "net": "network",
    "principle": "principal",
    "relationship": "relation",
    "spatio": "spatial",
    "textual": "text",
    "visual": "vision",
}
# Endings of words and how many letters must stay. `general` is no `generation`, nor `module` a `modulation`.
_ENDINGS = (
    (re.compile(r"(?:ations?|ators?|ative|ated|ating|ual|able|ness|ions?|ors?|ive|ity|al|er|ly)$"), 4),
    (re.compile(r"(?:ing|ed|es|e|(?<![siu])s)$"), 3),
)
_WHOLE = frozenset({"general", "module"})
_RECORDING = re.compile(r"(?<=[a-z]{4})(?:grams?|graphic|graphy|graph)$")  # electrocardiogram, electrocardiography
_TWICE = re.compile(r"([^\W\daeiou])\1$")  # controll(able)
_VOWEL = re.compile(r"[aeiouy]")
_PLURAL = re.compile(r"[A-Z]{2}s")
_LIKE_PLURALS = re.compile(r"\b[A-Z]{2}[sS]\b")

# By short form, long form and spelling of that: the papers that define it so.
Spellings = dict[str, set[str]]
Longs = dict[str, Spellings]


@dataclass(frozen=True, slots=True)
class Text:
    """A paper of the corpus: its id, unlike the number of its line, is that of the same paper elsewhere."""

    id: str
    title: str
    abstract: str


@dataclass(frozen=True, slots=True)
class Count:
    """Who defines short forms as what, and how often what looks alike is written.

    `defined_as` is by normal form, but for plurals of two letters (`GPs`), which have the normal form of other short
    forms (`GPS`). `written` has the number of papers that write each of both.
    """

    defined_as: Mapping[str, Longs]
    written: Mapping[str, int]

    def longs(self, short: str) -> Longs:
        """Return what a normal form is defined as, without what few of the papers that write it can mean."""
        share = self._plural(short)
        longs: Longs = {}
        for form, enough in ((short, share <= _NEARLY_ALL), (plural(short), share >= 1 - _NEARLY_ALL)):
            if not enough:
                continue
            for long, spellings in self.defined_as.get(form, {}).items():
                for name, papers in spellings.items():
                    longs.setdefault(long, {}).setdefault(name, set()).update(papers)
        return longs

    def is_mixed(self, short: str) -> bool:
        """Say whether a normal form is often that of a plural and often that of something else."""
        return 1 - _NEARLY_ALL <= self._plural(short) <= _NEARLY_ALL

    def _plural(self, short: str) -> float:
        """Return in what share of the papers that write a normal form it is a plural."""
        if plural(short) not in self.defined_as:
            return 0.0
        one, other = self.written.get(plural(short), 0), self.written.get(short.upper(), 0)
        return one / max(one + other, 1)


def plural(short: str) -> str:
    """Return how a normal form is written if it is the plural of two letters (`GPs` for `gps`)."""
    return short[:-1].upper() + short[-1:]


def read_texts(path: Path) -> Iterator[Text]:
    """Yield the papers of a corpus, cleaned like those of `training.corpus`."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield Text(record["id"], clean(record["title"]), clean(record["abstract"]))


def defined(text: Text) -> Iterator[tuple[str, str]]:
    """Yield the short and long forms that a paper defines, as they are written there, without sloppy captures."""
    for definition in find_definitions(text.title, field="title"):
        yield from _cleaned(definition, text.title)
    for definition in find_definitions(text.abstract):
        yield from _cleaned(definition, text.abstract)


def _cleaned(definition: Definition, text: str) -> Iterator[tuple[str, str]]:
    start, end = definition.long_span.start, definition.long_span.end
    start = widened(definition.short, text, start)
    long = without_filler(definition.short, text[start:end])
    if is_sound(definition.short, long):
        yield definition.short, " ".join(long.split())


def widened(short: str, text: str, start: int) -> int:
    """Return where a long form begins that begins at `start` in a text by its letters alone."""
    initial = normal_form(short)[:1]
    compound = _COMPOUND_BEFORE.search(text, max(0, start - 40), start)
    if compound and text[compound.start()].lower() == initial:
        return compound.start()
    if _JOINED.match(text, start):
        before = _WORD_BEFORE.search(text, max(0, start - 40), start)
        if before and before[1][0].lower() == initial:
            return before.start()
    return start


def without_filler(short: str, long: str) -> str:
    """Return a long form without leading words that say nothing, as long as the rest fits the short form."""
    start = end = 0
    while filler := _FILLER.match(long, end):
        end = filler.end()
        if match_long(short, long[end:]) == 0:
            start = end
    return long[start:]


def is_sound(short: str, long: str) -> bool:
    """Say whether a long form can be the name of what a short form stands for."""
    form, name = normal_form(short), normal_form(long)
    signs = sum(char.isalnum() for char in form)
    if signs < 2 or form.replace(" ", "") == name.replace(" ", ""):
        return False
    words = name.split(" ")
    if words[0] in _NO_BEGINNING or words[-1] in _NO_END or not _NO_PART.isdisjoint(words):
        return False
    return any(char.isdigit() for char in form) or not _NUMBER.search(name)


def counted(texts: Iterable[Text]) -> Count:
    """Count who defines and who writes what in some papers."""
    defined_as: defaultdict[str, Longs] = defaultdict(dict)
    written: Counter[str] = Counter()
    for text in texts:
        for short, long in defined(text):
            form = short if _PLURAL.fullmatch(short) else normal_form(short)
            spellings = defined_as[form].setdefault(normal_form(long), {})
            spellings.setdefault(long, set()).add(text.id)
        written.update({match[0] for match in _LIKE_PLURALS.finditer(f"{text.title} {text.abstract}")})
    return Count(dict(defined_as), written)


def learned(count: Count, *, fewest: int = FEWEST, rarest: int = RAREST) -> Iterator[Alias]:
    """Yield the aliases of a count, sorted by short form, the most frequent first."""
    shorts = sorted({form.lower() for form in count.defined_as})
    longs = {short: count.longs(short) for short in shorts}
    expansions = usual(longs, fewest)
    for short in shorts:
        papers = {paper for spellings in longs[short].values() for paper in _papers(spellings)}
        if len(papers) >= fewest:
            aliases = merged(short, longs[short], expansions)
            if not (count.is_mixed(short) and aliases[0].papers > len(papers) / 2):
                yield from kept(aliases, rarest)


def usual(found: Mapping[str, Longs], fewest: int) -> dict[str, str]:
    """Return the long form of each short form that more than half of the papers define as it."""
    expansions: dict[str, str] = {}
    for short, longs in found.items():
        counts = {long: len(_papers(spellings)) for long, spellings in longs.items()}
        total, best = sum(counts.values()), min(counts, key=lambda long: (-counts[long], long), default="")
        if total >= fewest and counts[best] > total / 2:
            expansions[short] = best
    return expansions


def kept(aliases: Sequence[Alias], rarest: int) -> Iterator[Alias]:
    """Yield those of a short form's aliases that enough papers give, and rarer ones where they tell something.

    `aliases` are sorted, the most frequent first. If it has only one of `_SHARES` of the papers or less, so many of
    the rarer ones are kept that it has no more of what is kept.
    """
    if not aliases or aliases[0].papers < rarest:
        return
    best, total = aliases[0].papers, sum(alias.papers for alias in aliases)
    needed = next((best / share for share in _SHARES if best <= share * total), 0)
    shown = 0
    for alias in aliases:
        if alias.papers >= rarest or shown < needed:
            shown += alias.papers
            yield alias


def merged(short: str, longs: Mapping[str, Spellings], expansions: Mapping[str, str]) -> list[Alias]:
    """Return the aliases of a short form, one for all long forms that are spellings of one thing, the best first."""
    keys_of = {long: keys(short, long, expansions) for long in longs}
    known = frozenset[str]().union(*keys_of.values())
    less = {long: [keys(short, form, expansions) & known for form in shorter(long)] for long in longs}
    groups = connected({long: keys_of[long].union(*less[long]) for long in longs})
    found = [(_alias(short, longs, group), group) for group in groups]
    found.sort(key=lambda pair: _rank(pair[0]))
    meant: dict[str, list[str]] = {}
    for alias, group in found:
        # What is meant is more frequent, so it has been seen.
        better = next((long for long in meant if is_slip(alias, _alias(short, longs, meant[long]))), alias.long)
        meant[better] = meant.get(better, []) + group
    return sorted((_alias(short, longs, group) for group in meant.values()), key=_rank)


def _rank(alias: Alias) -> tuple[int, str]:
    return -alias.papers, alias.long


def _alias(short: str, longs: Mapping[str, Spellings], group: Iterable[str]) -> Alias:
    """Return the alias for long forms that are spellings of one thing."""
    members = {long: longs[long] for long in group}
    long = min(members, key=lambda form: (-len(_papers(members[form])), form))
    name = min(members[long], key=lambda text: (-len(members[long][text]), text))
    papers = {paper for spellings in members.values() for paper in _papers(spellings)}
    return Alias(short, long, len(papers), name)


def _papers(spellings: Spellings) -> set[str]:
    return {paper for papers in spellings.values() for paper in papers}


def connected(keys_of: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return what is connected by keys in groups, sorted."""
    group_of: dict[str, list[str]] = {}
    by_key: dict[str, list[str]] = {}
    for long in sorted(keys_of):
        group = [long]
        for other in {id(by_key[key]): by_key[key] for key in keys_of[long] if key in by_key}.values():
            group += other
        group_of.update(dict.fromkeys(group, group))
        by_key.update({key: group for member in group for key in keys_of[member]})
    return sorted(sorted(group) for group in {id(group): group for group in group_of.values()}.values())


def keys(short: str, long: str, expansions: Mapping[str, str]) -> frozenset[str]:
    """Return what a long form has in common with other spellings of it."""
    written = " ".join(expansions.get(word, word) if word != short else word for word in long.split())
    forms = {without_accents(form) for form in (long, written)}
    return frozenset(key for form in forms for key in (form.replace(" ", ""), stems(short, form)))


def shorter(long: str) -> Iterator[str]:
    """Yield what a long form may also be called: without words of its kind, or what it is for."""
    words = long.split()
    for count in range(len(words) - 1, 1, -1):
        if words[count] not in _OTHER_KINDS:
            break
        yield " ".join(words[:count])
    name, purpose, _ = long.partition(" for ")
    if purpose and " " in name:
        yield name


def without_accents(text: str) -> str:
    """Return a text without accents, whether they are part of letters or stand beside them."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def stems(short: str, long: str) -> str:
    """Return the stems of a long form's words that tell it from others of the same short form, joined."""
    words = long.split()
    letters = "".join(char for char in short if char.isalnum())
    while len(words) > 1 and words[-1] in _KINDS and not letters.endswith(words[-1][0]):
        if match_long(short, " ".join(words[:-1])) != 0:
            break
        words.pop()
    told = words[:1] + [word for word in words[1:] if word not in _SMALL_WORDS]
    return "".join(stem(word) for word in told)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return what a word has in common with its other forms, coarsely; not for showing."""
    word = fold(f"|{word}")[1:]
    left = _SAME.get(word, word)
    for _ in range(len(word)):
        left = _SAME.get(left, left)
        less = _without_ending(left)
        if less == left:
            break
        left = less
    return left


def _without_ending(word: str) -> str:
    """Take one ending off a word, if enough is left."""
    if word in _WHOLE:
        return word
    if recording := _RECORDING.search(word):
        return word[: recording.start()]
    for pattern, fewest in _ENDINGS:
        ending = pattern.search(word)
        if ending and ending.start() >= fewest and _VOWEL.search(word[: ending.start()]):
            return _TWICE.sub(r"\1", word[: ending.start()])
    return _TWICE.sub(r"\1", word)


def is_slip(rare: Alias, meant: Alias) -> bool:
    """Say whether a long form is a much more frequent one with one letter more, less, other or out of place."""
    return meant.papers >= _SLIP * rare.papers and differ_by_one(
        rare.long.replace(" ", ""), meant.long.replace(" ", "")
    )


def differ_by_one(one: str, other: str) -> bool:
    """Say whether long texts are the same but for one letter, or two neighbours in the other order."""
    if min(len(one), len(other)) < _LONG_ENOUGH or abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[start:], other[start:]
    if any(char.isdigit() for char in left[:1] + right[:1]):
        return False
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or left[:2] + right[2:] == right[1::-1] + left[2:]
    )


def tsv(aliases: Iterable[Alias]) -> str:
    """Return aliases as the text of a file."""
    rows = (f"{a.short}\t{a.long}\t{a.papers}\t{a.name}\n" for a in aliases)
    return f"{HEADER}\n{''.join(rows)}"


def main() -> None:
    """Write the aliases that the command line asks for, and say how many there are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--fewest", type=int, default=FEWEST, help="papers that must define a short form")
    parser.add_argument("--rarest", type=int, default=RAREST, help="papers that must give a long form")
    given = parser.parse_args()
    aliases = list(learned(counted(read_texts(given.corpus)), fewest=given.fewest, rarest=given.rarest))
    text = tsv(aliases)
    given.output.write_text(text, encoding="utf-8")
    longs: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for alias in aliases:
        longs[alias.short][alias.long] = alias.papers
    leading = sum(dominant(some) is not None for some in longs.values())
    print(
        f"{len(aliases)} aliases of {len(longs)} short forms, {leading} of them with a dominant one, "
        f"{len(text.encode())} bytes in {given.output}"
    )


if __name__ == "__main__":
    main()
