"""Tables on committees and commissions: their terms, members, replacements, and units that were renamed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, PeriodRow, QuotedRow, Row, Text

BodyRole = Literal["chair", "vice_chair", "member"]
SeatKind = Literal["elected", "ex_officio"]
BodyKind = Literal["council", "executive_committee", "audit_commission", "commission"]


class BodyRow(Row):
    """A body of the city's government."""

    table = "bodies"
    title = "Council, committees and commissions"
    key = ("body",)

    body: Code = Field(description="key, e.g. commission/ulasim")
    kind: BodyKind = Field(description="kind of body")
    name: Text = Field(description="name")
    spellings: str | None = Field(None, description="other printed spellings, ' | ' between them")
    agency: str | None = Field(None, description="the agency (bağlı kuruluş) whose committee it is")


class MembershipRow(PeriodRow):
    """A place in a body that somebody holds for a period."""

    table = "memberships"
    title = "Memberships of committees and commissions"
    key = ("body", "term_from", "slot")
    references: ClassVar = {"person": ("people", "person"), "body": ("bodies", "body")}

    body: Code = Field(description="the body")
    term_from: str = Field(description="first day of the printed term (ISO), or `undated`")
    slot: Annotated[int, Field(ge=1)] = Field(description="place in the printed list of that term, from 1")
    person: Code = Field(description="the person")
    name_printed: Text = Field(description="name as printed")
    role: BodyRole | None = Field(None, description="role; blank where the printed word can't be read")
    role_printed: str | None = Field(None, description="role as printed")
    seat_kind: SeatKind = Field("elected", description="elected by the council, or a seat that comes with an office")
    office: str | None = Field(None, description="the office that a seat comes with, as printed")
    mark: str | None = Field(None, description="footnote mark beside the name")


class ReplacementRow(QuotedRow):
    """A footnote of a commission table that tells how somebody came to a seat by a decision of the council."""

    table = "replacements"
    title = "Replacements by decision, from the footnotes of the commission tables"
    key = ("term_from", "mark")
    references: ClassVar = {"body": ("bodies", "body")}

    term_from: str = Field(description="first day of the printed term (ISO)")
    mark: Text = Field(description="footnote mark")
    body: str | None = Field(None, description="the commission where the mark stands")
    slot: int | None = Field(None, description="the place where the mark stands")
    left_name: str | None = Field(None, description="who left, as printed")
    left_person: str | None = Field(None, description="who left")
    joined_name: str | None = Field(None, description="who was elected, as printed")
    joined_person: str | None = Field(None, description="who was elected")
    resigned_from: Literal["party", "commission"] | None = Field(None, description="what was resigned from")
    petition_on: date | None = Field(None, description="date of the petition")
    decided_on: date | None = Field(None, description="date of the decision")
    decision: str | None = Field(None, description="number of the decision")
    outcome: Literal["replaced", "re_elected"] | None = Field(
        None, description="somebody else came, or the same person again"
    )


class BodyTermRow(PeriodRow):
    """A term of a body: the days over which a printed list of its members holds."""

    table = "body_terms"
    title = "Terms of committees and commissions"
    key = ("body", "term_from")
    references: ClassVar = {"body": ("bodies", "body")}

    body: Code = Field(description="the body")
    term_from: str = Field(description="first day of the printed term (ISO)")


class UnitChangeRow(QuotedRow):
    """A unit that got another name."""

    table = "unit_changes"
    title = "Renamed units"
    key = ("former_name", "on")

    former_name: Text = Field(description="name before")
    name: Text = Field(description="name after")
    on: date | None = Field(None, description="day of the change")
    department: str | None = Field(None, description="code of the department that bears the new name")
