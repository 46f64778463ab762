"""How each label looks wherever it is drawn: colours that colour-blind people can tell apart, and a shape each besides.

The colours are those of Okabe and Ito (2008), with a grey for papers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Look:
    """A colour, as `#rrggbb`, and the name that vis-network gives a shape."""

    colour: str
    shape: str


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "Method": Look("#0072B2", "dot"),
        "Dataset": Look("#009E73", "square"),
        "Metric": Look("#E69F00", "triangle"),
        "Task": Look("#CC79A7", "diamond"),
        "Paper": Look("#8A8F98", "dot"),
        "Author": Look("#56B4E9", "hexagon"),
        "Result": Look("#D55E00", "star"),
    }
)
_OTHER = Look("#8A8F98", "dot")


def look(label: str) -> Look:
    """Return the look of a label; labels that the schema does not have share one."""
    return LOOKS.get(label, _OTHER)
