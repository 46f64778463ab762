"""Make the pictures of the documentation: the page in a browser, and figures, of the graph of seeds/.

usage: python benchmarks/pictures.py [--graph FILE] [--output FOLDER]

`KG_CHROMIUM` names another browser than /usr/bin/chromium.
"""

from __future__ import annotations

import argparse
import os
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

import kg

CHECKOUT = Path(__file__).parent.parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
CHOSEN = "CIFAR-10"


def photograph(
    browser: Browser, page: Path, picture: Path, *, size: ViewportSize, scheme: Literal["light", "dark"], find: str = ""
) -> None:
    """Open a page, choose a thing in it or none, and write what is seen."""
    context = browser.new_context(viewport=size, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(page.as_uri())
    opened.wait_for_selector("#panel h2")
    if find:
        opened.fill("#search", find)
        opened.press("#search", "Enter")
    opened.wait_for_timeout(500)
    with Image.open(BytesIO(opened.screenshot())) as seen:
        # 256 colours are enough for a page, and a third of the bytes.
        seen.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(picture, optimize=True)
    context.close()


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description="The pictures of the documentation.")
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--output", type=Path, default=CHECKOUT / "docs" / "pictures")
    options = parser.parse_args()
    folder: Path = options.output
    folder.mkdir(parents=True, exist_ok=True)
    with kg.open(options.graph) if options.graph else kg.build(CHECKOUT / "seeds") as graph:
        page = graph.view()
        graph.plot("trends").save(folder / "trends.svg")
        graph.plot("leaderboard", CHOSEN, "FID").save(folder / "leaderboard.svg")
        graph.plot("lineage", "DARTS").save(folder / "lineage.svg")
    with TemporaryDirectory() as temporary, sync_playwright() as driver:
        path = Path(temporary) / "papers.html"
        path.write_text(page, encoding="utf-8", newline="\n")
        program = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        photograph(browser, path, folder / "view-light.png", size=WIDE, scheme="light", find=CHOSEN)
        photograph(browser, path, folder / "view-dark.png", size=WIDE, scheme="dark")
        photograph(browser, path, folder / "view-phone.png", size=PHONE, scheme="light", find=CHOSEN)
        browser.close()


if __name__ == "__main__":
    main()
