"""What is refused, and that the server goes on."""

from __future__ import annotations

import pytest
from httpx import Client

from kg.web.safety import LARGEST_BODY, LONGEST_ADDRESS, host_names, is_loopback
from kg.web.static_files import static_version
from tests.web.graphs import MARKUP

PAGES = (
    "/",
    "/search?q=widget",
    "/thing?id=dataset:cifar+10",
    "/paper?id=arxiv:2301.00001",
    "/picture",
    "/console",
    "/api",
)
QUERY = {"text": "MATCH (p:Paper) RETURN count(p) AS n"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_the_names_of_this_machine_are_answered(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": f"{host}:{client.base_url.port}"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example:{port}", "localhost", "localhost:1", "127.0.0.1.nip.io:{port}", ""])
def test_another_name_is_refused(client: Client, host: str) -> None:
    for path in ("/", "/api/graph", "/static/x/explorer.css"):
        answer = client.get(path, headers={"Host": host.format(port=client.base_url.port)})
        assert answer.status_code == 421
        assert "CIFAR" not in answer.text


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost:8000", "http://localhost:9000"])
def test_pages_of_other_origins_are_refused_and_get_no_leave_to_read(client: Client, origin: str) -> None:
    for answer in (
        client.get("/api/graph", headers={"Origin": origin}),
        client.post("/api/query", json=QUERY, headers={"Origin": origin}),
        client.options("/api/query", headers={"Origin": origin, "Access-Control-Request-Method": "POST"}),
    ):
        assert answer.status_code == 403
        assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_requests_that_pages_elsewhere_send_are_refused_but_links_may_be_followed(client: Client, site: str) -> None:
    followed = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    framed = {**followed, "Sec-Fetch-Dest": "iframe"}
    loaded = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}
    assert client.get("/thing?id=dataset:cifar+10", headers=followed).status_code == 200
    assert client.get("/api/graph", headers=followed).status_code == 403
    for headers in (framed, loaded):
        assert client.get("/", headers=headers).status_code == 403
        assert client.get("/api/graph", headers=headers).status_code == 403


@pytest.mark.parametrize("path", [*PAGES, "/api/graph", "/nothing", "/api/thing?id=nothing", "/api/search"])
def test_every_answer_forbids_what_it_does_not_need(client: Client, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_hold_no_script_of_their_own_and_name_no_other_site_to_load_from(client: Client, path: str) -> None:
    text = client.get(path).text
    assert "<script>" not in text
    assert " on" + "click=" not in text
    assert "style=" not in text
    for part in text.split("<script")[1:] + text.split("<link")[1:]:
        tag = part.split(">")[0]
        assert "http" not in tag


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_nothing_can_be_changed(client: Client, method: str) -> None:
    for path in ("/", "/api/graph", "/api/thing?id=dataset:cifar+10"):
        assert client.request(method, path).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/static/{v}/../../../etc/passwd",
        "/static/{v}/..%2f..%2f..%2fetc%2fpasswd",
        "/static/{v}/%2e%2e/app.py",
        "/static/{v}//etc/passwd",
        "/static/{v}/explorer.css%00.py",
        "/static/{v}/..\\app.py",
        "/static/other/explorer.css",
        "/static/{v}/",
    ],
)
def test_only_the_pages_own_files_are_served(client: Client, path: str) -> None:
    answer = client.get(path.format(v=static_version()))
    assert answer.status_code == 404
    assert "root:" not in answer.text


def test_the_pages_own_files_are_served(client: Client) -> None:
    for name in ("explorer.css", "search.js", "vis-network.min.js", "icon.svg"):
        assert client.get(f"/static/{static_version()}/{name}").status_code == 200


def test_what_is_too_large_is_refused(client: Client) -> None:
    large = "x" * (LARGEST_BODY + 1)
    assert client.post("/api/query", json={"text": large}).status_code == 413
    assert client.post("/api/query", content=iter([large.encode()])).status_code == 413
    assert client.get("/api/search", params={"q": "x" * LONGEST_ADDRESS}).status_code == 414
    assert client.get("/api/search", params={"q": "x" * 201}).status_code == 422
    assert client.get("/api/thing", params={"id": "x" * 601}).status_code == 422
    assert client.get("/api/picture", params=[("open", "x")] * 25).status_code == 422
    assert client.get("/api/thing/papers", params={"id": "x", "page": 10**30}).status_code == 422


def test_a_name_that_looks_like_markup_stays_text(client: Client) -> None:
    found = client.get("/api/search", params={"q": "script"}).json()
    for path in (
        f"/thing?id={found['things'][0]['id']}",
        f"/paper?id={found['papers'][0]['id']}",
        "/",
        "/search?q=script",
    ):
        text = client.get(path).text
        assert MARKUP not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_errors_are_pages_for_people_and_json_for_programs(client: Client) -> None:
    page = client.get("/thing", params={"id": "<b>nothing</b>"})
    assert page.status_code == 404
    assert "<b>nothing" not in page.text
    assert "That is not here" in page.text
    assert client.get("/api/thing").json()["detail"].startswith("query.id:")
    assert client.get("/api/nothing").json() == {"detail": "there is no such page"}


def test_which_hosts_are_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LocalHost")))
    assert not any(map(is_loopback, ("10.0.0.1", "::", "192.168.1.2", "example.org", "localhost.example.org", "")))
    assert host_names(("localhost",), 80) == {"localhost", "localhost:80"}
