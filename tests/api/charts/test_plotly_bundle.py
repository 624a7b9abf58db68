"""The JavaScript bundle of Plotly is downloaded once, and only for pages with charts that it draws."""

from __future__ import annotations

from importlib.metadata import version

import httpx

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "en"}


def test_the_bundle_is_compressed_and_kept_under_the_url_of_its_version(client: httpx.Client) -> None:
    path = f"/static/plotly-{version('plotly')}.min.js"
    assert f'data-library="{path}"' in client.get("/money", headers=BROWSER).text
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 1_600_000
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert packed.headers["content-type"].startswith("text/javascript")
    plain_one = client.get(path, headers={"Accept-Encoding": "identity"})
    assert plain_one.content == packed.content, "httpx unpacks"
    assert b"plotly.js v" in packed.content[:200]
    again = client.get(path, headers={"If-None-Match": packed.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/static/plotly-0.0.1.min.js").status_code == 404


def test_only_pages_with_a_plotly_chart_load_the_bundle(client: httpx.Client) -> None:
    for path in ("/bodies", "/findings", "/about", "/docs", "/council", "/sparql"):
        assert "data-library" not in client.get(path, headers=BROWSER).text, path
