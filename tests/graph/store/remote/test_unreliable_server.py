"""A graph on an unreliable server: requests are retried, and failed uploads leave the previous graph in place."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from support.cities.kentova import FACTS
from support.servers.sparql_servers import free_port, virtuoso_server
from support.servers.unreliable_server import Reply, Request, unreliable_server

from kentgraf.graph.sparql.queries import run_query, select
from kentgraf.graph.store.build import build
from kentgraf.graph.store.location import ServerAddress, parse_location
from kentgraf.graph.store.opening import has_graph, open_store
from kentgraf.graph.store.remote.store import RemoteStore, open_remote
from kentgraf.graph.store.remote.upload import remote_build
from kentgraf.ontology.errors import KentgrafError, QueryRefused, StoreError
from kentgraf.ontology.namespaces import term

SIGN = Quad(NamedNode("https://example.org/id/sign"), term("rdfs:label"), Literal("new"), FACTS)
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


def address(url: str) -> ServerAddress:
    place = parse_location(url)
    assert isinstance(place, ServerAddress)
    return place


def put(url: str, facts: Store) -> None:
    with remote_build(address(url)) as build:
        build.publish(facts)


def ask(url: str, text: str) -> list[str]:
    """Query the server directly, without the restriction to our graphs, and return the sorted rows."""
    answer = httpx.post(f"{url}/query", data={"query": text}, headers={"Accept": "text/csv"}, timeout=60)
    return sorted(answer.raise_for_status().text.split()[1:])


def has_sign(url: str) -> bool:
    return bool(list(open_remote(address(url)).quads_for_pattern(SIGN.subject, None, None)))


@pytest.fixture
def kentova(oxigraph_url: str, city: Store) -> str:
    """A server that holds only Kentova."""
    httpx.post(f"{oxigraph_url}/update", data={"update": "DROP ALL"}, timeout=60).raise_for_status()
    put(oxigraph_url, city)
    return oxigraph_url


@pytest.fixture
def newer(own_city: Store) -> Store:
    """Kentova with one more statement, which identifies it."""
    own_city.add(SIGN)
    return own_city


def test_a_busy_server_is_asked_again_as_soon_as_it_wishes(kentova: str, newer: Store) -> None:
    busy = []

    def trouble(request: Request) -> Reply | None:
        if len(busy) < 6 and len(busy) % 3 < 2:
            busy.append(request)
            return Reply((429, 503)[len(busy) % 2], headers={"Retry-After": "0"})
        busy.append(request)
        return None

    with unreliable_server(kentova, trouble) as url:
        put(url, newer)
    assert has_sign(kentova)


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_an_upload_that_breaks_leaves_the_last_good_graph_and_nothing_else(
    lost: int, kentova: str, newer: Store
) -> None:
    before, uploads = ask(kentova, GRAPHS), []

    def trouble(request: Request) -> Reply | None:
        if request.path.startswith("/store"):
            uploads.append(request)
            if len(uploads) == lost + 1:
                return Reply(500, "disk full")
        return None

    with unreliable_server(kentova, trouble) as url, pytest.raises(StoreError, match="disk full"):
        put(url, newer)
    assert ask(kentova, GRAPHS) == before
    assert not has_sign(kentova)


def test_statements_that_a_server_loses_are_missed_before_the_swap(kentova: str, newer: Store) -> None:
    def trouble(request: Request) -> Reply | None:
        return Reply(204) if request.path.startswith("/store") and '"new"' in request.body else None

    with (
        unreliable_server(kentova, trouble) as url,
        pytest.raises(StoreError, match=r"holds \d+ of the \d+ statements"),
    ):
        put(url, newer)
    assert not has_sign(kentova)


def test_a_swap_whose_answer_is_lost_counts_as_done_when_it_was(kentova: str, newer: Store) -> None:
    def trouble(request: Request) -> Reply | None:
        return Reply(504, "lost", after=True) if "MOVE" in request.body else None

    with unreliable_server(kentova, trouble) as url:
        put(url, newer)
    assert has_sign(kentova)


def test_a_swap_that_fails_is_not_tried_twice_and_changes_nothing(kentova: str, newer: Store) -> None:
    swaps = []

    def trouble(request: Request) -> Reply | None:
        if "MOVE" not in request.body:
            return None
        swaps.append(request)
        return Reply(503, "out of memory")

    with unreliable_server(kentova, trouble) as url, pytest.raises(StoreError, match="out of memory"):
        put(url, newer)
    assert len(swaps) == 1
    assert not has_sign(kentova)


def test_graphs_of_others_are_neither_asked_nor_touched(kentova: str, newer: Store) -> None:
    strange = (
        "INSERT DATA { GRAPH <urn:others> { <urn:a> a <https://w3id.org/kentgraf/ns#Goal> } <urn:b> <urn:b> <urn:b> }"
    )
    httpx.post(f"{kentova}/update", data={"update": strange}, timeout=60).raise_for_status()
    put(kentova, newer)
    store = open_store(address(kentova))
    assert "urn:others" in ask(kentova, GRAPHS)
    assert len(store) == len(newer)
    assert not select(store, "SELECT ?x { VALUES ?x { <urn:a> <urn:b> } ?x ?p ?o }")
    assert not select(store, "SELECT ?x { VALUES ?x { <urn:a> } GRAPH ?g { ?x ?p ?o } }")


def test_a_graph_that_the_new_build_lacks_is_gone_after_it(kentova: str, own_city: Store) -> None:
    about = NamedNode(f"{FACTS.value}/about")
    assert about.value in ask(kentova, GRAPHS)
    own_city.remove_graph(about)
    put(kentova, own_city)
    assert about.value not in ask(kentova, GRAPHS)
    assert about not in set(open_remote(address(kentova)).named_graphs())


def test_what_a_killed_build_of_an_earlier_day_left_is_cleared_and_one_of_today_is_not(
    kentova: str, newer: Store
) -> None:
    notes = "https://w3id.org/kentgraf/store/staging"
    old, running = f"{notes}/20250101T000000000000/0", f"{notes}/29990101T000000000000/0"
    for graph in (old, running):
        store = "<https://w3id.org/kentgraf/store>"
        said = f"GRAPH <{notes}> {{ {store} <http://purl.org/dc/terms/hasPart> <{graph}> }} GRAPH <{graph}> {{ <urn:a> <urn:a> <urn:a> }}"
        httpx.post(f"{kentova}/update", data={"update": f"INSERT DATA {{ {said} }}"}, timeout=60).raise_for_status()
    put(kentova, newer)
    left = ask(kentova, GRAPHS)
    assert old not in left
    assert running in left


def test_a_server_without_a_graph_store_gets_the_graph_by_updates(kentova: str, newer: Store) -> None:
    with unreliable_server(kentova, lambda asked: Reply(404) if asked.path.startswith("/store") else None) as url:
        put(url, newer)
    assert has_sign(kentova)


def test_a_graph_of_which_a_part_was_lost_is_refused(kentova: str, city: Store) -> None:
    httpx.post(
        f"{kentova}/update", data={"update": f"DELETE WHERE {{ GRAPH {FACTS} {{ ?s a ?o }} }}"}, timeout=60
    ).raise_for_status()
    with pytest.raises(StoreError, match=rf"not whole, \d+ of {len(city)} statements"):
        open_remote(address(kentova))


def test_graphs_that_were_loaded_by_another_way_are_found(kentova: str) -> None:
    httpx.post(f"{kentova}/update", data={"update": "DROP GRAPH <https://w3id.org/kentgraf/store/current>"}, timeout=60)
    about = f"{FACTS.value}/about"
    said = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
        INSERT DATA {{ GRAPH <{about}> {{ <urn:d> <http://rdfs.org/ns/void#vocabulary> <https://w3id.org/kentgraf/ns#> ;
          dcterms:hasPart {FACTS} ; dcterms:modified "2026-01-01" }} }}"""
    httpx.post(f"{kentova}/update", data={"update": said}, timeout=60).raise_for_status()
    assert set(open_remote(address(kentova)).named_graphs()) == {FACTS, NamedNode("https://w3id.org/kentgraf/ns")}


