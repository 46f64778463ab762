"""The style for Neo4j Browser: a rule for each label, in the colours of the pages, and none for what is not there."""

from __future__ import annotations

import re

from kg.graph.library import folder
from kg.graph.schema import EDGES, NODES
from kg.show.looks import LOOKS

TEXT = (folder() / "style" / "papergraph.grass").read_text(encoding="utf-8")
RULES = {
    selector: dict(re.findall(r"([\w-]+):\s*([^;]+);", body))
    for selector, body in re.findall(r"^([\w.]+) \{\n(.*?)^\}", TEXT, flags=re.MULTILINE | re.DOTALL)
}


def test_every_label_has_the_colour_of_the_pages() -> None:
    assert {label: RULES[f"node.{label}"]["color"].upper() for label in NODES} == {
        label: LOOKS[label].colour.upper() for label in NODES
    }


def test_captions_are_properties_of_the_schema() -> None:
    for label, properties in NODES.items():
        caption = RULES[f"node.{label}"]["caption"].strip('"{}')
        assert caption in properties


def test_no_rule_is_for_what_the_schema_does_not_have() -> None:
    known = {"node", "relationship", *(f"node.{label}" for label in NODES), *(f"relationship.{kind}" for kind in EDGES)}
    assert set(RULES) <= known
    assert TEXT.count("{\n") == len(RULES)
