"""Numbers are formatted as Turkish readers write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.api.i18n.numbers import format_column, format_money, format_number


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
def test_numbers_are_formatted_the_turkish_way(number: Decimal | int, expected: str) -> None:
    assert format_number(number) == expected


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**18), max_value=10**18))
def test_formatting_money_loses_no_kurus(amount: Decimal) -> None:
    assert Decimal(format_money(amount).replace(".", "").replace(",", ".")) == amount


def test_the_decimal_separators_of_a_column_are_aligned() -> None:
    assert format_column([Decimal("1000.5"), Decimal(3), Decimal("0.25")]) == ["1.000,50", "3,00", "0,25"]
