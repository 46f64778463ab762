"""Progress of long work: a bar with a rate on a terminal, plain lines elsewhere, nothing if quiet."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kg.cli.output import say

EVERY = 10.0  # seconds between plain lines


class Meter:
    """Shows how much is done of work whose end is not known; a context manager."""

    def __init__(self, unit: str, *, quiet: bool) -> None:
        self._unit = unit
        self._quiet = quiet
        self._start = self._said = time.monotonic()
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if not self._quiet and sys.stderr.isatty():
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.completed:.0f} {task.description}"),
                TextColumn("{task.fields[rate]}"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._bar.add_task(self._unit, total=None, rate="")
        return self

    def update(self, done: int, *, unit: str | None = None) -> None:
        """Show that this much is done; `unit` says of what, from now on."""
        if unit and unit != self._unit:
            self._unit, self._start = unit, time.monotonic()
        now = time.monotonic()
        rate = f"{done / max(now - self._start, 1e-9):.0f}/s"
        if self._bar:
            self._bar.update(self._bar.task_ids[0], description=self._unit, completed=done, rate=rate)
        elif not self._quiet and now - self._said >= EVERY:
            say(f"{done} {self._unit}, {rate}")
            self._said = now

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar:
            self._bar.stop()
