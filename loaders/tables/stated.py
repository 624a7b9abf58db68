"""Tables on what the report states about itself: counts, shares and ratings."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Count, QuotedRow, Text


class StatedRatingRow(QuotedRow):
    """A rating printed for a strategic area as a whole."""

    table = "stated_ratings"
    title = "Ratings of the strategic areas"
    key = ("name",)

    area: str | None = Field(None, description="code of the area; blank where its name meets none")
    name: Text = Field(description="area as printed")
    rating: Literal["on_target", "successful", "good", "in_progress", "needs_improvement"] | None = Field(
        None, description="rating as printed; blank where it can't be read"
    )


class StatedCountRow(QuotedRow):
    """A number that the report states about itself: how many members, how many indicators of a rating."""

    table = "stated_counts"
    title = "Counts and shares stated in the text"
    key = ("place",)

    place: Annotated[int, Field(ge=1)] = Field(description="running number")
    counted: Literal[
        "council_members", "executive_committee_members", "area", "goal", "objective", "target", "indicator"
    ] = Field(description="what is counted")
    rating: Literal["on_target", "successful", "good", "in_progress", "needs_improvement"] | None = Field(
        None, description="only those of this rating; blank for all"
    )
    number: Count | None = Field(None, description="how many")
    percent: Decimal | None = Field(None, description="how many per cent of all, where the text prints a share")
