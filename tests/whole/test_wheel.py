"""The wheel holds what runs, and no abstracts."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
RUN = """
import kg
from kg.graph.library import queries
assert kg.__file__.startswith({folder!r}), kg.__file__
with kg.build({source!r}) as graph:
    assert len(queries()) >= 3
    assert graph.query("MATCH (p:Paper) RETURN count(p) AS papers").rows == ((1,),)
    assert "<html" in graph.view()
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def test_it_holds_the_model_the_queries_and_the_page_but_no_papers(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("kg/extract/model/") for name in names)
    assert any(name.startswith("kg/cypher/queries/") for name in names)
    assert any(name.startswith("kg/show/templates/") for name in names)
    assert not [name for name in names if "seeds" in name or name.startswith(("tests", "training"))]
    assert wheel.stat().st_size < 30_000_000


def test_it_runs_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(folder)
    source = tmp_path / "one.jsonl"
    source.write_text('{"title": "One", "abstract": "We evaluate BERT on SQuAD by accuracy."}\n', encoding="utf-8")
    code = RUN.format(folder=str(folder), source=str(source))
    # Isolated from the checkout: only the unpacked wheel is on the path, before the dependencies.
    program = f"import sys; sys.path.insert(0, {str(folder)!r}); exec({code!r})"
    run = subprocess.run(
        [sys.executable, "-P", "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
