"""Who reads Turkish is refused in Turkish: each sentence of a refusal that a page can show has a text in both languages."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kentgraf.api.i18n.refusals import translate_refusal
from kentgraf.api.i18n.texts import Texts, keys_below

ROOT = Path(__file__).parents[3]
SHOWN = ("api/workers", "api/query_service", "graph/sparql")
"""The folders whose refusals pages show; those of commands and changes go to programs."""
REFUSALS = {"QueryRefused", "QueryStopped", "ServerBusy", "GraphUnavailable"}
OF_CHANGES = "The update can't be read"


def sentences() -> Iterator[tuple[str, str]]:
    """Yield each sentence with its place; what it fills in is `7`."""
    for folder in SHOWN:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in REFUSALS and node.args:
                    said = node.args[0]
                    if isinstance(said, ast.Constant):
                        yield str(said.value), f"{path.name}:{node.lineno}"
                    elif isinstance(said, ast.JoinedStr):
                        parts = (str(p.value) if isinstance(p, ast.Constant) else "7" for p in said.values)
                        yield "".join(parts), f"{path.name}:{node.lineno}"


def test_every_sentence_of_a_refusal_is_known_in_turkish() -> None:
    found = [(said, place) for said, place in sentences() if not said.startswith(OF_CHANGES)]
    assert len(found) > 15
    wordings = {
        "its files can't be read",
        "the process that holds it has ended",
        "the process that holds it doesn't answer",
    }
    for said, place in found:
        for cause in wordings if "moment: 7" in said else {"7"}:
            whole = said.replace("moment: 7", f"moment: {cause}").replace("after 7.", "after 7 s.")
            if whole.startswith("7 "):  # a sentence about syntax, which follows one
                whole = f"The query can't be read from about line 1, column 2 on.{whole[1:]}"
            assert translate_refusal(whole, "tr") != whole, f"{place}: {whole}"
            assert translate_refusal(whole, "en") == whole


@pytest.mark.parametrize("key", keys_below("refusal."))
def test_what_a_sentence_tells_is_told_in_the_other_language_too(key: str) -> None:
    values = {name: f"<{name}>" for name in ("line", "column", "excerpt", "why", "error", "form", "forms", "rows")}
    values |= {name: f"<{name}>" for name in ("size", "seconds", "count", "expected")}
    english, turkish = Texts("en").template(key).format(**values), Texts("tr").template(key).format(**values)
    assert translate_refusal(english, "tr") == turkish


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT ?x {", "Sorgu, yaklaşık 1. satır"),
        ("ASK { SERVICE <http://x.example/> { ?s ?p ?o } }", "SERVICE burada kabul edilmez"),
    ],
)
def test_a_refused_query_is_told_in_the_language_of_the_page(query: str, said: str, typed: TestClient) -> None:
    page = typed.get("/sparql", params={"query": query}, headers={"Accept": "text/html", "Accept-Language": "tr"})
    assert page.status_code == 400 and said in page.text
    program = typed.get("/sparql", params={"query": query})
    assert program.json()["error"].isascii()
