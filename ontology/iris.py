"""How things get their IRIs. One small class, so that a deployment can mint them under its own address.

Nothing is keyed by a person's name: people carry the year and place of the list in which they stand. IRIs are stable
over runs on the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from pyoxigraph import NamedNode

from kentgraf.ontology.namespaces import DEFAULT_BASE


@lru_cache(maxsize=10_000)
def _spell(key: str) -> str:
    """A key as a part of an IRI; the same ones come again and again."""
    return quote(key, safe="-._~")


@dataclass(frozen=True)
class Mint:
    """Mints IRIs for one source of one city.

    >>> Mint(city="izmir", source="izmir-2025").thing("goal", "5").value
    'https://w3id.org/kentgraf/id/izmir/goal/5'
    """

    city: str
    source: str
    base: str = DEFAULT_BASE

    def municipality(self) -> NamedNode:
        """The municipality itself."""
        return NamedNode(f"{self.base}{self.city}")

    def thing(self, kind: str, *keys: str | int) -> NamedNode:
        """A thing of the city, e.g. `thing("department", "46.35.1.42")`."""
        path = "/".join(_spell(str(key)) for key in keys)
        return NamedNode(f"{self.base}{self.city}/{kind}/{path}" if path else f"{self.base}{self.city}/{kind}")

    def national(self, kind: str, key: str) -> NamedNode:
        """A thing that all cities share, such as a party."""
        return NamedNode(f"{self.base}{kind}/{_spell(key)}")

    def document(self) -> NamedNode:
        """The source document."""
        return NamedNode(f"{self.base}source/{self.source}")

    def lines(self, first: int, last: int | None = None) -> NamedNode:
        """Lines `first` to `last` (1-based, inclusive) of the source, as an RFC 5147 text fragment.

        RFC 5147 counts the positions between lines, so line 8360 alone is `#line=8359,8360`.
        """
        return NamedNode(f"{self.base}source/{self.source}#line={first - 1},{last or first}")

    def table_row(self, table: str, row: int) -> NamedNode:
        """Row `row` of a packaged table (RFC 7111, the header being row 1), for facts that have no printed source."""
        return NamedNode(f"{self.base}source/{self.source}/{table}.csv#row={row}")

    def graph(self, part: str = "") -> NamedNode:
        """The named graph of the source, or of a `part` derived from it such as `findings`."""
        return NamedNode(f"{self.base}graph/{self.source}" + (f"/{part}" if part else ""))

    def dataset(self) -> NamedNode:
        """The dataset that the source became (DCAT, VoID)."""
        return NamedNode(f"{self.base}dataset/{self.source}")

    def load(self, key: str) -> NamedNode:
        """One run of the loader (`prov:Activity`)."""
        return NamedNode(f"{self.base}load/{self.source}/{key}")
