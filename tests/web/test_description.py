"""Whatever the description of the API allows, and much of what it does not: no answer is a fault of the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from tests.web.conftest import serving

OPERATIONS = (
    ("GET", "/api/graph"),
    ("GET", "/api/search"),
    ("GET", "/api/thing"),
    ("GET", "/api/thing/papers"),
    ("GET", "/api/thing/results"),
    ("GET", "/api/paper"),
    ("GET", "/api/picture"),
    ("GET", "/api/evidence"),
    ("GET", "/api/save/papers"),
    ("GET", "/api/save/results"),
    ("GET", "/api/queries"),
    ("POST", "/api/query"),
)


@pytest.fixture(scope="module")
def described(widgets: Path) -> Iterator[schemathesis.BaseSchema]:
    """The description of a running explorer."""
    with serving(widgets) as address:
        yield schemathesis.openapi.from_url(f"{address}openapi.json")


def test_these_are_all_operations(described: schemathesis.BaseSchema) -> None:
    found = {(method.upper(), path) for path, methods in described.raw_schema["paths"].items() for method in methods}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_is_answered_by_a_fault_of_the_server(
    described: schemathesis.BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    checks = [not_a_server_error, status_code_conformance, response_schema_conformance]

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def asked(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=checks)

    if mode is GenerationMode.POSITIVE or method == "POST" or _has_parameters(described, path):
        asked()


def _has_parameters(described: schemathesis.BaseSchema, path: str) -> bool:
    return bool(described[path]["GET"].definition.raw.get("parameters"))
