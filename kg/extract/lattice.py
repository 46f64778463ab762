"""A probability for every span: the distribution over all legal ways to cut a text into labelled spans.

A word is outside (O), or of a span of some kind: its first (B), inside (I), its last (L), or all of it (U). The
network scores each tag of each word on its own; the distribution is over the sequences in which tags fit together
(B I* L or U, of one kind), each with weight exp(sum of its scores): a conditional random field whose transitions are
only allowed or not (Lafferty, McCallum and Pereira 2001). Sums over all sequences are exact, by the forward and
backward recursion; between two words there are few states: outside, or inside a span of one of the kinds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lattice:
    """The distribution over the segmentations of one text of `n` words, for `k` kinds.

    `steps` has shape (n, k + 1, k + 1): the weight of each pair of states before and behind a word, state 0 being
    outside, scaled word by word. `single` (n, k) is the weight of a span of that word alone, scaled likewise.
    `forward` and `backward` (n + 1, k + 1) are such that their product sums to 1 at every boundary.
    """

    steps: Floats
    single: Floats
    forward: Floats
    backward: Floats

    @classmethod
    def of(cls, scores: Floats, paragraph_starts: NDArray[np.bool_]) -> Lattice:
        """Make it from scores of shape (n, 1 + 4k), columns O, then B, I, L and U of each kind."""
        count, kinds = scores.shape[0], (scores.shape[1] - 1) // 4
        # Beyond e^-60 nothing is lost, and no sum can run out of range.
        weights = np.exp(np.maximum(scores - scores.max(axis=1, keepdims=True), -60.0))
        first, inside, last, single = (weights[:, 1 + i * kinds : 1 + (i + 1) * kinds] for i in range(4))
        together = ~paragraph_starts[:, None]
        steps = np.zeros((count, kinds + 1, kinds + 1))
        each = np.arange(1, kinds + 1)
        steps[:, 0, 0] = weights[:, 0] + single.sum(axis=1)
        steps[:, 0, 1:] = first
        steps[:, each, each] = inside * together
        steps[:, 1:, 0] = last * together
        forward = np.zeros((count + 1, kinds + 1))
        backward = np.zeros((count + 1, kinds + 1))
        forward[0, 0] = backward[count, 0] = 1.0
        totals = np.ones(count)
        for i in range(count):
            reached = forward[i] @ steps[i]
            totals[i] = reached.sum()
            forward[i + 1] = reached / totals[i]
        # The last boundary is outside every span.
        end = forward[count, 0] if count else 1.0
        backward[count, 0] = 1.0 / end
        for i in range(count - 1, -1, -1):
            backward[i] = steps[i] @ backward[i + 1] / totals[i]
        return cls(steps / totals[:, None, None], single / totals[:, None], forward, backward)

    def marginals(self, scores: Floats) -> Floats:
        """Return the probability of each tag of each word; `scores` are those it was made from, of equal shape."""
        kinds = self.single.shape[1]
        pairs = self.forward[:-1, :, None] * self.steps * self.backward[1:, None, :]
        each = np.arange(1, kinds + 1)
        out = np.zeros_like(scores)
        free = self.forward[:-1, 0] * self.backward[1:, 0]
        singles = free[:, None] * self.single
        out[:, 0] = pairs[:, 0, 0] - singles.sum(axis=1)
        out[:, 1 : 1 + kinds] = pairs[:, 0, 1:]
        out[:, 1 + kinds : 1 + 2 * kinds] = pairs[:, each, each]
        out[:, 1 + 2 * kinds : 1 + 3 * kinds] = pairs[:, 1:, 0]
        out[:, 1 + 3 * kinds :] = singles
        return out

    def span(self, start: int, end: int) -> Floats:
        """Return the probability, of each kind, that words `start` to `end` (not included) are one span."""
        outer = self.forward[start, 0] * self.backward[end, 0]
        if end - start == 1:
            return np.asarray(outer * self.single[start])
        each = np.arange(1, self.single.shape[1] + 1)
        middle = self.steps[start + 1 : end - 1, each, each].prod(axis=0)
        return np.asarray(outer * self.steps[start, 0, 1:] * middle * self.steps[end - 1, 1:, 0])

    def spans(self, floor: float) -> list[tuple[int, int]]:
        """Return all spans (start, end) whose probability over all kinds is at least `floor`, sorted."""
        found: list[tuple[int, int]] = []
        count, kinds = self.single.shape
        each = np.arange(1, kinds + 1)
        outer = self.forward[:-1, 0] * self.backward[1:, 0]
        found += [(int(i), int(i) + 1) for i in np.flatnonzero((outer[:, None] * self.single).sum(axis=1) >= floor)]
        # `begun[i]`: the probability mass of spans that begin at word i and go on behind the words so far.
        begun = self.forward[:-1, :1] * self.steps[:, 0, 1:]
        for width in range(2, count + 1):
            begun = begun[: count - width + 1]
            last = self.steps[width - 1 :, 1:, 0] * self.backward[width:, :1]
            totals = (begun * last).sum(axis=1)
            found += [(int(i), int(i) + width) for i in np.flatnonzero(totals >= floor)]
            begun = begun * self.steps[width - 1 :, each, each]
            reach = (begun * self.backward[width:, 1:]).sum(axis=1)
            if not (reach >= floor).any():
                break
        return sorted(found)
