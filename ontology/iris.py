"""Minting of IRIs, under a base that each deployment can choose.

What lasts over years is the city's, and its IRI has no year: `izmir/department/46.35.1.42`. What belongs to a strategic plan
stands under the plan's period: `izmir/plan/2025-2029/goal/5`. What is of a year carries the year: `izmir/seat/2025-001`. No IRI
contains a person's name. The same tables give the same IRIs.
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
    """Mint IRIs for one source of one city; `plan` is the period of its strategic plan.

    >>> Mint(city="izmir", source="izmir-2025", plan="2025-2029").of_plan("goal", "5").value
    'https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5'
    """

    city: str
    source: str
    base: str = DEFAULT_BASE
    plan: str = ""

    def municipality(self) -> NamedNode:
        """Return the IRI of the municipality."""
        return NamedNode(f"{self.base}{self.city}")

    def thing(self, kind: str, *keys: str | int) -> NamedNode:
        """Return the IRI of a thing of the city, e.g. `thing("department", "46.35.1.42")`."""
        path = "/".join(_percent_encode(str(key)) for key in keys)
        return NamedNode(f"{self.base}{self.city}/{kind}/{path}" if path else f"{self.base}{self.city}/{kind}")

    def of_plan(self, kind: str, key: str) -> NamedNode:
        """Return the IRI of a thing of the strategic plan, e.g. `of_plan("activity", "87")`. Raises ValueError without a plan."""
        if not self.plan:
            raise ValueError("the period of the plan is missing")
        return self.thing("plan", self.plan, kind, key)

    def strategic_plan(self) -> NamedNode:
        """Return the IRI of the strategic plan."""
        return self.thing("plan", self.plan)

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
