"""Where one server takes queries: found out, and asked in standard SPARQL. What a query is asked of is known to `remote`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from kentgraf.graph.store.location import Address
from kentgraf.graph.store.remote.http_client import Unreachable, Wire
from kentgraf.graph.store.remote.manifest import Manifest, read_manifest
from kentgraf.graph.store.remote.results import read_table, read_triples
from kentgraf.ontology.errors import QueryRefused, StoreError

QUERY_SECONDS: Final = 600.0
"""How long an answer may take unless something else is said."""

_TABLES: Final = "application/sparql-results+json"
_TRIPLES: Final = "application/n-triples"
_BESIDE: Final = ("", "/query", "/sparql")
_PAUSES: Final = (0.25, 0.5, 1.0)


def find_query_address(wire: Wire) -> str:
    """Where the server takes queries: the address as given, else `/query` or `/sparql` below it.

    Raises StoreError, with what was tried, if none of them answers a query.
    """
    tried = []
    for below in _BESIDE:
        url = f"{wire.address.url}{below}"
        try:
            response = wire.post(url, fields={"query": "ASK { ?s ?p ?o }"}, headers={"Accept": _TABLES})
            read_table(response.content, url)
        except Unreachable:
            raise
        except (StoreError, QueryRefused) as error:
            tried.append(str(error))
        else:
            return url
    raise StoreError(f"{wire.address}: no SPARQL server answers there. Tried: {' '.join(tried)}")


def connect(address: Address, seconds: float = QUERY_SECONDS) -> Endpoint:
    """Where the server at `address` takes queries; an answer may take `seconds`. StoreError if there is no server."""
    wire = Wire(address, seconds=seconds, pauses=_PAUSES)
    return Endpoint(wire, find_query_address(wire))


class Endpoint:
    """The place where one server takes queries."""

    def __init__(self, wire: Wire, url: str) -> None:
        self._wire = wire
        self._url = url

    def manifest(self) -> Manifest | None:
        """What the server holds of ours at this moment."""
        return read_manifest(self.select)

    def select(self, text: str, **graphs: Sequence[str]) -> QuerySolutions:
        """The rows of a SELECT that is written in standard SPARQL."""
        found = self.table(text, graphs)
        assert isinstance(found, QuerySolutions)
        return found

    def table(self, text: str, graphs: Mapping[str, Sequence[str]]) -> QuerySolutions | QueryBoolean:
        """The answer to a SELECT or an ASK. StoreError if the server has cut it."""
        response = self._wire.post(self._url, fields={"query": text, **graphs}, headers={"Accept": _TABLES})
        found, rows = read_table(response.content, str(self._wire.address))
        most = response.headers.get("x-sparql-maxrows", "")
        if most.isdecimal() and rows >= int(most):
            raise StoreError(
                f"{self._wire.address} cuts answers after {most} rows, and this one may have more. Ask for less, or let the "
                f"server give more (Virtuoso: ResultSetMaxRows in its ini file)."
            )
        return found

    def triples(self, text: str, graphs: Mapping[str, Sequence[str]]) -> QueryTriples:
        """The answer to a CONSTRUCT or a DESCRIBE."""
        response = self._wire.post(self._url, fields={"query": text, **graphs}, headers={"Accept": _TRIPLES})
        return read_triples(response.content, str(self._wire.address))

    def close(self) -> None:
        """End the connections."""
        self._wire.close()
