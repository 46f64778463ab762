"""What the page's panel says of each node: its properties, and each paper's words that prove its edges.

Texts are cut into pieces here, marked ones apart, because a browser counts the characters of a text otherwise
than evidence does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias
from urllib.parse import quote

import networkx as nx

from kg.analyse.evidence import parse_place, sentence_bounds
from kg.show.picture import label_of, name_of

Json: TypeAlias = dict[str, object]

# The characters of evidence that a page takes; beyond it each node keeps the papers with the best scores.
EVIDENCE_LIMIT = 1_200_000
_STEPS = (300, 100, 50, 25, 12, 6, 3, 1)


@dataclass(frozen=True, slots=True)
class _Fact:
    """One edge as a node's panel tells it: its type, the node at its other end, its paper, its evidence."""

    type: str
    out: bool
    other: str
    paper: str | None
    evidence: tuple[str, ...]
    score: int
    derived: str | None
    support: Json | None


def panels(graph: nx.MultiDiGraph[str], shown: Sequence[str]) -> tuple[list[Json], list[Json]]:
    """Return what the page says of each shown node, in order, and the papers that this refers to by index.

    Where the evidence of all together is too long for a page, nodes keep fewer papers, the best scored ones,
    and say how many they left out.
    """
    index = {node: position for position, node in enumerate(shown)}
    facts = {node: _facts(graph, node) for node in shown if label_of(graph, node) != "Paper"}
    papers: dict[str, int] = {}
    things = []
    most = _most(graph, facts)
    for node in shown:
        if node in facts:
            things.append(_thing(graph, node, facts[node], most, papers, index))
        else:
            papers.setdefault(node, len(papers))
            things.append(_paper_thing(graph, node, papers[node], index))
    return things, [_paper(graph, node, index) for node in papers]


def _facts(graph: nx.MultiDiGraph[str], node: str) -> list[_Fact]:
    """Return a node's edges as facts, the best scored first, before them what it is a variant of."""
    ends = [(other, False, edge) for other, _, edge in graph.in_edges(node, data=True)]
    ends += [(other, True, edge) for _, other, edge in graph.out_edges(node, data=True)]
    facts = [_fact(graph, other, out, edge) for other, out, edge in ends]
    return sorted(
        facts,
        key=lambda fact: (
            *(fact.type != "VARIANT_OF" or not fact.out, -fact.score),
            *(fact.type, fact.other, fact.paper or "", fact.evidence),
        ),
    )


def _fact(graph: nx.MultiDiGraph[str], other: str, out: bool, edge: dict[str, Any]) -> _Fact:
    paper = other if label_of(graph, other) == "Paper" else edge.get("paper")
    evidence = tuple(edge.get("evidence", ()))
    if label_of(graph, other) == "Result" and not evidence:
        stated = [data for _, _, data in graph.in_edges(other, data=True) if data.get("type") == "STATES"]
        evidence = tuple(sorted(place for data in stated for place in data.get("evidence", ())))
    known = paper if isinstance(paper, str) and paper in graph else None
    return _Fact(
        str(edge.get("type", "")),
        out,
        other,
        known,
        evidence,
        int(edge.get("score", 0)),
        edge.get("derived"),
        _support(edge),
    )


def _support(properties: dict[str, Any]) -> Json | None:
    """Return what supports a node or an edge, None for those that are not supported by papers together."""
    return {name: properties[name] for name in ("papers", "groups", "belief") if name in properties} or None


def _most(graph: nx.MultiDiGraph[str], facts: dict[str, list[_Fact]]) -> int:
    """Return how many facts each node can keep."""
    lengths = [[_length(graph, fact) for fact in of_node[: _STEPS[0]]] for of_node in facts.values()]
    fitting = (most for most in _STEPS if sum(sum(each[:most]) for each in lengths) <= EVIDENCE_LIMIT)
    return next(fitting, _STEPS[-1])


def _length(graph: nx.MultiDiGraph[str], fact: _Fact) -> int:
    return 60 + sum(len(piece) for sentence in _sentences(graph, fact) for piece in sentence)


def _thing(
    graph: nx.MultiDiGraph[str],
    node: str,
    facts: Sequence[_Fact],
    most: int,
    papers: dict[str, int],
    index: dict[str, int],
) -> Json:
    properties = graph.nodes[node]
    told = []
    for fact in facts[:most]:
        row: Json = {"type": fact.type, "sentences": _sentences(graph, fact)}
        if fact.paper is not None:
            row["paper"] = papers.setdefault(fact.paper, len(papers))
        if fact.other != fact.paper:
            row |= {"out": fact.out, "other": _reference(graph, fact.other, index)}
        if label_of(graph, fact.other) == "Result":
            row["of"] = _result_ends(graph, fact.other, node, index)
        if fact.derived is not None:
            row["derived"] = fact.derived
        if fact.support is not None:
            row["support"] = fact.support
        told.append(row)
    return {
        "id": node,
        "label": label_of(graph, node),
        "name": name_of(graph, node),
        "aliases": [text for text in properties.get("aliases", ()) if text != properties.get("name")],
        "ambiguous": list(properties.get("ambiguous", ())),
        "papers": properties.get("papers", len({fact.paper for fact in facts if fact.paper})),
        "support": _support(properties),
        "facts": told,
        "more": len(facts) - len(told),
    }


