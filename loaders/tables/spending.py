"""Tables on spending by activity and by department."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, QuotedRow, Text

TotalKind = Literal[
    "activity", "target", "objective", "goal", "area", "activities", "general_management", "transfers", "budget"
]


class PerformanceMoneyRow(QuotedRow):
    """A line of the performance table (İdare Performans Tablosu) with its nine columns of money and two percentages."""

    table = "performance_money"
    may_repeat = True
    title = "Money by activity and above (İdare Performans Tablosu)"
    key = ("level", "code")

    level: TotalKind = Field(description="what the line is about; all but `activity` are totals")
    code: str = Field(
        description="code of the activity, target, objective, goal or area; the level again for the closing totals"
    )
    initial_on_budget: Decimal | None = Field(None, description="initial budget, on budget, TL")
    initial_off_budget: Decimal | None = Field(None, description="initial budget, off budget, TL")
    initial_all: Decimal | None = Field(None, description="initial budget, all funds, TL")
    net_on_budget: Decimal | None = Field(None, description="net budget, on budget, TL")
    net_off_budget: Decimal | None = Field(None, description="net budget, off budget, TL")
    net_all: Decimal | None = Field(None, description="net budget, all funds, TL")
    spent_on_budget: Decimal | None = Field(None, description="spending, on budget, TL")
    spent_off_budget: Decimal | None = Field(None, description="spending, off budget, TL")
    spent_all: Decimal | None = Field(None, description="spending, all funds, TL")
    percent_of_initial: Decimal | None = Field(None, description="spending as printed per cent of the initial budget")
    percent_of_net: Decimal | None = Field(None, description="spending as printed per cent of the net budget")


class InstitutionalMoneyRow(QuotedRow):
    """A line of the institutional classification, 4th level, all funds; the deepest lines are the departments."""

    table = "institutional_money"
    may_repeat = True
    title = "Money by department (Kurumsal Sınıflandırma 4. Düzey)"
    key = ("code",)

    code: Code = Field(description="printed code, levels joined by dots")
    level: Annotated[int, Field(ge=1, le=4)] = Field(description="1 to 4; level 4 are departments")
    name: Text = Field(description="name as printed")
    initial: Decimal | None = Field(None, description="initial budget, TL")
    net: Decimal | None = Field(None, description="net budget, TL")
    spent: Decimal | None = Field(None, description="spending, TL")
    percent_of_net: Decimal | None = Field(None, description="spending as printed per cent of the net budget")
