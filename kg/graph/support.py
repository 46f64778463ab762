"""How well something is supported: by how many papers, how many independent groups of authors, and how surely.

Papers that share an author are one group, also through other papers between them: what a group says in three papers
is not three times as sure. A belief is computed as INDRA does it (Gyori et al., 2017, doi:10.15252/msb.20177651): what
one reader took from several independent places is wrong if the reader errs systematically, or if it erred at random in
each of them. The reader is this package's model; a random error is what its score leaves to 1:

    belief = (1 - 0.05) * (1 - (1 - score of group 1) * (1 - score of group 2) * ...)

where a group has the best score of its papers. 0.05 is the systematic error that INDRA gives its readers; INDRA adds
the two errors, which are here taken as independent, so that a belief is never below 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.records import SCORE_ONE, Paper, Value

SYSTEMATIC_ERROR = 500  # of 10,000


@dataclass(frozen=True, slots=True)
class Support:
    """The papers that state something, the independent groups of their authors, and a belief of 1/10,000."""

    papers: int
    groups: int
    belief: int

    def __str__(self) -> str:
        papers = f"{self.papers} paper{'s' if self.papers != 1 else ''}"
        among = f" of {self.groups} group{'s' if self.groups != 1 else ''}" if self.papers > 1 else ""
        return f"{papers}{among}, belief {self.belief / SCORE_ONE:.2f}"

    def properties(self) -> dict[str, Value]:
        """Return it as nodes and edges carry it."""
        return {"papers": self.papers, "groups": self.groups, "belief": self.belief}


class Authors:
    """Who wrote each paper, by numbers that mean nothing outside it: small enough for all papers at once."""

    def __init__(self, papers: Iterable[Paper] = ()) -> None:
        numbers: dict[str, int] = {}
        self._of: dict[str, tuple[int, ...]] = {}
        for paper in papers:
            ids = dict.fromkeys(author_id(name) for name in paper.authors)
            if ids:
                self._of[paper.id] = tuple(numbers.setdefault(identifier, len(numbers)) for identifier in ids)

    def of(self, paper: str) -> Sequence[int]:
        """Return the numbers of a paper's authors, none if it names none."""
        return self._of.get(paper, ())


def author_id(name: str) -> str:
    """Return the id of an author's node: the name without regard to case and width of its letters."""
    return "author:" + " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def support(scores: Mapping[str, int], authors: Authors) -> Support:
    """Return the support of what some papers state, each with its best score (0 to 10,000)."""
    best = [max(scores[paper] for paper in group) for group in groups(scores, authors)]
    return Support(len(scores), len(best), belief(best))


def groups(papers: Iterable[str], authors: Authors) -> list[list[str]]:
    """Return papers in groups that share authors, each sorted, and sorted by their first paper.

    A paper that names no author is a group of its own: nothing says that it is another one's.
    """
    parent: dict[str | int, str | int] = {}

    def root(item: str | int) -> str | int:
        while parent.setdefault(item, item) != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    ordered = sorted(set(papers))
    for paper in ordered:
        for author in authors.of(paper):
            parent[root(author)] = root(paper)
    found: dict[str | int, list[str]] = {}
    for paper in ordered:
        found.setdefault(root(paper), []).append(paper)
    return list(found.values())


def belief(scores: Iterable[int]) -> int:
    """Return the belief in what independent groups state with these scores, of 1/10,000; 0 without any.

    All numbers are whole, so that it is the same in any order; once the groups are as sure together as can be told,
    the others are left alone.
    """
    most = SCORE_ONE - SYSTEMATIC_ERROR
    wrong, whole = 1, 1
    for score in sorted(scores, reverse=True):
        if 2 * most * wrong < whole:
            return most
        wrong, whole = wrong * (SCORE_ONE - score), whole * SCORE_ONE
    return (2 * most * (whole - wrong) + whole) // (2 * whole)
