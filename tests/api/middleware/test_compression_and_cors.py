"""Long answers are compressed, and pages of other sites may ask."""

from __future__ import annotations

import httpx


def test_long_answers_are_compressed_for_clients_that_accept_it(client: httpx.Client) -> None:
    plain = client.get("/api/audit", headers={"Accept-Encoding": "identity"})
    packed = client.get("/api/audit", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.num_bytes_downloaded < len(plain.content) / 3
    assert packed.json() == plain.json()


def test_pages_of_other_sites_may_send_requests(client: httpx.Client) -> None:
    asking = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    assert client.options("/sparql", headers=asking).headers["access-control-allow-origin"] == "*"
    plain = client.options("/sparql")
    assert plain.status_code == 204
    assert "POST" in plain.headers["allow"]
