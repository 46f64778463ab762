"""Canonical keys and names: pure functions of counts over all papers.

A short form that a paper does not define goes to the expansion that dominates in the papers that do define it; where
none does, it stays a node of its own. Nothing depends on the order in which papers came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.extract import normal_form
from kg.link.keys import key_form

# More than half of the papers that define a short form must agree before papers that do not define it are joined
# to the long form: a wrong merge costs a reader more than two nodes for one thing.
DOMINANCE = 0.5


def dominant(expansions: Mapping[str, int]) -> str | None:
    """Return the expansion that more than half of the defining papers give, or None.

    `expansions` maps the key of a long form to the number of papers that define the short form as it.
    """
    total = sum(expansions.values())
    if not total:
        return None
    best = min(expansions, key=lambda key: (-expansions[key], key))
    return best if expansions[best] > DOMINANCE * total else None


def canonical_key(key: str, expansions_of: Callable[[str], Mapping[str, int]]) -> str:
    """Return the canonical key of a key, following short forms to what they stand for.

    `expansions_of` gives the counted expansions of a key (empty for most). Expansions that lead back to
    a key already seen form a ring; then the ring's first key by code point is canonical for all in it.
    """
    path = [key]
    while (longer := dominant(expansions_of(path[-1]))) is not None:
        if longer in path:
            return min(path[path.index(longer) :])
        path.append(longer)
    return path[-1]


def preferred_name(key: str, spellings: Mapping[str, int]) -> str:
    """Return the spelling of a key's own form that most papers use; ties go to the first by code point.

    Other forms among the spellings (acronyms) are no candidates. A key whose own form was never written (only
    its short form is in use) is named by its normal form.
    """
    form = key_form(key)
    own = [text for text in spellings if normal_form(text) == form]
    return min(own, key=lambda text: (-spellings[text], text), default=form)
