"""Where a training run of the tagger stands, kept in a file: a run that was ended goes on as if it had not been.

A file is an npz: the weights, moments and averages of every layer in single precision, how often each was changed, the
states of the three sources of chance, and how far the run was. It is written beside the old one and put in its place
at once, so that a run that is killed while writing leaves the old one.
"""

from __future__ import annotations

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kg.extract.tagger import Network, parameters

_KEPT = ("mom1", "mom2", "averages")  # what the optimizer knows of each weight


@dataclass(slots=True)
class Run:
    """A training run: what learns, what chance it uses, and how far it is: whole epochs, then batches of the next.

    `shuffler` is as it was before the order of the running epoch was drawn. What the network leaves out is chosen by
    numpy's own source of chance, which is the third one.
    """

    network: Network
    optimizer: Any  # of thinc, half of which has no types
    rng: np.random.Generator
    shuffler: random.Random
    epoch: int = 0
    batch: int = 0


def save_checkpoint(path: Path, run: Run, *, of: str) -> None:
    """Write where a run stands; `of` says which run it is (settings, papers), and is asked for when it goes on."""
    arrays: dict[str, Any] = {}
    changes: list[int] = []
    for n, (node, name) in enumerate(parameters(run.network)):
        key = node.id, name
        arrays[f"{n} weights"] = node.get_param(name)
        arrays |= {f"{n} {kept}": its[key] for kept in _KEPT if key in (its := getattr(run.optimizer, kept))}
        changes.append(run.optimizer.nr_update[key])
    chance = np.random.get_state(legacy=False)
    state = {
        "of": of,
        "epoch": run.epoch,
        "batch": run.batch,
        "changes": changes,
        "shuffler": run.shuffler.getstate(),
        "rng": run.rng.bit_generator.state,
        "chance": chance | {"state": chance["state"] | {"key": chance["state"]["key"].tolist()}},
    }
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        np.savez(file, state=np.array(json.dumps(state)), **arrays)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def restore(path: Path, run: Run, *, of: str) -> None:
    """Put a run where it was when it was saved. Raises ValueError if the file is of another run."""
    with np.load(path, allow_pickle=False) as arrays:
        state = json.loads(str(arrays["state"]))
        if state["of"] != of:
            raise ValueError(f"{path} is of another run ({state['of']}), not of {of}: name another file")
        for n, (node, name) in enumerate(parameters(run.network)):
            key = node.id, name
            node.set_param(name, arrays[f"{n} weights"])
            for kept in _KEPT:
                if f"{n} {kept}" in arrays:
                    getattr(run.optimizer, kept)[key] = arrays[f"{n} {kept}"]
            run.optimizer.nr_update[key] = state["changes"][n]
    version, words, gauss = state["shuffler"]
    run.shuffler.setstate((version, tuple(words), gauss))
    run.rng.bit_generator.state = state["rng"]
    np.random.set_state(state["chance"])
    run.epoch, run.batch = state["epoch"], state["batch"]
