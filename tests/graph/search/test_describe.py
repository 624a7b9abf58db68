"""The description of a thing holds its statements and the lines that print it."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from kentgraf.graph.search.describe import describe
from kentgraf.ontology.errors import NotInGraph


def test_a_description_has_statements_and_lines(izmir_in_memory: Store) -> None:
    shown = describe(izmir_in_memory, "https://w3id.org/kentgraf/id/izmir/seat/2025-075")
    assert shown.lines
    assert ("rdf:type", "kg:Seat") in shown.statements
    with pytest.raises(NotInGraph):
        describe(izmir_in_memory, "https://example.org/nothing")
