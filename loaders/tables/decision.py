"""Tables on the council's decision that accepted the report."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, QuotedRow, Text


class DecisionRow(QuotedRow):
    """The council's decision on the report itself."""

    table = "decisions"
    title = "The decision that accepted the report (meclis kararı)"
    key = ("decision",)

    decision: Text = Field(description="number as printed")
    decided_on: date | None = Field(None, description="date of the decision")


class SignatoryRow(QuotedRow):
    """Who signed a decision, and as what."""

    table = "signatories"
    title = "Signatories of the decision"
    key = ("decision", "place")
    references: ClassVar = {"person": ("people", "person"), "decision": ("decisions", "decision")}

    decision: Text = Field(description="the decision")
    place: Annotated[int, Field(ge=1)] = Field(description="place in the printed order, from 1")
    person: Code = Field(description="the person")
    name_printed: Text = Field(description="name as printed")
    capacity: Literal["presiding", "clerk"] = Field(description="presiding officer, or clerk (divan kâtibi)")
    capacity_printed: str | None = Field(None, description="capacity as printed")
