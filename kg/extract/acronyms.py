"""Definitions of acronyms: a short form and the long form that stands beside it, in either order.

The method is that of A. S. Schwartz and M. A. Hearst, "A simple algorithm for identifying abbreviation definitions in
biomedical text", Pacific Symposium on Biocomputing 2003: of a pair `long form (SHORT)` or `SHORT (long form)`, the
letters of the short form must occur in the long form in the same order, the first one at the beginning of a word.
Added here: headings (`SHORT: Long Form for a Purpose`), plurals (`LLMs`), digits read aloud (`T2I`, text-to-image) or
as repetitions (`A3C`), brackets inside brackets, and stricter conditions for short forms in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.records import Definition, Field, Span

LONGEST_SHORT = 14  # characters; short forms such as `PT-DiT-Large` are longer than the 10 of medical text
_OPENING = {"(": ")", "[": "]"}
_WORD = re.compile(r"[^\W_]+")
_SHORT = re.compile(r"[^\W_][\w\-‐-–+@^&/.$\\']*(?: [\w\-+^&]+)?")
_CUT = re.compile(r"[;,:]|\b(?:see|cf|e\.g|i\.e)\b\.?|\s[–—=]\s")
_STOP = re.compile(r"[;:!?()\[\]{}]|\.\s|,\s.*,\s|\n\s*\n")
_FUNCTION_WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "this",
        "to",
        "under",
        "using",
        "via",
        "with",
    }
)
_DIGITS = {"2": ("to", "two"), "4": ("for", "four"), "3": ("three",), "1": ("one",), "8": ("ate", "eight")}
_POSSESSIVE = re.compile(r"['’]s$")
_HEADING = re.compile(r"([^\W_][^\s:]*):\s+(?:(?:A|An|The)\s+)?(?=[^\W_])")
_COMPOUND = re.compile(r"(?:-[^\W_]+)+")
_LEADING = re.compile(r"(?:the|a|an|our|and|or|of|for|with|named|called|dubbed|termed)\s+", re.IGNORECASE)


def find_definitions(text: str, *, field: Field = "abstract") -> tuple[Definition, ...]:
    """Return the definitions of short forms in a text, sorted by the place of the short form.

    The spans' offsets count characters of `text`; `field` is what they say the text is. Each span's text is exactly
    the definition's `short` or `long`. A place belongs to one definition at most, and none reaches across the end of
    a sentence.
    """
    found: list[Definition] = []
    if field == "title" and (heading := _heading(text)):
        found.append(heading)
    for opening, closing in _brackets(text):
        definition = _bracketed_short(text, opening, closing, field) or _bracketed_long(text, opening, closing, field)
        if definition is not None:
            found.append(definition)
    return tuple(sorted(found, key=lambda d: (d.short_span, d.long_span)))


def _heading(title: str) -> Definition | None:
    """Return the definition in a title such as `SHORT: Long Form for a Purpose`, if there is one.

    There the long form begins behind the colon, and where it ends only its words can tell: the short form must be the
    beginnings of its words put together, of which function words and one other may be left out.
    """
    heading = _HEADING.match(title)
    # `Note: ...` is a word; a short form has capitals or digits within.
    if not heading or not is_short_form(heading[1]) or heading[1][1:].islower():
        return None
    start = heading.end()
    stop = _STOP.search(title, start)
    words = list(_WORD.finditer(title, start, stop.start() if stop else len(title)))
    letters = "".join(char for char in heading[1].lower() if char.isalnum())
    count = _beginnings(letters, [word[0].lower() for word in words[: 2 * len(letters)]], spare=1)
    if count is None or len(letters) < 3:
        return None
    # A compound is not cut: `TABi: Type-Aware Bi-Encoders`.
    rest = _COMPOUND.match(title, words[count - 1].end())
    end = rest.end() if rest else words[count - 1].end()
    if not _plausible(heading[1], title[start:end]):
        return None
    return _definition(title, heading.span(1), (start, end), "title")


def _beginnings(letters: str, words: list[str], *, spare: int) -> int | None:
    """Return how many words it takes for their beginnings to make the letters; None if they cannot.

    The first word and the last one take part, and the last is no function word. Of several ways that is best which
    leaves out the fewest words that are no function words (`spare` at the most), then the one with the most words.
    """
    reached = {(0, 0)}
    ways: list[tuple[int, int]] = []
    for count, word in enumerate(words, start=1):
        function = word in _FUNCTION_WORDS
        taken = {(done + n, out) for done, out in reached for n in range(1, _common(letters[done:], word) + 1)}
        if count > 1 and not function:
            ways += [(out, -count) for done, out in taken if done == len(letters)]
        skipped = {(done, out + (not function)) for done, out in reached if done}
        reached = taken | {(done, out) for done, out in skipped if out <= spare}
    return -min(ways)[1] if ways else None


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield the places of each matched pair of brackets, inner ones first."""
    stack: list[int] = []
    for i, char in enumerate(text):
        if char in _OPENING:
            stack.append(i)
        elif char in _OPENING.values():
            while stack and _OPENING[text[stack[-1]]] != char:
                stack.pop()
            if stack:
                yield stack.pop(), i


