"""The trained part: a convolutional network that scores tags of words, and the spaCy component around it.

The network is that of spaCy's HashEmbedCNN (Honnibal 2017; hash embeddings: Svenstrup et al. 2017) over the features
of `kg.extract.features` and the vectors of `kg.extract.vectors`; its scores go through `kg.extract.lattice`, which
gives every span its probability. Eight kinds are told apart: each label worth a node (core) and not (generic phrases,
side tasks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import (
    HashEmbed,
    Linear,
    Maxout,
    Model,
    chain,
    clone,
    concatenate,
    expand_window,
    residual,
    use_ops,
    with_array,
)

from kg.extract.features import COLUMNS, Words, paragraph_starts, word_features
from kg.extract.lattice import Lattice
from kg.extract.vectors import WordVectors
from kg.records import LABELS, SCORE_ONE

KINDS = 2 * len(LABELS)  # the labels worth a node, in the order of LABELS, then the same ones not worth one
TAGS = 1 + 4 * KINDS
_ROWS = (6000, 1500, 3000, 3000, 6000, 500)

# What is seen of each text (`Seen`) to its scores, shape (words, TAGS).
Network = Model[Any, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text (characters of the Doc, end not included) and the probability of each kind of span there.

    `kinds` are KINDS integers of 1/10,000. Whether it is of a label (`of_label`) is kept apart from whether it is
    worth a node as that label (`core`).
    """

    start: int
    end: int
    kinds: tuple[int, ...]

    def core(self, label: int) -> int:
        """Return the probability that it is a span of LABELS[label] and worth a node."""
        return self.kinds[label]

    def of_label(self, label: int) -> int:
        """Return the probability that it is a span of LABELS[label], worth a node or not."""
        return self.kinds[label] + self.kinds[label + len(LABELS)]

    @property
    def total(self) -> int:
        """The probability that it is a span of any kind."""
        return sum(self.kinds)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network sees of a text: its words' features, shape (words, COLUMNS), and vectors, (words, size)."""

    features: NDArray[np.uint64]
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.features)


def build_network(*, width: int, depth: int, size: int, dropout: float = 0.0) -> Network:
    """Return the network, its weights not yet initialised; `dropout` is used in training only.

    `size` is that of the word vectors. Products of matrices are numpy's: its BLAS is much the faster beside the one
    that thinc brings.
    """
    with use_ops("numpy", use_blis=False):
        return _layers(width, depth, size, dropout)


