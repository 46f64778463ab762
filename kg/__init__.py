"""A knowledge graph of research papers, in which every edge can be shown in the text it came from.

>>> import kg
>>> graph = kg.build("seeds/")
>>> graph.query("MATCH (d:Dataset) RETURN d.name AS name ORDER BY d.papers DESC, name LIMIT 3").columns
('name',)
"""

from kg.api import Graph, build, load
from kg.api import open_graph as open  # noqa: A004 - `kg.open` reads as what it does
from kg.errors import KgError

__all__ = ["Graph", "KgError", "build", "load", "open"]
