"""Figures of money show exactly the amounts that they are given."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pages.plotly_figures import is_valid

from kentgraf.api.charts.amounts import EVIDENCE, AmountBounds, NamedAmount
from kentgraf.api.charts.money_bars import draw_bars, draw_bounds
from kentgraf.api.charts.sankey import SankeyLabels, draw_sankey
from kentgraf.api.charts.sankey_layout import Flow
from kentgraf.api.charts.treemap import draw_treemap
from kentgraf.api.i18n.numbers import format_money

UNHURRIED = settings(deadline=None)
"""The validator of Plotly loads its parts when they are first used."""
money = st.decimals(0, 10**12, places=2)
flows = st.lists(
    st.builds(Flow, st.sampled_from("abc"), st.sampled_from("abxy"), st.sampled_from(EVIDENCE), money), max_size=12
)
LABELS = SankeyLabels(
    lambda _, key: key, lambda column, key: f"/id/{column}/{key}", lambda key: f"/source/{key}", "others"
)


@UNHURRIED
@given(flows)
def test_a_sankey_diagram_keeps_every_amount_and_links_every_node(parts: list[Flow]) -> None:
    drawn = draw_sankey("start", parts, LABELS, "tr")
    real = [flow for flow in parts if flow.amount > 0]
    assert (drawn is None) == (not real)
    if drawn is None:
        return
    assert is_valid(drawn)
    (sankey,) = drawn["data"]
    node, link = sankey["node"], sankey["link"]
    told = list(zip(link["source"], link["target"], link["customdata"], link["color"], strict=True))
    ends = [(two, Decimal(of[2])) for one, two, of, _ in told if one != 0]
    assert [amount for _, amount in ends] == [flow.amount for flow in real], "no amount is divided or joined"
    assert sum(Decimal(of[2]) for one, _, of, _ in told if one == 0) == sum(flow.amount for flow in real)
    assert len({of[1] for of in node["customdata"]}) == len(node["label"]), "a key may stand in two columns"
    for place in range(1, len(node["label"])):
        arriving = sum(Decimal(of[2]) for _, two, of, _ in told if two == place)
        assert arriving == Decimal(node["customdata"][place][2])
    for flow, (_, _, of, colour) in zip(real, told[-len(real) :], strict=True):
        assert format_money(flow.amount, "tr") in of[0]
        assert colour == f"var(--band-{flow.evidence})"
        assert of[1] == f"/source/{flow.middle}"


def test_a_sankey_diagram_names_the_evidence_in_words() -> None:
    drawn = draw_sankey(
        "5", [Flow("52", "x", "labelled", Decimal(3)), Flow("53", "x", "shared", Decimal(4))], LABELS, "en"
    )
    assert drawn is not None
    assert {"52 · labelled", "53 · shared"} <= set(drawn["data"][0]["node"]["label"])


@UNHURRIED
@given(st.lists(st.tuples(money, money), min_size=1, max_size=9))
def test_bounds_are_drawn_from_the_lower_to_the_upper_one(pairs: list[tuple[Decimal, Decimal]]) -> None:
    bounds = [AmountBounds(str(n), "a", f"d{n}", min(pair), max(pair), None) for n, pair in enumerate(pairs)]
    drawn = draw_bounds("t", bounds, "en")
    assert (drawn is None) == all(bound.high == 0 for bound in bounds)
    if drawn is not None:
        assert is_valid(drawn)
        (trace,) = drawn["data"]
        for bound, base, width, told in zip(bounds, trace["base"], trace["x"], trace["customdata"], strict=True):
            assert base == float(bound.low)
            assert base + width == pytest.approx(float(bound.high))
            assert f"between {format_money(bound.low, 'en')} and {format_money(bound.high, 'en')}" in told[0]


@UNHURRIED
@given(st.lists(money, max_size=20), st.sampled_from(["tr", "en"]))
def test_treemaps_and_bars_hold_every_amount_exactly(amounts: list[Decimal], language: str) -> None:
    bars = [NamedAmount(str(n), f"unit {n}", amount, f"/id/{n}") for n, amount in enumerate(amounts)]
    treemap, bar_chart = draw_treemap("t", bars, language), draw_bars("t", bars, language)
    above = [bar for bar in bars if bar.amount > 0]
    assert (treemap is None) == (bar_chart is None) == (not above)
    if treemap is not None and bar_chart is not None:
        assert is_valid(treemap) and is_valid(bar_chart)
        tiles = treemap["data"][0]
        assert len(set(tiles["ids"])) == len(tiles["ids"])
        assert [(Decimal(of[2]), of[1]) for of in tiles["customdata"]] == [(bar.amount, bar.link) for bar in above]
        for bar, of in zip(bars, bar_chart["data"][0]["customdata"], strict=True):
            assert format_money(bar.amount, language) in of[0]
