"""Numbers read as Turkish readers write them, and days as users type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.api.i18n.dates import parse_date
from kentgraf.api.i18n.numbers import format_column, format_money, format_number
from kentgraf.api.json_api.encoding import dump_json
from kentgraf.ontology.errors import QueryRefused


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Decimal("1234567.89"), "1.234.567,89"),
        (Decimal("0.00"), "0,00"),
        (Decimal("-1234.5"), "-1.234,5"),
        (Decimal("-0.5"), "-0,5"),
        (Decimal("1E+6"), "1.000.000"),
        (Decimal("0.000001"), "0,000001"),
        (2025, "2025"),
        (11471, "11.471"),
        (-11471, "-11.471"),
        (0, "0"),
    ],
)
def test_numbers_are_written_the_turkish_way(number: Decimal | int, expected: str) -> None:
    assert format_number(number) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**18), max_value=10**18))
def test_no_kurus_is_lost_in_writing(amount: Decimal) -> None:
    assert Decimal(format_money(amount).replace(".", "").replace(",", ".")) == amount


def test_the_commas_of_a_column_stand_in_line() -> None:
    assert format_column([Decimal("1000.5"), Decimal(3), Decimal("0.25")]) == ["1.000,50", "3,00", "0,25"]


def test_money_is_exact_in_json() -> None:
    assert dump_json({"amount": Decimal("450219400.20"), "on": date(2025, 4, 14)}) == (
        '{"amount": "450219400.20", "on": "2025-04-14"}'
    )


@pytest.mark.parametrize("text", ["2025-04-14", "14.04.2025", " 14.4.2025 "])
def test_a_day_can_be_typed_in_both_ways(text: str) -> None:
    assert parse_date(text) == date(2025, 4, 14)


@pytest.mark.parametrize("text", ["", "2025", "31.02.2025", "2025-13-01", "14/04/2025", "٢٠٢٥-٠٤-١٤", "0000-01-01"])
def test_what_is_no_day_gets_a_sentence(text: str) -> None:
    with pytest.raises(QueryRefused, match=r"day"):
        parse_date(text)
