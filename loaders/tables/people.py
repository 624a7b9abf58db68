"""Tables on people: districts, persons, spellings of their names, and offices that they hold."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, Count, Line, PeriodRow, Row, Text


class DistrictRow(Row):
    """A district of the city."""

    table = "districts"
    title = "Districts (ilçeler)"
    key = ("district",)

    district: Code = Field(description="key, a slug of the name")
    name: Text = Field(description="name")
    spellings: str | None = Field(None, description="other printed spellings, ' | ' between them")


class PersonRow(Row):
    """A person whom the source names."""

    table = "people"
    title = "People"
    key = ("person",)

    person: Code = Field(description="key: the year and a running number, never the name")
    name: Text = Field(description="name in the spelling that is used for display")
    name_rule: Literal["listed", "most_printed"] = Field(
        "listed",
        description="which spelling that is: the list's or first one, or the one that the source prints most often",
    )
    name_evidence: str | None = Field(
        None, description="how often the source prints each spelling, where there are several"
    )
    honorific: str | None = Field(None, description="printed title such as Dr. or Av.")
    known_by: Literal["member_list", "office", "unmatched"] = Field(
        description="where the person comes from: the list of members, an office, or a name that met nobody"
    )


class SpellingRow(Row):
    """A spelling of a name and the person to whom it was led, with the evidence."""

    table = "spellings"
    title = "Spellings of names and the people they lead to"
    key = ("spelling", "person")
    references: ClassVar = {"person": ("people", "person")}

    spelling: Text = Field(description="the name as printed, without marks")
    person: Code = Field(description="the person")
    rule: Literal["listed", "same_letters", "same_words", "missing_name", "near", "alias", "new"] = Field(
        description="the rule that led there"
    )
    distance: Count = Field(description="letters that differ after Turkish folding")
    confidence: Decimal = Field(ge=0, le=1, description="1 is certain")
    evidence: str | None = Field(None, description="what else speaks for it, or which others came near")
    times: Count = Field(description="how often the spelling is printed in the tables")
    first_line: Line | None = Field(None, description="the first line that prints it")


class OfficeRow(PeriodRow):
    """An office that somebody holds for a period: secretary general, head of department."""

    table = "offices"
    title = "Offices, from the committees in which they give a seat"
    key = ("person", "unit", "place")
    references: ClassVar = {"person": ("people", "person")}

    person: Code = Field(description="the person")
    unit: Text = Field(description="code of the department, or `municipality`")
    place: Annotated[int, Field(ge=1)] = Field(description="1 for the first time in that office, 2 for the next")
    role: Literal["secretary_general", "head_of_department", "legal_counsel", "mayor"] = Field(
        description="kind of office"
    )
    office_printed: Text = Field(description="office as printed")
