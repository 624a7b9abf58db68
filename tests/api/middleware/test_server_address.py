"""No answer repeats the host that a stranger sends; links lead to the address that the operator or a trusted proxy names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from support.servers.raw_http import get_raw, send_raw
from support.servers.server_process import PATIENT, running_server

from kentgraf.api.middleware.server_address import ServerAddressMiddleware
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app

BROWSER = {"Accept": "text/html", "Accept-Language": "en"}
STRANGER = "stranger.example"
PROXIES = ("10.0.0.0/8", "fd00::1")
RELATIVE_IRI = "CONSTRUCT { <x> <x> <x> } {}"
PATHS_WITH_ADDRESSES = (
    ("/council?on=2025-03-01", "text/html"),
    ("/id/izmir/plan/2025-2029/goal/1", "text/html"),
    ("/id/izmir/plan/2025-2029/goal/1", "text/turtle"),
    ("/no-such-page", "text/html"),
    ("/no-such-page", "application/json"),
    ("/sitemap.xml", "*/*"),
    ("/robots.txt", "*/*"),
    ("/.well-known/void", "text/turtle"),
    ("/sparql", "text/turtle"),
    ("/sparql", "text/html"),
    (f"/sparql?query={quote(RELATIVE_IRI)}", "application/n-triples"),
    ("/api/summary", "*/*"),
    ("/openapi.json", "*/*"),
    ("/docs/", "text/html"),
    ("/council?on=", "text/html"),
    ("/council/", "text/html"),
    ("/trace", "text/html"),
)


@pytest.fixture(scope="module")
def at_base(typed_store: Path) -> Iterator[TestClient]:
    """Asks a server that knows its address."""
    with _client(typed_store, "HTTPS://Kent.example:443/") as client:
        yield client


@pytest.fixture(scope="module")
def under_root(typed_store: Path) -> Iterator[TestClient]:
    """Asks a server whose base URL has a path."""
    with _client(typed_store, "https://kent.example/graph") as client:
        yield client


def _client(store: Path, base_url: str) -> TestClient:
    return TestClient(create_app(store, Settings(workers=1, base_url=base_url, **PATIENT)), follow_redirects=False)


def canonical(client: TestClient, path: str, **headers: str) -> str:
    page = client.get(path, headers={**BROWSER, **headers})
    assert page.status_code == 200, page.text
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page.text)[0]


async def tell_scope(scope: Scope, receive: Receive, send: Send) -> None:
    """The application behind the middleware: tells what it is told of the address, and of the client."""
    request = Request(scope)
    told = {"base_url": scope["state"]["base_url"], "url": str(request.url), "client": scope["client"][0]}
    await Response(json.dumps(told), headers={"Location": str(request.url)})(scope, receive, send)


def told_of(peer: str, *, base_url: str = "", proxies: tuple[str, ...] = PROXIES, **sent: str) -> dict[str, Any]:
    """What an application is told of a request for `/x` that comes from the address `peer`."""
    app = ServerAddressMiddleware(tell_scope, base_url, proxies)
    answer = TestClient(app, client=(peer, 4711), follow_redirects=False).get(
        "/x", headers={name.replace("_", "-"): value for name, value in sent.items()}
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["location"] == "/x"
    return dict(answer.json())


@pytest.mark.parametrize(
    "lines",
    [
        ('Host: a"b<>',),
        ("Host: a", "Host: a"),
        ("Host: a", "Host: b"),
        (),
        ("Host:",),
        ("Host: a b",),
        ("Host: a,b",),
        ("Host: a@b",),
        ("Host: a/b",),
        ("Host: http://a",),
        ("Host: a:65536",),
        ("Host: a:b",),
        ("Host: [::g]",),
        ("Host: [::1",),
        ("Host: kent\u0131.example",),
        ("Host: " + "a" * 256,),
    ],
)
@pytest.mark.parametrize("path", ["/sparql", "/", "/static/style.css", "/healthz", "/no-such-page"])
def test_a_request_that_doesnt_name_one_host_is_refused(server: str, path: str, lines: tuple[str, ...]) -> None:
    answer = get_raw(server, path, *lines, "Accept: text/turtle")
    assert answer.status == 400
    assert "Host header" in json.loads(answer.body)["error"]


@pytest.mark.parametrize("host", ["a", "A-b_c.example", "a.example:80", "127.0.0.1:8000", "[::1]:8000", "[::1]", "a:"])
def test_every_host_that_is_one_is_answered(server: str, host: str) -> None:
    assert get_raw(server, "/healthz", f"Host: {host}").status == 200


def test_http_1_0_needs_no_host(server: str) -> None:
    assert get_raw(server, "/sparql", "Accept: text/turtle", version="1.0").status == 200


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_a_target_that_is_no_path_is_refused(server: str, accept: str) -> None:
    assert get_raw(server, "*", "Host: x", f"Accept: {accept}").status == 400
    asked = send_raw(server, b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "OPTIONS")
    assert asked.status == 204


@pytest.mark.parametrize(("path", "accept"), PATHS_WITH_ADDRESSES)
def test_no_answer_repeats_a_strangers_host(server: str, path: str, accept: str) -> None:
    forwarded = (f"X-Forwarded-Host: {STRANGER}", f"Forwarded: host={STRANGER};proto=https", "X-Forwarded-Proto: https")
    more = (f"X-Host: {STRANGER}", f"X-Forwarded-Server: {STRANGER}", f"X-Original-URL: http://{STRANGER}/")
    answer = get_raw(server, path, f"Host: {STRANGER}", f"Accept: {accept}", *forwarded, *more)
    assert answer.status < 500
    assert not answer.holds(STRANGER)
    whole = get_raw(server, f"http://{STRANGER}{path}", f"Host: {STRANGER}", f"Accept: {accept}")
    assert whole.status == answer.status
    assert not whole.holds(STRANGER)


@pytest.mark.parametrize("path", ["/council?on=", "/council/", "/docs/", "/id/goal/1?on=", "/trace?code="])
def test_redirects_are_relative(server: str, under_root: TestClient, path: str) -> None:
    answer = get_raw(server, path, f"Host: {STRANGER}", "Accept: text/html")
    assert answer.status in (303, 307)
    assert answer.headers["location"].partition("?")[0] == path.partition("?")[0].rstrip("/")
    below = under_root.get(path, headers={**BROWSER, "Host": STRANGER}).headers["location"]
    assert below == f"/graph{answer.headers['location']}"


@pytest.mark.parametrize("start", ["//", "///", "/\\", "//\\", "/%2F", "/%5C", "/%09/", "//stranger.example/.."])
def test_no_path_leads_to_another_host(server: str, start: str) -> None:
    for path in (f"{start}{STRANGER}/", f"{start}{STRANGER}/id/x?on=", f"{start}{STRANGER}/council/?on="):
        answer = get_raw(server, path, "Host: x", "Accept: text/html", "Accept-Language: en")
        assert answer.status < 500
        links = re.findall(r'(?:href|action|src|content)="([^"]*)"', answer.body.decode())
        for link in (*links, answer.headers.get("location", "")):
            assert not re.match(r"\s*[/\\][\s/\\]", link), link
            assert urlsplit(link).netloc != STRANGER


def test_links_lead_to_the_base_url(at_base: TestClient) -> None:
    assert canonical(at_base, "/about?query=x") == "https://kent.example/about?query=x"
    assert '<meta property="og:url" content="https://kent.example/">' in at_base.get("/", headers=BROWSER).text
    locations = re.findall("<loc>([^<]*)</loc>", at_base.get("/sitemap.xml").text)
    assert "https://kent.example/council" in locations
    assert {urlsplit(location).netloc for location in locations} == {"kent.example"}
    assert "Sitemap: https://kent.example/sitemap.xml\n" in at_base.get("/robots.txt").text
    assert "<https://kent.example/sparql>" in at_base.get("/.well-known/void").text
    described = at_base.get("/sparql/", headers={"Accept": "application/n-triples"}).text
    assert "<https://kent.example/sparql>" in described
    relative = at_base.get("/sparql", params={"query": RELATIVE_IRI}, headers={"Accept": "text/turtle"})
    assert "<https://kent.example/x>" in relative.text


def test_the_path_of_the_base_url_is_the_root_path(under_root: TestClient) -> None:
    """A proxy may pass the root path on or cut it off."""
    for path in ("/about", "/graph/about"):
        assert canonical(under_root, path) == "https://kent.example/graph/about"
        assert 'href="/graph/static/style.css"' in under_root.get(path, headers=BROWSER).text
    things = [urlsplit(one).path for one in re.findall("<loc>([^<]*)</loc>", under_root.get("/sitemap.xml").text)]
    assert len(things) > 10
    assert all(path.startswith("/graph/") and not path.startswith("/graph/graph/") for path in things)
    for path in ("/static/style.css", "/graph/static/style.css", things[-1], things[-1].removeprefix("/graph")):
        assert under_root.get(path).status_code == 200
    assert under_root.get("/graphics").status_code == 404
    assert "Sitemap: https://kent.example/graph/sitemap.xml\n" in under_root.get("/robots.txt").text
    assert "<https://kent.example/graph/sparql>" in under_root.get("/.well-known/void").text
    assert under_root.get("/graph/healthz").headers.get("etag") is None
    assert 'path="/healthz",method="GET",status="200"} 1' in under_root.get("/metrics").text


def test_without_an_address_links_are_relative_or_as_the_base_of_the_build(server: str) -> None:
    def ask(path: str) -> str:
        return get_raw(server, path, f"Host: {STRANGER}", "Accept: text/html, text/turtle;q=0.1").body.decode()

    assert '<link rel="canonical" href="/council?on=2025-03-01">' in ask("/council?on=2025-03-01")
    assert "og:url" not in ask("/")
    assert re.search(r"sparqlEndpoint>?\s+<https://w3id\.org/kentgraf/sparql>", ask("/.well-known/void"))
    assert "<loc>https://w3id.org/kentgraf/council</loc>" in ask("/sitemap.xml")


def test_only_the_headers_of_a_trusted_proxy_are_believed() -> None:
    sent = {"X_Forwarded_Proto": "https", "X_Forwarded_Host": "kent.example"}
    assert told_of("203.0.113.9", **sent)["base_url"] == "http://testserver"
    assert told_of("10.1.2.3", proxies=(), **sent)["base_url"] == "http://testserver"
    for peer in ("10.1.2.3", "::ffff:10.1.2.3", "fd00::1"):
        told = told_of(peer, **sent)
        assert (told["base_url"], told["url"]) == ("https://kent.example", "https://kent.example/x")
    assert told_of("10.1.2.3", Host="kent.example:8080")["base_url"] == "http://kent.example:8080"
    several = {"X_Forwarded_Proto": "gopher, https", "X_Forwarded_Host": f"{STRANGER}, kent.example:8443"}
    assert told_of("10.1.2.3", **several)["base_url"] == "https://kent.example:8443"
    assert told_of("10.1.2.3", X_Forwarded_Proto="javascript")["base_url"] == "http://testserver"
    assert told_of("10.1.2.3", Forwarded="host=x.example;proto=https")["base_url"] == "http://testserver"


def test_a_forwarded_host_that_is_none_is_refused() -> None:
    with pytest.raises(AssertionError, match="X-Forwarded-Host header must name a host"):
        told_of("10.1.2.3", X_Forwarded_Host='a"b<>')


def test_a_strangers_host_is_replaced_before_the_application_sees_it() -> None:
    told = told_of("203.0.113.9", Host=STRANGER)
    assert (told["base_url"], told["url"]) == (None, "http://testserver/x")


def test_the_base_url_goes_before_what_a_proxy_says() -> None:
    told = told_of("10.1.2.3", base_url="https://kent.example", X_Forwarded_Host="other.example")
    assert told["base_url"] == "https://kent.example"


@pytest.mark.parametrize(
    ("peer", "sent", "client"),
    [
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "192.0.2.66, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.7:5555", "198.51.100.7"),
        ("10.0.0.1", "[2001:db8::7]:5555", "2001:db8::7"),
        ("10.0.0.1", '198.51.100.7, "x\\', "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.9", "198.51.100.7", "203.0.113.9"),
    ],
)
def test_a_trusted_proxy_names_the_client(peer: str, sent: str, client: str) -> None:
    assert told_of(peer, X_Forwarded_For=sent)["client"] == client


def test_serve_believes_the_proxies_that_it_is_told_of_and_no_others(typed_store: Path) -> None:
    """uvicorn itself believes every client on the same machine unless it is told not to."""
    options = ("--workers", "1", "--trusted-proxy", "192.0.2.1", "--trusted-proxy", "127.0.0.2", "--access-log")
    with running_server(typed_store, *options) as served:
        own = urlsplit(served.address).netloc
        headers = ("Accept: text/html", "X-Forwarded-Proto: https", "X-Forwarded-For: 198.51.100.7")
        trusted = get_raw(served.address, "/about", "Host: kent.example", *headers, source="127.0.0.2")
        stranger = get_raw(served.address, "/about", f"Host: {own}", *headers)
    assert trusted.holds('rel="canonical" href="https://kent.example/about"')
    assert stranger.holds(f'rel="canonical" href="http://{own}/about"')
    assert [line.split(" ")[0] for line in served.log if "/about" in line] == ["198.51.100.7", "127.0.0.1"]
