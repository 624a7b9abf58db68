"""Tables that a person keeps: corrections of values, and decisions on spellings."""

from __future__ import annotations

from pydantic import Field

from kentgraf.loaders.tables.rows import Row, Text


class CorrectionRow(Row):
    """A correction that a person decided: it shows beside the printed value and never replaces it in the source's words."""

    table = "corrections"
    title = "Corrections decided by a person"
    key = ("about", "row", "field")

    about: Text = Field(description="table")
    row: Text = Field(description="key of the row")
    field: Text = Field(description="field")
    printed: str | None = Field(None, description="value as read from the source")
    corrected: str | None = Field(None, description="value that holds")
    reason: Text = Field(description="why")


class AliasRow(Row):
    """What a person decided about a spelling that the rules can't settle."""

    table = "aliases"
    title = "Spellings decided by a person"
    key = ("spelling", "name")

    spelling: Text = Field(description="a spelling")
    name: Text = Field(
        description="the spelling in the list of members to which it belongs, or from which it must be kept apart"
    )
    same: bool = Field(description="true: one person; false: two people, never to be merged")
    reason: Text = Field(description="why")