BROKEN = '{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "value": "urn:a"}}, The operation has been'


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        (Reply(200, BROKEN), "broke off its answer"),
        (Reply(200, '{"boolean": [}'), "broke off its answer"),
        (Reply(200, "<html>hello</html>"), "something else than a table"),
        (Reply(400, "line 1: too many joins"), "refuses the query: line 1: too many joins"),
        (Reply(403, "no"), "asks for a login"),
        (Reply(500, "<h1>Internal fault</h1>"), "status 500: <h1>Internal fault</h1>"),
    ],
)
def test_a_query_that_a_server_fails_on_gets_a_sentence(kentova: str, reply: Reply, sentence: str) -> None:
    with unreliable_server(kentova, lambda asked: reply if "hopeless" in asked.body else None) as url:
        store = open_remote(address(url))
        with pytest.raises(KentgrafError) as refused:
            run_query(store, "SELECT ?hopeless { ?hopeless ?p ?o }")
    assert sentence in str(refused.value)


@pytest.mark.alone
def test_a_server_that_takes_too_long_is_not_waited_for(kentova: str) -> None:
    import time

    def trouble(request: Request) -> None:
        if "slow" in request.body:
            time.sleep(3)

    with unreliable_server(kentova, trouble) as url:
        store = open_remote(address(url), seconds=1)
        with pytest.raises(StoreError, match="did not answer within 1 s"):
            run_query(store, "SELECT ?slow { ?slow ?p ?o } LIMIT 1")


