"""Open stores for the server's threads, and answers that were given before.

A store is read by one thread at a time. Each request reads from one state of the file, and one that was changed, or
replaced by another file, is noticed before the next request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore, Lock

from kg.errors import StoreError
from kg.store import Store

ANSWERS_SIZE = 32_000_000  # bytes
# Open stores, and requests that read at once: more would wait for each other, each with pages of its own in memory.
_KEPT = 4


class Stores:
    """The stores of one file, opened as they are needed and kept for the next request."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._free: list[tuple[tuple[int, int], Store]] = []
        self._lock = Lock()
        self._turn = BoundedSemaphore(_KEPT)

    @contextmanager
    def reading(self) -> Iterator[Store]:
        """Yield a store that this thread reads alone, from one state. Raises StoreError and its kinds."""
        with self._turn, self._read() as store:
            yield store

    @contextmanager
    def _read(self) -> Iterator[Store]:
        file = self._file()
        store = self._take(file) or Store.open(self.path)
        try:
            with store.snapshot():
                yield store
        except StoreError:
            store.close()
            raise
        except BaseException:
            self._give(file, store)
            raise
        self._give(file, store)

    def _file(self) -> tuple[int, int]:
        try:
            found = self.path.stat()
        except OSError as error:
            raise StoreError(f"{self.path}: it cannot be read ({error.strerror}); build it again") from error
        return found.st_dev, found.st_ino

    def _take(self, file: tuple[int, int]) -> Store | None:
        with self._lock:
            while self._free:
                of, store = self._free.pop()
                if of == file:
                    return store
                store.close()
        return None

    def _give(self, file: tuple[int, int], store: Store) -> None:
        with self._lock:
            if len(self._free) < _KEPT:
                self._free.append((file, store))
                return
        store.close()

    def close(self) -> None:
        """Close what is open and not in use."""
        with self._lock:
            while self._free:
                self._free.pop()[1].close()


class Answers:
    """Answers by what they answer and the generation of the graph, the latest used, up to a size in bytes."""

    def __init__(self, size: int = ANSWERS_SIZE) -> None:
        self._size = size
        self._held = 0
        self._answers: OrderedDict[tuple[str, ...], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> bytes | None:
        """Return the answer, None if it is not there."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def put(self, key: tuple[str, ...], answer: bytes) -> None:
        """Keep an answer, and let go of those that were not used for the longest time."""
        with self._lock:
            old = self._answers.pop(key, b"")
            self._answers[key] = answer
            self._held += _weight(key, answer) - (_weight(key, old) if old else 0)
            while self._held > self._size and self._answers:
                gone, content = self._answers.popitem(last=False)
                self._held -= _weight(gone, content)


def _weight(key: tuple[str, ...], answer: bytes) -> int:
    return len(answer) + 2 * sum(map(len, key)) + 200
