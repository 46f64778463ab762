"""What one running explorer holds: the graph's file, answers that were given, known names, and the console."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from kg.api import SHOWN
from kg.link.keys import SEPARATOR
from kg.records import SCORE_ONE
from kg.store import Store
from kg.web.console import Console
from kg.web.finding import KnownNames
from kg.web.home import overview
from kg.web.models import Overview
from kg.web.picture import Drawings
from kg.web.reading import LABEL_ORDER, Reader
from kg.web.stores import Answers, Stores


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it is sent, and a tag that differs whenever it may."""

    content: bytes
    tag: str


class Explorer:
    """A graph's file as the server reads it; thread-safe. `threshold` is the least score shown, from 0 to 1."""

    def __init__(self, path: Path, *, threshold: float = SHOWN) -> None:
        self.path = path
        self.console = Console(path, threshold=threshold)
        self._threshold = round(threshold * SCORE_ONE)
        self.drawings = Drawings()
        self._stores = Stores(path)
        self._answers = Answers()
        self._known: tuple[str, KnownNames, Overview] | None = None
        self._lock = Lock()

    def answer(self, key: tuple[str, ...], make: Callable[[Reader], bytes]) -> Answer:
        """Return the answer of a key, made anew where the graph has changed. Raises what `make` raises."""
        with self._stores.reading() as store:
            generation = store.generation
            tag = f'"{version("papergraph")}-{generation}"'
            content = self._answers.get((generation, *key))
            if content is None:
                content = make(Reader(store, self._threshold))
                self._answers.put((generation, *key), content)
            return Answer(content, tag)

    def known(self, store: Store) -> KnownNames:
        """Return the names that most papers use, as the store has them now."""
        return self._whole(store)[1]

    def overview(self, store: Store) -> Overview:
        """Return what is in the store now."""
        return self._whole(store)[2]

    def _whole(self, store: Store) -> tuple[str, KnownNames, Overview]:
        """Return what takes a look at all nodes: it is found once for each generation."""
        generation = store.generation
        with self._lock:
            if self._known is None or self._known[0] != generation:
                counted = overview(Reader(store, self._threshold), name=self.path.name)
                self._known = generation, KnownNames(store), counted
            return self._known

    def tag(self) -> str:
        """Return the tag of all answers now."""
        with self._stores.reading() as store:
            return f'"{version("papergraph")}-{store.generation}"'

    def prepare(self) -> None:
        """Read what the first pages need, so that they come at once. Raises StoreError and its kinds."""
        with self._stores.reading() as store:
            self._whole(store)
            for label in LABEL_ORDER:
                store.aliases.best(f"{label.lower()}{SEPARATOR}none")

    def close(self) -> None:
        """Close the stores and end the console's process."""
        self.console.close()
        self._stores.close()
