"""What rests on a day is said only of days that the source gives."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kentgraf.graph.audit.report import AuditReport, audit
from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store
from kentgraf.loaders.load import packaged_tables
from kentgraf.shapes import validate

HEAD = """
@prefix kg: <https://w3id.org/kentgraf/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@base <https://example.org/> .
"""
GAP = "replaced-seat-goes-on-without-a-gap"


def gaps(ended: str, began: str) -> list[tuple[str | None, str | None]]:
    """Return the gaps between a place given up on 5 March and taken on 10 March, each day known or not."""
    store = Store()
    text = f"""{HEAD}
<old> a kg:BodyMembership ; kg:validUntil "2025-03-05"^^xsd:date ; kg:untilKnown {ended} .
<new> a kg:BodyMembership ; dcterms:replaces <old> ; kg:validFrom "2025-03-10"^^xsd:date ; kg:fromKnown {began} ."""
    store.load(text.encode(), format=RdfFormat.TURTLE)
    return [(r.printed, r.computed) for r in validate(store).results if r.rule.endswith(GAP)]


@pytest.mark.parametrize(("ended", "began"), [("true", "false"), ("false", "true"), ("false", "false")])
def test_a_place_is_not_called_empty_on_the_strength_of_an_unknown_day(ended: str, began: str) -> None:
    assert gaps(ended, began) == []


def test_a_place_is_empty_between_two_days_that_the_source_gives() -> None:
    assert gaps("true", "true") == [("2025-03-05", "2025-03-10")]


@pytest.fixture(scope="module")
def late_seat(tmp_path_factory: pytest.TempPathFactory) -> AuditReport:
    """The audit of the packaged tables in which a commission's member leaves the council on 1 June."""
    folder = tmp_path_factory.mktemp("late")
    tables = folder / "tables"
    shutil.copytree(packaged_tables(), tables)
    members = tables / "members.csv"
    lines = members.read_text(encoding="utf-8").splitlines(keepends=True)
    columns = lines[0].strip().split(",")
    sitting = _a_member_of_a_commission(tables)
    place = next(at for at, line in enumerate(lines) if line.split(",")[columns.index("person")] == sitting)
    lines[place] = lines[place].replace("2026-01-01,false,false", "2025-06-01,false,true")
    members.write_text("".join(lines), encoding="utf-8")
    build(tables, folder / "store")
    return audit(open_store(folder / "store"))


def _a_member_of_a_commission(tables: Path) -> str:
    lines = (tables / "memberships.csv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split(",")
    until = columns.index("valid_until")
    rows = [line.split(",") for line in lines[1:] if line.startswith("commission/") and '"' not in line]
    return next(row[columns.index("person")] for row in rows if row[until] == "2026-01-01")


def test_a_membership_that_outlasts_the_council_seat_is_found(late_seat: AuditReport, izmir_store: Store) -> None:
    rule = "membership-ends-with-the-council-seat"
    assert not [f for f in audit(izmir_store).findings if f.rule_name == rule]
    found = [f for f in late_seat.findings if f.rule_name == rule]
    assert found
    assert all((f.printed, f.computed) == ("2025-06-01", "2026-01-01") and len(f.lines) >= 2 for f in found)
