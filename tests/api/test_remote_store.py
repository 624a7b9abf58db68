"""The commands and the pages give the same answers from a graph on another server as from a folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import CompletedProcess

import httpx
import pytest
from starlette.testclient import TestClient
from support.servers.server_process import PATIENT
from support.servers.sparql_servers import free_port, oxigraph_server

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.server import create_app
from kentgraf.graph.store.location import ServerAddress, parse_location
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.remote.upload import remote_build

Run = Callable[..., CompletedProcess[str]]
GOAL = "https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5"
TYPED_CITY = Path(__file__).parents[1] / "support" / "typed_city"
TYPED_GOAL = "/id/derekent/plan/2025/goal/1"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory, store_dir: Path) -> Iterator[ServerAddress]:
    """A server with the packaged graph on it."""
    with oxigraph_server(tmp_path_factory.mktemp("elsewhere")) as url:
        put(parse_location(url), store_dir)
        place = parse_location(url)
        assert isinstance(place, ServerAddress)
        yield place


def put(place: object, store_dir: Path) -> None:
    assert isinstance(place, ServerAddress)
    with remote_build(place) as build:
        build.publish(open_store(store_dir))


@pytest.fixture(scope="module")
def far(elsewhere: ServerAddress) -> Iterator[TestClient]:
    """Our server over the other one."""
    with TestClient(create_app(elsewhere, Settings(workers=1, **PATIENT))) as client:
        yield client


@pytest.mark.parametrize(
    "arguments",
    [
        ("query", "@goals-spending", "--format", "csv"),
        ("trace", "5.1", "--format", "json"),
        ("network", "--on", "2025-06-01", "--format", "json"),
        ("measures", "--on", "2025-06-01", "--format", "json"),
        ("members", "--on", "2025-06-01"),
        ("body", "Ulaşım"),
        ("person", "Eşref ÇAKIR"),
        ("show", "kg:Goal"),
        ("audit", "--format", "json"),
        ("export", "--format", "nquads"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_commands_give_the_same_answers_from_a_server_as_from_a_folder(
    arguments: tuple[str, ...], run: Run, elsewhere: ServerAddress
) -> None:
    here, there = run(*arguments), run(*arguments, "--store", elsewhere.url)
    assert here.stdout
    assert (there.returncode, there.stdout, there.stderr) == (here.returncode, here.stdout, here.stderr)


def test_commands_can_query_a_kentgraf_server(run: Run, server: str) -> None:
    """It takes no updates, so it is only asked; its graphs are known by what its datasets name as their parts."""
    here = run("trace", "87", "--format", "json")
    assert run("trace", "87", "--format", "json", "--store", server).stdout == here.stdout
    refused = run("build", "--store", server)
    assert refused.returncode == 2
    assert "takes no updates" in refused.stderr


def test_build_uploads_to_the_server_that_the_environment_names(run: Run, tmp_path: Path) -> None:
    with oxigraph_server(tmp_path) as url:
        built = run("build", str(TYPED_CITY), env={"KENTGRAF_STORE": url})
        assert built.returncode == 0, built.stderr
        assert built.stderr.rstrip().endswith(f"The graph is in {url}.")
        asked = run("query", "ASK { ?x a kg:Goal }", env={"KENTGRAF_STORE": url})
    assert asked.stdout.strip() == "true"


def test_an_unreachable_server_is_one_message_and_status_2(run: Run) -> None:
    found = run("trace", "5", "--store", f"http://127.0.0.1:{free_port()}")
    assert found.returncode == 2
    assert found.stderr.startswith("kentgraf: http://127.0.0.1:")
    assert "no server can be reached there" in found.stderr
    assert len(found.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "path", ["/", "/id/izmir/plan/2025-2029/goal/5", "/id/izmir/plan/2025-2029/goal/5.ttl", "/api/trace/5"]
)
def test_pages_are_the_same_as_from_a_folder(path: str, far: TestClient, client: httpx.Client) -> None:
    headers = {"Accept": "text/html, */*;q=0.5"}
    there, here = far.get(path, headers=headers), client.get(path, headers=headers)
    assert (there.status_code, there.headers["content-type"]) == (200, here.headers["content-type"])
    own = str(client.base_url).rstrip("/")
    assert there.text.replace("http://testserver", own) == here.text


def test_queries_are_forwarded_within_the_limits(far: TestClient, client: httpx.Client) -> None:
    text = f"SELECT ?p ?o {{ <{GOAL}> ?p ?o }} ORDER BY ?p ?o"
    wish = {"Accept": "text/csv"}
    there = far.get("/sparql", params={"query": text}, headers=wish)
    assert there.status_code == 200
    assert there.text == client.get("/sparql", params={"query": text}, headers=wish).text
    fenced = far.get("/sparql", params={"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"})
    assert fenced.status_code == 400
    written = far.get("/sparql", params={"query": "DROP ALL"})
    assert written.status_code == 400


def test_a_new_build_is_served_without_a_restart(tmp_path: Path, typed_store: Path) -> None:
    wish = {"Accept": "text/turtle"}
    with oxigraph_server(tmp_path) as url:
        address = parse_location(url)
        put(address, typed_store)
        with TestClient(create_app(address, Settings(workers=1, **PATIENT))) as far:
            before = far.get(TYPED_GOAL, headers=wish)
            held = far.get(TYPED_GOAL, headers=wish | {"If-None-Match": before.headers["etag"]})
            assert held.status_code == 304
            put(address, typed_store)
            deadline = time.monotonic() + 60
            while far.get(TYPED_GOAL, headers=wish).headers["etag"] == before.headers["etag"]:
                assert time.monotonic() < deadline, "the new build was not noticed"
                time.sleep(0.5)
            assert far.get(TYPED_GOAL, headers=wish).text == before.text
