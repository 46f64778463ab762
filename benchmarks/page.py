"""What the page costs that `kg view` writes: its bytes, and the seconds until it answers in headless Chromium.

usage: python benchmarks/page.py [--source PATH | --graph FILE] [--rounds N]

Without arguments the page is that of seeds/. A round opens it in a new window without a network and presses `/`, which
takes the cursor into the search box: the time is from the begin of the navigation until that has happened, when the
graph is drawn. Of it, the time that the page's thread ran does not grow when the machine is busy. `KG_CHROMIUM` names
another browser than /usr/bin/chromium.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

import kg

SEEDS = Path(__file__).parent.parent / "seeds"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
ANSWERED = "() => document.activeElement.id === 'search' ? performance.now() : null"


def seconds_to_answer(browser: Browser, path: Path) -> tuple[float, float]:
    """Return how long a page takes from its navigation until it has answered a key, and the time its thread ran."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(120_000)
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri(), wait_until="load")
    page.keyboard.press("/")
    found = page.wait_for_function(ANSWERED, polling="raf").json_value()
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    context.close()
    return float(found) / 1000, float(metrics["ThreadTime"])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="The costs of the page.")
    parser.add_argument("--source", type=Path, default=SEEDS)
    parser.add_argument("--graph", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with kg.open(options.graph) if options.graph else kg.build(options.source) as graph:
        start = time.perf_counter()
        page = graph.view(date="2026-01-01")
        made = time.perf_counter() - start
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "papers.html"
        path.write_text(page, encoding="utf-8", newline="\n")
        program = os.environ.get("KG_CHROMIUM", "/usr/bin/chromium")
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        rounds = [seconds_to_answer(browser, path) for _ in range(options.rounds)]
        browser.close()
    print(f"page: {len(page.encode()):,} bytes, made in {made:.1f} s")
    for what, seconds in zip(("answers after", "its thread ran"), zip(*rounds, strict=True), strict=True):
        print(f"{what}: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s of {len(seconds)}")


if __name__ == "__main__":
    main()
