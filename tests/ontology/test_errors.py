"""The message of an error names the place, what was found and what was expected."""

from __future__ import annotations

from kentgraf.ontology.errors import InvalidCell, SourceError, TableError


def test_a_refusal_says_where_what_was_found_and_what_was_expected() -> None:
    assert (
        str(SourceError("r.txt", line=7, found="'x'", expected="a number"))
        == "r.txt, line 7: found 'x'; expected a number."
    )
    cells = [InvalidCell("a.csv", 2, "year", "x", "a year"), InvalidCell("a.csv", 3, "year", "y", "a year")]
    assert str(TableError(cells)).count("\n") == 1
