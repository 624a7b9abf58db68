"""The table on financial statements."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, QuotedRow, Text

Statement = Literal["balance_sheet", "operating_result", "budget_result"]
Side = Literal["assets", "liabilities", "expense", "revenue", "refund"]


class StatementRow(QuotedRow):
    """A figure of a financial statement for one year (section 3.1.2): balance sheet, operating result, budget result."""

    table = "financial_statements"
    title = "Balance sheet, operating result and budget result (Temel Mali Tablolar)"
    key = ("statement", "side", "code", "year")
    may_repeat = True

    statement: Statement = Field(description="which statement")
    side: Side = Field(description="assets or liabilities; expense, revenue or refund")
    code: Code = Field(
        description="account, groups one and two digits, or account and sub-account; a word such as `total` for sums"
    )
    name: Text = Field(description="name as printed")
    year: Annotated[int, Field(ge=1900, le=2200)] = Field(description="year of the column")
    amount: Decimal | None = Field(None, description="amount, TL")
