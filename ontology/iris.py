"""Minting of IRIs, under a base that each deployment can choose.

No IRI contains a person's name: people are identified by the year and their position in the list of members. The same tables
give the same IRIs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

from kentgraf.ontology.namespaces import DEFAULT_BASE


@lru_cache(maxsize=10_000)
def _percent_encode(key: str) -> str:
    return quote(key, safe="-._~")


@dataclass(frozen=True)
class Mint:
    """Mint IRIs for one source of one city.

    >>> Mint(city="izmir", source="izmir-2025").thing("goal", "5").value
    'https://w3id.org/kentgraf/id/izmir/goal/5'
    """

    city: str
    source: str
    base: str = DEFAULT_BASE

    def municipality(self) -> NamedNode:
        """Return the IRI of the municipality."""
        return NamedNode(f"{self.base}{self.city}")

    def thing(self, kind: str, *keys: str | int) -> NamedNode:
        """Return the IRI of a thing of the city, e.g. `thing("department", "46.35.1.42")`."""
        path = "/".join(_percent_encode(str(key)) for key in keys)
        return NamedNode(f"{self.base}{self.city}/{kind}/{path}" if path else f"{self.base}{self.city}/{kind}")

    def national(self, kind: str, key: str) -> NamedNode:
        """Return the IRI of a thing that all cities share, such as a party."""
        return NamedNode(f"{self.base}{kind}/{_percent_encode(key)}")

    def document(self) -> NamedNode:
        """Return the IRI of the source document."""
        return NamedNode(f"{self.base}source/{self.source}")

    def lines(self, first: int, last: int | None = None) -> NamedNode:
        """Return the IRI of lines `first` to `last` (1-based, inclusive) of the source, with an RFC 5147 fragment.

        RFC 5147 counts the positions between lines, so line 8360 alone is `#line=8359,8360`.
        """
        return NamedNode(f"{self.base}source/{self.source}#line={first - 1},{last or first}")

    def table(self, table: str) -> NamedNode:
        """The file of a packaged table."""
        return NamedNode(f"{self.base}source/{self.source}/{table}.csv")

    def table_row(self, table: str, row: int) -> NamedNode:
        """Return the IRI of a row of a table (RFC 7111, the header is row 1), for facts without a printed source."""
        return NamedNode(f"{self.base}source/{self.source}/{table}.csv#row={row}")

    def graph(self, part: str = "") -> NamedNode:
        """Return the name of the source's graph, or of a graph derived from it, such as `findings`."""
        return NamedNode(f"{self.base}graph/{self.source}" + (f"/{part}" if part else ""))

    def dataset(self) -> NamedNode:
        """Return the IRI of the dataset that is made from the source (DCAT, VoID)."""
        return NamedNode(f"{self.base}dataset/{self.source}")

    def load(self, key: str) -> NamedNode:
        """Return the IRI of one run of the loader (a `prov:Activity`)."""
        return NamedNode(f"{self.base}load/{self.source}/{key}")
