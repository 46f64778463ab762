"""The console: queries that read are answered, all others refused, and the server goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx import Client

from kg.errors import QueryError
from kg.web import console as consoles
from kg.web.console import Console

COUNT = "MATCH (p:Paper) RETURN count(p) AS n"


@pytest.fixture(scope="module")
def console(widgets: Path) -> Iterator[Console]:
    console = Console(widgets, threshold=0.4)
    yield console
    console.close()


def asked(console: Console, text: str, *, timeout: float = 30.0) -> tuple[tuple[object, ...], ...]:
    return console.ask(text, {}, timeout=timeout, limit=10).table.rows


def test_a_query_is_answered_with_its_columns_and_rows(client: Client) -> None:
    answer = client.post("/api/query", json={"text": COUNT, "timeout": 30}).json()
    assert (answer["columns"], answer["rows"], answer["cut"]) == (["n"], [[3]], False)
    limited = client.post("/api/query", json={"text": "MATCH (p:Paper) RETURN p.id AS id ORDER BY id", "limit": 2})
    assert (len(limited.json()["rows"]), limited.json()["cut"]) == (2, True)


def test_the_library_can_be_asked_by_name(client: Client) -> None:
    names = [query["name"] for query in client.get("/api/queries").json()]
    assert "papers_of_dataset" in names
    parameters = {"dataset": "CIFAR-10"}
    answer = client.post("/api/query", json={"name": "papers_of_dataset", "parameters": parameters})
    assert len(answer.json()["rows"]) == 3
    table = client.post("/api/query?form=csv", json={"name": "papers_of_dataset", "parameters": parameters})
    assert len(table.text.splitlines()) == 4
    missing = client.post("/api/query", json={"name": "papers_of_dataset"})
    assert (missing.status_code, "needs dataset" in missing.json()["detail"]) == (422, True)
    assert client.post("/api/query", json={"name": "no_such"}).status_code == 404


@pytest.mark.parametrize(
    "text",
    [
        "CREATE (n:Method {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "match (n) sEt n.name = 'x' return n",
        "LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row",
        "MATCH (n) CALL { LOAD CSV FROM 'file:///etc/passwd' AS row RETURN row } RETURN row",
        "CALL db.labels()",
        "DROP INDEX x",
        "RETURN 1 AS a; MATCH (n) DELETE n",
        "",
        "MATCH (n",
    ],
)
def test_what_would_do_more_than_read_is_refused(client: Client, text: str) -> None:
    answer = client.post("/api/query", json={"text": text})
    assert answer.status_code == 400
    assert answer.json()["detail"]
    assert client.post("/api/query", json={"text": COUNT}).json()["rows"] == [[3]]


@pytest.mark.parametrize(
    "question",
    [
        {"text": COUNT, "limit": 10**9},
        {"text": COUNT, "timeout": 1e9},
        {"text": COUNT, "timeout": 0},
        {"text": 5},
        {"text": COUNT, "parameters": {"a": {}}},
        [],
        7,
    ],
)
def test_a_question_out_of_range_is_refused(client: Client, question: object) -> None:
    assert client.post("/api/query", json=question).status_code == 422


def test_half_a_character_is_refused(client: Client) -> None:
    content = rb'{"text": "RETURN \ud800"}'
    answer = client.post("/api/query", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422


def test_a_query_that_never_ends_is_stopped(console: Console) -> None:
    endless = " ".join(f"MATCH (a{n}) " for n in range(9)) + "RETURN count(*) AS n"
    with pytest.raises(QueryError, match=r"took longer than 0\.2 s"):
        asked(console, endless, timeout=0.2)
    assert asked(console, COUNT) == ((3,),)


def test_a_query_that_wants_all_memory_ends_alone(console: Console) -> None:
    doubled = "RETURN size(reduce(text = 'aaaaaaaa', x IN range(1, 40) | text + text)) AS n"
    with pytest.raises(QueryError, match=r"memory|longer"):
        asked(console, doubled)
    assert asked(console, COUNT) == ((3,),)


def test_a_process_that_ends_is_started_again(console: Console) -> None:
    asked(console, COUNT)
    assert console._worker is not None
    console._worker[0].kill()
    console._worker[0].join()
    assert asked(console, COUNT) == ((3,),)


def test_others_wait_their_turn_and_no_longer(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consoles, "WAITING", 0.01)
    with console._lock, pytest.raises(QueryError, match="try again"):
        asked(console, COUNT)
