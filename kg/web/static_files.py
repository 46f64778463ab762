"""The files that pages load: this package's own, and vis-network as pyvis ships it.

They are read once, and only what was read is served, so no path leads anywhere else. Their addresses hold a hash of
all of them: browsers may keep them for good.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_KINDS = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8", "svg": "image/svg+xml"}
_VIS = "vis-network.min.js"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file's content and media type."""

    content: bytes
    kind: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Return all files by name."""
    found = {
        entry.name: StaticFile(entry.read_bytes(), _KINDS[entry.name.rpartition(".")[2]])
        for entry in sorted((files("kg.web") / "static").iterdir(), key=lambda entry: entry.name)
        if entry.name.rpartition(".")[2] in _KINDS
    }
    lines = (files("pyvis") / "lib" / "vis-9.1.2" / _VIS).read_bytes().split(b"\n")
    # The source map that it names is not there.
    library = b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL="))
    return {**found, _VIS: StaticFile(library, _KINDS["js"])}


@cache
def static_version() -> str:
    """Return a text that differs whenever a file does."""
    digest = hashlib.sha256()
    for name, file in sorted(static_files().items()):
        digest.update(name.encode() + b"\0" + file.content)
    return digest.hexdigest()[:12]
