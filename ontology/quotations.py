"""Read the IRIs of quoted places: lines of a report (RFC 5147), or rows of a typed table (RFC 7111)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_LINES: Final = re.compile(r"line=(\d+),(\d+)", re.ASCII)
_ROW: Final = re.compile(r"row=(\d+)", re.ASCII)
_TABLE_SUFFIX: Final = ".csv"


@dataclass(frozen=True)
class QuotedPlace:
    """Where a fact stands: lines `first` to `last` of the report `document`, or row `first` of the file of the table `table`.

    Lines and rows count from 1; `table` is None for lines. `document` is the IRI of the report, or of the table's file.
    """

    document: str
    table: str | None
    first: int
    last: int

    @property
    def source(self) -> str:
        """The IRI of the source to which the place belongs."""
        return self.document if self.table is None else self.document.rpartition("/")[0]

    def describe(self) -> str:
        """Return the place in English, such as `line 44 of the report` or `row 2 of members.csv`."""
        if self.table is not None:
            return f"row {self.first} of {self.table}{_TABLE_SUFFIX}"
        if self.first == self.last:
            return f"line {self.first} of the report"
        return f"lines {self.first} to {self.last} of the report"


def read_quoted_place(iri: str) -> QuotedPlace | None:
    """Return the place that the fragment of an IRI names; None for a fragment of another kind.

    RFC 5147 counts the positions between lines, from 0 on; RFC 7111 counts rows from 1, the header.

    >>> read_quoted_place("https://example.org/source/a#line=43,44").describe()
    'line 44 of the report'
    >>> read_quoted_place("https://example.org/source/a/members.csv#row=2").describe()
    'row 2 of members.csv'
    """
    document, _, fragment = iri.partition("#")
    if lines := _LINES.fullmatch(fragment):
        return QuotedPlace(document, None, int(lines[1]) + 1, int(lines[2]))
    if (row := _ROW.fullmatch(fragment)) and document.endswith(_TABLE_SUFFIX):
        table = document.rpartition("/")[2].removesuffix(_TABLE_SUFFIX)
        return QuotedPlace(document, table, int(row[1]), int(row[1]))
    return None
