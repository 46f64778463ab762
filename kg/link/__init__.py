"""Linking: from the names in each paper to one node for each thing."""

from kg.link.canonical import canonical_key, dominant, preferred_name
from kg.link.claims import StatedRelation, StatedResult, stated_relations, stated_results
from kg.link.keys import Fact, entity_key, facts, key_form, node_id, node_key, short_forms, spellings, strongest

__all__ = [
    "Fact",
    "StatedRelation",
    "StatedResult",
    "canonical_key",
    "dominant",
    "entity_key",
    "facts",
    "key_form",
    "node_id",
    "node_key",
    "preferred_name",
    "short_forms",
    "spellings",
    "stated_relations",
    "stated_results",
    "strongest",
]
