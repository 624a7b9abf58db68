"""All tables: which the readers fill, which are never packaged, which a person keeps."""

from __future__ import annotations

from kentgraf.loaders.tables.accounts import StatementRow
from kentgraf.loaders.tables.bodies import BodyRow, BodyTermRow, MembershipRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.classifications import (
    BudgetSummaryRow,
    EconomicMoneyRow,
    FinancingMoneyRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    ShareOfWholeRow,
)
from kentgraf.loaders.tables.corrections import AliasRow, CorrectionRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow, PartyChangeRow
from kentgraf.loaders.tables.decision import DecisionRow, SignatoryRow
from kentgraf.loaders.tables.indicators import DeviationReasonRow, IndicatorRow
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.people import DistrictRow, OfficeRow, PersonRow, SpellingRow
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow, ResponsibilityRow
from kentgraf.loaders.tables.rows import QuotedRow, Row
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow
from kentgraf.loaders.tables.stated import StatedCountRow, StatedRatingRow
from kentgraf.loaders.tables.transfers import TransferRow

MONEY: tuple[type[QuotedRow], ...] = (
    PerformanceMoneyRow,
    InstitutionalMoneyRow,
    EconomicMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    FinancingMoneyRow,
    BudgetSummaryRow,
    MoneyInTextRow,
    ShareOfWholeRow,
    ResourceMoneyRow,
    TransferRow,
    StatementRow,
)
"""Tables whose rows are amounts or percentages that the source prints."""

EXTRACTED: tuple[type[Row], ...] = (
    DistrictRow,
    PersonRow,
    SpellingRow,
    MemberRow,
    PartyChangeRow,
    AffiliationRow,
    BodyRow,
    BodyTermRow,
    MembershipRow,
    OfficeRow,
    ReplacementRow,
    DecisionRow,
    SignatoryRow,
    UnitChangeRow,
    PlanRow,
    ActivityRow,
    *MONEY,
    ResponsibilityRow,
    IndicatorRow,
    StatedRatingRow,
    StatedCountRow,
    NoteRow,
)
"""Tables that `kentgraf extract` makes and that may be packaged."""

UNPACKAGED: tuple[type[Row], ...] = (DeviationReasonRow,)
"""Tables that hold the report's sentences: made by `extract`, ignored by git."""

DECIDED: tuple[type[Row], ...] = (CorrectionRow, AliasRow)
"""Tables that a person keeps: `extract` reads them and never overwrites them."""

ROW_CLASSES: dict[str, type[Row]] = {cls.table: cls for cls in (*EXTRACTED, *UNPACKAGED, *DECIDED)}


def columns(row_class: type[Row]) -> list[str]:
    """The table's columns in their order: the row's own, then its period, then where it is quoted from."""
    last = ("valid_from", "valid_until", "from_known", "until_known", "line", "last_line", "printed")
    own = [name for name in row_class.model_fields if name not in last]
    return own + [name for name in last if name in row_class.model_fields]
