"""Every table of money is read from a report that nobody has seen: other names, other years, other sizes, codes that must be inferred."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.strategy.ratings import RATINGS, infer_scale, mean_rating
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.accounts import StatementRow
from kentgraf.loaders.tables.classifications import (
    BudgetSummaryRow,
    EconomicMoneyRow,
    FinancingMoneyRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    RevenueMoneyRow,
    ShareOfWholeRow,
)
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.transfers import TransferRow


@pytest.fixture(scope="module")
def invented(invented_path: Path) -> TablePackage:
    return extract_report(invented_path)


def test_classifications_keep_both_levels_and_the_whole(invented: TablePackage) -> None:
    spending = {row.code: row for row in invented.rows(EconomicMoneyRow)}
    assert list(spending) == ["total", "1", "1.1", "3", "3.5"]
    assert spending["3.5"].net == Decimal("500.00")
    revenue = {row.code: row for row in invented.rows(RevenueMoneyRow)}
    assert revenue["1"].refunded == Decimal("5.00")
    assert revenue["total"].level == 0


def test_the_budget_at_a_glance_names_its_three_lines(invented: TablePackage) -> None:
    found = {row.item: row.realised for row in invented.rows(BudgetSummaryRow)}
    assert found == {"revenue": Decimal("700.00"), "spending": Decimal("900.50"), "financing": Decimal("150.00")}


def test_codes_of_financing_are_written_out_by_order_capitals_and_sums(invented: TablePackage) -> None:
    codes = [row.code for row in invented.rows(FinancingMoneyRow)]
    assert codes[:7] == ["1", "1.8", "1.8.1", "1.8.1.1", "1.8.1.2", "1.8.3", "1.8.3.1"]
    assert codes[7:] == ["4", "4.0", "4.0.0", "4.0.0.0", "5", "5.0", "5.0.0", "5.0.0.0"]


def test_sentences_and_charts_give_amounts_by_code(invented: TablePackage) -> None:
    found = {(row.scheme, row.code): (row.name, row.amount) for row in invented.rows(MoneyInTextRow)}
    assert found[("functional", "8")] == ("Dinlenme, Kültür ve Din Hizmetleri", Decimal("400.25"))
    assert found[("revenue", "1")] == ("Vergi Gelirleri", Decimal("250.00"))
    shares = {(row.scheme, row.code): row.percent for row in invented.rows(ShareOfWholeRow)}
    assert shares == {("revenue", "5"): Decimal("64.29"), ("revenue", "1"): Decimal("35.71")}


def test_a_balance_sheet_of_two_years_is_read_on_both_sides(invented: TablePackage) -> None:
    found = {(r.side, r.code, r.year): r.amount for r in invented.rows(StatementRow) if r.statement == "balance_sheet"}
    assert found[("assets", "102", 2030)] == Decimal("75.00")
    assert found[("liabilities", "590", 2031)] == Decimal("50.00")
    assert found[("assets", "total", 2031)] == found[("liabilities", "total", 2031)] == Decimal("90.00")


def test_results_tell_spending_revenue_and_refunds_apart(invented: TablePackage) -> None:
    found = {
        (r.side, r.code): r.amount
        for r in invented.rows(StatementRow)
        if r.statement == "budget_result" and r.year == 2031
    }
    assert found[("refund", "810.1")] == Decimal("5.00")
    assert found[("revenue", "balance")] == Decimal("-200.50")
    assert found[("expense", "total")] == Decimal("900.50")


def test_resources_are_read_though_their_cells_slip_sideways(invented: TablePackage) -> None:
    found = {(row.code, row.phase): row for row in invented.rows(ResourceMoneyRow)}
    assert found[("1", "net")].percent_of_initial == Decimal("83.38")
    assert found[("off_budget.1", "spent")].activities == Decimal("10.00")
    assert found[("total", "initial")].percent_of_whole == Decimal("100.00")
    assert len(found) == 18


def test_transfers_stand_under_the_department_that_pays(invented: TablePackage) -> None:
    rows = invented.rows(TransferRow)
    assert [(row.kind, row.department) for row in rows] == [
        ("unit", "46.99.1.1"),
        ("total", None),
        ("item", "46.99.1.1"),
        ("department_total", "46.99.1.1"),
        ("total", None),
    ]


def test_thresholds_are_inferred_from_what_is_printed() -> None:
    def rated(percent: int, rating: str) -> IndicatorRow:
        return IndicatorRow.model_validate(
            {
                "indicator": f"1.1.1-{percent}", "target": "1.1.1", "name": "x", "value_kind": "number",
                "direction": "increase", "target_value": 100, "actual": percent, "rating": rating,
                "deviation_explained": False,
            }
        )  # fmt: skip

    printed = [
        *(rated(percent, "on_target") for percent in (90, 95, 120)),
        *(rated(percent, "successful") for percent in (75, 80, 88)),
        *(rated(percent, "good") for percent in (60, 65, 72)),
        *(rated(percent, "in_progress") for percent in (30, 35, 57)),
        *(rated(percent, "needs_improvement") for percent in (0, 5, 24)),
    ]
    found = infer_scale(printed)
    assert [threshold.percent for threshold in found.thresholds] == [90, 75, 60, 30]
    assert all(threshold.inferred and not threshold.contradicted_by for threshold in found.thresholds)
    assert not found.whole_percents, "both readings fit alike, and the exact one is the simpler"
    few = infer_scale(printed[:2])
    assert [threshold.percent for threshold in few.thresholds] == [100, 80, 50, 20]
    assert not any(threshold.inferred for threshold in few.thresholds)


def test_percentages_are_read_as_the_report_reads_them_exact_or_rounded_to_whole_percents() -> None:
    def rated(actual: str, rating: str) -> IndicatorRow:
        return IndicatorRow.model_validate(
            {
                "indicator": f"1.1.1-{actual}", "target": "1.1.1", "name": "x", "value_kind": "number",
                "direction": "increase", "target_value": 100, "actual": actual, "rating": rating,
                "deviation_explained": False,
            }
        )  # fmt: skip

    borders = ((100, "on_target"), (80, "successful"), (50, "good"), (20, "in_progress"), (5, "needs_improvement"))
    plain = [rated(str(low + step), rating) for low, rating in borders for step in (0, 1, 14)]
    plain += [rated(str(low - 1), lower) for (low, _), (_, lower) in pairwise(borders)]
    rounding = infer_scale([*plain, rated("49.5", "good"), rated("79.6", "successful"), rated("79.4", "good")])
    assert (rounding.whole_percents, rounding.contradicted_by, rounding.otherwise_contradicted_by) == (True, 0, 2)
    assert [rounding.rate(Decimal(percent)) for percent in ("49.5", "49.49", "99.5")] == [
        "good",
        "in_progress",
        "on_target",
    ]
    exact = infer_scale([*plain, rated("49.9", "in_progress"), rated("79.9", "good")])
    assert (exact.whole_percents, exact.contradicted_by, exact.otherwise_contradicted_by) == (False, 0, 2)
    assert exact.rate(Decimal("49.99")) == "in_progress"


def test_the_real_report_rounds_to_whole_percents_before_it_rates() -> None:
    scale = infer_scale(load_source().rows(IndicatorRow))
    assert (scale.whole_percents, scale.contradicted_by, scale.otherwise_contradicted_by) == (True, 2, 3)


def test_what_stands_above_has_the_mean_rating_rounded_half_up() -> None:
    assert mean_rating(["on_target", "successful"]) == "on_target"
    assert mean_rating(["good", "successful", "successful"]) == "successful"
    assert mean_rating([]) is None
    assert [mean_rating([rating]) for rating in RATINGS] == list(RATINGS)
