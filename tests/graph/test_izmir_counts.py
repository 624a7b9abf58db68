"""The packaged graph has all members, plan elements and amounts of the report, counted by SPARQL."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, Store

from kentgraf.graph.sparql.queries import select

SEATS = "?thing a kg:Seat ."
ON_COMMISSIONS = "?thing a kg:BodyMembership ; org:organization ?body . ?body a kg:Commission ."


def count(store: Store, pattern: str) -> int:
    """Return the number of distinct values of `?thing` in a pattern."""
    (row,) = select(store, f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ {pattern} }}")
    return int(row["n"].value)


def total(store: Store, pattern: str) -> Decimal:
    """Return the sum of `?amount` over distinct values of `?thing`, computed by the store."""
    (row,) = select(
        store, f"SELECT (SUM(?amount) AS ?sum) WHERE {{ SELECT DISTINCT ?thing ?amount WHERE {{ {pattern} }} }}"
    )
    return Decimal(row["sum"].value)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (SEATS, 184),
        (f"{SEATS} ?thing org:role kg:metropolitanMayor", 1),
        (f"{SEATS} ?thing org:role kg:districtMayor", 30),
        (f"{SEATS} ?thing org:role kg:mayor", 31),
        (f"{SEATS} ?thing org:role kg:member", 153),
        (f"{SEATS} ?thing org:role ?role FILTER NOT EXISTS {{ ?thing org:role kg:mayor }}", 153),
        ("?seat a kg:Seat ; org:member ?thing", 184),
        ("?seat a kg:Seat ; org:role kg:districtMayor ; kg:district ?thing", 30),
    ],
)
def test_the_council_has_all_its_members(izmir_store: Store, pattern: str, expected: int) -> None:
    assert count(izmir_store, pattern) == expected


def test_there_are_24_commissions(izmir_store: Store) -> None:
    assert count(izmir_store, "?thing a kg:Commission") == 24


def test_the_commissions_tables_print_432_places(izmir_store: Store) -> None:
    printed = f"{ON_COMMISSIONS} FILTER NOT EXISTS {{ [] dcterms:replaces ?thing }}"
    assert count(izmir_store, printed) == 432


@pytest.mark.parametrize("day", ["2025-01-01", "2025-04-13", "2025-04-14", "2025-12-31"])
def test_every_commission_has_nine_members_on_the_first_and_last_day_of_both_periods(
    izmir_store: Store, day: str
) -> None:
    rows = select(
        izmir_store,
        f"""SELECT ?body (COUNT(DISTINCT ?thing) AS ?n) WHERE {{
              {ON_COMMISSIONS}
              OPTIONAL {{ ?thing kg:validFrom ?from }}
              OPTIONAL {{ ?thing kg:validUntil ?until }}
              FILTER((!BOUND(?from) || ?from <= "{day}"^^xsd:date) && (!BOUND(?until) || "{day}"^^xsd:date < ?until))
            }} GROUP BY ?body""",
    )
    assert [int(row["n"].value) for row in rows] == [9] * 24


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Goal", 5),
        ("Objective", 12),
        ("PerformanceTarget", 12),
        ("Activity", 161),
        ("Indicator", 245),
        ("IndicatorResult", 245),
        ("Department", 47),
    ],
)
def test_the_plan_and_the_departments_are_whole(izmir_store: Store, kind: str, expected: int) -> None:
    assert count(izmir_store, f"?thing a kg:{kind}") == expected


@pytest.mark.parametrize(
    ("rating", "expected"),
    [("onTarget", 119), ("successful", 35), ("good", 41), ("inProgress", 13), ("needsImprovement", 37)],
)
def test_indicators_are_rated_as_printed(izmir_store: Store, rating: str, expected: int) -> None:
    assert count(izmir_store, f"?thing a kg:IndicatorResult ; kg:printedRating kg:{rating}") == expected


def test_every_activity_hangs_on_one_goal(izmir_store: Store) -> None:
    below = "?thing a kg:Activity ; kg:partOf/kg:partOf/kg:partOf ?goal . ?goal a kg:Goal"
    assert count(izmir_store, below) == 161
    assert len(select(izmir_store, f"SELECT * WHERE {{ {below} }}")) == 161


def test_every_label_of_an_activity_leads_to_a_department(izmir_store: Store) -> None:
    assert count(izmir_store, "?thing a prov:Association ; prov:hadRole kg:responsibleUnit") == 178
    led = (
        "?activity a kg:Activity ; kg:carriedOutBy ?unit ; prov:qualifiedAssociation ?thing ."
        " ?thing prov:agent ?unit ; prov:hadRole kg:responsibleUnit . ?unit a kg:Department"
    )
    assert count(izmir_store, led) == 178
    assert len(select(izmir_store, f"SELECT * WHERE {{ {led} }}")) == 178


@pytest.mark.parametrize(("about", "expected"), [("Activity", "47993914115.57"), ("Department", "77844704594.27")])
def test_spending_adds_up_exactly(izmir_store: Store, about: str, expected: str) -> None:
    lines = (
        "?thing a kg:BudgetLine ; kg:phase kg:spent ; kg:fund kg:allFunds ; kg:amount ?amount ; kg:about ?about ."
        f" ?about a kg:{about}"
    )
    assert total(izmir_store, lines) == Decimal(expected)


def test_spending_of_the_activities_is_what_the_report_states_for_them(izmir_store: Store) -> None:
    stated = (
        "?thing a kg:StatedTotal ; kg:phase kg:spent ; kg:fund kg:allFunds ; kg:amount ?amount ;"
        " kg:about kg:allActivities"
    )
    assert total(izmir_store, stated) == Decimal("47993914115.57")


@pytest.mark.parametrize(
    "kind",
    ["kg:Seat", "kg:BodyMembership", "kg:PartyAffiliation", "kg:Office", "kg:BudgetLine", "kg:StatedTotal",
     "kg:StatedShare", "kg:IndicatorResult", "prov:Association"],
)  # fmt: skip
def test_every_fact_leads_to_its_line_and_to_what_is_printed_there(izmir_store: Store, kind: str) -> None:
    every = count(izmir_store, f"?thing a {kind}")
    quoted = (
        f"?thing a {kind} ; prov:wasQuotedFrom ?quoted ; kg:line ?line ; kg:printed ?printed ."
        " ?quoted a kg:SourceLine ; kg:line ?first ; kg:lineText ?text ; dcterms:isPartOf ?source . ?source a kg:Source"
        " FILTER(?line >= 1 && STRLEN(?printed) > 0)"
    )
    assert every > 0
    assert count(izmir_store, quoted) == every


def test_there_are_no_blank_nodes(izmir_store: Store) -> None:
    nodes = {node for quad in izmir_store for node in (quad.subject, quad.object, quad.graph_name)}
    assert not any(isinstance(node, BlankNode) for node in nodes)