def _bracketed_short(text: str, opening: int, closing: int, field: Field) -> Definition | None:
    """Return the definition in `long form (SHORT)`, if there is one."""
    start, end = _inside(text, opening, closing)
    short = text[start:end]
    if not is_short_form(short):
        return None
    before = _before(text, opening)
    window = _POSSESSIVE.sub("", text[before:opening].rstrip(" ~\u00a0\"'`”’"))
    limit = _word_limit(short)
    words = [match.start() for match in _WORD.finditer(window)]
    earliest = before + (words[-limit] if len(words) > limit else words[0] if words else len(window))
    long_end = before + len(window)
    long_start = match_long(short, text[earliest:long_end])
    if long_start is None or not _plausible(short, text[earliest + long_start : long_end]):
        return None
    return _definition(text, (start, end), (earliest + long_start, long_end), field)


def _bracketed_long(text: str, opening: int, closing: int, field: Field) -> Definition | None:
    """Return the definition in `SHORT (long form)`, if there is one."""
    head = text[:opening].rstrip(" ~\u00a0\"'`”’")
    start = max(head.rfind(sign) for sign in " \n\t(~[\"'`“‘") + 1
    short = head[start:]
    if not is_short_form(short) or " " in short or short.islower():
        return None
    inner, end = _inside(text, opening, closing, cut=_CUT)
    leading = _LEADING.match(text, inner, end)
    inner = leading.end() if leading else inner
    long = text[inner:end]
    several = len(long.split()) > 1 or "-" in long
    # The bracket holds the long form and nothing else, so the match must take all of it.
    if not several or len(_WORD.findall(long)) > _word_limit(short) or match_long(short, long) != 0:
        return None
    if not _plausible(short, long):
        return None
    return _definition(text, (start, start + len(short)), (inner, end), field)


def _inside(text: str, opening: int, closing: int, *, cut: re.Pattern[str] = re.compile(r"[;,]")) -> tuple[int, int]:
    """Return the place of what a bracket holds, up to a comma or semicolon, without quotation marks around it."""
    separator = cut.search(text, opening + 1, closing)
    start, end = opening + 1, separator.start() if separator else closing
    while start < end and text[start] in " \"'`“‘~*":
        start += 1
    while start < end and text[end - 1] in " \"'`”’~*":
        end -= 1
    return start, end


def _before(text: str, opening: int) -> int:
    """Return where the sentence or clause that a bracket ends begins."""
    start = max(0, opening - 200)
    stops = list(re.finditer(r"[;:!?()\[\]]|(?<![A-Z])\.\s|\n\s*\n", text[start:opening]))
    return start + stops[-1].end() if stops else start


def _definition(text: str, short: tuple[int, int], long: tuple[int, int], field: Field) -> Definition:
    return Definition(
        short=text[short[0] : short[1]],
        long=text[long[0] : long[1]],
        short_span=Span(field, *short),
        long_span=Span(field, *long),
    )


def is_short_form(text: str) -> bool:
    """Say whether a text could be a short form: 2 to 14 characters, at most two words, a letter, no plain word."""
    if not 2 <= len(text) <= LONGEST_SHORT or not _SHORT.fullmatch(text):
        return False
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return False
    words = text.split()
    # `Table`, `Figure 2` or `left` in brackets refer to something; a short form is written unlike a word.
    if len(words) == 1 and (text.istitle() or text.islower()) and len(text) > 5 and text.isalpha():
        return False
    return len(words) == 1 or sum(char.isupper() for char in letters) >= 2


