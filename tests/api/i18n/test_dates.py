"""Dates are read as users type them."""

from __future__ import annotations

from datetime import date

import pytest

from kentgraf.api.i18n.dates import parse_date
from kentgraf.ontology.errors import QueryRefused


@pytest.mark.parametrize("text", ["2025-04-14", "14.04.2025", " 14.4.2025 "])
def test_a_date_can_be_typed_in_both_ways(text: str) -> None:
    assert parse_date(text) == date(2025, 4, 14)


@pytest.mark.parametrize("text", ["", "2025", "31.02.2025", "2025-13-01", "14/04/2025", "٢٠٢٥-٠٤-١٤", "0000-01-01"])
def test_a_text_that_is_not_a_date_is_refused(text: str) -> None:
    with pytest.raises(QueryRefused, match=r"day"):
        parse_date(text)
