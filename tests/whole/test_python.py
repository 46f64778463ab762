"""The graph as Python users have it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg
from kg.errors import KgError, QueryError, UsageError
from kg.records import SCORE_ONE

PAPERS = [
    {
        "id": "arXiv:2106.09685",
        "title": "LoRA",
        "abstract": "We propose Low-Rank Adaptation (LoRA). LoRA is evaluated on GLUE.",
        "year": 2021,
    },
    {
        "title": "Later",
        "abstract": "We fine-tune RoBERTa with LoRA on the GLUE benchmark and report accuracy.",
        "authors": ["Bo Li"],
    },
]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(paper) + "\n" for paper in PAPERS), encoding="utf-8")
    return path


def test_a_graph_in_memory(source: Path) -> None:
    with kg.build(source) as graph:
        network = graph.networkx()
        assert {data["label"] for _, data in network.nodes(data=True)} >= {"Paper", "Dataset", "Author"}
        assert network.nodes["arxiv:2106.09685"]["year"] == 2021
        assert graph.query("MATCH (p:Paper) RETURN p.title AS title ORDER BY title").rows == (("Later",), ("LoRA",))
        assert graph.verify().problems == ()
        assert graph.progress is not None
        assert len(graph.progress.added) == 2


def test_a_graph_in_a_file_grows(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    kg.build(source, graph=path).close()
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"title": "Third", "abstract": "We use GLUE."}) + "\n", encoding="utf-8")
    kg.build(more, graph=path).close()
    with kg.open(path) as grown, kg.build(more, source) as at_once:
        assert list(grown.jsonl()) == list(at_once.jsonl())


def test_the_engine_follows_the_graph(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    count = "MATCH (p:Paper) RETURN count(p) AS papers"
    with kg.build(source, graph=path) as graph:
        assert graph.query(count).rows == ((2,),)
        more = tmp_path / "more.jsonl"
        more.write_text(json.dumps({"title": "Third", "abstract": "We use GLUE."}) + "\n", encoding="utf-8")
        kg.build(more, graph=path).close()
        assert graph.query(count).rows == ((3,),)


NAMING = {"INTRODUCES", "USES", "MENTIONS"}


def test_the_threshold_moves_what_is_shown(source: Path, tmp_path: Path) -> None:
    path = tmp_path / "papers.kg"
    kg.build(source, graph=path).close()
    with kg.open(path, threshold=0.0) as every, kg.open(path, threshold=1.0) as none:
        all_mentions = sum(data["type"] in NAMING for _, _, data in every.networkx().edges(data=True))
        sure = [data["score"] for _, _, data in none.networkx().edges(data=True) if data["type"] in NAMING]
    assert all_mentions > len(sure)
    assert all(score == SCORE_ONE for score in sure)


def test_errors_are_this_packages_own(source: Path, tmp_path: Path) -> None:
    with pytest.raises(KgError):
        kg.build(tmp_path / "nothing.txt")
    with pytest.raises(UsageError):
        kg.open(tmp_path / "papers.kg", threshold=7)
    with kg.build(source) as graph:
        with pytest.raises(QueryError):
            graph.query("CREATE (n:Paper)")
        with pytest.raises(KgError, match="nothing in the graph"):
            graph.show("no such thing at all")


def test_the_pipeline_alone() -> None:
    doc = kg.load()("We evaluate BERT on SQuAD by accuracy.")
    assert {entity.name for entity in doc._.entities} >= {"BERT", "SQuAD"}
    assert doc.ents
