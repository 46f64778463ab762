"""The graph as one HTML page that needs nothing but a browser.

The page holds its script, its style, the drawing library (vis-network, as pyvis ships it) and its data. Its
content security policy names the scripts and the style by their hashes and forbids everything else, so that
nothing is loaded and nothing in the data can run. The data are JSON without `<`, and the page's script makes
text nodes of them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import math
from collections import Counter
from collections.abc import Sequence
from importlib import import_module
from importlib.resources import files
from string import Template
from typing import Any

import networkx as nx

from kg.errors import UsageError
from kg.show.layout import places
from kg.show.looks import LOOKS, look
from kg.show.panel import Json, panels
from kg.show.picture import Picture, label_of, neighbourhood, overview

MOST_NODES = 1_000

_PARTS = ("page.js", "picture.js", "panel.js", "choosing.js")
_SMALLEST, _LARGEST, _PAPER_SIZE = 7.0, 26.0, 4.5


def view_html(
    graph: nx.MultiDiGraph[str],
    *,
    title: str = "Papers",
    focus: Sequence[str] = (),
    most: int = 300,
    date: str | None = None,
) -> str:
    """Return a page that shows the graph: the overview, or the neighbourhood of the names in `focus`.

    `graph` has the schema's nodes (attribute `label`) and edges (attribute `type`); it is not changed. `most`
    is how many nodes are shown beside those in focus, at most 1,000. `date`, shown with the title, is the
    caller's to give: equal arguments give the same page, byte for byte, whatever the order in the graph.

    Raises NotFoundError if a name in `focus` is not in the graph, UsageError for `most` out of range.
    """
    if not 1 <= most <= MOST_NODES:
        raise UsageError(f"{most} nodes cannot be shown; name a number from 1 to {MOST_NODES:,}")
    picture = neighbourhood(graph, focus, most=most) if focus else overview(graph, most=most)
    things, papers = panels(graph, picture.nodes)
    nodes, edges = _drawing(graph, picture)
    data: Json = {
        "title": title,
        "date": date or "",
        "notes": list(picture.notes),
        "labels": _labels(graph, picture),
        "focus": [picture.nodes.index(node) for node in picture.focus],
        "nodes": nodes,
        "edges": edges,
        "things": things,
        "papers": papers,
    }
    return _page(title, data)


def _labels(graph: nx.MultiDiGraph[str], picture: Picture) -> list[Json]:
    """Return the legend: each label with its colour, shape, and how many of its nodes are shown and there."""
    there = Counter(label_of(graph, node) for node in graph)
    shown = Counter(label_of(graph, node) for node in picture.nodes)
    labels = [*LOOKS, *sorted(set(there) - set(LOOKS))]
    return [
        {
            "label": label,
            "color": look(label).colour,
            "shape": look(label).shape,
            "shown": shown[label],
            "all": there[label],
        }
        for label in labels
        if there[label]
    ]


def _drawing(graph: nx.MultiDiGraph[str], picture: Picture) -> tuple[list[Json], list[Json]]:
    """Return nodes and edges as vis-network draws them, at fixed places, by their index in the picture."""
    index = {node: position for position, node in enumerate(picture.nodes)}
    joined = sorted({(index[a], index[b]) for a, b in graph.subgraph(picture.nodes).edges() if a != b})
    papers = [int(graph.nodes[node].get("papers", 1)) for node in picture.nodes]
    largest = max(papers, default=1)
    sizes = [
        _PAPER_SIZE if label_of(graph, node) == "Paper" else _size(count, largest)
        for node, count in zip(picture.nodes, papers, strict=True)
    ]
    network = import_module("pyvis.network").Network(directed=True)
    for position, (x, y) in enumerate(places(sizes, joined)):
        looks = look(label_of(graph, picture.nodes[position]))
        network.add_node(position, shape=looks.shape, color=looks.colour, size=sizes[position], x=x, y=y)
    for source, target in joined:
        network.add_edge(source, target, arrows="")
    nodes, edges, *_ = network.get_network_data()
    # The page writes the names itself, at one size whatever the zoom and never over each other.
    return [_without(node, "label") for node in nodes], [_without(edge, "arrows") for edge in edges]


def _size(papers: int, largest: int) -> float:
    """Return a radius whose square, so the area, grows with the number of papers."""
    return round(_SMALLEST + (_LARGEST - _SMALLEST) * math.sqrt(papers / max(largest, 1)), 1)


def _without(options: dict[str, Any], name: str) -> Json:
    return {key: value for key, value in options.items() if key != name}


def _page(title: str, data: Json) -> str:
    library, script, style = _vis_network(), _script(), _template("page.css")
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    # ASCII JSON holds no character that HTML or an encoding could change; `<` could end the element.
    text = json.dumps(data, separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    written = title.encode("utf-8", "replace").decode("utf-8")
    return Template(_template("page.html")).substitute(
        title=html.escape(written), policy=policy, style=style, library=library, script=script, data=text
    )


def _script() -> str:
    """Return the page's script: its parts one after the other in one function, whose names nothing else sees."""
    return '"use strict";\n(() => {\n' + "\n".join(map(_template, _PARTS)) + "})();\n"


def _template(name: str) -> str:
    return (files("kg.show") / "templates" / name).read_text(encoding="utf-8")


def _vis_network() -> str:
    path = files("pyvis") / "lib" / "vis-9.1.2" / "vis-network.min.js"
    # A browser makes line feeds of all line ends before it hashes; and it must not seek the source map.
    lines = path.read_bytes().decode("utf-8").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line for line in lines if not line.startswith("//# sourceMappingURL="))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
