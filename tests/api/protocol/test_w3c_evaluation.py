"""The W3C's tests of SPARQL 1.1 queries, of what they answer and of their syntax, run against a real server over HTTP.

Every answer is asked for in all forms that can hold it, by all three ways in which the protocol takes a query.
`w3c_tests` says where their data are found; without them these tests are skipped. `docs/conformance.md` has the counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from support.servers.server_process import running_server
from support.sparql.conformance_page import PAGE, write_page
from support.sparql.sparql_results import differ_graphs, differ_tables, read_table
from support.sparql.w3c_tests import EMPTY_GRAPH, FAILURES, OUT_OF_REACH, Case, build_store, name_of, read_cases

CASES = {name: case for name, case in read_cases().items() if case.folder not in OUT_OF_REACH}
pytestmark = pytest.mark.skipif(not CASES, reason="the W3C's tests are not here; KENTGRAF_W3C names their folder")

TABLES = {
    "srx": "application/sparql-results+xml",
    "srj": "application/sparql-results+json",
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
}
GRAPHS = {
    "turtle": "text/turtle",
    "nt": "application/n-triples",
    "xml": "application/rdf+xml",
    "json-ld": "application/ld+json",
}


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Asks a server over the data of all tests."""
    directory = tmp_path_factory.mktemp("w3c")
    build_store(directory, CASES.values())
    with (
        running_server(directory, "--workers", "1") as served,
        httpx.Client(base_url=served.address, timeout=30) as client,
    ):
        yield client


@pytest.mark.parametrize("name", CASES)
def test_queries_are_answered_as_the_w3c_expects(asking: httpx.Client, name: str) -> None:
    case = CASES[name]
    wrong = _differ_in_answer(asking, case) if case.kind == "evaluation" else _differ_in_syntax(asking, case)
    if name in FAILURES:
        assert wrong, f"{name} passes now: take it off the list"
        pytest.xfail(FAILURES[name])
    assert wrong is None


def test_the_page_on_conformance_counts_these_tests() -> None:
    assert set(FAILURES) <= set(CASES)
    assert PAGE.read_text(encoding="utf-8") == write_page(read_cases())


def _differ_in_syntax(asking: httpx.Client, case: Case) -> str | None:
    """A good query gets an answer, a bad one the refusal 400 with a sentence."""
    answer = asking.get("/sparql", params={"query": case.query.read_text("utf-8"), "default-graph-uri": EMPTY_GRAPH})
    if answer.status_code == 400 and not answer.json()["error"]:
        return "refused without a reason"
    wanted = 200 if case.kind == "good syntax" else 400
    return None if answer.status_code == wanted else f"{answer.status_code}: {answer.text[:200]}"


def _differ_in_answer(asking: httpx.Client, case: Case) -> str | None:
    """What is not as expected in any of the forms in which the answer comes."""
    assert case.answer is not None
    text, expected = case.query.read_text("utf-8"), case.answer.read_bytes()
    form, base = case.answer.suffix.lstrip("."), name_of(case.answer)
    if re.search(r"^\s*CONSTRUCT\b", text, re.M | re.I):
        for way, (parser, media_type) in enumerate(GRAPHS.items()):
            answer = _ask(asking, case, text, media_type, way)
            if answer.status_code != 200:
                return f"{answer.status_code}: {answer.text[:200]}"
            if told := differ_graphs(answer.content, parser, expected, base):
                return f"{media_type}: {told}"
        return None
    wanted = read_table(expected, form, base)
    for way, (one, media_type) in enumerate(TABLES.items()):
        if (one == "csv") != wanted.plain or (one == "tsv" and wanted.truth is not None):
            continue  # CSV doesn't tell kinds of terms, and neither of the two has a yes or no
        answer = _ask(asking, case, text, media_type, way)
        if answer.status_code != 200:
            return f"{answer.status_code}: {answer.text[:200]}"
        ordered = re.search(r"\bORDER\s+BY\b[^{}]*\Z", text, re.I) is not None
        if told := differ_tables(read_table(answer.content, one, base), wanted, ordered=ordered):
            return f"{media_type}: {told}"
    return None


def _ask(asking: httpx.Client, case: Case, text: str, media_type: str, way: int) -> httpx.Response:
    """The answer in one form. Relative IRIs are those of the query's own file; a query with FROM says its graphs itself."""
    query = f"BASE <{name_of(case.query)}>\n{text}"
    graphs: list[tuple[str, str]] = []
    if not re.search(r"^\s*FROM\b", text, re.M | re.I):
        graphs = [("default-graph-uri", name_of(path)) for path in case.default_graphs]
        graphs += [("named-graph-uri", name_of(path)) for path in case.named_graphs]
        graphs = graphs or [("default-graph-uri", EMPTY_GRAPH)]
    headers = {"Accept": media_type}
    if way % 3 == 0:
        return asking.get("/sparql", params=[("query", query), *graphs], headers=headers)
    if way % 3 == 1:
        typed = {**headers, "Content-Type": "application/sparql-query"}
        return asking.post("/sparql", params=graphs, content=query.encode(), headers=typed)
    form = str(httpx.QueryParams([("query", query), *graphs]))
    typed = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return asking.post("/sparql", content=form, headers=typed)
