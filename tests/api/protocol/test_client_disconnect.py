"""A query whose client has disconnected doesn't run on."""

from __future__ import annotations

import time
from pathlib import Path

import httpx
import pytest
from support.servers.server_process import running_server

pytestmark = pytest.mark.alone


def test_a_query_is_ended_when_its_client_disconnects(store_dir: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a != ?d) }"
    with running_server(store_dir) as served:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{served.address}/sparql", params={"query": endless}, timeout=1.5)
        deadline = time.monotonic() + 20
        while "kentgraf_running_queries 0\n" not in httpx.get(f"{served.address}/metrics", timeout=60).text:
            assert time.monotonic() < deadline, "it is still worked on"
            time.sleep(0.1)
    assert "Traceback" not in "".join(served.log)
