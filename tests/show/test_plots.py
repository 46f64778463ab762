"""Figures: what they say, that nothing overlaps, that equal ones are equal bytes."""

from __future__ import annotations

import hashlib
import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from kg.analyse import Lineage
from kg.errors import NotFoundError, UsageError
from kg.show import Plot, leaderboard_plot, lineage_plot, trends_plot
from tests.show.answers import NASTY, board, lineage, trend, trends

LONG = "a name that is much longer than any chart has room for, with more and more words in it, and then some"
WIDE = "W" * 200
ODD = "\U0001d50a 漢字 \x07 \ud800 🙂 \u202e name"
NAMES = ("LoRA", LONG, WIDE, ODD, NASTY, "x")


def whole_lineage() -> Lineage:
    levels = {"root": 0, LONG: -1, WIDE: -1, NASTY: 1, ODD: 1, "far": 2, "x": -2}
    pairs = [("root", LONG), ("root", WIDE), (NASTY, "root"), (ODD, "root"), ("far", NASTY), (LONG, "x"), ("x", "far")]
    return lineage(*pairs, root="root", levels=levels)


PLOTS: dict[str, Callable[[], Plot]] = {
    "trends": lambda: trends_plot(trends(*(trend(name, 0, 1, n) for n, name in enumerate(NAMES, start=1)))),
    "leaderboard": lambda: leaderboard_plot([board(*((name, 1.5 + n) for n, name in enumerate(NAMES)))]),
    "not ranked": lambda: leaderboard_plot([board(("same", 2.0), ("same too", 2.0), better=False)]),
    "lineage": lambda: lineage_plot(whole_lineage()),
}


@pytest.fixture(scope="module", params=PLOTS)
def plot(request: pytest.FixtureRequest) -> Plot:
    return PLOTS[request.param]()


def texts(plot: Plot) -> dict[str, Bbox]:
    """Return the texts that are drawn, with their places in pixels."""
    plot.png(dpi=100)
    found = plot.figure.findobj(Text)
    shown = [text for text in found if text.get_visible() and text.get_text()]
    return {f"{number}: {text.get_text()}": text.get_window_extent() for number, text in enumerate(shown)}


def test_texts_are_within_the_figure_and_not_on_each_other(plot: Plot) -> None:
    boxes = texts(plot)
    width, height = plot.figure.get_size_inches() * 100
    for text, box in boxes.items():
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for (one, a), (other, b) in itertools.combinations(boxes.items(), 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1 or down <= 2, (one, other)


def test_svg_is_well_formed_names_itself_and_loads_nothing(plot: Plot) -> None:
    svg = plot.svg()
    root = ET.fromstring(svg)  # noqa: S314 - made here
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == plot.title
    assert root.findtext(f"{space}desc") == plot.description
    assert "<script" not in svg
    assert "date>" not in svg
    assert not root.findall(f".//{space}text"), "text is drawn as outlines"
    assert plot._repr_svg_() == svg


def digests() -> str:
    plots = [make() for make in PLOTS.values()]
    return " ".join(hashlib.sha256(plot.svg().encode() + plot.png(dpi=50)).hexdigest() for plot in plots)


def test_equal_answers_give_equal_bytes_in_any_process() -> None:
    code = "import tests.show.test_plots as t; print(t.digests())"
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert other.stdout.strip() == digests()


def test_a_file_is_what_its_ending_says(tmp_path: Path) -> None:
    plot = trends_plot(trends(trend("LoRA", 0, 1, 2)))
    plot.save(tmp_path / "a.svg")
    plot.save(tmp_path / "a.PNG")
    assert (tmp_path / "a.svg").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "a.PNG").read_bytes().startswith(b"\x89PNG")
    with pytest.raises(UsageError, match=r"\.svg or \.png"):
        plot.save(tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_the_users_own_settings_stay_and_do_not_matter() -> None:
    before = trends_plot(trends(trend("LoRA", 0, 1, 2))).svg()
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "none", "axes.facecolor": "red"}):
        assert trends_plot(trends(trend("LoRA", 0, 1, 2))).svg() == before
        assert mpl.rcParams["font.size"] == 30


def test_what_is_left_out_is_told() -> None:
    plot = trends_plot(trends(*(trend(name, 0, 1, 2) for name in "abc"), trend("falls", 2, 1, 0, growth=0.5)), most=2)
    assert plot.description.startswith("2 of 3 things")
    assert "3 of 33 papers have no year" in plot.description
    boards = [board(("a", 1.0), ("b", 2.0))]
    every = [board(("a", 1.0), ("b", 2.0), ("c", 3.0))]
    plot = leaderboard_plot(boards, every=every, most=1)
    assert "1 of 2 values" in plot.description
    assert "1 less sure value is left out" in plot.description
    assert "4 more things are left out" in lineage_plot(whole_lineage()).description


def test_a_long_history_is_drawn_from_its_last_years() -> None:
    years = range(1960, 2025)
    plot = trends_plot(trends(trend("LoRA", *(1 for _ in years)), years=years))
    assert "Drawn are the last 12 years" in plot.description
    assert plot.figure.axes[0].get_xlim() == (2012.5, 2024.5)


def test_absolute_values_are_drawn_before_gains_and_years_are_told() -> None:
    plot = leaderboard_plot([board(("a", 1.0))])
    assert [label.get_text() for label in plot.figure.axes[0].get_yticklabels()] == ["a (2023)"]
    assert plot.figure.axes[0].get_xlabel() == "FID, ← less is better"


def test_nothing_to_draw_is_a_clear_error() -> None:
    with pytest.raises(NotFoundError, match="papers of two years"):
        trends_plot(trends(years=(2020,)))
    with pytest.raises(NotFoundError, match="nothing rises"):
        trends_plot(trends(trend("falls", 2, 1, 0, growth=0.5)))
    with pytest.raises(NotFoundError, match="2 less sure"):
        leaderboard_plot([], every=[board(("a", 1.0), ("b", 2.0))])
    with pytest.raises(NotFoundError, match="no paper says"):
        lineage_plot(lineage(root="a", levels={"a": 0}))


@pytest.mark.parametrize("most", [0, 101])
def test_a_figure_has_a_reasonable_number_of_things(most: int) -> None:
    with pytest.raises(UsageError, match="name a number"):
        trends_plot(trends(trend("LoRA", 0, 1, 2)), most=most)
    with pytest.raises(UsageError, match="name a number"):
        leaderboard_plot([board(("a", 1.0))], most=most)
