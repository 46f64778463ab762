"""Reading: from sources to records, and from records to papers."""

from kg.read.identity import content_hash, identity_keys, normal_id, normal_title
from kg.read.joining import join, merge
from kg.read.sources import FORMATS, Format, read_sources
from kg.read.text import clean

__all__ = [
    "FORMATS",
    "Format",
    "clean",
    "content_hash",
    "identity_keys",
    "join",
    "merge",
    "normal_id",
    "normal_title",
    "read_sources",
]
