"""Whether commas or points group thousands is settled once a report."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kentgraf.loaders.documents.number_style_detection import in_turkish_style
from kentgraf.loaders.documents.printed_values import read_number

TURKISH = [f"Kalem {n}\t{n}.234.567,89\t{n},5" for n in range(1, 8)]
ENGLISH = [f"Kalem {n}\t{n},234,567.89\t{n}.5" for n in range(1, 8)]


def test_a_report_in_english_style_is_read_as_its_cells_look() -> None:
    lines, remarks = in_turkish_style([*ENGLISH, "Park\t78,932"])
    assert lines[0] == "Kalem 1\t1.234.567,89\t1.5"
    assert lines[-1] == "Park\t78.932", "a thousand, since all other commas group"
    assert "English" in remarks[0]


def test_a_report_in_turkish_style_stays() -> None:
    assert in_turkish_style([*TURKISH, "Park\t78,932"]) == ([*TURKISH, "Park\t78,932"], [])


@pytest.mark.parametrize("lines", [["a\t1,234.56"], [*TURKISH, *ENGLISH]])
def test_a_few_cells_or_a_mixture_decide_nothing(lines: list[str]) -> None:
    assert in_turkish_style(lines) == (lines, [])


def test_codes_and_days_are_no_numbers() -> None:
    lines, _ = in_turkish_style([*ENGLISH, "5.1\t46.35.1.42\t14.01.2025"])
    assert lines[-1] == "5.1\t46.35.1.42\t14.01.2025"


@pytest.mark.parametrize(("cell", "value"), [("1,234.56", "1234.56"), ("78,932", "78.932"), ("68.07", "68.07")])
def test_a_cell_in_another_style_is_read_and_marked(cell: str, value: str) -> None:
    number = read_number(cell)
    assert number is not None and number.value == Decimal(value) and number.unusual
