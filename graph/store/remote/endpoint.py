"""The SPARQL endpoint of a server: finding its URL, and sending queries in standard SPARQL to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pyoxigraph import QueryBoolean, QuerySolutions, QueryTriples

from kentgraf.graph.store.location import ServerAddress
from kentgraf.graph.store.remote.http_client import HttpClient, Unreachable
from kentgraf.graph.store.remote.manifest import Manifest, read_manifest
from kentgraf.graph.store.remote.results import parse_table, parse_triples
from kentgraf.ontology.errors import QueryRefused, StoreError

QUERY_SECONDS: Final = 600.0
"""The default timeout of a query."""

_TABLE_MEDIA_TYPE: Final = "application/sparql-results+json"
_TRIPLES_MEDIA_TYPE: Final = "application/n-triples"
_PATHS: Final = ("", "/query", "/sparql")
_RETRY_PAUSES: Final = (0.25, 0.5, 1.0)


def find_query_url(client: HttpClient) -> str:
    """Return the URL at which the server answers queries: the address as given, or `/query` or `/sparql` below it.

    Raises StoreError, with the failures, if none of them answers a query.
    """
    tried = []
    for path in _PATHS:
        url = f"{client.address.url}{path}"
        try:
            response = client.post(url, fields={"query": "ASK { ?s ?p ?o }"}, headers={"Accept": _TABLE_MEDIA_TYPE})
            parse_table(response.content, url)
        except Unreachable:
            raise
        except (StoreError, QueryRefused) as error:
            tried.append(str(error))
        else:
            return url
    raise StoreError(f"{client.address}: no SPARQL server answers there. Tried: {' '.join(tried)}")


def connect(address: ServerAddress, seconds: float = QUERY_SECONDS) -> Endpoint:
    """Return the endpoint of the server at `address`, with a timeout of `seconds`. Raises StoreError if there is no server."""
    client = HttpClient(address, seconds=seconds, retry_pauses=_RETRY_PAUSES)
    return Endpoint(client, find_query_url(client))


class Endpoint:
    """The SPARQL endpoint of one server. `graphs` are the fields of the protocol that name the dataset of a query."""

    def __init__(self, client: HttpClient, url: str) -> None:
        self._client = client
        self._url = url

    def manifest(self) -> Manifest | None:
        """Return the current manifest of the server, or None if the server holds none of our graphs."""
        return read_manifest(self.select)

    def select(self, text: str, **graphs: Sequence[str]) -> QuerySolutions:
        """Return the solutions of a SELECT query in standard SPARQL."""
        solutions = self.table(text, graphs)
        assert isinstance(solutions, QuerySolutions)
        return solutions

    def table(self, text: str, graphs: Mapping[str, Sequence[str]]) -> QuerySolutions | QueryBoolean:
        """Return the result of a SELECT or ASK query. Raises StoreError if the server has truncated it."""
        headers = {"Accept": _TABLE_MEDIA_TYPE}
        response = self._client.post(self._url, fields={"query": text, **graphs}, headers=headers)
        result, rows = parse_table(response.content, str(self._client.address))
        limit = response.headers.get("x-sparql-maxrows", "")
        if limit.isdecimal() and rows >= int(limit):
            raise StoreError(
                f"{self._client.address} cuts answers after {limit} rows, and this one may have more. Ask for less, or let the "
                f"server give more (Virtuoso: ResultSetMaxRows in its ini file)."
            )
        return result

    def triples(self, text: str, graphs: Mapping[str, Sequence[str]]) -> QueryTriples:
        """Return the result of a CONSTRUCT or DESCRIBE query."""
        headers = {"Accept": _TRIPLES_MEDIA_TYPE}
        response = self._client.post(self._url, fields={"query": text, **graphs}, headers=headers)
        return parse_triples(response.content, str(self._client.address))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
