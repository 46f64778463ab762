"""Places for nodes on the plane, the same for the same graph.

Edges pull by their length and all nodes push, as in ForceAtlas2 (Jacomy et al., 2014): the push grows with
the degrees of both, so that hubs come apart; steps get smaller, as by Fruchterman and Reingold (1991). Then
circles that overlap are moved apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SEED = 7
_SPREAD = 23.0  # the mean distance from the middle, by the square root of the number of nodes
_GRAVITY = (0.06, 0.08)  # weaker from side to side: screens are wider than high
_FEW = 60  # small pictures get more room a node, so that all names find a place
_GAP = 9.0
_APART_ROUNDS = 80

Floats = NDArray[np.float64]


def places(sizes: Sequence[float], edges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return whole x and y for each node, in order, in the unit of the sizes (radii), around the origin.

    `edges` are pairs of indexes of nodes; their direction and repeats do not matter. Time and memory grow
    with the square of the number of nodes: a second for 300, meant for up to 1,000.
    """
    if not sizes:
        return []
    x, y = _forced(len(sizes), edges)
    scale = _SPREAD * np.sqrt(len(sizes) + _FEW) / max(float(np.hypot(x, y).mean()), 1e-6)
    x, y = _apart(x * scale, y * scale, np.array(sizes, dtype=np.float64))
    return [(round(a), round(b)) for a, b in zip(x.tolist(), y.tolist(), strict=True)]


def _forced(count: int, edges: Sequence[tuple[int, int]]) -> tuple[Floats, Floats]:
    pull = np.zeros((count, count))
    for source, target in edges:
        if source != target:
            pull[source, target] = pull[target, source] = 1.0
    mass = 1.0 + np.sqrt(pull.sum(axis=1))
    push = np.outer(mass, mass)
    random = np.random.default_rng(_SEED)
    x, y = random.normal(size=(2, count)) * np.sqrt(count)
    rounds = int(np.clip(90_000 / count, 60, 300))
    for step in np.linspace(np.sqrt(count) / 2, 0.02, rounds):
        # Sums along rows, not matrix products: those would depend on the number of threads.
        across, down = x[:, None] - x, y[:, None] - y
        square = across**2 + down**2 + 0.01
        force = push / square - pull
        move_x = (force * across).sum(axis=1) - _GRAVITY[0] * mass * x
        move_y = (force * down).sum(axis=1) - _GRAVITY[1] * mass * y
        length = np.maximum(np.hypot(move_x, move_y), 1e-9)
        reach = np.minimum(length, step) / length
        x, y = x + move_x * reach, y + move_y * reach
    return x - x.mean(), y - y.mean()


def _apart(x: Floats, y: Floats, sizes: Floats) -> tuple[Floats, Floats]:
    wanted = sizes[:, None] + sizes + _GAP
    np.fill_diagonal(wanted, 0.0)
    for _ in range(_APART_ROUNDS):
        across, down = x[:, None] - x, y[:, None] - y
        distance = np.maximum(np.hypot(across, down), 1e-6)
        lack = np.maximum(wanted - distance, 0.0)
        if not lack.any():
            break
        # Half of the lack is each one's to move; a little less, lest crowds jump.
        x = x + (across / distance * lack).sum(axis=1) * 0.4
        y = y + (down / distance * lack).sum(axis=1) * 0.4
    return x, y
