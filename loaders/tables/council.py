"""Tables on the council: its members, and the parties to which they belong over time."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, PeriodRow, QuotedRow, Text

SeatRole = Literal["metropolitan_mayor", "district_mayor", "mayor", "member"]


class MemberRow(PeriodRow):
    """A seat on the council, as the list of members prints it."""

    table = "members"
    title = "Council members (meclis üyeleri)"
    key = ("number",)
    references: ClassVar = {"person": ("people", "person"), "district": ("districts", "district")}

    number: Annotated[int, Field(ge=1)] = Field(description="place in the list, from 1")
    person: Code = Field(description="the person")
    name_printed: Text = Field(description="name as printed, lines joined")
    role: SeatRole = Field(description="role, decided by rule from the order of the list")
    role_printed: str | None = Field(None, description="the words printed for the role")
    district: str | None = Field(None, description="the district that sent the member; blank for a metropolitan mayor")
    district_printed: str | None = Field(None, description="district as printed")
    party: str | None = Field(None, description="key of the party at the year's end, `independent` for none")
    party_printed: str | None = Field(None, description="party as printed")
    mark: str | None = Field(None, description="footnote mark beside the name")


class PartyChangeRow(QuotedRow):
    """A footnote that tells of a change of party."""

    table = "party_changes"
    title = "Changes of party, from the footnotes of the list of members"
    key = ("mark",)
    references: ClassVar = {"member": ("members", "number")}

    mark: Text = Field(description="footnote mark")
    member: int | None = Field(
        None, description="the member beside whose name the mark stands; blank where it stands nowhere"
    )
    on: date | None = Field(None, description="date of the petition")
    from_party: str | None = Field(None, description="party that was left")
    to_party: str | None = Field(None, description="party that was joined, `independent` for none")


class AffiliationRow(PeriodRow):
    """The party to which a member belongs for a period."""

    table = "affiliations"
    title = "Parties of the members over time"
    key = ("member", "place")
    references: ClassVar = {"member": ("members", "number"), "person": ("people", "person")}

    member: Annotated[int, Field(ge=1)] = Field(description="place in the list of members")
    place: Annotated[int, Field(ge=1)] = Field(description="1 for the first party of the year, 2 for the next")
    person: Code = Field(description="the person")
    party: Text = Field(description="key of the party, `independent` for none")
    basis: Literal["printed", "footnote", "inferred"] = Field(
        description="printed beside the name, told by a footnote whose mark stands there, or inferred where the mark is lost or wrong"
    )
    change: str | None = Field(None, description="mark of the footnote that tells how it began")
    reason: str | None = Field(None, description="why it was inferred")
    alternatives: str | None = Field(
        None, description="others whom the footnote may mean: places in the list, ' | ' between them"
    )
