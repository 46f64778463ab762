"""The gold annotations as spans of words: what the tagger learns from."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.extract.features import Words
from kg.records import LABELS

GOLD = Path("../shared/gold/train.jsonl")


def read_gold(path: Path) -> list[dict[str, Any]]:
    """Return the annotated papers of a file, in its order."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def is_held_out(identifier: str) -> bool:
    """Say whether a paper is of the fixed fifth that nothing is trained on while settings are chosen."""
    return hashlib.sha256(identifier.encode()).digest()[0] % 5 == 0


@dataclass(frozen=True, slots=True, order=True)
class WordSpan:
    """Words `start` to `end` (not included) of a text's words, and the number of their kind."""

    start: int
    end: int
    kind: int


def gold_spans(words: Words, entities: Iterable[dict[str, Any]], *, abstract_start: int) -> list[WordSpan]:
    """Return every occurrence of the gold mentions in a text, free of overlaps, sorted.

    Mentions worth a node come before others, longer ones before shorter ones. An occurrence begins and ends with a
    token, in the same case; in a title written in capitals throughout, short forms in capitals are not sought,
    as there they may be plain words.
    """
    starts = {start: n for n, start in enumerate(words.starts)}
    ends = {end: n + 1 for n, end in enumerate(words.ends)}
    shouted = words.text[:abstract_start].isupper()
    forms = sorted(
        {(not e["core"], -len(m), m, LABELS.index(e["label"])) for e in entities for m in [*e["mentions"], e["name"]]}
    )
    taken = [False] * len(words)
    found: list[WordSpan] = []
    for optional, _, text, label in forms:
        for match in re.finditer(re.escape(text), words.text):
            start, end = starts.get(match.start()), ends.get(match.end())
            if start is None or end is None or any(taken[start:end]):
                continue
            if shouted and match.start() < abstract_start and " " not in text and len(text) < 4:
                continue
            taken[start:end] = [True] * (end - start)
            found.append(WordSpan(start, end, label + len(LABELS) * optional))
    return sorted(found)
