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

from kentgraf.graph.sparql.guard import _replace_allowed_calls, refuse_loads, refuse_services
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


ALLOWED = "allowed.example"
DISGUISED = [
    "SELECT ?a { OPTIONAL { # service\n<http://allowed.example/> ?x ?y } SERVICE <HOST> { ?a ?b ?c } OPTIONAL { \n}}",
    "SELECT ?a { OPTIONAL { # service silent\n<http://allowed.example/> ?x ?y } SERVICE <HOST> { ?a ?b ?c } OPTIONAL {\n}}",
    "SELECT ?a { ?a ?b 'service <http://allowed.example/>' . SERVICE <HOST> { ?a ?b ?c } }",
    "SELECT ?a { SERVICE # service\n<HOST> { ?a ?b ?c } }",
    "SELECT ?a { SERVICE <http://allowed.example/> { SERVICE <HOST> { ?a ?b ?c } } }",
]


@pytest.mark.parametrize("query", DISGUISED)
def test_a_host_is_not_called_under_cover_of_an_allowed_one(listener: Listener, query: str) -> None:
    """The text that is judged must end its comments and strings where the text that runs does."""
    with pytest.raises(QueryRefused):
        refuse_services(query.replace("HOST", listener.iri), [ALLOWED])


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <x:a> <x:b> <x:c> . # load\n<http://allowed.example/> <x:b> <x:c> } ; LOAD <HOST> ; INSERT DATA { \n}",
        "LOAD <HOST> # load <http://allowed.example/>\n INTO GRAPH <x:g>",
        "LOAD # load <http://allowed.example/> into graph\n<HOST>",
        "LOAD <http://allowed.example/> ; LOAD SILENT <HOST>",
        "INSERT { ?a ?b ?c } WHERE { # service\n<http://allowed.example/> ?a ?b . SERVICE <HOST> { ?a ?b ?c } \n}",
    ],
)
def test_an_update_calls_no_host_under_cover_of_an_allowed_one(listener: Listener, update: str) -> None:
    with pytest.raises(QueryRefused):
        refuse_loads(update.replace("HOST", listener.iri), [ALLOWED])


def test_an_allowed_host_may_be_called_however_it_is_written() -> None:
    for call in (
        "SERVICE <{}>",
        "service\n<{}>",
        "SERVICE SILENT <{}>",
        "Service # here\n <{}>",
        "SERVICE silent\n<{}>",
    ):
        if "#" not in call:  # a comment between the two is not looked into
            refuse_services(f"SELECT * {{ {call.format('http://allowed.example/x')} {{ ?s ?p ?o }} }}", [ALLOWED])
    for call in (
        "LOAD <{}>",
        "load\n<{}>",
        "LOAD SILENT <{}>",
        "LOAD <{}> INTO GRAPH <x:g>",
        "load silent <{}>\ninto graph <x:g>",
    ):
        refuse_loads(call.format("http://allowed.example/x"), [ALLOWED])


@given(
    parts=st.lists(
        st.sampled_from(
            [
                "service",
                " ",
                "\n",
                "silent",
                "<http://allowed.example/>",
                "#",
                "'",
                "load",
                "into",
                "graph",
                "<x:g>",
                "{",
                "}",
            ]
        ),
        max_size=20,
    )
)
def test_what_is_judged_has_its_lines_strings_and_comments_where_they_were(parts: list[str]) -> None:
    text = "".join(parts)
    judged = _replace_allowed_calls(text, [ALLOWED])
    for sign in "\n#'{}<>":
        assert judged.count(sign) == text.count(sign)
    assert [line.count("#") for line in judged.split("\n")] == [line.count("#") for line in text.split("\n")]
