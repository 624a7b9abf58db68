"""Amounts and dates are exact in JSON."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from kentgraf.api.json_api.encoding import dump_json


def test_money_is_exact_in_json() -> None:
    assert dump_json({"amount": Decimal("450219400.20"), "on": date(2025, 4, 14)}) == (
        '{"amount": "450219400.20", "on": "2025-04-14"}'
    )
