"""Text as this package keeps it: what a source's own encoding hid is undone, and nothing else is changed.

White space becomes single spaces, Unicode is composed (NFC), HTML and XML entities and the tags of a closed list are
undone, control characters go. LaTeX stays as it is, and so does what merely looks like a tag: mathematics (`1<p<2`),
the special tokens of language models (`<mask>`, `<s>`, `<code>`), and a lone `<b>` without its `</b>`.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from html.entities import html5

# Tags with which titles and abstracts are marked up in HTML and JATS, gone without a trace: `H<sub>2</sub>O`.
_INLINE = frozenset(
    {
        *("a", "b", "big", "bold", "cite", "em", "ext-link", "fixed-case", "font"),
        *("i", "inf", "inline-formula", "italic", "monospace", "named-content", "overline", "sc", "scp"),
        *("small", "span", "strike", "strong", "sub", "sup", "tex-math", "tt", "u"),
        *("underline", "xref"),
    }
)
# Those that part words, and so leave a space.
_BLOCK = frozenset(
    {
        *("blockquote", "br", "disp-formula", "div", "h1", "h2", "h3", "h4", "hr"),
        *("li", "ol", "p", "sec", "ul"),
    }
)
# Those that need no partner to be tags; of all others a lone one is text.
_LONE = frozenset({"br", "hr", "p"})
_TAG = re.compile(
    r"<(?P<close>/?)(?P<prefix>jats:|mml:)?(?P<name>[a-z][a-z0-9-]*)"
    r"(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+))*\s*(?P<void>/?)>",
    re.IGNORECASE,
)
# Only entities that end in a semicolon are undone: without one, `&lt` in `x &lt y` may be meant as it stands. An
# ampersand that was encoded many times over is undone at once.
_ENTITY = re.compile(r"&(?:(?:amp|#38|#[xX]26);)*(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)?")
# How often text can be encoded upon itself; text that needs more is made to exhaust its reader.
_DEEPEST = 20
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
# Soft hyphens, zero-width marks (but for the joiners, which some scripts need), marks of direction and byte order, and
# lone surrogates are no part of what is read.
_UNREAD = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return the text as it is kept; cleaning twice changes nothing."""
    text = _spaced(text)
    if "<" not in text and "&" not in text:
        return text
    for _ in range(_DEEPEST):
        undone = _spaced(_ENTITY.sub(_character, _without_tags(text)))
        if undone == text:
            return text
        text = undone
    return _spaced(text.replace("<", " ").replace("&", " "))


def _spaced(text: str) -> str:
    text = _CONTROL.sub("", text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNREAD.sub("", text))
    return " ".join(text.split())


def _character(match: re.Match[str]) -> str:
    """Return the character of an entity; a name that is none stays as it stands."""
    _, semicolon, last = match[0].removesuffix(";").rpartition(";")
    entity = f"&{last};" if semicolon else match[0]
    if entity.startswith("&#"):
        return unescape(entity)
    return html5.get(entity[1:], entity)


def _without_tags(text: str) -> str:
    """Take out the tags of the closed list that stand in pairs or need no partner, in one pass."""
    if "<" not in text:
        return text
    tags = [match for match in _TAG.finditer(text) if match["prefix"] or match["name"].lower() in _INLINE | _BLOCK]
    gone: set[int] = set()
    open_tags: dict[str, list[int]] = {}
    for i, tag in enumerate(tags):
        name = tag["name"].lower()
        if tag["prefix"] or tag["void"] or name in _LONE:
            gone.add(i)
        elif not tag["close"]:
            open_tags.setdefault(name, []).append(i)
        elif open_tags.get(name):
            gone |= {i, open_tags[name].pop()}
    pieces: list[str] = []
    end = 0
    for i, tag in enumerate(tags):
        if i in gone:
            pieces += [text[end : tag.start()], "" if tag["name"].lower() in _INLINE else " "]
            end = tag.end()
    return "".join([*pieces, text[end:]])