def _word_limit(short: str) -> int:
    letters = sum(char.isalnum() for char in short)
    return min(letters + 5, letters * 2)


def match_long(short: str, text: str) -> int | None:
    """Return where the shortest long form begins that ends with the text, or None if its letters do not fit.

    Initials of words come first (`PPO` is `Proximal Policy Optimization`, not `Policy Optimization`), then letters
    anywhere. Plural forms are also tried without their s, digits also as words and as repetitions of the letter
    before.
    """
    variants = list(_variants(short))
    for pieces in variants:
        start = _match_initials(pieces, text)
        if start is not None:
            return start
    for pieces in variants:
        start = _match(pieces, text)
        if start is not None:
            return start
    return None


def _match_initials(pieces: list[tuple[str, ...]], text: str) -> int | None:
    """Match the pieces with the beginnings of the last words, of which only function words may be left out."""
    words = list(_WORD.finditer(text.lower()))
    if not words or len(text.lower()) != len(text) or words[-1].end() < len(text.rstrip()):
        return None
    start: int | None = None
    left = len(pieces)
    while left and words:
        word = words.pop()
        if word[0].startswith(pieces[left - 1]):
            left, start = left - 1, word.start()
        elif word[0] not in _FUNCTION_WORDS:
            return None
    return start if not left else None


def _variants(short: str) -> Iterator[list[tuple[str, ...]]]:
    """Yield ways to read a short form: for each of its signs, what may stand for it in the long form."""
    signs = [char for char in short if char.isalnum()]
    forms = [signs]
    if len(signs) > 2 and signs[-1] == "s":
        forms.append(signs[:-1])
    for form in forms:
        yield [(char.lower(), *_DIGITS.get(char, ())) for char in form]
    for form in forms:
        repeated = _repeated(form)
        if repeated != form:
            yield [(char.lower(),) for char in repeated]


def _repeated(signs: list[str]) -> list[str]:
    """Return `A3C` as `AAAC`: a digit from 2 to 4 repeats the letter before it."""
    letters: list[str] = []
    for char in signs:
        if char in "234" and letters and letters[-1].isalpha():
            letters += [letters[-1]] * (int(char) - 1)
        else:
            letters.append(char)
    return letters


def _match(pieces: list[tuple[str, ...]], text: str) -> int | None:
    """Find the pieces from right to left, as near to the end as they go; the first one must begin a word."""
    lower = text.lower()
    if len(lower) != len(text):
        return None
    place = len(text)
    for i in range(len(pieces) - 1, -1, -1):
        place = max((_last(lower, piece, place, initial=i == 0) for piece in pieces[i]), default=-1)
        if place < 0:
            return None
    return place


def _last(text: str, piece: str, end: int, *, initial: bool) -> int:
    """Return the last place before `end` where a piece stands, -1 if nowhere.

    The initial piece begins a word that is no part of a compound and no function word; one of letters (a digit
    read aloud) begins a word.
    """
    place = text.rfind(piece, 0, end)
    while place >= 0 and not _may_stand(text, piece, place, initial=initial):
        place = text.rfind(piece, 0, place)
    return place


def _may_stand(text: str, piece: str, place: int, *, initial: bool) -> bool:
    before = text[place - 1 : place]
    if not initial:
        return len(piece) == 1 or not before.isalnum()
    word = _WORD.match(text, place)
    return not before.isalnum() and before not in {"-", "_"} and (word is None or word[0] not in _FUNCTION_WORDS)


def _plausible(short: str, long: str) -> bool:
    """Say whether a long form that fits is believable: longer than its short form, several words or letters more."""
    words = _WORD.findall(long)
    letters = [char for char in short if char.isalnum()]
    if len(long) <= len(short) or short.lower() in {word.lower() for word in words} or _STOP.search(long):
        return False
    if long != long.strip() or not long[:1].isalnum():
        return False
    if short.islower():
        # Nothing but the initials of its words makes a word in lower case a short form.
        return "".join(word[0].lower() for word in words) == "".join(letters) and len(words) > 1
    capitals = sum(char.isupper() for char in short)
    return capitals + sum(char.isdigit() for char in short) >= 1 and len(words) <= len(letters) + 5
