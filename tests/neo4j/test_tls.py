"""Encrypted addresses, with a server that has a certificate of its own authority."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.errors import Neo4jError
from kg.graph import check_server, push, query_server
from tests.graph import small
from tests.neo4j.running import Server

pytestmark = pytest.mark.neo4j


@pytest.mark.parametrize("scheme", ["neo4j", "neo4j+s", "bolt+s", "neo4j+ssc", "bolt+ssc"])
def test_a_push_goes_over_every_kind_of_address(
    own_server: Server, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(own_server.authority))
    login = replace(own_server.login, uri=own_server.login.uri.replace("bolt", scheme))
    nodes, edges = small.whole()
    push(nodes, edges, login)
    assert check_server(nodes, edges, login) == []
    assert query_server("MATCH (p:Paper) RETURN count(p) AS n", {}, login).rows == ((2,),)
    push([], [], login)


@pytest.mark.parametrize("scheme", ["neo4j+s", "bolt+s"])
def test_a_certificate_that_nobody_vouches_for_is_refused_and_said(own_server: Server, scheme: str) -> None:
    login = replace(own_server.login, uri=own_server.login.uri.replace("bolt", scheme))
    with pytest.raises(Neo4jError, match=r"certificate.*SSL_CERT_FILE") as caught:
        push([], [], login)
    assert "\n" not in str(caught.value)
