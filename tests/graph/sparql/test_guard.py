"""No query calls another host: SERVICE is refused however it is written, and the word is allowed where it is no keyword."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import product
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.graph.sparql.queries import run_query
from kentgraf.ontology.errors import QueryRefused

CASES = st.tuples(*(st.sampled_from((letter, letter.upper())) for letter in "service")).map("".join)
SPACES = st.sampled_from([" ", "\n", "\t", " # SERVICE\n", "\r\n  ", "#>\n"])
BEFORE = st.sampled_from(
    [
        "",
        "?a ?b ?c .",
        "?a ?b 'x'",
        "?a ?b <http://x/y>",
        "FILTER(?a<?b)",
        "FILTER(1<2)",
        "BIND(1<2 AS ?z)",
        "OPTIONAL { ?a ?b ?c }",
        '?a ?b "a \'quote # ".',
        "?a ?b '''it's \"\"\" so'''.",
        "{ ?a ?b ?c }",
        "?a ?b 1",
        "?a ?b true",
    ]
)


class Listener:
    """A local host that counts connections."""

    def __init__(self) -> None:
        self.calls = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.iri = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self.socket.accept()
                self.calls += 1
                caller.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


def ask(query: str) -> None:
    store = Store()
    store.add(Quad(NamedNode("http://x/a"), NamedNode("http://x/b"), Literal("c"), NamedNode("http://x/g")))
    result = run_query(store, query)
    with suppress(TypeError):
        list(result)  # type: ignore[arg-type]


def test_the_store_would_call_the_host_if_it_were_let(listener: Listener) -> None:
    with pytest.raises(OSError):
        list(Store().query(f"SELECT * {{ SERVICE <{listener.iri}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert listener.calls > 0


@given(
    word=CASES,
    before=BEFORE,
    space=SPACES,
    silent=st.sampled_from(["", "SILENT", "silent "]),
    form=st.sampled_from(["SELECT *", "ASK", "CONSTRUCT { ?s ?p ?o }"]),
)
def test_the_keyword_is_found_however_it_is_written(
    listener: Listener, word: str, before: str, space: str, silent: str, form: str
) -> None:
    calls = listener.calls
    for target, gap in product((f"<{listener.iri}>", "here:", "here:x", ":", "?host"), (space, "")):
        query = f"""PREFIX here: <{listener.iri}> PREFIX : <{listener.iri}>
            {form} WHERE {{ VALUES ?host {{ <{listener.iri}> }} {before} {word}{gap}{silent}{gap}{target}{space}{{ ?s ?p ?o }} }}"""
        with pytest.raises(QueryRefused):
            ask(query)
    assert listener.calls == calls


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { FILTER(?a<?b)SERVICE?host#>\n{ ?s ?p ?o } }",
        "PREFIX SERVICE: <HOST> PREFIX : <HOST> SELECT * { SERVICE:x { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <HOST> { ?s ?p ?o } }",
        "SELECT * { \\U00000053ervi\\u0063e <HOST> { ?s ?p ?o } }",
        "SELECT * { GRAPH ?g { SERVICE <HOST> { ?s ?p ?o } } }",
        "SELECT * { { SELECT * { SERVICE <HOST> { ?s ?p ?o } } } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <HOST> { ?s ?p ?o } } }",
        "SELECT * { ?s ?p '''x''' SERVICE <HOST> { ?s ?p ?o } } # '''",
        'SELECT * { ?s ?p """x\\"""" SERVICE <HOST> { ?s ?p ?o } }',
    ],
)
def test_obfuscated_services_are_refused(listener: Listener, query: str) -> None:
    calls = listener.calls
    with pytest.raises(QueryRefused):
        ask(query.replace("HOST", listener.iri))
    assert listener.calls == calls


def test_the_refusal_says_what_is_refused(listener: Listener) -> None:
    with pytest.raises(QueryRefused, match=r"^SERVICE is refused here"):
        ask(f"SELECT * {{ SERVICE <{listener.iri}> {{ ?s ?p ?o }} }}")


def test_a_syntax_error_beside_the_word_service_is_reported_as_one() -> None:
    with pytest.raises(QueryRefused, match="line 2, column"):
        ask("SELECT ?service {\n ?service ?p }")


@given(
    word=CASES,
    rest=st.text("abzAZ019_çğışüöİ", max_size=5),
)
def test_the_word_service_is_allowed_where_it_is_no_keyword(word: str, rest: str) -> None:
    name = word + rest
    for query in (
        f"SELECT ?{name} WHERE {{ ?{name} ?p ?o }}",
        f"SELECT * WHERE {{ ?s ?p '{name}', \"a {name} <x> {{\", '''{name}\n''' }} # {name} <http://x/> {{ }}",
        f"SELECT * WHERE {{ <http://x/{word}> ?p <http://x/#{word}> FILTER(?p<?q && ?q>?r) }}",
        f"PREFIX {word}: <http://x/> SELECT * WHERE {{ {word}:a {word}:{name} kg:{name} }}",
        f"SELECT * WHERE {{ OPTIONAL {{ ?a ?b ?c }} {word}:x a kg:Goal }}".replace(
            "SELECT", f"PREFIX {word}: <http://x/> SELECT"
        ),
        f"SELECT (COUNT(?{name}) AS ?{name}s) WHERE {{ ?{name} a dcat:DataService }}",
        f"SELECT * WHERE {{ _:{word} ?p 'x'@{word} }}",
    ):
        ask(query)
