"""Generate `docs/conformance.md`: how many of the W3C's query tests pass, by folder, and why the others don't.

`make conformance` writes the page. It runs no tests: `test_w3c_evaluation` checks that the tests listed here as failing do
fail, that all others pass, and that the page is up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from support.sparql.w3c_tests import FAILURES, OUT_OF_REACH, Case, read_cases

PAGE = Path(__file__).parents[3] / "docs" / "conformance.md"
_HEAD = """# What the W3C's tests of SPARQL 1.1 say

The W3C's tests of queries, of what they answer and of their syntax, run over HTTP against `kentgraf serve`: every answer is asked for
in each form that can hold it (XML, JSON, TSV, CSV; Turtle, N-Triples, RDF/XML, JSON-LD), by GET, by a query as the body and by a form.
Each test has the graphs that it asks for, named by `default-graph-uri` and `named-graph-uri`. Blank nodes are compared by isomorphism,
numbers and truth values by value and datatype, rows in order where the query orders them.
"""
_FOOT = """
`tests/api/protocol/test_w3c_evaluation.py` runs them where the W3C's files are (`KENTGRAF_W3C` names their folder `sparql11`), and fails
as soon as one of the failures passes. `make conformance` writes this page. The tests of the protocol are in
`tests/api/protocol/test_w3c_protocol.py`.
"""


def write_page(cases: Mapping[str, Case]) -> str:
    """Return the page as Markdown."""
    rows = []
    for folder, held in groupby(sorted(cases.values(), key=lambda case: case.folder), lambda case: case.folder):
        names = [case.name for case in held]
        failed = len(FAILURES.keys() & set(names))
        out = len(names) if folder in OUT_OF_REACH else 0
        rows.append((folder, len(names), len(names) - failed - out, failed, out))
    total = ("**all**", *(sum(row[place] for row in rows) for place in (1, 2, 3, 4)))
    table = ["| folder | tests | passed | failed | out of reach |", "| --- | ---: | ---: | ---: | ---: |"]
    table += ["| " + " | ".join(map(str, row)) + " |" for row in (*rows, total)]
    failures = [f"- `{name}`: {reason}." for name, reason in sorted(FAILURES.items())]
    reach = [f"- `{folder}`: {reason}." for folder, reason in OUT_OF_REACH.items()]
    return "\n".join(
        [_HEAD, *table, "", "## Failed", "", *failures, "", "## Out of reach", "", *reach, _FOOT.rstrip("\n"), ""]
    )


if __name__ == "__main__":
    found = read_cases()
    if not found:
        sys.exit("The W3C's tests are not here; KENTGRAF_W3C names their folder.")
    sys.stdout.write(write_page(found))
