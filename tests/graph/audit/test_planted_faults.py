"""Faults planted in the real tables are found by the rules that compare tables with each other, and the clean tables are silent there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pyoxigraph import Store

from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.tables.bodies import ReplacementRow
from kentgraf.loaders.tables.classifications import BudgetSummaryRow, FinancingMoneyRow, MoneyInTextRow
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.shapes.causes import merge_by_cause
from kentgraf.shapes.validator import ValidationResult, validate

KURUS = Decimal("0.01")


def replaced(
    package: TablePackage, cls: type[Any], chosen: Callable[[Any], bool], **changes: Callable[[Any], Any]
) -> TablePackage:
    """Return the tables with the first chosen row of a table changed."""
    rows = list(package.rows(cls))
    at = next(place for place, row in enumerate(rows) if chosen(row))
    rows[at] = rows[at].model_copy(update={name: change(rows[at]) for name, change in changes.items()})
    return TablePackage(package.meta, {**package.tables, cls.table: rows})


def spoiled(package: TablePackage) -> TablePackage:
    """Plant one fault for each rule; none of them touches a row of another."""
    package = replaced(
        package, InstitutionalMoneyRow, lambda row: row.code == "46.35.1.50", spent=lambda row: row.spent - KURUS
    )
    package = replaced(
        package, FinancingMoneyRow, lambda row: row.code == "2", realised=lambda row: row.realised + KURUS
    )
    package = replaced(
        package, BudgetSummaryRow, lambda row: row.item == "revenue", initial=lambda _: Decimal("74503776000.01")
    )
    package = replaced(
        package,
        ReplacementRow,
        lambda row: row.resigned_from == "party",
        petition_on=lambda row: row.petition_on - timedelta(days=1),
    )
    package = replaced(
        package, MoneyInTextRow, lambda row: row.percent_of == "net", percent=lambda row: row.percent + Decimal("0.10")
    )
    return replaced(package, IndicatorRow, lambda row: row.indicator == "5.1.1-8", direction=lambda _: "increase")


@pytest.fixture(scope="module")
def before_and_after() -> tuple[list[ValidationResult], list[ValidationResult]]:
    clean = load_source()
    return _results(clean), _results(spoiled(clean))


def _results(package: TablePackage) -> list[ValidationResult]:
    facts = Store()
    facts.bulk_extend(map_package(package))
    return list(merge_by_cause(validate(facts).results))


@pytest.mark.parametrize(
    ("rule", "focus", "difference"),
    [
        ("department-covers-what-it-alone-carries-out", "institutional/46.35.1.50/spent/allFunds", "-0.01"),
        ("financing-agrees-with-the-balance-sheet", "financing/2/realised/allFunds", "0.01"),
        ("net-stays-within-the-gross", "summary/revenue/initialBudget/allFunds", "0.01"),
        ("footnotes-tell-the-same-of-a-resignation", "/before", None),
        ("share-is-stated-the-same-everywhere", "-text/", "0.1"),
        (
            "direction-fits-name-and-rating",
            "result/2025/5.1.1-trafik-kazalarina-aks-aracinin-ortalama-mudahale-suresi",
            None,
        ),
    ],
)
def test_a_planted_fault_is_found_with_both_sides(
    before_and_after: tuple[list[ValidationResult], list[ValidationResult]],
    rule: str,
    focus: str,
    difference: str | None,
) -> None:
    before, after = (
        {(r.focus, r.value): r for r in results if r.rule.endswith(f"#{rule}")} for results in before_and_after
    )
    (found,) = (result for key, result in after.items() if key not in before)
    assert focus in found.focus
    assert found.difference is None or difference is None or abs(Decimal(found.difference)) == abs(Decimal(difference))
    assert found.evidence or found.value or found.explained


def test_a_rating_that_fits_the_other_direction_is_one_finding(
    before_and_after: tuple[list[ValidationResult], list[ValidationResult]],
) -> None:
    about = [
        r.rule.rpartition("#")[2]
        for r in before_and_after[1]
        if r.focus.endswith("result/2025/5.1.1-trafik-kazalarina-aks-aracinin-ortalama-mudahale-suresi")
    ]
    assert about == ["direction-fits-name-and-rating"]