def _result_ends(graph: nx.MultiDiGraph[str], result: str, node: str, index: dict[str, int]) -> list[list[object]]:
    """Return what a result belongs to besides a node: its metric, its dataset and its method, in this order."""
    order = ("Metric", "Dataset", "Method")
    ends = [other for other in dict.fromkeys(graph.successors(result)) if other != node]
    named = sorted((order.index(label), other) for other in ends if (label := label_of(graph, other)) in order)
    return [_reference(graph, other, index) for _, other in named]


def _paper_thing(graph: nx.MultiDiGraph[str], node: str, paper: int, index: dict[str, int]) -> Json:
    properties = graph.nodes[node]
    edges = sorted(graph.out_edges(node, data=True), key=lambda edge: (edge[1], str(edge[2].get("type"))))
    marks: dict[str, list[tuple[int, int, str]]] = {"title": [], "abstract": []}
    named: dict[str, None] = {}
    for _, other, edge in edges:
        named[other] = None
        narrow = label_of(graph, other) == "Result"
        for field, start, end in _spans(edge.get("evidence", ()), narrow=narrow):
            marks[field].append((start, end, other))
    others = list(named)
    position = {other: number for number, other in enumerate(others)}
    return {
        "id": node,
        "label": "Paper",
        "name": name_of(graph, node),
        "paper": paper,
        "named": [_reference(graph, other, index) for other in others],
        "title": _named_pieces(properties, "title", marks["title"], position),
        "abstract": _named_pieces(properties, "abstract", marks["abstract"], position),
    }


def _paper(graph: nx.MultiDiGraph[str], node: str, index: dict[str, int]) -> Json:
    properties = graph.nodes[node]
    wrote = [
        (int(edge.get("position", 0)), name_of(graph, author))
        for author, _, edge in graph.in_edges(node, data=True)
        if edge.get("type") == "WROTE"
    ]
    paper: Json = {"title": name_of(graph, node), "authors": [name for _, name in sorted(wrote)]}
    paper |= {key: properties[key] for key in ("year", "date", "venue", "votes") if key in properties}
    url = _address(properties)
    if url:
        paper["url"] = url
    if node in index:
        paper["node"] = index[node]
    return paper


def _address(properties: dict[str, Any]) -> str | None:
    """Return where the paper can be read; only addresses of the web, because a click follows them."""
    url = str(properties.get("url", ""))
    if url.lower().startswith(("https://", "http://")):
        return url
    sites = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/", "acl": "https://aclanthology.org/"}
    for identifier in sorted(properties.get("ids", ())):
        scheme, _, value = str(identifier).partition(":")
        if scheme in sites and value:
            return sites[scheme] + quote(value)
    return None


def _reference(graph: nx.MultiDiGraph[str], node: str, index: dict[str, int]) -> list[object]:
    """Return a node's name, label and, where it is in the picture, its index there."""
    return [name_of(graph, node), label_of(graph, node), index.get(node, -1)]


def _spans(evidence: Iterable[str], *, narrow: bool = False) -> list[tuple[str, int, int]]:
    """Return the places that can be read; `kg verify` is what reports others.

    `narrow` leaves out places around another one: a result's evidence names its sentence too.
    """
    spans = []
    for place in evidence:
        try:
            span = parse_place(place)
        except ValueError:
            continue
        spans.append((str(span.field), span.start, span.end))
    if narrow:
        spans = [span for span in spans if not any(_around(span, other) for other in spans)]
    return sorted(spans, key=lambda span: (span[0] != "title", *span))


def _around(outer: tuple[str, int, int], inner: tuple[str, int, int]) -> bool:
    return outer != inner and outer[0] == inner[0] and outer[1] <= inner[1] and inner[2] <= outer[2]


def _sentences(graph: nx.MultiDiGraph[str], fact: _Fact) -> list[list[str]]:
    """Return the sentences that prove a fact, each as pieces of which every second one is marked."""
    if fact.paper is None:
        return []
    marked: dict[tuple[str, int, int], list[tuple[int, int]]] = {}
    for field, start, end in _spans(fact.evidence, narrow=label_of(graph, fact.other) == "Result"):
        text = str(graph.nodes[fact.paper].get(field, ""))
        if 0 <= start < end <= len(text):
            marked.setdefault((field, *sentence_bounds(text, start, end)), []).append((start, end))
    return [
        _pieces(str(graph.nodes[fact.paper][field]), start, end, spans) for (field, start, end), spans in marked.items()
    ]


def _pieces(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    cuts = [start]
    for first, last in sorted(spans):
        if first < cuts[-1] and len(cuts) > 1:
            cuts[-1] = max(cuts[-1], last)
        else:
            cuts += [first, last]
    return [text[a:b] for a, b in pairwise([*cuts, max(end, cuts[-1])])]


def _named_pieces(
    properties: dict[str, Any], field: str, marks: Sequence[tuple[int, int, str]], position: dict[str, int]
) -> list[list[object]]:
    """Return a paper's field in pieces, each with the position of what it names, or -1."""
    pieces = _coloured(str(properties.get(field, "")), marks)
    return [[text, -1 if other is None else position[other]] for text, other in pieces]


def _coloured(text: str, spans: Sequence[tuple[int, int, str]]) -> list[tuple[str, str | None]]:
    """Return a text in pieces, each with the node it names; of spans that overlap the first, longest wins."""
    pieces: list[tuple[str, str | None]] = []
    done = 0
    for start, end, other in sorted(spans, key=lambda span: (span[0], -span[1], span[2])):
        if done <= start < end <= len(text):
            pieces += [(text[done:start], None), (text[start:end], other)]
            done = end
    return [piece for piece in [*pieces, (text[done:], None)] if piece[0]]
