"""Tables on money by classification code: spending, revenue, financing, resources, and what sentences and charts print."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, QuotedRow, Text

TOTAL = "total"
"""The code of a classification's whole."""

Scheme = Literal["economic", "functional", "revenue"]


class EconomicMoneyRow(QuotedRow):
    """A line of the economic classification of spending, 2nd level (section 3.1.1)."""

    table = "economic_money"
    title = "Spending by economic code (Ekonomik Sınıflandırma 2. Düzey, giderler)"
    key = ("code",)
    may_repeat = True

    code: Code = Field(description="printed code, levels joined by dots; `total` for the whole")
    level: Annotated[int, Field(ge=0, le=4)] = Field(description="how many levels the code has; 0 for the whole")
    name: Text = Field(description="name as printed")
    initial: Decimal | None = Field(None, description="initial budget, TL")
    net: Decimal | None = Field(None, description="net budget, TL")
    spent: Decimal | None = Field(None, description="spending, TL")
    percent_of_net: Decimal | None = Field(None, description="spending as printed per cent of the net budget")


class RevenueMoneyRow(QuotedRow):
    """A line of the economic classification of revenue, 2nd level (section 3.1.1)."""

    table = "revenue_money"
    title = "Revenue by economic code (Ekonomik Sınıflandırma 2. Düzey, gelirler)"
    key = ("code",)
    may_repeat = True

    code: Code = Field(description="printed code, levels joined by dots; `total` for the whole")
    level: Annotated[int, Field(ge=0, le=4)] = Field(description="how many levels the code has; 0 for the whole")
    name: Text = Field(description="name as printed")
    initial: Decimal | None = Field(None, description="revenue that the budget expects, TL")
    collected: Decimal | None = Field(None, description="revenue collected, TL")
    refunded: Decimal | None = Field(None, description="refused and paid back, TL")
    net_revenue: Decimal | None = Field(None, description="net revenue, TL")
    percent_of_initial: Decimal | None = Field(None, description="net revenue as printed per cent of what was expected")


class RevenueShareRow(QuotedRow):
    """A line of the table on shares of central taxes (section 3.1.1)."""

    table = "revenue_shares"
    title = "Shares of the central government's taxes (Merkezi İdare Vergi Gelirlerinden Alınan Paylar)"
    key = ("place",)
    may_repeat = True

    place: Annotated[int, Field(ge=1)] = Field(description="place in the table, from 1")
    name: Text = Field(description="name as printed")
    is_total: bool = Field(description="whether the line is the table's total")
    accrued: Decimal | None = Field(None, description="share accrued, TL")
    deducted: Decimal | None = Field(None, description="deducted at the source, TL")
    net_revenue: Decimal | None = Field(None, description="net share, TL")


class FinancingMoneyRow(QuotedRow):
    """A line of the economic classification of financing, 4th level (section 3.1.1 c)."""

    table = "financing_money"
    title = "Financing by economic code (Finansmanın Ekonomik Sınıflandırması)"
    key = ("code",)
    may_repeat = True

    code: Code = Field(
        description="code with those of the levels above, joined by dots; the report prints the last part"
    )
    level: Annotated[int, Field(ge=1, le=4)] = Field(description="how many levels the code has")
    name: Text = Field(description="name as printed")
    initial: Decimal | None = Field(None, description="financing that the budget expects, TL; payments below zero")
    realised: Decimal | None = Field(None, description="financing that came about, TL")


class BudgetSummaryRow(QuotedRow):
    """A line of the first table of section 3.1.1: revenue, spending and financing, expected and realised."""

    table = "budget_summary"
    title = "Budget at a glance (Bütçe Uygulama Sonuçları)"
    key = ("item",)
    may_repeat = True

    item: Literal["revenue", "spending", "financing"] = Field(description="what the line is about")
    name: Text = Field(description="name as printed")
    initial: Decimal | None = Field(None, description="expected by the budget, TL")
    realised: Decimal | None = Field(None, description="realised, TL")
    percent_of_initial: Decimal | None = Field(None, description="realised as printed per cent of what was expected")


class MoneyInTextRow(QuotedRow):
    """An amount by code that a sentence of section 3.1.1 prints, with its percentage; facts only, never the sentence."""

    table = "money_in_text"
    title = "Amounts by code in the text: spending by function, by economic code, net revenue"
    key = ("scheme", "code")
    may_repeat = True

    scheme: Scheme = Field(description="functional and economic: spending; revenue: net revenue")
    code: Code = Field(description="code of the 1st level, without a leading zero")
    name: Text = Field(description="name as printed")
    amount: Decimal | None = Field(None, description="amount, TL")
    percent: Decimal | None = Field(None, description="percentage as printed")
    percent_of: Literal["whole", "net", "initial"] = Field(
        description="of all spending, of the code's net budget, or of the code's expected revenue"
    )


class ShareOfWholeRow(QuotedRow):
    """A percentage under a chart of section 3.1.1: a code's share of all spending or of all net revenue."""

    table = "shares_of_whole"
    title = "Shares of the whole, from the charts"
    key = ("scheme", "code")
    may_repeat = True

    scheme: Scheme = Field(description="functional and economic: of all spending; revenue: of all net revenue")
    code: Code = Field(description="code of the 1st level")
    name: Text = Field(description="name as printed")
    percent: Decimal | None = Field(None, description="percentage as printed")


class ResourceMoneyRow(QuotedRow):
    """A line of the table on resources: a source of money in one phase, over the parts of the budget."""

    table = "resource_money"
    title = "Resources by economic code and part of the budget (Toplam Bütçe Kaynak İhtiyacı ve Gerçekleşmeleri)"
    key = ("code", "phase")
    may_repeat = True

    code: Code = Field(
        description="economic code; `on_budget`, `off_budget` and `total` for sums; off_budget.1 … for sources off budget"
    )
    phase: Literal["initial", "net", "spent"] = Field(description="phase of the budget")
    name: Text = Field(description="name as printed")
    activities: Decimal | None = Field(None, description="activities, TL")
    general_management: Decimal | None = Field(None, description="general management, TL")
    transfers: Decimal | None = Field(None, description="transfers to other bodies, TL")
    all_parts: Decimal | None = Field(None, description="the three together as printed, TL")
    percent_of_initial: Decimal | None = Field(None, description="spending as printed per cent of the initial budget")
    percent_of_net: Decimal | None = Field(None, description="spending as printed per cent of the net budget")
    percent_of_whole: Decimal | None = Field(None, description="printed share of the whole in this phase, per cent")
