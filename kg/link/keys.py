"""Keys: the normal form of a name, with its label, under which papers' entities meet.

A key is made inside one paper from the fullest name that the paper gives (`method|low rank adaptation`). Facts are
stored by key; which node a key belongs to is decided across papers, in `kg.link.canonical`.

A paper that introduces a thing by a name of one word, and does not spell it out, has a key of its own for it, with
its first author (`method|hydra~ada lovelace`): what others introduce or define by that word need not be meant. So has
a paper whose use of a name a decision parts from that of others, with its id (`metric|ap~=arxiv:2305.00001`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.extract import coordinated, is_shortened, normal_form
from kg.records import ROLES, Entity, Extraction, Label, Mention, Paper, Role

SEPARATOR = "|"
OWN = "~"  # before the author of what a paper introduces by one word; normal forms with letters have none
_PARTED = f"{OWN}="  # before the paper whose use of a name is parted from that of others; authors have no signs


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing named in one paper: its key, and what the paper's text says of it."""

    key: str
    label: Label
    name: str
    role: Role
    score: int
    mentions: tuple[Mention, ...]


def entity_key(label: Label, name: str) -> str:
    """Return the key of a name under a label."""
    return f"{label.lower()}{SEPARATOR}{normal_form(name)}"


def entity_keys(paper: Paper, extraction: Extraction, *, parted: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the key of each entity of a paper's extraction.

    `parted` are the keys (without who introduces the thing) that the paper uses for things of its own, with the id of
    the paper that the decision names.
    """
    keys = [entity_key(entity.label, entity.name) for entity in extraction.entities]
    coined = [
        entity.role == "introduced" and _is_word(entity.name, key_form(key))
        for key, entity in zip(keys, extraction.entities, strict=True)
    ]
    author = coiner(paper) if any(coined) else ""
    apart = parted or {}
    return tuple(
        parted_key(key, apart[key]) if key in apart else f"{key}{OWN}{author}" if own else key
        for key, own in zip(keys, coined, strict=True)
    )


def _is_word(name: str, form: str) -> bool:
    """Say whether a name is one word: also one with digits inside, before which forms have a space (`G2RL`).

    A last digit is that of a version.
    """
    return " " not in form or (name.isalnum() and name[-1].isalpha())


def coiner(paper: Paper) -> str:
    """Return who introduces what a paper introduces: its first author, or where none is known, its title's hash."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", next(iter(paper.authors), "")).casefold())
    return " ".join(words) or hashlib.sha256(normal_form(paper.title).encode()).hexdigest()[:8]


def plain_key(key: str) -> str:
    """Return a key (or a unit of keys) without who introduces the thing."""
    label, _, form = key.partition(SEPARATOR)
    plain = form.partition(OWN)[0]
    return f"{label}{SEPARATOR}{plain}" if plain else key


def is_own(key: str) -> bool:
    """Say whether a key (or a unit of keys) is of what one paper calls so."""
    return plain_key(key) != key


def parted_key(key: str, paper: str) -> str:
    """Return the key of a paper's use of a key that is parted from that of others."""
    return f"{plain_key(key)}{_PARTED}{paper}"


def is_parted(key: str) -> bool:
    """Say whether a key (or a unit of keys) is of a paper's use of a name that is parted from that of others."""
    return key.removeprefix(plain_key(key)).startswith(_PARTED)


def key_form(key: str) -> str:
    """Return the normal form in a key, without the label."""
    return plain_key(key).partition(SEPARATOR)[2]


def node_id(key: str) -> str:
    """Return the id of the node whose canonical key this is (`method:low rank adaptation`)."""
    return key.replace(SEPARATOR, ":", 1)


def node_key(identifier: str) -> str:
    """Return the canonical key of an entity node's id."""
    return identifier.replace(":", SEPARATOR, 1)


def facts(paper: Paper, extraction: Extraction, *, parted: Mapping[str, str] | None = None) -> tuple[Fact, ...]:
    """Return one fact a key of a paper's extraction, sorted by key; `parted` as for `entity_keys`.

    Entities of one key (two spellings that the extraction kept apart) become one fact: all mentions, the best
    score, the strongest role, and the name of the best scored (ties: the longest, then by text).
    """
    by_key: dict[str, list[Entity]] = {}
    for key, entity in zip(entity_keys(paper, extraction, parted=parted), extraction.entities, strict=True):
        by_key.setdefault(key, []).append(entity)
    return tuple(_fact(key, by_key[key]) for key in sorted(by_key))


def _fact(key: str, entities: list[Entity]) -> Fact:
    best = min(entities, key=lambda e: (-e.score, -len(e.name), e.name))
    mentions = tuple(sorted({mention for entity in entities for mention in entity.mentions}))
    role = strongest(entity.role for entity in entities)
    return Fact(key, best.label, best.name, role, best.score, mentions)


def strongest(roles: Iterable[Role]) -> Role:
    """Return the strongest of some roles."""
    return min(roles, key=ROLES.index)


def spellings(fact: Fact) -> Iterator[str]:
    """Yield each distinct text that stands for the fact in its paper (its name, acronyms, plurals), sorted.

    A coordination that the name is only read off (`CIFAR-10/100` for CIFAR-100) is no spelling of it.
    """
    texts = {mention.text for mention in fact.mentions}
    form = key_form(fact.key)
    read_off = {text for text in texts if any(normal_form(name) == form for name in coordinated(text))}
    yield from sorted((texts - read_off) | {fact.name})


def short_forms(fact: Fact, extraction: Extraction) -> Iterator[str]:
    """Yield the key of each short form that the paper has for this fact's name, sorted.

    Only a definition whose long form has the fact's own normal form counts, and a mention that is the name with
    some of its words as initials.
    """
    form = key_form(fact.key)
    shorts = {normal_form(d.short) for d in extraction.definitions if normal_form(d.long) == form}
    shorts |= {normal_form(mention.text) for mention in fact.mentions if is_shortened(mention.text, fact.name)}
    prefix = fact.label.lower()
    yield from sorted(f"{prefix}{SEPARATOR}{short}" for short in shorts if short != form)
