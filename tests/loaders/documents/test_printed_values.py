"""A printed cell means what a Turkish reader takes it to mean."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.loaders.documents.printed_values import (
    UnreadableCell,
    is_blank,
    read_dates,
    read_duration,
    read_number,
    split_footnote_mark,
    split_leading_footnote_mark,
    strip_markup,
)


def turkish(value: Decimal) -> str:
    whole, _, fraction = f"{abs(value):,.2f}".partition(".")
    return ("-" if value < 0 else "") + whole.replace(",", ".") + "," + fraction


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False))
def test_an_amount_comes_back_to_the_kurus(value: Decimal) -> None:
    read = read_number(turkish(value))
    assert read is not None
    assert read.value == value
    assert not read.unusual


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1.300", "1300"),
        ("1.300.000", "1300000"),
        ("7,5", "7.5"),
        ("0,00", "0.00"),
        ("0", "0"),
        ("%87,27", "87.27"),
        ("6,23%", "6.23"),
        ("-2.790.000.000,00", "-2790000000.00"),
        ("**12**", "12"),
        ("<i>12</i>", "12"),
    ],
)
def test_turkish_numbers_are_read(cell: str, value: str) -> None:
    read = read_number(cell)
    assert read is not None
    assert str(read.value) == value


def test_a_dot_that_can_group_nothing_is_a_decimal_mark_and_is_said() -> None:
    read = read_number("68.07")
    assert read is not None
    assert (read.value, read.unusual) == (Decimal("68.07"), True)


@pytest.mark.parametrize("cell", ["", "  ", "-", "–", "****"])
def test_a_blank_is_no_number_and_no_zero(cell: str) -> None:
    assert is_blank(cell)
    assert read_number(cell) is None


@pytest.mark.parametrize("cell", ["12x", "1.23.4", "1,2,3", "BB- (Durağan)", "l.234,56", "1 234"])
def test_what_is_no_number_is_refused_with_what_was_found(cell: str) -> None:
    with pytest.raises(UnreadableCell) as error:
        read_number(cell)
    assert error.value.found == cell
    assert "1.234,56" in error.value.expected


@given(st.integers(0, 23), st.integers(0, 59), st.integers(1, 59))
def test_durations_are_seconds(hours: int, minutes: int, seconds: int) -> None:
    text = f"{hours} saat {minutes} dakika {seconds} saniye"
    assert read_duration(text) == hours * 3600 + minutes * 60 + seconds


def test_a_duration_without_hours_and_other_texts() -> None:
    assert read_duration("4 dakika 17 saniye") == 257
    assert read_duration("dakika") is None
    assert read_duration("17") is None


def test_days_are_read_in_both_printed_forms() -> None:
    assert read_dates("14/01/2025 tarihli, 13.04.2025 tarihine") == [date(2025, 1, 14), date(2025, 4, 13)]
    assert read_dates("97509404.105.04.537") == []


def test_a_day_that_cannot_be_is_refused() -> None:
    with pytest.raises(UnreadableCell):
        read_dates("31.02.2025")


@pytest.mark.parametrize(
    ("printed", "name", "mark"),
    [
        ("Erdem ÖKSÜZ ¹", "Erdem ÖKSÜZ", "¹"),
        ("ÇOBAN²", "ÇOBAN", "²"),
        ("ÇOBAN12", "ÇOBAN", "¹²"),
        ("ÇOBAN (3)", "ÇOBAN", "³"),
        ("ÇOBAN", "ÇOBAN", None),
    ],
)
def test_a_footnote_mark_stuck_to_a_name_is_taken_off(printed: str, name: str, mark: str | None) -> None:
    assert split_footnote_mark(printed) == (name, mark)


def test_a_footnote_opens_with_its_mark_but_an_amount_does_not() -> None:
    assert split_leading_footnote_mark("¹ Erdem ÖKSÜZ")[0] == "¹"
    assert split_leading_footnote_mark("2025 yılı")[0] is None
    assert split_leading_footnote_mark("**kalın**")[0] is None


def test_the_page_readers_marks_are_taken_off() -> None:
    assert strip_markup("**Özge  <i>ÖZ</i>**") == "Özge ÖZ"
