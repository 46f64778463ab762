"""Which scores are kept, and which are shown (integers of 1/10,000)."""

from __future__ import annotations

# Nothing with a lower score is kept, neither in a Doc nor in a store.
FLOOR = 1000
# What is shown and exported unless another threshold is asked for: where held-out F1 was best.
DEFAULT_THRESHOLD = 4000
