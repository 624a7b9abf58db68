"""Turkish letters, half-open periods and minted IRIs: what every other room leans on."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kentgraf.ontology.errors import SourceError, TableError, WrongCell
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import shorten, term
from kentgraf.ontology.periods import Period
from kentgraf.ontology.turkish import fold, lower, slug, sort_key, upper

LETTERS = st.text(alphabet="aAbBçÇğĞıIiİâÂîÎöÖşŞüÜ -.")
DAYS = st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2025, 1, 9)))
MINT = Mint(city="izmir", source="izmir-2025")


@pytest.mark.parametrize(
    ("capitals", "small"), [("IŞIK", "ışık"), ("İZMİR", "izmir"), ("ÇİĞLİ", "çiğli"), ("KÂMİL", "kâmil")]
)
def test_capitals_turn_into_the_small_letters_a_turkish_reader_expects(capitals: str, small: str) -> None:
    assert lower(capitals) == small
    assert upper(small) == capitals


@pytest.mark.parametrize(
    "spelling", ["İRFAN ÖNAL", "irfan önal", "Irfan Onal", "İrfan  ÖNAL", "I\u0307rfan O\u0308nal"]
)
def test_spellings_of_one_name_meet_under_one_key(spelling: str) -> None:
    assert fold(spelling) == "irfan onal"


@given(LETTERS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LETTERS)
def test_capitals_and_small_letters_fold_alike(text: str) -> None:
    assert fold(upper(text)) == fold(lower(text)) == fold(text)


def test_names_stand_in_the_order_of_the_turkish_alphabet() -> None:
    names = ["Şen", "Iğdır", "Çelik", "İnce", "Cem", "Oya", "Ömer", "Ünal", "Ufuk", "Sena"]
    assert sorted(names, key=sort_key) == [
        "Cem",
        "Çelik",
        "Iğdır",
        "İnce",
        "Oya",
        "Ömer",
        "Sena",
        "Şen",
        "Ufuk",
        "Ünal",
    ]


def test_a_name_becomes_a_part_of_an_address() -> None:
    assert slug("Çevre ve Şehircilik Komisyonu") == "cevre-ve-sehircilik-komisyonu"


def test_a_period_printed_through_its_last_day_ends_on_the_next() -> None:
    period = Period.through(date(2025, 1, 1), date(2025, 4, 13))
    assert period.end == date(2025, 4, 14)
    assert period.holds(date(2025, 4, 13)) and not period.holds(date(2025, 4, 14))


@pytest.mark.parametrize("end", [date(2025, 1, 1), date(2024, 12, 31)])
def test_a_period_that_ends_before_it_starts_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="must end after it starts"):
        Period(date(2025, 1, 1), end)


@given(DAYS, DAYS, DAYS, DAYS)
def test_two_periods_overlap_exactly_when_they_share_a_day(
    start: date | None, end: date | None, other_start: date | None, other_end: date | None
) -> None:
    if (start and end and end <= start) or (other_start and other_end and other_end <= other_start):
        return
    one, two = Period(start, end), Period(other_start, other_end)
    days = [date.fromordinal(n) for n in range(date(2024, 12, 30).toordinal(), date(2025, 1, 12).toordinal())]
    assert one.overlaps(two) == two.overlaps(one) == any(one.holds(day) and two.holds(day) for day in days)


def test_an_address_names_the_thing_under_its_city() -> None:
    assert MINT.thing("goal", "5").value == "https://w3id.org/kentgraf/id/izmir/goal/5"
    assert MINT.thing("council").value == "https://w3id.org/kentgraf/id/izmir/council"
    assert MINT.national("party", "chp").value == "https://w3id.org/kentgraf/id/party/chp"
    assert MINT.thing("unit", "a b/ç").value.endswith("/unit/a%20b%2F%C3%A7")


def test_a_deployment_gives_addresses_of_its_own() -> None:
    own = Mint(city="izmir", source="izmir-2025", base="https://veri.example/")
    assert own.municipality() == NamedNode("https://veri.example/izmir")


def test_a_line_of_the_source_has_the_address_that_rfc_5147_gives_it() -> None:
    assert MINT.lines(8360).value.endswith("/source/izmir-2025#line=8359,8360")
    assert MINT.lines(94, 96).value.endswith("/source/izmir-2025#line=93,96")


def test_short_names_and_addresses_lead_to_each_other() -> None:
    assert term("kg:Goal").value == "https://w3id.org/kentgraf/ns#Goal"
    assert shorten(term("kg:Goal").value) == "kg:Goal"
    assert shorten("https://example.org/x") == "https://example.org/x"
    with pytest.raises(KeyError):
        term("unknown:Goal")


def test_a_refusal_says_where_what_was_found_and_what_was_expected() -> None:
    assert (
        str(SourceError("r.txt", line=7, found="'x'", expected="a number"))
        == "r.txt, line 7: found 'x'; expected a number."
    )
    cells = [WrongCell("a.csv", 2, "year", "x", "a year"), WrongCell("a.csv", 3, "year", "y", "a year")]
    assert str(TableError(cells)).count("\n") == 1
