"""From records to papers: which records are one paper, and what they say together.

Both are pure functions of the set of records, and local: records that no chain of identity keys connects never
influence each other, so that a store has to look at no others.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from kg.read.identity import KINDS, author_name, content_hash, normal_title, same_author, telling_ids
from kg.records import Paper, Record


class _Groups:
    """Disjoint sets of the numbers 0 to n - 1 (Tarjan 1975)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def find(self, item: int) -> int:
        while self._parent[item] != item:
            self._parent[item] = self._parent[self._parent[item]]
            item = self._parent[item]
        return item

    def union(self, one: int, other: int) -> None:
        self._parent[self.find(other)] = self.find(one)

    def members(self) -> list[list[int]]:
        groups: defaultdict[int, list[int]] = defaultdict(list)
        for item in range(len(self._parent)):
            groups[self.find(item)].append(item)
        return list(groups.values())


def join(records: Iterable[Record]) -> list[tuple[Record, ...]]:
    """Return the records grouped into papers, groups and records sorted.

    First, records that share an arXiv id, a DOI or an ACL id are one, and so are records without any that nothing
    tells apart: the same title and first author. Then groups that share a normal title are one, if they do not
    contradict each other: they do if both name a first author and these differ, or if both carry an id of one kind and
    share none of it.
    Groups that would be joined only through others that contradict each other (a record without author or id
    beside two papers of one title) are ambiguous: none of them is joined.
    """
    ordered = sorted(set(records), key=lambda r: (content_hash(r), r.source, r.place))
    by_id = _joined(
        len(ordered),
        ((key, i) for i, record in enumerate(ordered) for key in telling_ids(record) or [_untold(record)]),
    )
    groups = [tuple(ordered[i] for i in members) for members in by_id]
    titles = ((title, i) for i, group in enumerate(groups) for title in {normal_title(r.title) for r in group} if title)
    compatible = _Groups(len(groups))
    for sharing in _shared(titles):
        for one, other in combinations(sharing, 2):
            if not contradict(groups[one], groups[other]):
                compatible.union(one, other)
    papers: list[tuple[Record, ...]] = []
    for members in compatible.members():
        if any(contradict(groups[one], groups[other]) for one, other in combinations(members, 2)):
            papers += [groups[i] for i in members]
        else:
            papers.append(tuple(record for i in members for record in groups[i]))
    order = {record: i for i, record in enumerate(ordered)}
    return sorted((tuple(sorted(p, key=order.__getitem__)) for p in papers), key=lambda p: order[p[0]])


def contradict(one: Sequence[Record], other: Sequence[Record]) -> bool:
    """Whether two groups of records cannot be one paper, whatever their titles."""
    authors, others = _first_authors(one), _first_authors(other)
    if authors and others and not any(same_author(a, b) for a in authors for b in others):
        return True
    ids, other_ids = _ids_by_kind(one), _ids_by_kind(other)
    return any(ids[kind] and other_ids[kind] and ids[kind].isdisjoint(other_ids[kind]) for kind in KINDS)


def merge(records: Iterable[Record]) -> Paper:
    """Return what the records of one paper say together.

    Title and abstract come from the record with the longest abstract, ties by the text; authors from the record that
    names most, ties by their names; venue and url from the record of the text if it has them, else the first by code
    point. Votes and the authors' count are the largest. The date is the most complete one (one with a year before one
    without), then the earliest. A paper without an arXiv id, DOI or ACL id is known by its title and first author.
    Raises ValueError for no records.
    """
    group = sorted(set(records), key=lambda r: (-len(r.abstract), r.abstract, r.title, content_hash(r), r.source))
    if not group:
        raise ValueError("a paper needs a record")
    text = group[0]
    date = min((r.date for r in group if r.date), key=_date_rank, default=None)
    telling = sorted({i for r in group for i in telling_ids(r)}, key=lambda i: (KINDS.index(i.partition(":")[0]), i))
    identifier = telling[0] if telling else _title_id(group)
    return Paper(
        id=identifier,
        ids=tuple(sorted({identifier}.union(*(r.ids for r in group)))),
        title=text.title,
        abstract=text.abstract,
        authors=min((r.authors for r in group), key=lambda names: (-len(names), names)),
        author_count=max((r.author_count for r in group if r.author_count is not None), default=None),
        date=date,
        year=int(date[:4]) if date and not date.startswith("--") else None,
        venue=text.venue or min((r.venue for r in group if r.venue), default=None),
        url=text.url or min((r.url for r in group if r.url), default=None),
        votes=max((r.votes for r in group if r.votes is not None), default=None),
        sources=tuple(sorted({r.source for r in group})),
    )


def _joined(size: int, keyed: Iterable[tuple[str, int]]) -> list[list[int]]:
    groups = _Groups(size)
    for sharing in _shared(keyed):
        for other in sharing[1:]:
            groups.union(sharing[0], other)
    return groups.members()


def _shared(keyed: Iterable[tuple[str, int]]) -> list[list[int]]:
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for key, number in keyed:
        by_key[key].append(number)
    return [numbers for numbers in by_key.values() if len(numbers) > 1]


def _first_authors(group: Sequence[Record]) -> set[str]:
    return {record.authors[0] for record in group if record.authors and any(author_name(record.authors[0]))}


def _ids_by_kind(group: Sequence[Record]) -> dict[str, set[str]]:
    found = {i for record in group for i in telling_ids(record)}
    return {kind: {i for i in found if i.startswith(f"{kind}:")} for kind in KINDS}


def _date_rank(date: str) -> tuple[int, str]:
    """Return what dates are sorted by, the best first: with a year, then the more complete, then the earlier."""
    return (1, date) if date.startswith("--") else (-date.count("-"), date)


def _untold(record: Record) -> str:
    """Return what a record without telling ids is known by: its title with its first author, else all that it says."""
    title = normal_title(record.title)
    if not title:
        return f"{content_hash(record)} {record.source}"
    family, given = author_name(record.authors[0]) if record.authors else ("", "")
    return f"{title} {family} {given.partition(' ')[0]}"


def _title_id(group: Sequence[Record]) -> str:
    return "title:" + hashlib.sha256(min(map(_untold, group)).encode("utf-8", "surrogatepass")).hexdigest()[:16]
