"""A figure that leaves out amounts below zero says so, and how much that is."""

from __future__ import annotations

import html
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from support.pages.plotly_figures import is_valid

from kentgraf.api.charts.amounts import EVIDENCE, NamedAmount, left_out, split_negative
from kentgraf.api.charts.captions import describe_flow, describe_goals, describe_largest
from kentgraf.api.charts.money_bars import draw_bars, draw_evidence_bars
from kentgraf.api.charts.treemap import draw_treemap
from kentgraf.api.i18n.numbers import format_money

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
UNHURRIED = settings(deadline=None)
money = st.decimals(-(10**9), 10**9, places=2)


def amounts_of(values: list[Decimal]) -> list[NamedAmount]:
    return [NamedAmount(str(n), f"unit {n}", amount, None) for n, amount in enumerate(values)]


@UNHURRIED
@given(st.lists(money, max_size=12), st.sampled_from(["tr", "en"]))
def test_what_is_drawn_and_what_is_said_to_be_left_out_are_all(values: list[Decimal], language: str) -> None:
    amounts = amounts_of(values)
    drawn, omitted = split_negative(amounts)
    assert sum((one.amount for one in drawn), Decimal(0)) + omitted.amount == sum(values, Decimal(0))
    caption = describe_largest(amounts, language)
    negative = sum((value for value in values if value < 0), Decimal(0))
    if negative:
        assert format_money(negative, language) in caption
        assert str(omitted.count) in caption
    else:
        assert "zero" not in caption and "Sıfır" not in caption
    for figure in (draw_bars("t", amounts, language), draw_treemap("t", amounts, language)):
        if figure is not None:
            assert is_valid(figure)
            shown = {Decimal(of[2]) for of in figure["data"][0]["customdata"]}
            assert shown <= {value for value in values if value >= 0}


@UNHURRIED
@given(st.lists(st.lists(st.tuples(st.sampled_from(EVIDENCE), money, money), max_size=3), min_size=1, max_size=4))
def test_stacked_bars_draw_no_part_below_zero_and_the_caption_tells_of_it(
    several: list[list[tuple[str, Decimal, Decimal]]],
) -> None:
    goals = [(NamedAmount(str(n), f"goal {n}", Decimal(n), None), parts) for n, parts in enumerate(several)]
    figure = draw_evidence_bars(goals, "en")
    if figure is not None:
        assert all(size > 0 for trace in figure["data"] for size in trace["x"])
    negative = [amount for parts in several for _, amount, _ in parts if amount < 0]
    assert ("below zero" in describe_goals(goals, "en")) == bool(negative)


def test_how_sure_it_is_of_one_goal_is_not_said_of_all() -> None:
    goals = [
        (NamedAmount("1", "one", Decimal(10), None), [("proven", Decimal(10), Decimal(100))]),
        (NamedAmount("2", "two", Decimal(90), None), [("shared", Decimal(90), Decimal(100))]),
    ]
    assert "for 2:" in describe_goals(goals, "en")
    assert "2 için ne kadar kesin" in describe_goals(goals, "tr")


def test_one_of_something_is_no_plural() -> None:
    omitted = left_out([Decimal(-5)])
    told = describe_flow("5", 1, Decimal(2500), [], omitted, "en")
    assert told == "5: 2,500 TL was spent on 1 activity. 1 amount below zero is not drawn: -5.00 TL."


@pytest.mark.parametrize("path", ["/money?goal=1", "/money"])
def test_the_pages_say_what_their_figures_leave_out(typed: TestClient, path: str) -> None:
    english = html.unescape(typed.get(path, headers={**BROWSER, "Accept-Language": "en"}).text)
    turkish = html.unescape(typed.get(path, headers={**BROWSER, "Accept-Language": "tr"}).text)
    if "goal=" in path:
        assert "1 amount below zero is not drawn: -12,000.00 TL." in english
        assert "Sıfırın altındaki 1 tutar çizilmedi; toplamları -12.000,00 TL." in turkish
    assert not re.search(r'(?:width="|[0-9]h)-\d', english), "no bar has a length below zero"
