"""What is in the graph, for the first page."""

from __future__ import annotations

from kg.analyse import SURE
from kg.graph import entity_label
from kg.records import Label
from kg.web.models import Count, Overview, ThingRef
from kg.web.reading import LABEL_ORDER, Reader

_LISTED = 8  # things of each label
_CANDIDATES = 400


def overview(reader: Reader, *, name: str) -> Overview:
    """Return counts and the things that most papers name; `name` is that of the graph's file."""
    lookups = reader.store.lookups
    nodes = lookups.count_nodes()
    counts = [Count(what="Paper", count=reader.store.counts().get("papers", 0))]
    counts += [Count(what=label, count=nodes.get(label.lower(), 0)) for label in LABEL_ORDER]
    chosen: dict[Label, list[str]] = {label: [] for label in LABEL_ORDER}
    for key, _ in lookups.most_named(_CANDIDATES):
        if len(chosen[entity_label(key)]) < _LISTED:
            chosen[entity_label(key)].append(key)
    refs = reader.refs(key for keys in chosen.values() for key in keys)
    most_named: dict[Label, list[ThingRef]] = {
        label: sorted((refs[key] for key in keys if key in refs), key=lambda ref: (-ref.papers, ref.name))
        for label, keys in chosen.items()
    }
    measured = reader.refs(key for key, _ in lookups.most_measured(1, least=SURE))
    return Overview(
        most_measured=next(iter(measured.values()), None),
        generation=reader.store.generation,
        name=name,
        counts=counts,
        most_named={label: refs for label, refs in most_named.items() if refs},
    )
