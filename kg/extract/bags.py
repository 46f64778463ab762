"""What the features of all candidates have in common: sizes and shapes as a few texts."""

from __future__ import annotations

_LIMITS = (0, 1, 2, 3, 4, 6, 9, 14, 20, 30)


def bucket(number: int) -> str:
    """Return a count as one of a few texts."""
    return next((str(limit) for limit in _LIMITS if number <= limit), "more")


def shape(name: str) -> str:
    """Return the shape of a name: `ResNet-50` is `AaAa-0`."""
    kinds: list[str] = []
    for char in name:
        kind = "A" if char.isupper() else "a" if char.isalpha() else "0" if char.isdigit() else char
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
    return "".join(kinds)[:8]
