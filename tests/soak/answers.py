"""Requests with the answers that are expected, and the form in which two answers are compared.

Contents are brought into a canonical form: rows and triples of a result are a set without order, and what tells of the build
itself (its moment, the number of its triples) is masked, since updates and new builds change it.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from pyoxigraph import RdfFormat, parse

_RDF_FORMATS: Final = {
    "text/turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
_MOMENTS: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)|/\d{8}T\d{6}Z"
    r"|\d\d\.\d\d\.20\d\d \d\d:\d\d UTC|\d{1,2} [A-Z][a-z]+ 20\d\d, \d\d:\d\d UTC"
)
_NUMBERS: Final = re.compile(r"(?<!\d)(?<!\d[.,])\d{1,3}(?:[.,]?\d{3})+(?![.,]?\d)")
_READ_COUNTS: Final = re.compile(r'("[a-z-]+-can-be-read": )[1-9]\d*|("moment-can-be-read": )0\b')
"""Counts of literals in the audit; only a graph that was never changed has no moments of changes."""
_MORE_TRIPLES: Final = 5_000
"""Triples that the updates of a soak add at most, their provenance included."""


@dataclass(frozen=True)
class Request:
    """A request of an ordinary client. `path` has its query string."""

    kind: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: bytes = b""

    def __str__(self) -> str:
        accept = f" ({self.headers['Accept']})" if "Accept" in self.headers else ""
        return f"{self.method} {self.path}{accept} {self.body.decode('utf-8', 'replace')}".rstrip()


@dataclass(frozen=True)
class Expected:
    """A request and the canonical form of the right answer, compressed."""

    request: Request
    packed: bytes

    @classmethod
    def of(cls, request: Request, content: bytes) -> Expected:
        """Return the expectation of the canonical form `content`."""
        return cls(request, zlib.compress(content, 1))

    @property
    def content(self) -> bytes:
        """The canonical form of the right answer."""
        return zlib.decompress(self.packed)


class Canonicalizer:
    """Brings answers into canonical form. `triples` is the number of the triples of the graph before any update."""

    def __init__(self, triples: int) -> None:
        self._triples = triples
        today = date.today()
        days = [today + timedelta(days) for days in (-1, 0, 1)]  # a soak can run past midnight
        self._days = re.compile("|".join(f"{day:%Y-%m-%d}|{day:%d\\.%m\\.%Y}|{day:%-d %B %Y}" for day in days))

    def canonical(self, media_type: str, content: bytes) -> bytes:
        """Return the canonical form of a content. Raises ValueError or SyntaxError for what is not of its media type."""
        kind = media_type.partition(";")[0].strip()
        if kind == "application/sparql-results+json":
            return _canonical_json_result(content)
        if kind in ("text/csv", "text/tab-separated-values"):
            return _sort_lines(content)
        if kind == "application/n-triples":
            return self.mask(b"\n".join(sorted(content.splitlines())).decode("utf-8")).encode()
        if kind == "application/sparql-results+xml":
            head, *results = content.split(b"<result>")
            return b"".join([head, *sorted(result.partition(b"</result>")[0] for result in results)])
        if kind in _RDF_FORMATS:
            triples = sorted(str(quad.triple) for quad in parse(content, format=_RDF_FORMATS[kind]))
            return self.mask("\n".join(triples)).encode()
        return self.mask(content.decode("utf-8")).encode()

    def mask(self, text: str) -> str:
        """Replace moments, the day of the build, and numbers that can be the number of triples after some updates.

        A number beyond these stays, above all zero.
        """
        text = self._days.sub("DAY", _MOMENTS.sub("MOMENT", text))
        return _READ_COUNTS.sub(r"\1\2COUNT", _NUMBERS.sub(self._mask_number, text))

    def _mask_number(self, match: re.Match[str]) -> str:
        number = int(re.sub(r"[.,]", "", match[0]))
        return "TRIPLES" if 0 <= number - self._triples <= _MORE_TRIPLES else match[0]


def _canonical_json_result(content: bytes) -> bytes:
    result = json.loads(content)
    if "results" in result:
        result["results"]["bindings"].sort(key=lambda row: json.dumps(row, sort_keys=True))
    return json.dumps(result, sort_keys=True, ensure_ascii=False).encode()


def _sort_lines(content: bytes) -> bytes:
    """Return the first line, which can be a head, and the sorted others."""
    first, *others = content.splitlines() or [b""]
    return b"\n".join([first, *sorted(others)])


def first_difference(expected: bytes, found: bytes) -> tuple[str, str]:
    """Return both contents from a little before the first place where they differ."""
    place = next((n for n, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), None)
    if place is None:
        place = min(len(expected), len(found))
    begin = max(0, place - 60)
    return (
        f"…{expected[begin : place + 120].decode('utf-8', 'replace')} ({len(expected)} bytes)",
        f"…{found[begin : place + 120].decode('utf-8', 'replace')} ({len(found)} bytes)",
    )
