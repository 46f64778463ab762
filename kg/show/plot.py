"""A drawn figure, to be shown in a notebook or saved as SVG or PNG: equal figures give equal bytes.

Text in SVG is drawn as outlines, so that it looks the same wherever the file is opened and nothing that was laid out
beside it moves; the title and a description stay text for those who cannot see the picture. Figures are made with
matplotlib's objects alone: pyplot would keep them in a global list, and may open windows.
"""

from __future__ import annotations

import html
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import RLock
from types import MappingProxyType

from matplotlib import style
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from matplotlib.ticker import MaxNLocator

from kg.errors import UsageError

INK, FAINT, LINE, RAISED, GROUND = "#1b1f24", "#596270", "#d9dde3", "#f5f6f8", "#ffffff"
MARKERS: Mapping[str, str] = MappingProxyType(
    {"dot": "o", "square": "s", "triangle": "^", "diamond": "D", "hexagon": "h", "star": "*"}
)
POINTS = 72  # an inch
MARGIN = 0.2  # inches beside everything
FORMATS = (".svg", ".png")

_FONT = "DejaVu Sans"  # comes with matplotlib
_STYLE = {
    "font.family": _FONT,
    "svg.fonttype": "path",
    "svg.hashsalt": "papergraph",
    # A dollar sign in a name is a dollar sign.
    "text.parse_math": False,
    "text.color": INK,
    "axes.labelcolor": FAINT,
    "axes.edgecolor": LINE,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
# matplotlib's settings are one for the whole process: whoever draws or saves has them alone.
_DRAWING = RLock()


@contextmanager
def drawing() -> Iterator[None]:
    """Have matplotlib draw as all figures here look, whatever the user's own settings are."""
    with _DRAWING, style.context(["default", _STYLE]):
        yield


@dataclass(frozen=True, slots=True)
class Plot:
    """A figure with its title and a sentence that says what it shows; `figure` is matplotlib's, to be changed at will.

    In a notebook it shows itself.
    """

    figure: Figure
    title: str
    description: str

    def svg(self) -> str:
        """Return the figure as SVG."""
        file = io.StringIO()
        with drawing():
            self.figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, "Title": self.title})
        told = f"</title>\n <desc>{html.escape(self.description)}</desc>"
        return file.getvalue().replace("<svg ", '<svg role="img" ', 1).replace("</title>", told, 1)

    def png(self, *, dpi: int = 200) -> bytes:
        """Return the figure as PNG, with `dpi` pixels an inch."""
        file = io.BytesIO()
        with drawing():
            self.figure.savefig(
                file, format="png", dpi=dpi, metadata={"Software": None, "Description": self.description}
            )
        return file.getvalue()

    def data(self, path: str | Path) -> bytes:
        """Return the figure in the format that a file's ending names, .svg or .png. Raises UsageError for others."""
        return self.png() if figure_format(path) == ".png" else self.svg().encode()

    def save(self, path: str | Path) -> None:
        """Write the figure as SVG or PNG, by the file's ending. Raises UsageError for others."""
        Path(path).write_bytes(self.data(path))

    def _repr_svg_(self) -> str:
        return self.svg()


def figure_format(path: str | Path) -> str:
    """Return the ending of a figure's file, in small letters. Raises UsageError for one that is no figure's."""
    ending = Path(path).suffix.lower()
    if ending not in FORMATS:
        raise UsageError(f"{path}: a figure is written as {' or '.join(FORMATS)}; give the file such an ending")
    return ending


def head(title: str, told: str, width: float) -> float:
    """Return how many inches the title and what it tells take on top of a figure of a width, with a gap below."""
    titles, lines = _headings(title, told, width)
    return 0.36 + 0.22 * len(titles.splitlines()) + 0.17 * len(lines.splitlines())


def figure(width: float, height: float, title: str, told: str) -> Figure:
    """Return a figure of so many inches with a title and, below it, what it shows and leaves out."""
    titles, lines = _headings(title, told, width)
    made = Figure(figsize=(width, height), facecolor=GROUND)
    made.text(MARGIN / width, 1 - 0.14 / height, titles, size=12, weight="bold", va="top", linespacing=1.2)
    top = 0.2 + 0.22 * len(titles.splitlines())
    made.text(MARGIN / width, 1 - top / height, lines, size=9, color=FAINT, va="top", linespacing=1.3)
    return made


def _headings(title: str, told: str, width: float) -> tuple[str, str]:
    room = width - 2 * MARGIN
    # Bold letters are an eighth wider than those that are measured.
    return fitted(title, room / 1.14, size=12, lines=2), fitted(told, room, size=9, lines=3)


def ticks(low: float, high: float, most: int, *, whole: bool = False) -> list[float]:
    """Return at most so many round numbers, and one more, from one number to another."""
    found = MaxNLocator(most, integer=whole).tick_values(low, high)
    return [float(tick) for tick in found if low <= tick <= high]


def fitted(text: str, width: float, *, size: float, lines: int = 1) -> str:
    """Return a text in at most so many lines of at most `width` inches; what does not fit becomes an ellipsis."""
    rest = shown(text).split()
    made: list[str] = []
    while rest and len(made) < lines:
        taken = 1
        while taken < len(rest) and inches(" ".join(rest[: taken + 1]), size) <= width:
            taken += 1
        made.append(" ".join(rest[:taken]))
        rest = rest[taken:]
    if rest and made:
        made[-1] = f"{made[-1]} {' '.join(rest)}"
    return "\n".join(_cut(line, width, size) for line in made)


def inches(text: str, size: float) -> float:
    """Return how wide a text of one line is, at a size in points."""
    font = _font()
    font.set_size(size, POINTS)
    font.set_text(text)
    return float(font.get_width_height()[0]) / 64 / POINTS


def shown(text: str) -> str:
    """Return a text in which what the font cannot draw is a box."""
    return "".join(character if _drawable(character) else "□" for character in text)


def _cut(line: str, width: float, size: float) -> str:
    if inches(line, size) <= width:
        return line
    kept = len(line) - 1
    while kept > 1 and inches(f"{line[:kept].rstrip()}…", size) > width:
        kept -= 1
    return f"{line[:kept].rstrip()}…"


@cache
def _font() -> FT2Font:
    return FT2Font(findfont(FontProperties(family=_FONT)))


def _drawable(character: str) -> bool:
    return character.isspace() or _font().get_char_index(ord(character)) != 0
