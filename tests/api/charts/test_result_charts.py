"""A result gets the chart that suits it, or the one that its reader chooses."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.pages.plotly_figures import is_valid

from kentgraf.api.charts.result_charts import KINDS, NO_CHART, ChartChoice, choose_chart, offer_chart, suggest_chart
from kentgraf.api.i18n.result_rows import Cell
from kentgraf.api.query_service.evaluation import PageResult

UNHURRIED = settings(deadline=None)
"""The validator of Plotly loads its parts when they are first used."""
money = st.decimals(0, 10**12, places=2)


def answer(columns: tuple[str, ...], *rows: tuple[str | int | Decimal, ...]) -> PageResult:
    cells = tuple(
        tuple(Cell(one) if isinstance(one, str) else Cell(str(one), number=one) for one in row) for row in rows
    )
    numeric = tuple(n for n in range(len(columns)) if rows and all(not isinstance(row[n], str) for row in rows))
    return PageResult((), columns=columns, numeric=numeric, rows=cells, count=len(rows))


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (answer(("party", "seats"), ("CHP", 138), ("AK", 35)), ChartChoice("bar", "party", "seats")),
        (
            answer(("code", "name", "net", "spent"), ("1", "Roads", 3, 2), ("2", "Water", 5, 4)),
            ChartChoice("bar", "name", "spent"),
        ),
        (answer(("year", "spent"), (2023, 5), (2024, 7)), ChartChoice("line", "year", "spent")),
        (answer(("day", "seats"), ("2025-01-01", 5), ("2025-02-01", 7)), ChartChoice("line", "day", "seats")),
        (answer(("net", "spent"), (3, 2), (5, 4)), ChartChoice("scatter", "net", "spent")),
        (answer(("name", "line"), ("a", 3), ("b", 4)), NO_CHART),
        (answer(("name", "amount"), ("a", 3)), NO_CHART),
        (answer(("name", "amount"), ("a", 3), ("a", 4)), NO_CHART),
        (answer(("name", "amount"), ("a", 3), ("b", 3)), NO_CHART),
        (answer(("one", "two"), ("a", "b"), ("c", "d")), NO_CHART),
        (answer(("name", "amount"), *((str(n), n) for n in range(200))), NO_CHART),
        (answer(("name", "amount")), NO_CHART),
    ],
)
def test_a_chart_is_suggested_where_one_suits_the_result(asked: PageResult, wanted: ChartChoice) -> None:
    assert suggest_chart(asked.columns, asked.numeric, asked.rows) == wanted


@UNHURRIED
@given(
    st.lists(st.tuples(st.text(max_size=5), st.integers(-(10**6), 10**13), money), max_size=70),
    st.sampled_from([*KINDS, "", "pie"]),
    st.sampled_from(["a", "b", "c", "", "nothing"]),
    st.sampled_from(["a", "b", "c", "", "nothing"]),
)
def test_any_choice_in_a_url_gives_a_figure_that_plotly_accepts(
    rows: list[tuple[Any, ...]], kind: str, x: str, y: str
) -> None:
    asked = answer(("a", "b", "c"), *rows)
    choice = choose_chart(asked, kind, x, y)
    offered = offer_chart(asked, choice, lambda iri: iri, "tr")
    assert (offered is None) == (not rows)
    if offered is not None and offered.figure is not None:
        assert is_valid(offered.figure)
        assert choice.y in offered.ys and choice.x in offered.xs
        for told, row in zip(offered.figure["data"][0]["customdata"], rows, strict=False):
            assert Decimal(told[2]) in row
