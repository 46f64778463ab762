"""Places for the nodes that a picture gains when one of its nodes is opened; those that are there do not move."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Place = tuple[int, int]

_SEED = 11
_ROUNDS = 120
_LENGTH = 105.0  # of an edge at rest
_PUSH = 5_200.0
_NEAR = 260.0  # nodes farther apart than this do not push
_GAP = 14.0
_APART_ROUNDS = 60
_FAN = 1.9  # radians to either side of the way out of the picture


def grown(
    places: Sequence[Place], sizes: Sequence[float], edges: Sequence[tuple[int, int]], *, anchor: int | None
) -> list[Place]:
    """Return places for the nodes after those that have one already, in order.

    `sizes` are the radii of all nodes, old and new, `edges` pairs of their indexes, and `anchor` is the index of the
    node that was opened. Without one, the first new node is it, and stands beside the picture.
    """
    old = len(places)
    if old == len(sizes):
        return []
    spots = np.zeros((len(sizes), 2))
    spots[:old] = np.array(places, dtype=np.float64)
    middle = spots[:old].mean(axis=0)
    if anchor is None:
        anchor = old
        spots[anchor] = (spots[:old, 0].max() + 2.5 * _LENGTH, middle[1])
    _fan_out(spots, old, anchor, middle)
    free = np.array([index for index in range(old, len(sizes)) if index != anchor], dtype=np.intp)
    if free.size:
        _relax(spots, free, edges)
        _apart(spots, free, np.array(sizes, dtype=np.float64))
    return [(round(x), round(y)) for x, y in spots[old:].tolist()]


def _fan_out(spots: Floats, old: int, anchor: int, middle: Floats) -> None:
    """Put the new nodes into a fan on the far side of the anchor, seen from the middle of the picture."""
    new = [index for index in range(old, len(spots)) if index != anchor]
    away = spots[anchor] - middle
    angle = float(np.arctan2(away[1], away[0])) if np.hypot(*away) > 1 else 0.0
    random = np.random.default_rng(_SEED)
    for rank, index in enumerate(new):
        turn = angle + _FAN * (2 * (rank + 0.5) / len(new) - 1)
        reach = _LENGTH * (1.0 + 0.9 * (rank % 3) / 2 + 0.1 * random.random())
        spots[index] = spots[anchor] + reach * np.array([np.cos(turn), np.sin(turn)])


def _relax(spots: Floats, free: NDArray[np.intp], edges: Sequence[tuple[int, int]]) -> None:
    pull = np.zeros((len(spots), len(spots)))
    for source, target in edges:
        if source != target:
            pull[source, target] = pull[target, source] = 1.0
    pull = pull[free]
    for step in np.linspace(24.0, 0.5, _ROUNDS):
        x, y = (spots[free, None, axis] - spots[None, :, axis] for axis in (0, 1))
        distance = np.maximum(np.hypot(x, y), 1.0)
        push = np.where(distance < _NEAR, _PUSH / distance**2, 0.0)
        force = (push - pull * (distance - _LENGTH) * 0.06) / distance
        move = np.stack(((force * x).sum(axis=1), (force * y).sum(axis=1)), axis=1)
        length = np.maximum(np.hypot(move[:, 0], move[:, 1]), 1e-9)
        spots[free] += move * (np.minimum(length, step) / length)[:, None]


def _apart(spots: Floats, free: NDArray[np.intp], sizes: Floats) -> None:
    wanted = sizes[free, None] + sizes + _GAP
    wanted[np.arange(free.size), free] = 0.0
    for _ in range(_APART_ROUNDS):
        x, y = (spots[free, None, axis] - spots[None, :, axis] for axis in (0, 1))
        distance = np.maximum(np.hypot(x, y), 1e-6)
        lack = np.maximum(wanted - distance, 0.0)
        if not lack.any():
            return
        share = lack / distance * 0.5
        spots[free] += np.stack(((x * share).sum(axis=1), (y * share).sum(axis=1)), axis=1)
