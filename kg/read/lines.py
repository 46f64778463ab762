"""Lines of text from files, folders, globs and streams, compressed or not, in the encodings that occur.

Nothing here raises for bad input: what cannot be read becomes a refusal that names the file, and what came before it
stays.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from kg.records import Refusal

LONGEST_LINE = 64 * 1024 * 1024  # bytes; more in one line is no line of text

_CHUNK = 1 << 16
_COMPRESSED: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"\xfd7zXZ\x00", lzma.LZMAFile),
    (b"BZh", bz2.BZ2File),
)
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BROKEN = (EOFError, OSError, lzma.LZMAError, zlib.error)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a source, without its end, or the refusal of what stood there.

    `whole` is false for a line that the source ends in, with no line end: it may have been cut there.
    """

    source: str
    number: int
    text: str
    refusal: Refusal | None = None
    whole: bool = True

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"line {self.number}"


def read_lines(source: str, stream: BinaryIO) -> Generator[Line, None, None]:
    """Yield the lines of a stream, decompressed and decoded (UTF-8, or UTF-16 with a byte order mark)."""
    number = 0
    try:
        with _buffered(stream) as opened:
            for number, raw in enumerate(_raw_lines(opened), start=1):
                yield _decoded(source, number, raw)
    except _BROKEN as error:
        reason = str(error) or type(error).__name__
        yield Line(
            source,
            number + 1,
            "",
            Refusal(
                source,
                f"after line {number}" if number else "",
                f"it breaks off or is damaged ({reason})",
                "get the file again; what came before is taken",
            ),
        )


@contextmanager
def _buffered(stream: BinaryIO) -> Iterator[io.BufferedReader[Any]]:
    """Give a stream, decompressed if its first bytes say that it is compressed, that one can peek into.

    The stream itself stays open behind it: it is its owner's to close.
    """
    plain: io.BufferedReader[Any] = io.BufferedReader(cast("io.RawIOBase", stream), _CHUNK)
    try:
        start = plain.peek(8)
        opener = next((opener for magic, opener in _COMPRESSED if start.startswith(magic)), None)
        if opener is None:
            yield plain
        else:
            with io.BufferedReader(cast("io.RawIOBase", opener(plain)), _CHUNK) as opened:
                yield opened
    finally:
        plain.detach()


def _raw_lines(stream: io.BufferedReader[Any]) -> Iterator[bytes]:
    start = stream.peek(4)
    for mark, encoding in _WIDE:
        if start.startswith(mark):
            text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogatepass", newline=None)
            yield from (line.lstrip("\ufeff").encode("utf-8", "surrogatepass") for line in text)
            text.detach()
            return
    while line := stream.readline(LONGEST_LINE):
        yield line.removeprefix(codecs.BOM_UTF8)


def _decoded(source: str, number: int, raw: bytes) -> Line:
    try:
        return Line(source, number, raw.decode("utf-8").rstrip("\r\n"), whole=raw.endswith(b"\n"))
    except UnicodeDecodeError as error:
        refusal = Refusal(
            source,
            f"line {number}",
            f"byte {error.start + 1} of the line (0x{raw[error.start]:02x}) is not UTF-8",
            "save the file as UTF-8",
        )
        return Line(source, number, raw.decode("utf-8", "replace").rstrip("\r\n"), refusal)