def test_a_page_of_many_names_takes_few_requests(kentova: str) -> None:
    asked: list[str] = []
    with unreliable_server(kentova, lambda request: asked.append(request.body)) as url:
        store = open_remote(address(url))
        things = {quad.subject for quad in store.quads_for_pattern(None, term("rdf:type"), None)}
        asked.clear()
        names = [quad for thing in things for quad in store.quads_for_pattern(thing, term("skos:prefLabel"), None)]
    assert len(things) > 100
    assert len(names) > 20
    assert len(asked) <= len(things) / 50 + 1


def test_a_value_in_a_query_means_what_it_means_in_a_folder(kentova: str, city: Store) -> None:
    store = open_store(address(kentova))
    text = "SELECT ?thing ?label { ?thing a kg:Goal . OPTIONAL { ?thing skos:prefLabel ?label FILTER(?thing != kg:Goal) } } # { ?thing"
    for thing in (row["thing"] for row in select(city, "SELECT ?thing { ?thing a kg:Goal }")):
        expected = [tuple(map(str, row)) for row in select(city, text, thing=thing)]
        assert [tuple(map(str, row)) for row in select(store, text, thing=thing)] == expected
        assert len(expected) == 1


def test_secrets_go_only_to_a_server_that_asks_and_the_way_it_asks(
    kentova: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str | None] = []

    def trouble(request: Request) -> Reply | None:
        shown.append(request.headers.get("authorization"))
        welcome = shown[-1] in ("Basic YW5uYTpzZXNhbWU=", "Bearer key")
        return None if welcome else Reply(401, headers={"WWW-Authenticate": 'Basic realm="x"'})

    with unreliable_server(kentova, trouble) as url:
        assert len(open_remote(address(url.replace("://", "://anna:sesame@"))))
        assert shown[:2] == [None, "Basic YW5uYTpzZXNhbWU="]
        with pytest.raises(StoreError, match="does not accept this login") as refused:
            open_remote(address(url.replace("://", "://anna:guess@")))
        assert "guess" not in str(refused.value)
        monkeypatch.setenv("KENTGRAF_STORE_TOKEN", "key")
        assert len(open_remote(address(url)))


def test_what_is_no_server_is_told_with_what_was_tried(oxigraph_url: str) -> None:
    with pytest.raises(StoreError, match="no server can be reached there"):
        open_remote(address(f"http://127.0.0.1:{free_port()}"))
    with unreliable_server(oxigraph_url, lambda _: Reply(404, "nothing")) as url:
        with pytest.raises(StoreError) as refused:
            open_remote(address(url))
        assert all(tried in str(refused.value) for tried in (f"{url}/query", f"{url}/sparql", "404"))


def test_an_empty_server_says_how_to_fill_it_and_a_closed_one_that_it_is_closed(oxigraph_url: str, city: Store) -> None:
    httpx.post(f"{oxigraph_url}/update", data={"update": "DROP ALL"}, timeout=60).raise_for_status()
    assert not has_graph(address(oxigraph_url))
    with pytest.raises(StoreError, match="`kentgraf build` with the same --store"):
        open_store(address(oxigraph_url))
    closed = unreliable_server(oxigraph_url, lambda asked: Reply(403) if asked.path == "/update" else None)
    with closed as url, pytest.raises(StoreError, match="asks for a login"):
        put(url, city)


def test_a_report_is_built_straight_onto_a_server(
    oxigraph_url: str, invented_path: Path, invented_store: Store
) -> None:
    summary = build(invented_path, address(oxigraph_url))
    store = open_store(address(oxigraph_url))
    assert len(store) == summary.triples
    kinds = "SELECT ?class (COUNT(?thing) AS ?n) { ?thing a ?class } GROUP BY ?class ORDER BY ?class"
    assert list(map(str, select(store, kinds))) == list(map(str, select(invented_store, kinds)))


def test_an_answer_that_virtuoso_cuts_is_refused_and_a_password_reaches_it(tmp_path: Path, city: Store) -> None:
    with virtuoso_server(tmp_path, rows=150) as url:
        put(f"{url.replace('://', '://dba:dba@')}/sparql-auth", city)
        store = open_store(address(url))
        assert isinstance(store, RemoteStore)
        assert len(select(store, "SELECT ?s { ?s ?p ?o } LIMIT 149")) == 149
        with pytest.raises(StoreError, match="cuts answers after 150 rows"):
            run_query(store, "SELECT ?s { ?s ?p ?o }")


def test_a_query_that_would_leave_the_server_is_refused_here_too(kentova: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        run_query(open_store(address(kentova)), "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
