"""Prefixed names and IRIs convert into each other."""

from __future__ import annotations

import pytest

from kentgraf.ontology.namespaces import shorten, term


def test_short_names_and_addresses_lead_to_each_other() -> None:
    assert term("kg:Goal").value == "https://w3id.org/kentgraf/ns#Goal"
    assert shorten(term("kg:Goal").value) == "kg:Goal"
    assert shorten("https://example.org/x") == "https://example.org/x"
    with pytest.raises(KeyError):
        term("unknown:Goal")
