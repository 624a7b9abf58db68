"""All the money beside activities and departments, section by section, and what the report counts about itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kentgraf.loaders.documents.headings import Section, Sections
from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.sections.accounts import read_balance_sheet, read_result
from kentgraf.loaders.sections.amounts_in_text import read_money_in_text, read_shares_of_whole
from kentgraf.loaders.sections.classifications import read_classification, read_revenue_shares, read_summary
from kentgraf.loaders.sections.financing import read_financing
from kentgraf.loaders.sections.resources import read_resources
from kentgraf.loaders.sections.stated import read_counts, read_ratings
from kentgraf.loaders.sections.transfers import read_transfers
from kentgraf.loaders.tables.governance import InstitutionalMoneyRow, PlanRow, Row
from kentgraf.loaders.tables.money import (
    BudgetSummaryRow,
    EconomicMoneyRow,
    FinancingMoneyRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    Scheme,
    ShareOfWholeRow,
    StatedCountRow,
    StatedRatingRow,
    StatementRow,
    TransferRow,
)
from kentgraf.loaders.tables.notes import Notes

_Reader = Callable[[Section], Sequence[Row]]
_TEXT_SECTIONS = ("budget_results", "revenue_text", "revenue", "spending_text", "economic")


class MoneyReader:
    """Reads the sections on money of one source; what is missing is noted and costs only its own table."""

    def __init__(self, source: SourceText, sections: Sections, notes: Notes) -> None:
        self._source = source
        self._sections = sections
        self._notes = notes

    def tables(self, units: Sequence[InstitutionalMoneyRow], plan: Sequence[PlanRow]) -> dict[str, list[Row]]:
        """The tables by name. `units` are the lines of the institutional classification, `plan` those of the plan."""
        rows: dict[str, list[Row]] = {}
        rows[EconomicMoneyRow.table] = list(self._economic())
        rows[RevenueMoneyRow.table] = list(self._revenue())
        rows[RevenueShareRow.table] = self._first(
            ("spending_text", "revenue", "revenue_text"), lambda s: read_revenue_shares(self._source, s, self._notes)
        )
        rows[FinancingMoneyRow.table] = self._first(
            ("financing",), lambda s: read_financing(self._source, s, self._notes), "the classification of financing"
        )
        rows[BudgetSummaryRow.table] = self._first(
            ("budget_results",), lambda s: read_summary(self._source, s, self._notes), "the budget at a glance"
        )
        in_text, shares = self._text(rows)
        rows[MoneyInTextRow.table] = list(in_text)
        rows[ShareOfWholeRow.table] = list(shares)
        rows[ResourceMoneyRow.table] = self._first(
            ("resources",), lambda s: read_resources(self._source, s, self._notes), "the table on resources"
        )
        rows[TransferRow.table] = self._first(
            ("transfers",),
            lambda s: read_transfers(self._source, s, units, self._notes),
            "the transfers to other bodies",
        )
        rows[StatementRow.table] = self._statements()
        review = self._sections.first("results_review")
        rows[StatedCountRow.table] = list(read_counts(self._source, review))
        areas = [row for row in plan if row.level == "area"]
        rows[StatedRatingRow.table] = list(read_ratings(self._source, review, areas, self._notes)) if review else []
        return rows

    def _first(self, names: Sequence[str], read: _Reader, what: str | None = None) -> list[Row]:
        """The rows of the first section that gives any; a section that is nowhere is noted, if `what` names it."""
        for section in self._named(names):
            rows = list(read(section))
            if rows:
                return rows
        if what:
            self._notes.add("missing", names[0], f"the section with {what}; its table is empty")
        return []

    def _named(self, names: Sequence[str]) -> list[Section]:
        return [section for name in names for section in self._sections.all(name)]

    def _economic(self) -> list[Row]:
        return self._first(
            ("economic",),
            lambda s: read_classification(self._source, s, EconomicMoneyRow, self._notes),
            "spending by economic code",
        )

    def _revenue(self) -> list[Row]:
        return self._first(
            ("revenue",),
            lambda s: read_classification(self._source, s, RevenueMoneyRow, self._notes),
            "revenue by economic code",
        )

    def _text(self, rows: dict[str, list[Row]]) -> tuple[list[MoneyInTextRow], list[ShareOfWholeRow]]:
        """What sentences and charts of the budget's section print by code."""
        within = self._named(_TEXT_SECTIONS)
        if not within:
            return [], []
        first, last = min(s.first for s in within), max(s.last for s in within)
        in_text = read_money_in_text(self._source, first, last, self._notes)
        names: dict[Scheme, dict[str, str]] = {
            "functional": {row.code: row.name for row in in_text if row.scheme == "functional"},
            "economic": _first_level(rows[EconomicMoneyRow.table]),
            "revenue": _first_level(rows[RevenueMoneyRow.table]),
        }
        return in_text, read_shares_of_whole(self._source, first, last, names, self._notes)

    def _statements(self) -> list[Row]:
        rows: list[Row] = self._first(
            ("balance_sheet",), lambda s: read_balance_sheet(self._source, s, self._notes), "the balance sheet"
        )
        rows += self._first(
            ("operating_result",),
            lambda s: read_result(self._source, s, "operating_result", self._notes),
            "the operating result",
        )
        rows += self._first(
            ("budget_result",),
            lambda s: read_result(self._source, s, "budget_result", self._notes),
            "the budget result",
        )
        return rows


def _first_level(rows: Sequence[Row]) -> dict[str, str]:
    return {
        row.code: row.name for row in rows if isinstance(row, EconomicMoneyRow | RevenueMoneyRow) and row.level == 1
    }
