"""What the commands share: their common options, and where their words go (data to stdout, all else to stderr)."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, TextIO

import typer

from kg.errors import KgError
from kg.show import as_csv, as_json, as_text

GraphOption = Annotated[
    Path, typer.Option("--graph", "-g", metavar="FILE", help="The graph's file.", show_default=True)
]
QuietOption = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="No progress and no summary; refusals and errors are still said."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print a JSON list of objects, one a row.")]
ThresholdOption = Annotated[
    float,
    typer.Option(min=0.0, max=1.0, help="Leave out entities that a paper names with a lower score, from 0 to 1."),
]
OutputOption = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write there, not to stdout.")
]

UNLIMITED = 1_000_000  # columns

BUILD, LOOK, DECIDE, SHARE, PROVE = "Build", "Look", "Decide", "Share", "Prove"


def say(text: str) -> None:
    """Say something to the user, on stderr."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def emit(text: str) -> None:
    """Print data, on stdout."""
    print(text.rstrip("\n"))  # noqa: T201


def emit_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], *, form: str) -> None:
    """Print rows as a table, JSON or CSV."""
    if form == "json":
        emit(as_json(columns, rows))
    elif form == "csv":
        emit(as_csv(columns, rows))
    else:
        # Whoever reads a pipe wants each row on a line of its own.
        width = shutil.get_terminal_size((120, 40)).columns if sys.stdout.isatty() else UNLIMITED
        emit(as_text(columns, rows, width=width))


@contextmanager
def output_file(path: Path | None) -> Iterator[TextIO]:
    """Open where data goes: a file, written whole or not at all, or stdout. Raises KgError if it cannot be written."""
    if path is None:
        yield sys.stdout
        return
    with _draft(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as file:
        yield file


def write_bytes(data: bytes, path: Path) -> None:
    """Write a file, whole or not at all. Raises KgError if it cannot be written."""
    with _draft(path) as draft:
        draft.write_bytes(data)


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    draft = path.with_name(f".{path.name}.part")
    try:
        yield draft
        draft.replace(path)
    except OSError as error:
        raise KgError(
            f"{path}: it cannot be written ({error.strerror}); check the folder, its permissions and its space"
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def write_lines(lines: Iterable[str], path: Path | None) -> int:
    """Write lines to a file or stdout; return how many there were."""
    count = 0
    with output_file(path) as file:
        for line in lines:
            file.write(line + "\n")
            count += 1
    return count
