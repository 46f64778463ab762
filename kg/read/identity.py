"""What makes records one paper: their ids, their titles, their first authors."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import fields
from functools import lru_cache

from kg.records import Record

# The kinds of id that tell papers apart, the best first.
KINDS = ("arxiv", "doi", "acl")

_ARXIV_NEW = r"\d{4}\.\d{4,5}"
_ARXIV_OLD = r"[a-z]+(?:-[a-z]+)*(?:\.[a-z]{2})?/\d{7}"
_ARXIV = re.compile(
    rf"(?:arxiv:\s*|(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|oai:arxiv\.org:)"
    rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?(?:\.pdf)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_ARXIV_BARE = re.compile(rf"({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({_ARXIV_NEW}|{_ARXIV_OLD})(?:v\d+)?", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_ACL_ID = r"[A-Z]\d{2}-\d{4}|(?:18|19|20)\d{2}\.[a-z0-9_]+-[a-z0-9_]+\.\d+"
_ACL = re.compile(
    rf"(?:acl:\s*|(?:https?://)?(?:www\.)?(?:aclanthology\.org|aclweb\.org/anthology|anthology\.aclweb\.org)/)?"
    rf"({_ACL_ID})(?:v\d+)?(?:\.pdf|\.bib)?/?(?:[?#].*)?",
    re.IGNORECASE,
)
_ACL_DOI = re.compile(rf"10\.18653/v1/({_ACL_ID})", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][\w.+-]*:\S+")


def normal_id(text: str) -> str | None:
    """Return an id in its normal form (`arxiv:…` without version, `doi:…`, `acl:…`), or None if it is none.

    Addresses of arXiv, doi.org and the ACL Anthology count as their ids, and so do the DOIs that those two give
    out. An id of another scheme is kept as written (`openreview:abc`); an address is not an id.
    """
    text = text.strip()
    for pattern, kind in ((_ARXIV, "arxiv"), (_ARXIV_BARE, "arxiv"), (_ACL, "acl")):
        if match := pattern.fullmatch(text):
            return f"{kind}:{_acl_case(match[1]) if kind == 'acl' else match[1].lower()}"
    if match := _DOI.fullmatch(text):
        doi = match[1].rstrip(".,;")
        if arxiv := _ARXIV_DOI.fullmatch(doi):
            return f"arxiv:{arxiv[1].lower()}"
        if acl := _ACL_DOI.fullmatch(doi):
            return f"acl:{_acl_case(acl[1])}"
        return f"doi:{doi.lower()}"
    if _SCHEME.fullmatch(text) and "://" not in text:
        return text
    return None


def _acl_case(identifier: str) -> str:
    """Old ids are written in capitals (`P19-1001`), new ones in small letters (`2020.acl-main.1`)."""
    return identifier.lower() if "." in identifier else identifier.upper()


@lru_cache(maxsize=4096)
def normal_title(title: str) -> str:
    """Return a title's letters and digits, of any script, without regard to case and width."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", title).casefold())
    return "".join(character for character in folded if character.isalnum())


def telling_ids(record: Record) -> tuple[str, ...]:
    """Return the record's ids of the kinds that tell papers apart, sorted."""
    return tuple(sorted({i for i in record.ids if i.partition(":")[0] in KINDS}))


def identity_keys(record: Record) -> tuple[str, ...]:
    """Return the keys through which a record can be one paper with another: its telling ids, and its title."""
    title = normal_title(record.title)
    return (*telling_ids(record), *([f"title:{title}"] if title else []))


def content_hash(record: Record) -> str:
    """Return the SHA-256, in hexadecimal, of all that a record says, its source and place aside."""
    said = {f.name: getattr(record, f.name) for f in fields(record) if f.name not in {"source", "place"}}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=4096)
def author_name(name: str) -> tuple[str, str]:
    """Return an author's family name and given names, folded: no accents, case or punctuation.

    `Smith, John` and `John Smith` are alike; a name of one word is a family name.
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    family, comma, given = plain.partition(",")
    if not comma:
        words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", plain)
        suffix = len(words) > 2 and words[-1] in {"jr", "sr", "ii", "iii", "iv"}
        words = words[:-1] if suffix else words
        family, given = (words[-1], " ".join(words[:-1])) if words else ("", "")
    letters = re.compile(r"[^\W\d_]+")
    return "".join(letters.findall(family)), " ".join(letters.findall(given))


def same_author(one: str, other: str) -> bool:
    """Whether two names can be one person's: the same family name, and given names that do not contradict.

    An initial agrees with every name that it begins (`J. Smith`, `John B. Smith`); `John` and `Jane` differ.
    """
    (family, given), (other_family, other_given) = author_name(one), author_name(other)
    if family != other_family:
        return False
    if not given or not other_given:
        return True
    first, other_first = given.split()[0], other_given.split()[0]
    if len(first) == 1 or len(other_first) == 1:
        return first[0] == other_first[0]
    return first == other_first