def _layers(width: int, depth: int, size: int, dropout: float) -> Network:
    tables: list[Model[Any, Any]] = [
        HashEmbed(width if column < 2 else width // 2, rows, column=column, seed=7 + column, dropout=0.0)
        for column, rows in enumerate(_ROWS)
    ]
    vectors: Model[Any, Any] = Maxout(nO=width, nI=size, nP=2, normalize=True, dropout=dropout)
    embed: Model[Any, Any] = concatenate(
        chain(_pick("features"), with_array(concatenate(*tables))), chain(_pick("vectors"), with_array(vectors))
    )
    mix: Model[Any, Any] = Maxout(nO=width, nP=3, normalize=True, dropout=dropout)
    convolution = residual(
        chain(expand_window(window_size=1), Maxout(nO=width, nI=3 * width, nP=3, normalize=True, dropout=dropout))
    )
    network: Network = chain(
        embed,
        with_array(mix),
        with_array(clone(convolution, depth), pad=depth),
        with_array(Linear(nO=TAGS, nI=width)),
    )
    return network


def _pick(part: str) -> Model[Any, Any]:
    """Return a layer that takes one part of what is seen; nothing is learned before it."""

    def forward(model: Model[Any, Any], seen: list[Seen], is_train: bool) -> tuple[Any, Callable[[Any], list[Any]]]:
        del model, is_train
        return [getattr(text, part) for text in seen], lambda _slope: []

    return Model(f"pick-{part}", forward)


class Tagger:
    """The spaCy component `kg_tagger`: gives a Doc its spans and their probabilities.

    `doc._.lattice` gets the distribution over the text's spans. Each Doc is computed on its own: padded or stacked
    batches change the last bits of sums, and the same text must give the same bytes everywhere.
    """

    def __init__(self, name: str, *, width: int, depth: int, size: int) -> None:
        self.name = name
        self.width = width
        self.depth = depth
        self.vectors = WordVectors(np.zeros((1, size), dtype=np.float32), {"minn": 1, "maxn": 1, "hash_count": 1})
        self.network = build_network(width=width, depth=depth, size=size)
        start = Seen(np.zeros((1, COLUMNS), dtype=np.uint64), np.zeros((1, size), dtype=np.float32))
        self.network.initialize(X=[start], Y=[np.zeros((1, TAGS), dtype=np.float32)])

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.lattice`."""
        words = Words.of(doc)
        doc._.lattice = Lattice.of(self.scores(doc, words), paragraph_starts(words))
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Apply it to many Docs, in order, one by one."""
        del batch_size
        return map(self, docs)

    def see(self, doc: Doc, words: Words) -> Seen:
        """Return what the network sees of a Doc whose definitions are set."""
        start: int = doc._.abstract_start
        features = word_features(doc, words, abstract_start=start, definitions=doc._.definitions)
        return Seen(features, self.vectors.of([doc[i].norm_ for i in words.indexes]))

    def scores(self, doc: Doc, words: Words) -> NDArray[np.float64]:
        """Return the scores of each tag of each word of a Doc, shape (words, TAGS)."""
        if not len(words):
            return np.zeros((0, TAGS))
        # On one thread: how many there are must not change a bit, and texts are too short to share.
        with _limit()(limits=1, user_api="blas"):
            return np.asarray(self.network.predict([self.see(doc, words)])[0], dtype=np.float64)

    def to_disk(self, path: Path, *, exclude: object = ()) -> None:
        """Write weights and vectors into a folder; there is nothing to exclude."""
        del exclude
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "weights.bin").write_bytes(pack(self.network))
        (folder / "vectors.bin").write_bytes(self.vectors.to_bytes())

    def from_disk(self, path: Path, *, exclude: object = ()) -> Tagger:
        """Read what `to_disk` wrote. Raises ValueError if the weights are not those of such a network."""
        del exclude
        unpack(self.network, (Path(path) / "weights.bin").read_bytes())
        self.vectors = WordVectors.from_bytes((Path(path) / "vectors.bin").read_bytes())
        return self

    def to_bytes(self, *, exclude: object = ()) -> bytes:
        """Return weights and vectors."""
        del exclude
        return pack(self.network) + self.vectors.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: object = ()) -> Tagger:
        """Set weights and vectors. Raises ValueError if they are not those of such a network."""
        del exclude
        size = len(pack(self.network))
        unpack(self.network, data[:size])
        self.vectors = WordVectors.from_bytes(data[size:])
        return self


@cache
def _limit() -> Callable[..., AbstractContextManager[object]]:
    """Return what sets the number of BLAS's threads; looking for the libraries takes a while, so it is done once."""
    # Not imported by name: the module has no types.
    limit: Callable[..., AbstractContextManager[object]] = import_module("threadpoolctl").ThreadpoolController().limit
    return limit


def parameters(network: Network) -> list[tuple[Model[Any, Any], str]]:
    """Return the layers and names of a network's weights, in an order that is always the same."""
    return [(node, name) for node in network.walk() for name in sorted(node.param_names)]


def pack(network: Network) -> bytes:
    """Return the weights as bytes: 16-bit floats, little endian, in the order of the network's layers."""
    return b"".join(np.asarray(node.get_param(name)).astype("<f2").tobytes() for node, name in parameters(network))


def unpack(network: Network, data: bytes) -> None:
    """Set a network's weights from `pack`'s bytes."""
    values: Any = np.frombuffer(data, dtype="<f2").astype(np.float32)
    place = 0
    for node, name in parameters(network):
        shape = node.get_param(name).shape
        size = int(np.prod(shape))
        node.set_param(name, values[place : place + size].reshape(shape).copy())
        place += size
    if place != len(values):
        raise ValueError(f"weights for {len(values)} parameters, this network has {place}: load matching settings")


def quantised(probabilities: NDArray[np.float64]) -> tuple[int, ...]:
    """Return probabilities as integers of 1/10,000."""
    return tuple(round(float(p) * SCORE_ONE) for p in probabilities)


@Language.factory("kg_tagger", default_config={"width": 192, "depth": 6, "size": 96})
def make_tagger(nlp: Language, name: str, width: int, depth: int, size: int) -> Tagger:
    """Make the component for a pipeline."""
    del nlp
    return Tagger(name, width=width, depth=depth, size=size)
