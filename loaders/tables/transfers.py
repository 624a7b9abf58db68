"""The table on transfers to other bodies."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import QuotedRow, Text


class TransferRow(QuotedRow):
    """A line of the tables on transfers to other bodies (section 3.1.3)."""

    table = "transfers"
    title = "Transfers to other bodies by department (Diğer İdarelere Transferler)"
    key = ("place",)
    may_repeat = True

    place: Annotated[int, Field(ge=1)] = Field(description="running number of the line")
    part: Literal["overview", "detail"] = Field(description="the overview by unit, or a department's own list")
    kind: Literal["unit", "item", "department_total", "total"] = Field(
        description="a paying unit of the overview, a purpose of payment, a department's total, the grand total"
    )
    department: str | None = Field(None, description="code of the paying department; blank where its name meets none")
    department_printed: str | None = Field(None, description="the department as printed above the line")
    name: Text = Field(description="unit or purpose as printed")
    initial: Decimal | None = Field(None, description="initial budget, TL")
    net: Decimal | None = Field(None, description="net budget, TL")
    spent: Decimal | None = Field(None, description="spending, TL")
