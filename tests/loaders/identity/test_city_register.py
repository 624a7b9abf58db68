"""A city's register joins the same rows in whatever order its sources come, and a thing keeps the key that it was given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from support.cities.people_over_years import make_two_years

from kentgraf.loaders.identity.city_register import (
    DECIDED,
    CityRegister,
    Decision,
    extend_register,
)
from kentgraf.loaders.identity.register_files import read_register, write_register
from kentgraf.loaders.load import load_source
from kentgraf.loaders.tables.bodies import UnitChangeRow
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import SourceMeta, TablePackage
from kentgraf.loaders.tables.people import PersonRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.errors import TableError

EMPTY = CityRegister("kent")


def source(year: int, *people: tuple[str, str, str, str], names: str = "") -> TablePackage:
    """Return the tables of a year with people: row key, name, district, party."""
    package = TablePackage(SourceMeta(f"kent-{year}{names}", "kent", "Kent Belediyesi", year, f"Kent {year}"))
    package.tables["people"] = [PersonRow(person=key, name=name, known_by="member_list") for key, name, *_ in people]
    package.tables["members"] = [
        MemberRow(
            number=number,
            person=key,
            name_printed=name,
            role="member",
            district=district,
            district_printed=district,
            party=party,
            party_printed=party,
        )
        for number, (key, name, district, party) in enumerate(people, start=1)
    ]
    return package


THREE_YEARS = (
    source(2024, ("2024-001", "Ayşe KAYA", "konak", "chp"), ("2024-002", "Ali DEMİR", "buca", "akp")),
    source(
        2025,
        ("2025-001", "Ali DEMİR", "buca", "akp"),
        ("2025-002", "Ayşe KAYA ÇELİK", "konak", "chp"),
        ("2025-003", "Can ŞEN", "buca", "mhp"),
    ),
    source(2026, ("2026-001", "Ayşe KAYA ÇELİK", "konak", "iyi"), ("2026-002", "Can ŞEN", "buca", "mhp")),
)


def partition(register: CityRegister) -> set[frozenset[tuple[str, str]]]:
    """Return which rows stand for the same things."""
    things = defaultdict(set)
    for row in register.rows:
        things[row.kind, row.key].add((row.source, row.told.key))
    return set(map(frozenset, things.values()))


def one_by_one(packages: Iterable[TablePackage], register: CityRegister = EMPTY) -> CityRegister:
    for package in packages:
        register = extend_register(register, [package])
    return register


def key_of(register: CityRegister, source_key: str, row: str) -> str:
    return next(one.key for one in register.rows if (one.source, one.told.key) == (source_key, row))


def test_who_stays_is_one_person_over_the_years() -> None:
    register = extend_register(EMPTY, THREE_YEARS)
    assert partition(register) == {
        frozenset({("kent-2024", "2024-001"), ("kent-2025", "2025-002"), ("kent-2026", "2026-001")}),
        frozenset({("kent-2024", "2024-002"), ("kent-2025", "2025-001")}),
        frozenset({("kent-2025", "2025-003"), ("kent-2026", "2026-002")}),
    }
    assert register.keys_of("kent-2026", "person") == {"2026-001": "2024-001", "2026-002": "2025-003"}
    assert {row.rule for row in register.rows} == {"new", "same_letters", "surname_changed"}


@pytest.mark.parametrize("order", list(permutations(THREE_YEARS)))
def test_every_order_of_sources_joins_the_same_rows(order: Sequence[TablePackage]) -> None:
    together = extend_register(EMPTY, THREE_YEARS)
    assert extend_register(EMPTY, order) == together
    assert partition(one_by_one(order)) == partition(together)


@pytest.mark.parametrize("seed", range(8))
def test_invented_councils_are_joined_the_same_whichever_year_comes_first(seed: int) -> None:
    years = make_two_years(seed)
    rows = {}
    for year, people in ((2024, years.before), (2025, years.after)):
        told = [replace(person, key=f"{year}/{person.key}") for person in people]
        rows[year] = (source(year), told)

    def register_of(order: Sequence[int], monkey: pytest.MonkeyPatch) -> CityRegister:
        monkey.setattr(
            "kentgraf.loaders.identity.city_register.evidence_of", lambda package: rows[package.meta.year][1]
        )
        return one_by_one([rows[year][0] for year in order])

    with pytest.MonkeyPatch.context() as monkey:
        assert partition(register_of((2024, 2025), monkey)) == partition(register_of((2025, 2024), monkey))


def test_a_key_once_given_does_not_change_when_an_earlier_year_comes() -> None:
    first = extend_register(EMPTY, THREE_YEARS[1:2])
    later = extend_register(first, THREE_YEARS[:1])
    assert later.keys_of("kent-2025", "person") == first.keys_of("kent-2025", "person")
    assert key_of(later, "kent-2024", "2024-001") == "2025-002"
    assert extend_register(later, THREE_YEARS[1:2]) == later, "a source that is read again changes nothing"


def test_two_things_that_turn_out_to_be_one_keep_a_key_and_the_other_leads_to_it() -> None:
    married = (
        source(2024, ("2024-001", "Ayşe KAYA", "konak", "chp")),
        source(2025, ("2025-001", "Ayşe KAYA ÇELİK", "konak", "chp")),
        source(2026, ("2026-001", "Ayşe ÇELİK", "konak", "chp")),
    )
    apart = one_by_one([married[0], married[2]])
    assert len(partition(apart)) == 2
    joined = extend_register(apart, [married[1]])
    assert {row.key for row in joined.rows} == {"2024-001"}
    assert joined.retired == {("person", "2026-001"): "2024-001"}
    assert extend_register(joined, []) == joined


def test_a_decision_stands_above_the_rules() -> None:
    namesakes = (
        source(2024, ("2024-001", "Ali KAYA", "konak", "chp")),
        source(2025, ("2025-001", "Ali KAYA", "buca", "mhp")),
    )
    open_case = extend_register(EMPTY, namesakes)
    (case,) = open_case.open_rows
    assert (case.row, case.candidates) == ("2025-001", ("2024-001",))
    assert case.reason.startswith("kent-2024/2024-001: ")
    assert key_of(open_case, "kent-2025", "2025-001") == "2025-001", "until then they are two"
    decided = replace(
        open_case, decisions=(Decision("person", "kent-2025", "2025-001", "2024-001", "asked the council"),)
    )
    one = extend_register(decided, namesakes)
    assert one.open_rows == () and key_of(one, "kent-2025", "2025-001") == "2024-001"
    assert {row.rule for row in one.rows} == {"new", DECIDED}
    two = replace(open_case, decisions=(Decision("person", "kent-2025", "2025-001", "", "another one"),))
    apart = extend_register(two, namesakes)
    assert apart.open_rows == () and key_of(apart, "kent-2025", "2025-001") == "2025-001"


def test_a_key_of_a_table_that_means_another_person_next_year_is_not_taken_for_the_same() -> None:
    typed = (source(2024, ("p1", "Ali KAYA", "konak", "chp")), source(2025, ("p1", "Can ŞEN", "buca", "mhp")))
    register = extend_register(EMPTY, typed)
    assert key_of(register, "kent-2024", "p1") == "p1"
    assert key_of(register, "kent-2025", "p1") == "p1-2025"


def test_units_and_indicators_are_registered_too() -> None:
    packages = [source(year) for year in (2024, 2025)]
    for package, unit, code, name in zip(
        packages, ("Park", "Park ve Bahçe"), ("1", "1"), ("Ağaç", "Ağaç"), strict=True
    ):
        package.tables["institutional_money"] = [
            InstitutionalMoneyRow(code="46.35.1.44", level=4, name=f"{unit} Dairesi Başkanlığı")
        ]
        package.tables["indicators"] = [
            IndicatorRow(
                indicator=f"1.1.{code}-1",
                target=f"1.1.{code}",
                name=f"{name} sayısı",
                unit="adet",
                value_kind="number",
                deviation_explained=False,
            )
        ]
    register = extend_register(EMPTY, packages)
    assert register.keys_of("kent-2025", "indicator") == {"1.1.1-1": "1.1.1-agac-sayisi"}
    assert register.keys_of("kent-2025", "unit") == {"46.35.1.44": "46.35.1.44-2025"}
    (case,) = register.open_rows
    assert case.kind == "unit" and case.candidates == ("46.35.1.44",)
    packages[1].tables["unit_changes"] = [
        UnitChangeRow(
            department="46.35.1.44",
            name="Park ve Bahçe Dairesi Başkanlığı",
            former_name="Park Dairesi Başkanlığı",
        )
    ]
    assert extend_register(EMPTY, packages).open_rows == ()


def test_a_register_is_read_as_it_was_written(tmp_path: Path) -> None:
    register = replace(
        extend_register(EMPTY, [load_source(), *THREE_YEARS]),
        decisions=(Decision("person", "kent-2025", "2025-003", "", "two people"),),
        retired={("person", "x"): "2024-001"},
    )
    write_register(register, tmp_path)
    assert read_register(tmp_path, "kent") == register
    write_register(read_register(tmp_path, "kent"), tmp_path / "again")
    for path in tmp_path.glob("*.csv"):
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()
    assert read_register(tmp_path / "nowhere", "kent") == EMPTY


def test_a_wrong_cell_of_a_register_is_named(tmp_path: Path) -> None:
    (tmp_path / "decisions.csv").write_text("kind,source,row,thing,reason\nbody,kent-2025,1,,why\n", "utf-8")
    with pytest.raises(TableError, match=r"decisions\.csv, row 2, column kind: found 'body'"):
        read_register(tmp_path, "kent")
