"""The model card: what the packaged model was made from, how good it is and how sure that is, and what it is bad at."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from kg import extract
from kg.errors import KgError

FILE = "card.json"
COLUMNS = ("measured on", "papers", "label", "P", "R", "F1", "low", "high")
FigureRow = tuple[str, int, str, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What `kg model` says.

    `figures` have the columns of COLUMNS: precision, recall, F1, and the interval that holds 95 % of the F1s when
    papers are drawn again. `facts` are pairs of a question and its answer.
    """

    model: str
    megabytes: float
    facts: tuple[tuple[str, str], ...]
    figures: tuple[FigureRow, ...]
    weaknesses: tuple[str, ...]

    def markdown(self) -> str:
        """Return the card as a page."""
        return "\n".join([*self._head(), *self._table(), "", "## Known weaknesses", "", *self._weaknesses()])

    def _head(self) -> Iterator[str]:
        yield f"# {self.model}"
        yield ""
        yield f"{self.megabytes:.1f} MB of weights and tables"
        for question, answer in self.facts:
            yield from ("", f"## {question}", "", answer)

    def _table(self) -> Iterator[str]:
        yield from ("", "## Figures", "")
        yield "Core entities; F1 with the interval that holds 95 % of the F1s when the papers are drawn again."
        yield from ("", "| measured on | papers | label | P | R | F1 | 95 % |", "|---|---|---|---|---|---|---|")
        for on, papers, label, p, r, f1, low, high in self.figures:
            yield f"| {on} | {papers} | {label} | {p:.3f} | {r:.3f} | {f1:.3f} | {low:.3f} to {high:.3f} |"

    def _weaknesses(self) -> Iterator[str]:
        return (f"- {weakness}" for weakness in self.weaknesses)


def model_card() -> ModelCard:
    """Return the packaged model's card. Raises KgError if its files are missing or damaged."""
    with as_file(files("kg.extract") / "model") as folder:
        return read_card(folder)


def read_card(folder: Path) -> ModelCard:
    """Return the card of the pipeline in a folder. Raises KgError if it cannot be read."""
    path = folder / FILE
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return ModelCard(
            model=extract.model_id(extract.load_from(folder)),
            megabytes=sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6,
            facts=tuple((fact["question"], fact["answer"]) for fact in record["facts"]),
            figures=tuple(tuple(row[column] for column in COLUMNS) for row in record["figures"]),
            weaknesses=tuple(record["weaknesses"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KgError(f"{path} is not a model card ({error}); install the package again") from error
