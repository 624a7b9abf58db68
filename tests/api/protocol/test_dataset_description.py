"""The dataset is described at its well-known address."""

from __future__ import annotations

import httpx
from pyoxigraph import RdfFormat, parse


def test_the_dataset_is_described_at_its_well_known_address(client: httpx.Client) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": "text/turtle"})
    triples = list(parse(answer.content, format=RdfFormat.TURTLE))
    said = {triple.predicate.value.rpartition("#")[2] for triple in triples}
    assert {"triples", "sparqlEndpoint"} <= said
