"""Texts and axes of figures can be read, and hold no markup."""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.api.charts.axes import choose_ticks
from kentgraf.api.charts.figures import figure_json
from kentgraf.api.charts.text import escape, round_money, shorten, wrap


@given(st.decimals(-(10**13), 10**13, places=2), st.decimals(-(10**13), 10**13, places=2))
def test_ticks_of_an_axis_are_few_round_and_in_range(one: Decimal, two: Decimal) -> None:
    low, high = min(one, two), max(one, two)
    ticks = choose_ticks(low, high)
    assert 1 <= len(ticks) <= 6
    assert len({after - before for before, after in pairwise(ticks)}) <= 1
    if high > low and len(ticks) > 1:
        assert low <= ticks[0] and ticks[-1] <= high


def test_rounded_amounts_are_in_the_language_of_the_page() -> None:
    assert round_money(Decimal("8123456789.01"), "tr") == "8,1 milyar TL"
    assert round_money(Decimal("8000000000"), "en") == "8 billion TL"
    assert round_money(Decimal("545316423.29"), "tr") == "545 milyon TL"
    assert round_money(Decimal("195450506.29"), "tr") == "195 milyon TL", "rounded once, not twice"
    assert round_money(Decimal("190821.95"), "en") == "190,822 TL"


@given(st.text())
def test_no_text_of_the_data_becomes_markup(text: str) -> None:
    assert not re.search(r"<(?!br>)", wrap(text, 20))
    assert html.unescape(escape(text)) == html.unescape(html.escape(text, quote=False))
    written = str(figure_json({"data": [{"name": text}], "layout": {}}))
    assert "<" not in written and "&" not in written
    assert json.loads(written)["data"][0]["name"] == text


@pytest.mark.parametrize(
    ("text", "length", "shown"),
    [
        ("Fen İşleri", 10, "Fen İşleri"),
        ("Fen İşleri Dairesi", 10, "Fen İşler…"),
        ("Deprem Risk Yönetimi Dairesi / Afet İşleri Dairesi", 24, "Deprem Risk… / Afet İşleri…"),
        ("Aaaaaaaaaaaa / Bbbbbbbbbbbb / Cccccccccccc", 6, "Aaaaaaa… / Bbbbbbb… / Ccccccc…"),
    ],
)
def test_of_joined_names_each_is_named(text: str, length: int, shown: str) -> None:
    assert shorten(text, length) == shown
