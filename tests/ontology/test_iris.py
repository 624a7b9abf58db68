"""Minted IRIs carry their city, their base and, for lines, an RFC 5147 fragment."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kentgraf.ontology.iris import Mint

MINT = Mint(city="izmir", source="izmir-2025", plan="2025-2029")


def test_an_address_names_the_thing_under_its_city() -> None:
    assert MINT.of_plan("goal", "5").value == "https://w3id.org/kentgraf/id/izmir/plan/2025-2029/goal/5"
    assert MINT.thing("council").value == "https://w3id.org/kentgraf/id/izmir/council"
    assert MINT.national("party", "chp").value == "https://w3id.org/kentgraf/id/party/chp"
    assert MINT.thing("unit", "a b/ç").value.endswith("/unit/a%20b%2F%C3%A7")


def test_a_deployment_gives_addresses_of_its_own() -> None:
    own = Mint(city="izmir", source="izmir-2025", base="https://veri.example/")
    assert own.municipality() == NamedNode("https://veri.example/izmir")


def test_a_line_of_the_source_has_the_address_that_rfc_5147_gives_it() -> None:
    assert MINT.lines(8360).value.endswith("/source/izmir-2025#line=8359,8360")
    assert MINT.lines(94, 96).value.endswith("/source/izmir-2025#line=93,96")
