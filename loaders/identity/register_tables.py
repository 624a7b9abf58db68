"""Tables of a city's register: which rows of its sources stand for the same person, unit or indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, PlanCode, Row, Text

RegisterKind = Literal["person", "unit", "indicator"]
_Year = Annotated[int, Field(ge=1900, le=2200)]


class RegisteredRow(Row):
    """A row of a source, and the thing that it stands for."""

    key = ("source", "row")

    thing: Code = Field(description="key of the thing in the graph; once given, it doesn't change")
    source: Code = Field(description="key of the source")
    year: _Year = Field(description="year of the source")
    row: Code = Field(description="key of the row in the source's tables")
    proposed: Code = Field(description="key that a thing of this row's own would get")
    rule: Text = Field(description="the rule that led there; `new` for a thing of which no source before tells")
    confidence: Decimal = Field(ge=0, le=1, description="1 is certain")
    evidence: str | None = Field(None, description="what speaks for it")


class RegisteredPersonRow(RegisteredRow):
    """A person as a source tells of them."""

    table = "people"
    title = "People over the years"

    names: Text = Field(description="all printed spellings, ' | ' between them")
    districts: str | None = Field(None, description="districts, ' | ' between them")
    parties: str | None = Field(None, description="parties, ' | ' between them")
    seats: str | None = Field(None, description="kinds of seats, ' | ' between them")
    units: str | None = Field(None, description="units of offices, ' | ' between them")
    bodies: str | None = Field(None, description="bodies, ' | ' between them")
    came: bool = Field(description="whether a seat is known to have begun within the year")
    left: bool = Field(description="whether a seat is known to have ended within the year")


class RegisteredUnitRow(RegisteredRow):
    """A unit as a source tells of it."""

    table = "units"
    title = "Units over the years"

    code: Code = Field(description="code in the institutional classification")
    names: Text = Field(description="names, abbreviations written out, ' | ' between them")
    former: str | None = Field(None, description="names that the source says it had before, ' | ' between them")


class RegisteredIndicatorRow(RegisteredRow):
    """An indicator as a source tells of it."""

    table = "indicators"
    title = "Indicators over the years"

    target: PlanCode = Field(description="performance target to which it belongs")
    name: Text = Field(description="title")
    unit: str | None = Field(None, description="unit as printed")
    baseline: Decimal | None = Field(None, description="value of the year before")
    actual: Decimal | None = Field(None, description="value reached")


class JudgedRow(Row):
    """A row of a source of which something is said that no rule settles."""

    key = ("kind", "source", "row")

    kind: RegisterKind = Field(description="what the row tells of")
    source: Code = Field(description="key of the source")
    row: Code = Field(description="key of the row in the source's tables")


class OpenCaseRow(JudgedRow):
    """A row that may stand for a thing of which sources before tell, and why that can't be told."""

    table = "open_cases"
    title = "Open cases"

    candidates: Text = Field(description="keys of the things that it may be, ' | ' between them")
    reason: Text = Field(description="why that can't be told")


class DecisionRow(JudgedRow):
    """What a person decided about a row; it stands above the rules."""

    table = "decisions"
    title = "Decisions"

    thing: str | None = Field(None, description="key of the thing for which it stands; blank for one of its own")
    reason: Text = Field(description="why")


class RetiredKeyRow(Row):
    """A key of a thing that turned out to be another."""

    table = "retired_keys"
    title = "Retired keys"
    key = ("kind", "thing")

    kind: RegisterKind = Field(description="what it is")
    thing: Code = Field(description="the key that is no longer used")
    replaced_by: Code = Field(description="the key of the thing that it is")
