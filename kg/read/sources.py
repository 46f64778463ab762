"""Sources: files, folders, globs and standard input; each read by the format that its content shows."""

from __future__ import annotations

import glob
import os
import posixpath
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from kg.read import jsonl, pages
from kg.read.lines import Line, read_lines
from kg.records import Record, Refusal

STDIN = "-"
_SNIFFED = 60  # lines that are looked at to tell the format


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name for people, whether lines can be its beginning, and how it is read."""

    name: str
    sniff: Callable[[Sequence[str]], bool]
    read: Callable[[Iterator[Line]], Iterator[Record | Refusal]]


FORMATS = (Format(pages.NAME, pages.sniff, pages.read), Format(jsonl.NAME, jsonl.sniff, jsonl.read))
_KNOWN = "known formats: " + "; ".join(known.name for known in FORMATS)


def read_sources(names: Iterable[str], *, stdin: BinaryIO | None = None) -> Iterator[Record | Refusal]:
    """Yield the records in files, folders (all files below them), globs, and standard input (`-`).

    Each file is read once, however often it is named. What cannot be read becomes a Refusal, and all else is read.
    """
    seen: set[str] = set()
    for name in names:
        for item in _files(name):
            if isinstance(item, Refusal):
                yield item
            elif item not in seen:
                seen.add(item)
                yield from _read_stdin(stdin) if item == STDIN else _read_file(item)


def _files(name: str) -> Iterator[str | Refusal]:
    """Yield the names of the files that a name stands for, sorted, or why there are none."""
    if name == STDIN:
        yield STDIN
    elif os.path.isdir(name):  # noqa: PTH112 - names are kept as they were given
        found = sorted(_below(name))
        yield from found
        if not found:
            yield Refusal(_normal(name), "", "the folder has no files", "name a folder with papers in it")
    elif os.path.lexists(name):
        yield _normal(name)
    elif glob.has_magic(name):
        matches = sorted(glob.glob(name, recursive=True))  # noqa: PTH207 - names are kept as they were given
        if not matches:
            yield Refusal(name, "", "no file matches it", "check the pattern and the folder you are in")
        for match in matches:
            yield from _files(match)
    else:
        yield Refusal(name, "", "there is no such file or folder", "check the name and the folder you are in")


def _below(folder: str) -> Iterator[str]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (_normal(os.path.join(place, f)) for f in files if not f.startswith("."))  # noqa: PTH118


def _normal(name: str) -> str:
    return posixpath.normpath(name.replace(os.sep, "/"))


def _read_file(name: str) -> Iterator[Record | Refusal]:
    path = Path(name)
    if path.exists() and not path.is_file():
        yield Refusal(name, "", "it is neither a file nor a folder", "name a file or a folder, or pipe it in with `-`")
        return
    try:
        with path.open("rb") as stream:
            yield from read_stream(name, stream)
    except OSError as error:
        yield Refusal(
            name, "", f"it cannot be read ({error.strerror or error})", "check that it exists and its permissions"
        )


def _read_stdin(stdin: BinaryIO | None) -> Iterator[Record | Refusal]:
    # A process can have been started with none.
    if stdin is None and sys.stdin is None:
        yield Refusal(STDIN, "", "there is no standard input", "name files or folders instead")
        return
    yield from read_stream(STDIN, stdin or sys.stdin.buffer)


def read_stream(source: str, stream: BinaryIO) -> Iterator[Record | Refusal]:
    """Yield the records of one stream, or one refusal if it is of no known format."""
    lines = read_lines(source, stream)
    start: list[Line] = []
    shown = 0
    for line in lines:
        start.append(line)
        shown += bool(line.text.strip())
        if shown >= _SNIFFED:
            break
    broken = next((line.refusal for line in start if line.refusal), None)
    texts = [line.text for line in start if line.text.strip()]
    if not texts:
        yield broken or Refusal(source, "", "it is empty", f"name a file with papers in it; {_KNOWN}")
        return
    if jsonl.is_export(texts[0]):
        yield Refusal(source, "", "it is an export of a graph, not papers to read", "`kg import` takes it in")
        return
    for known in FORMATS:
        if known.sniff(texts):
            yield from known.read(chain(start, lines))
            return
    if any("\0" in text for text in texts) or (broken and "UTF-8" in broken.reason and "\ufffd" in texts[0]):
        yield Refusal(source, "", "it is not text", f"name a text file; {_KNOWN}")
    else:
        yield Refusal(source, "", f"its format is not known (it begins with {texts[0][:40]!r})", _KNOWN)
