"""Text as this package keeps it: what a source's own encoding hid is undone, and nothing else is changed.

White space becomes single spaces, Unicode is composed (NFC), HTML and XML entities and the tags of a closed list are
undone, control characters go. LaTeX stays as it is, and so does mathematics that merely looks like a tag
(`1<p<2`, `<mask>`).
"""

from __future__ import annotations

import html
import re
import unicodedata

# Tags with which titles and abstracts are marked up in HTML and JATS; anything else in angle brackets is text.
_TAGS = (
    *(
        "a",
        "abstract",
        "b",
        "big",
        "br",
        "cite",
        "code",
        "div",
        "em",
        "font",
        "h1",
        "h2",
        "h3",
        "i",
        "li",
        "ol",
        "p",
        "pre",
    ),
    *("s", "sc", "section", "small", "span", "strong", "strike", "sub", "sup", "tt", "u", "ul", "inf", "scp"),
    *(
        "italic",
        "bold",
        "monospace",
        "title",
        "sec",
        "underline",
        "inline-formula",
        "tex-math",
        "fixed-case",
        "tex-math",
    ),
)
_NAMES = "|".join(sorted(set(_TAGS), key=len, reverse=True))
_TAG = re.compile(
    rf"</?(?:jats:|mml:)?(?:{_NAMES})(?:\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+))*\s*/?>", re.IGNORECASE
)
_INLINE = frozenset(
    {
        "a",
        "b",
        "em",
        "font",
        "i",
        "s",
        "sc",
        "scp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "inf",
        "tt",
        "u",
        "italic",
        "bold",
    }
)
_TAG_NAME = re.compile(r"</?(?:jats:|mml:)?([\w-]+)")
# Only entities that end in a semicolon are undone: without one, `&lt` in `x &lt y` may be meant as it stands.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Soft hyphens, zero-width marks (but for the joiners, which some scripts need), marks of direction and byte order, and
# lone surrogates are no part of what is read.
_UNREAD = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return the text as it is kept; cleaning twice changes nothing."""
    while (undone := _undone(text)) != text:
        text = undone
    return text


def _undone(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(_without_tag, text)
    if "&" in text:
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    if not text.isascii():
        text = unicodedata.normalize("NFC", _UNREAD.sub("", text))
    return " ".join(_CONTROL.sub(" ", text).split())


def _without_tag(match: re.Match[str]) -> str:
    """Return what a tag leaves: nothing if it is inline (`H<sub>2</sub>O`), else a space between words."""
    name = _TAG_NAME.match(match[0])
    return "" if name and name[1].lower() in _INLINE else " "
