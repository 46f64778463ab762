"""Pairs of names are scored by whether they are one node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg.analyse.linking import evaluate_links, read_pairs, wrong_rows
from kg.errors import SourceError

PAPERS = (
    {
        "paper": "p1",
        "title": "Tuning",
        "abstract": "We propose Low-Rank Adaptation (LoRA). It reaches 90.1 accuracy on GLUE.",
    },
    {
        "paper": "p2",
        "title": "Scores",
        "abstract": "We fine-tune with LoRA and report the BLEU score on the GLUE benchmark.",
    },
    {"paper": "p3", "title": "Translation", "abstract": "Our model improves BLEU by 2.1 points on WMT14."},
)


def pair(one: tuple[str, str], other: tuple[str, str], kind: str, *, same: bool) -> dict[str, object]:
    ends = ({"paper": paper, "name": name} for paper, name in (one, other))
    return {**dict(zip("ab", ends, strict=True)), "same": same, "class": kind}


PAIRS = (
    pair(("p1", "low-rank adaptations"), ("p2", "LoRA"), "acronym", same=True),
    pair(("p1", "GLUE"), ("p2", "GLUE"), "spelling", same=True),
    pair(("p2", "BLEU score"), ("p3", "BLEU"), "spelling", same=True),
    pair(("p2", "GLUE"), ("p3", "WMT14"), "version", same=False),
    pair(("p2", "GLUE"), ("p3", "nothing of the kind"), "version", same=True),
)


def write(path: Path, *lines: object) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_pairs_are_right_if_they_are_joined_where_they_are_one_thing(tmp_path: Path) -> None:
    scores = evaluate_links(write(tmp_path / "pairs.jsonl", *PAPERS, *PAIRS), threshold=0)
    rows = {row[0]: row[1:] for row in scores.rows()}
    assert rows["acronym"] == (1, 1, 1, 1, 1, 1.0, 1.0, 1.0)
    assert rows["spelling"] == (2, 2, 2, 2, 2, 1.0, 1.0, 1.0)
    assert rows["version"] == (2, 1, 0, 0, 0, None, None, None)
    assert rows["all"] == (5, 4, 3, 3, 3, 1.0, 1.0, 1.0)
    assert scores.wrong == ()


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    wrong = pair(("p1", "GLUE"), ("p2", "GLUE"), "spelling", same=False)
    scores = evaluate_links(write(tmp_path / "pairs.jsonl", *PAPERS, wrong), threshold=0)
    ((kind, said, name, node, other, other_node, *papers),) = wrong_rows(scores.wrong)
    assert (kind, said, name, other, papers) == ("spelling", "two things", "GLUE", "GLUE", ["p1", "p2"])
    assert node == other_node
    assert scores.rows()[-1][6:] == (0.0, None, 0.0)


def test_papers_without_abstracts_are_looked_up_by_title(tmp_path: Path) -> None:
    bare = [{key: paper[key] for key in ("paper", "title")} for paper in PAPERS]
    source = write(
        tmp_path / "papers.jsonl", *({"title": p["title"].upper(), "abstract": p["abstract"]} for p in PAPERS)
    )
    gold = write(tmp_path / "pairs.jsonl", *bare, *PAIRS)
    scores = evaluate_links(gold, [str(source)], threshold=0)
    assert scores.rows()[-1][1:3] == (5, 4)
    with pytest.raises(SourceError, match="3 of 3 papers have no abstract"):
        evaluate_links(gold, threshold=0)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["{"], "line 1: it is not JSON"),
        (["[]"], "no object"),
        (['{"a": 1}'], "neither a paper"),
        ([json.dumps(PAIRS[0])], "of which the file has no line"),
        ([json.dumps(PAPERS[0])], "no pairs"),
    ],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, lines: list[str], message: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_pairs(path)
    with pytest.raises(SourceError, match="cannot be read"):
        read_pairs(tmp_path)


@pytest.mark.corpus
def test_hard_pairs_are_scored_and_none_is_lost(shared: Path) -> None:
    gold = Path(__file__).parent.parent / "data" / "linking.jsonl"
    _, pairs = read_pairs(gold)
    scores = evaluate_links(gold, [str(shared / "data" / "corpus.jsonl.xz")], threshold=4000)
    assert [outcome.pair for outcome in scores.outcomes] == list(pairs)
    *kinds, (_, count, extracted, same, joined, right, *_) = scores.rows()
    assert (count, extracted, same, joined, right) == tuple(sum(int(str(row[n])) for row in kinds) for n in range(1, 6))
    # What differs in spelling alone is one thing, and a version never is another one's.
    figures = {row[0]: row[6:8] for row in kinds}
    assert figures["spelling"] == (1.0, 1.0)
    assert figures["version"][0] == 1.0
