"""What the API answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from tests.web.conftest import serving
from tests.web.graphs import MARKUP, RECORDS, crowd, write_graph

CIFAR = "dataset:cifar 10"


def got(client: Client, path: str, **parameters: str | float | list[str]) -> Any:  # noqa: ANN401 - JSON
    answer = client.get(path, params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def text_of(pieces: list[dict[str, Any]]) -> str:
    return "".join(piece["text"] for piece in pieces)


def test_the_graph_says_what_is_in_it(client: Client) -> None:
    graph = got(client, "/api/graph")
    assert {count["what"]: count["count"] for count in graph["counts"]} == {
        "Paper": 3,
        "Method": 4,
        "Dataset": 2,
        "Metric": 1,
        "Task": 1,
    }
    assert graph["most_named"]["Method"][0]["name"] == "GadgetNet"


@pytest.mark.parametrize("text", ["w", "Widg", "widgetnet", "  WidgetNet "])
def test_search_finds_names_by_their_beginning_whatever_the_case(client: Client, text: str) -> None:
    found = got(client, "/api/search", q=text)
    assert found["things"][0]["name"] == "WidgetNet"
    assert found["things"][0]["papers"] == 2


def test_search_finds_titles(client: Client) -> None:
    found = got(client, "/api/search", q="faster sam")
    assert [paper["id"] for paper in found["papers"]] == ["arxiv:2301.00001"]


@pytest.mark.parametrize("text", ["", "   ", '"', "*", "AND", "title:", "(", "\x00", "' OR 1=1 --", "é" * 200])
def test_search_takes_any_text(client: Client, text: str) -> None:
    assert got(client, "/api/search", q=text)["text"] == text


def test_a_thing_has_its_years_its_neighbours_and_what_papers_state(client: Client) -> None:
    thing = got(client, "/api/thing", id=CIFAR)
    assert (thing["name"], thing["papers"], thing["undated"]) == ("CIFAR-10", 3, 0)
    assert thing["years"] == [{"year": 2023, "papers": 1}, {"year": 2024, "papers": 2}]
    assert [(near["name"], near["together"]) for near in thing["near"]["Metric"]] == [("perplexity", 3)]
    widget = got(client, "/api/thing", id="method:widgetnet~ada lovelace")
    assert widget["roles"]["introduced"] == 1
    relation = next(one for one in widget["relations"] if one["what"] == "based on")
    assert relation["other"]["name"] == "GadgetNet"
    assert "builds on GadgetNet" in text_of(relation["statements"][0]["quotes"][0]["pieces"])


def test_a_thing_is_found_by_its_name_too(client: Client) -> None:
    assert got(client, "/api/thing", id="cifar-10")["id"] == CIFAR


def test_the_papers_of_a_thing_come_with_their_sentences_the_latest_first(client: Client) -> None:
    papers = got(client, "/api/thing/papers", id=CIFAR)
    assert [naming["paper"]["date"] for naming in papers["papers"]] == ["2024-05-01", "2024-02", "2023-01-05"]
    quote = papers["papers"][2]["quotes"][0]["pieces"]
    assert text_of(quote) == "On CIFAR-10 it gets 2.69 perplexity."
    assert [piece["text"] for piece in quote if piece["marked"]] == ["CIFAR-10"]
    assert got(client, "/api/thing/papers", id=CIFAR, page=2)["papers"] == []
    assert got(client, "/api/thing/papers", id=CIFAR, role="introduced")["total"] == 0


def test_the_results_of_a_dataset_are_leaderboards(client: Client) -> None:
    results = got(client, "/api/thing/results", id=CIFAR, least=0)
    (board,) = [board for board in results["boards"] if board["title"] == "perplexity"]
    assert board["better"] == "lower"
    assert (board["values"][0]["rank"], board["values"][0]["text"]) == (1, "2.69")
    method = got(client, "/api/thing/results", id="method:gadgetnet", least=0)
    assert {value["dataset"]["name"] for board in method["boards"] for value in board["values"]} == {"CIFAR-10"}


def test_a_paper_is_marked_where_it_names_things(client: Client) -> None:
    paper = got(client, "/api/paper", id="doi:10.1/a/b")
    assert text_of(paper["abstract_pieces"]) == RECORDS[1].abstract
    named = {piece["text"]: piece["id"] for piece in paper["abstract_pieces"] if piece["marked"]}
    assert named["CIFAR-10"] == CIFAR
    assert named["WidgetNet"].startswith("method:widgetnet")
    assert paper["links"] == ["https://example.org/widgets", "https://doi.org/10.1/a/b"]
    assert [value["text"] for value in paper["results"]] == ["3.5"]


def test_an_address_that_is_none_of_the_web_is_no_link(client: Client) -> None:
    papers = got(client, "/api/search", q="on script")["papers"]
    assert got(client, "/api/paper", id=papers[0]["id"])["links"] == []


def test_a_picture_grows_without_moving(client: Client) -> None:
    first = got(client, "/api/picture", open=[CIFAR])
    grown = got(client, "/api/picture", open=[CIFAR, "method:gadgetnet"])
    assert got(client, "/api/picture", open=[CIFAR]) == first
    places = {node["id"]: (node["x"], node["y"]) for node in grown["nodes"]}
    assert all(places[node["id"]] == (node["x"], node["y"]) for node in first["nodes"])
    assert [node["id"] for node in grown["nodes"] if node["opened"]] == grown["opened"]
    assert len(set(places.values())) == len(places)
    ids = set(places)
    assert all({edge["source"], edge["target"]} <= ids for edge in grown["edges"])


def test_every_edge_of_a_picture_has_its_evidence(client: Client) -> None:
    picture = got(client, "/api/picture", open=["method:gadgetnet", "arxiv:2301.00001", CIFAR])
    assert {edge["kind"] for edge in picture["edges"]} >= {"names", "based on", "together"}
    for edge in picture["edges"]:
        ends = {"source": edge["source"], "target": edge["target"], "kind": edge["kind"]}
        evidence = got(client, "/api/evidence", **ends)
        assert evidence["statements"] or evidence["reason"], edge
        assert all(said["quotes"] for said in evidence["statements"])


def test_papers_are_saved_as_bibtex_csv_and_json(client: Client) -> None:
    answer = client.get("/api/save/papers", params={"id": CIFAR, "form": "bib"})
    assert answer.text.count("@misc{") == 3
    assert "@misc{lovelace2023faster,\n  title = {{Faster Sampling with Widgets}}," in answer.text
    assert 'filename="papers.bib"' in answer.headers["content-disposition"]
    rows = client.get("/api/save/papers", params={"id": CIFAR, "form": "json"}).json()
    assert [row["date"] for row in rows] == ["2024-05-01", "2024-02", "2023-01-05"]
    table = client.get("/api/save/results", params={"id": CIFAR, "form": "csv", "least": 0}).text
    assert table.startswith("board,rank,value,text,kind,scale,method")


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/api/thing", {"id": "method:no such thing"}),
        ("/api/thing", {"id": "nothing\x00|~:"}),
        ("/api/thing/papers", {"id": "paper:1"}),
        ("/api/paper", {"id": "../../etc/passwd"}),
        ("/api/picture", {"open": "arxiv:1"}),
        ("/api/evidence", {"source": "arxiv:1", "target": CIFAR, "kind": "names"}),
    ],
)
def test_what_is_not_there_is_a_404_that_says_so(client: Client, path: str, parameters: dict[str, str]) -> None:
    answer = client.get(path, params=parameters)
    assert answer.status_code == 404
    assert "no" in answer.json()["detail"]


def test_what_the_browser_has_already_is_not_sent_again(client: Client) -> None:
    first = client.get("/api/graph")
    again = client.get("/api/graph", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_graph_that_grows_or_is_replaced_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "growing.kg"
    write_graph(path, RECORDS[:1])
    with serving(path) as address, Client(base_url=address, timeout=60) as client:
        first = client.get("/api/thing", params={"id": CIFAR})
        assert first.json()["papers"] == 1
        write_graph(path, [*RECORDS[1:], *crowd(40)])
        grown = client.get("/api/thing", params={"id": CIFAR}, headers={"If-None-Match": first.headers["etag"]})
        assert grown.json()["papers"] == 43
        write_graph(tmp_path / "other.kg", RECORDS[2:])
        (tmp_path / "other.kg").replace(path)
        assert client.get("/api/thing", params={"id": CIFAR}).json()["papers"] == 1
        assert client.get("/api/search", params={"q": "script"}).json()["things"][0]["name"] == MARKUP


def test_the_api_is_described(client: Client) -> None:
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) >= {"/api/search", "/api/thing", "/api/picture", "/api/query"}
    assert client.get("/docs").status_code == 404
