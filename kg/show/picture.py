"""Which nodes a picture shows: an overview of the whole graph, or the neighbourhood of some names.

Nothing here depends on the order in which the graph holds its nodes and edges.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import networkx as nx

from kg.errors import NotFoundError
from kg.records import LABELS

# Enough of the nodes are left to papers that each entity shown hangs together with another one.
_ENTITY_SHARE = 0.6
_SHARED = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """The ids of the nodes to show, the most important first; those it was made for; what it leaves out."""

    nodes: tuple[str, ...]
    focus: tuple[str, ...]
    notes: tuple[str, ...]


def label_of(graph: nx.MultiDiGraph[str], node: str) -> str:
    """Return a node's label."""
    return str(graph.nodes[node].get("label", ""))


def name_of(graph: nx.MultiDiGraph[str], node: str) -> str:
    """Return what a node is called: name, title, a result's text, else its id."""
    properties = graph.nodes[node]
    return str(properties.get("name") or properties.get("title") or properties.get("text") or node)


def overview(graph: nx.MultiDiGraph[str], *, most: int) -> Picture:
    """Return the entities that most papers name, and papers that connect them, at most `most` nodes in all.

    Authors and results are left out. Where the papers and entities are few enough all are shown.
    """
    papers = {node for node in graph if label_of(graph, node) == "Paper"}
    naming = {node: papers.intersection(graph.predecessors(node)) for node in graph if _is_entity(graph, node)}
    entities = sorted(naming, key=lambda node: (-len(naming[node]), node))
    if len(papers) + len(entities) <= most:
        shown = [*entities, *sorted(papers, key=lambda node: (-graph.out_degree(node), node))]
    else:
        shown = _connected(naming, entities, most=most)
    left = Counter(label_of(graph, node) for node in graph)
    left.subtract(label_of(graph, node) for node in shown)
    note = "Shown are what most papers name (methods, datasets, metrics, tasks), and papers that connect these."
    if not graph.number_of_nodes():
        note = "The graph is empty. Build it from a source of papers first: kg build SOURCE"
    elif len(shown) == len(papers) + len(entities):
        note = "Shown are all papers with the methods, datasets, metrics and tasks that they name."
    return Picture(tuple(shown), (), (note, *_left_out(left)))


def _connected(naming: dict[str, set[str]], entities: Sequence[str], *, most: int) -> list[str]:
    """Choose entities by papers, papers by how many of these they connect, then what such papers name besides."""
    chosen = [node for node in entities if len(naming[node]) >= _SHARED][: int(most * _ENTITY_SHARE)]
    links = Counter(paper for node in chosen for paper in naming[node])
    connecting = sorted(links, key=lambda paper: (-links[paper], paper))
    papers = [paper for paper in connecting if links[paper] >= _SHARED][: most - len(chosen)]
    shown = dict.fromkeys([node for node in chosen if not naming[node].isdisjoint(papers)] + papers)
    for node in _filling(naming, entities, [*papers, *connecting]):
        if len(shown) >= most:
            break
        shown.setdefault(node)
    return [node for node in shown if node not in naming or not naming[node].isdisjoint(shown)]


def _filling(naming: dict[str, set[str]], entities: Sequence[str], papers: Sequence[str]) -> Iterator[str]:
    """Yield papers, each with the entities that it names, until there is no more."""
    named_by: dict[str, list[str]] = {paper: [] for paper in papers}
    for node in entities:
        for paper in sorted(naming[node]):
            named_by.setdefault(paper, []).append(node)
    for paper, named in named_by.items():
        yield from named[:1]
        yield paper
        yield from named[1:]


def neighbourhood(graph: nx.MultiDiGraph[str], names: Sequence[str], *, most: int) -> Picture:
    """Return what the names stand for and what is one and two steps away, at most `most` nodes beside them.

    A name is an id, a name, an alias or a title, case and runs of white space aside. Raises NotFoundError,
    with the nearest names.
    """
    focus = tuple(dict.fromkeys(node for name in names for node in _find(graph, name)))
    first = _ring(graph, focus, focus)
    # The second ring connects the first: without room for it the picture is a star.
    first_shown = first[: max(1, int(most * _ENTITY_SHARE))]
    steps = [node for node in first_shown if label_of(graph, node) != "Author"]
    second = [
        node for node in _ring(graph, steps, {*focus, *first}) if label_of(graph, node) not in ("Author", "Result")
    ]
    second_shown = second[: max(0, most - len(first_shown))]
    first_shown += first[len(first_shown) :][: max(0, most - len(first_shown) - len(second_shown))]
    called = ", ".join(dict.fromkeys(name_of(graph, node) for node in focus))
    note = f"Shown: {called}; {len(first_shown):,} of {len(first):,} nodes one step away"
    note += f", {len(second_shown):,} of {len(second):,} two steps away, those with most connections first."
    return Picture((*focus, *first_shown, *second_shown), focus, (note,))


def _ring(graph: nx.MultiDiGraph[str], nodes: Iterable[str], known: Collection[str]) -> list[str]:
    """Return the neighbours that are not known, those with most edges to the nodes first, then most edges."""
    seen = set(known)
    links = Counter(other for node in nodes for other in nx.all_neighbors(graph, node) if other not in seen)
    return sorted(links, key=lambda node: (-links[node], -graph.degree(node), node))


def _find(graph: nx.MultiDiGraph[str], name: str) -> list[str]:
    wanted = _folded(name)
    found = sorted(node for node in graph if wanted in map(_folded, _calls(graph, node)))
    if not found:
        raise NotFoundError(f"{name!r}: nothing in the graph has that name or id{_nearest(graph, wanted)}")
    return found


def _calls(graph: nx.MultiDiGraph[str], node: str) -> Iterator[str]:
    """Yield all that a node can be called by."""
    properties = graph.nodes[node]
    yield node
    for key in ("name", "title"):
        if key in properties:
            yield str(properties[key])
    for key in ("aliases", "ids"):
        yield from properties.get(key, ())


def _nearest(graph: nx.MultiDiGraph[str], wanted: str) -> str:
    names = {_folded(name_of(graph, node)): name_of(graph, node) for node in sorted(graph)}
    within = sorted((name for name in names if wanted and wanted in name), key=lambda name: (len(name), name))
    near = within[:3] or difflib.get_close_matches(wanted, sorted(names), n=3)
    if near:
        return "; the nearest are " + ", ".join(repr(names[name]) for name in near)
    return "; `kg search` looks in the papers' text"


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_entity(graph: nx.MultiDiGraph[str], node: str) -> bool:
    return label_of(graph, node) in LABELS


def _left_out(left: Counter[str]) -> Iterator[str]:
    reasons = {
        ("entity", "entities"): (sum(left[label] for label in LABELS), "named by fewer papers"),
        ("paper", "papers"): (left["Paper"], "connecting fewer of these"),
        ("result", "results"): (left["Result"], "told with what they belong to"),
        ("author", "authors"): (left["Author"], "told with their papers"),
    }
    parts = [
        f"{count:,} {one if count == 1 else more} ({why})" for (one, more), (count, why) in reasons.items() if count
    ]
    if parts:
        yield f"Left out: {', '.join(parts)}."
        yield "To see the surroundings of any one thing: kg view NAME"
