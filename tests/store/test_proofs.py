"""A store that was tampered with is found out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.analyse import verify
from kg.errors import NotAStoreError
from kg.records import Record
from kg.store import Store
from tests.making import MODEL, extract_capitals

RECORDS = (
    Record(
        "a.jsonl",
        "",
        "Low-rank models",
        "We propose Low-Rank Adaptation (LoRA), and not Local Randomness. LoRA is best on CIFAR-10 with 94.3 accuracy.",
        ("arxiv:2305.00001",),
    ),
    Record("b.jsonl", "", "Low-rank models", "Short.", ("arxiv:2305.00001",), ("Ada Lovelace",)),
    Record("b.jsonl", "", "Later work", "LoRA has good accuracy on ImageNet.", (), ("Bo Li",)),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "papers.kg"
    with Store.create(path) as store:
        store.add(RECORDS, extract_capitals, model=MODEL)
    return path


def test_a_sound_store_is_proved(path: Path) -> None:
    with Store.open(path) as store:
        proof = verify(store)
    assert proof.problems == ()
    assert (proof.papers, proof.edges > 4) == (2, True)


CORRUPTIONS = {
    "a record's text": "UPDATE record SET data = replace(data, 'best', 'worst')",
    "a record is gone": "DELETE FROM record WHERE number = 1",
    "a record is filed under another paper": "UPDATE record SET paper = 'arxiv:2305.00001'",
    "a record's identity key": "DELETE FROM record_key WHERE key LIKE 'arxiv:%'",
    "a paper's title": (
        "UPDATE paper SET data = replace(data, 'Later', 'Late'), title = 'Late work' WHERE title = 'Later work'"
    ),
    "a paper's year": "UPDATE paper SET data = json_set(data, '$.year', 1999)",
    "a mention's place": "UPDATE paper SET extraction = replace(extraction, '[\"abstract\",', '[\"abstract\",1')",
    "an entity's name": "UPDATE paper SET extraction = replace(extraction, '\"CIFAR-10\"', '\"MNIST\"')",
    "a definition that the text does not give": (
        "UPDATE paper SET extraction = replace(extraction, '\"Low-Rank Adaptation\"', '\"Lots of Rats\"')"
    ),
    "a fact is gone": "DELETE FROM fact WHERE key = 'dataset|cifar 10'",
    "a fact's evidence": "UPDATE fact SET mentions = '[[\"title\",0,3,9000]]' WHERE label = 'Dataset'",
    "a fact's score": "UPDATE fact SET score = 9999",
    "a result is gone": "DELETE FROM result",
    "a result's dataset": "UPDATE result SET dataset = 'dataset|mnist'",
    "a result's value": "UPDATE paper SET extraction = replace(extraction, '\"value\":94.3', '\"value\":95.3')",
    "a result's place": "UPDATE paper SET extraction = json_set(extraction, '$.results[0].span[1]', 0)",
    "a result's sentence": "UPDATE paper SET extraction = json_set(extraction, '$.results[0].sentence[2]', 3)",
    "a result's method": (
        "UPDATE paper SET extraction = json_set(extraction, '$.results[0].method', 2) "
        "WHERE json_array_length(extraction, '$.results')"
    ),
    "a relation is gone": "DELETE FROM relation",
    "a relation's target": "UPDATE relation SET target = 'method|other'",
    "a relation's evidence": "UPDATE paper SET extraction = json_set(extraction, '$.relations[0].evidence[0][2]', 9)",
    "a relation's end": (
        "UPDATE paper SET extraction = json_set(extraction, '$.relations[0].target', 3) "
        "WHERE json_array_length(extraction, '$.relations')"
    ),
    "a count of spellings": "UPDATE spelling SET papers = papers + 1",
    "a definition's count": "UPDATE definition SET papers = 7",
    "a node of a key": "UPDATE node SET canonical = 'metric|accuracy' WHERE key LIKE 'dataset|%'",
}


@pytest.mark.parametrize("change", CORRUPTIONS.values(), ids=CORRUPTIONS.keys())
def test_corruption_is_caught(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        assert db.execute(change).rowcount > 0
    with Store.open(path) as store:
        assert verify(store).problems


UNREADABLE = (
    "UPDATE paper SET extraction = json_set(extraction, '$.results', json('[{}]'))",
    "UPDATE paper SET extraction = json_set(extraction, '$.relations[0].target', 7) WHERE id LIKE 'arxiv:%'",
)


@pytest.mark.parametrize("change", UNREADABLE)
def test_an_extraction_that_cannot_be_read_is_told(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(change)
    with Store.open(path) as store, pytest.raises(NotAStoreError, match=r"arxiv:2305\.00001.*cannot be read"):
        verify(store)
