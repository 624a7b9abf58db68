"""The JSON API keeps to its own description: schemathesis makes requests from `/openapi.json`, right ones and wrong ones.

For each operation it checks that no request is a fault of the server, that every status and media type is one that the
description names, that answers have the shape it gives, that right requests are taken and wrong ones refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from support.servers.server_process import PATIENT

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

REQUESTS_EACH = 15
PATIENCE = 300
"""Seconds that an answer may take on a busy machine; schemathesis waits ten where none are given."""
WITHOUT_WISHES = ("/api/summary", "/api/queries", "/api/audit")
WITH_WISHES = (
    "/api/trace/{code}",
    "/api/network",
    "/api/measures",
    "/api/members",
    "/api/body",
    "/api/person",
    "/api/search",
)
ANSWERED: list[tuple[str, dict[str, str], dict[str, str]]] = [
    *((path, {}, {}) for path in WITHOUT_WISHES),
    *(
        ("/api/trace/{code}", {"code": code}, {"explain": explain})
        for code in ("5", "5.1", "5.1.1", "87", "46.35.1.42", "46.35.1.67", "general-management", "transfers")
        for explain in ("true", "false")
    ),
    *(
        ("/api/network", {}, {"on": on, "people": people})
        for on in ("2025-03-01", "31.12.2025")
        for people in ("1", "0")
    ),
    ("/api/measures", {}, {}),
    ("/api/measures", {}, {"on": "2025-12-31", "since": "2025-01-10"}),
    ("/api/members", {}, {}),
    ("/api/body", {}, {"name": "ulasim", "on": "2025-02-12"}),
    ("/api/body", {}, {"name": "eshot encumeni"}),
    ("/api/search", {}, {"q": "ulasm"}),
    ("/api/person", {}, {"name": "aykol"}),
    ("/api/person", {}, {"name": "aykol", "on": "2025-06-01"}),
]
"""Requests that have an answer, each a path with what stands in it and behind it."""
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    allow_header_conformance,
]


@pytest.fixture(scope="session")
def described(store_dir: Path) -> Iterator[schemathesis.BaseSchema]:
    """The description, as the application itself gives it."""
    app = create_app(store_dir, Settings(workers=1, **PATIENT))

    async def running(scope: Scope, receive: Receive, send: Send) -> None:
        """The application, which each request would start and stop otherwise."""
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        for answer in ("startup", "shutdown"):
            await receive()
            await send({"type": f"lifespan.{answer}.complete"})

    with TestClient(app):
        yield schemathesis.openapi.from_asgi("/openapi.json", running, timeout=PATIENCE)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=["right", "wrong"])
@pytest.mark.parametrize("path", WITH_WISHES)
def test_every_response_conforms_to_the_description(
    described: schemathesis.BaseSchema, path: str, mode: schemathesis.GenerationMode
) -> None:
    @given(case=described[path]["GET"].as_strategy(generation_mode=mode))
    @settings(
        max_examples=REQUESTS_EACH,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, timeout=PATIENCE)

    ask()


@pytest.mark.parametrize(("path", "within", "behind"), ANSWERED)
def test_every_answer_conforms_to_its_schema(
    described: schemathesis.BaseSchema, path: str, within: dict[str, str], behind: dict[str, str]
) -> None:
    operation = described[path]["GET"]
    shape = operation.definition.raw["responses"]["200"]["content"]["application/json"]["schema"]
    assert shape
    answer = operation.Case(path_parameters=within, query=behind).call_and_validate(
        checks=CHECKS[:-3], timeout=PATIENCE
    )
    assert answer.status_code == 200


def test_every_operation_of_the_api_is_described(described: schemathesis.BaseSchema) -> None:
    assert {operation.ok().path for operation in described.get_all_operations()} == {*WITHOUT_WISHES, *WITH_WISHES}
