"""Tables on performance indicators: their results and ratings."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, PlanCode, QuotedRow, Text

Rating = Literal["on_target", "successful", "good", "in_progress", "needs_improvement"]
ValueKind = Literal["number", "duration", "text"]


class IndicatorRow(QuotedRow):
    """A performance indicator and its result (Performans Sonuçları)."""

    table = "indicators"
    title = "Performance indicators and results"
    key = ("indicator",)
    references: ClassVar = {"target": ("plan", "code")}

    indicator: Code = Field(description="key: code of the target and running number")
    target: PlanCode = Field(description="performance target to which it belongs")
    name: Text = Field(description="title")
    unit: str | None = Field(None, description="unit as printed, spaces mended")
    value_kind: ValueKind = Field(description="number, duration (values in seconds) or text")
    direction: Literal["increase", "decrease"] | None = Field(None, description="which way is better; blank for texts")
    baseline: Decimal | None = Field(None, description="value of the year before")
    target_value: Decimal | None = Field(None, description="value aimed at")
    actual: Decimal | None = Field(None, description="value reached")
    baseline_printed: str | None = Field(None, description="value of the year before as printed")
    target_printed: str | None = Field(None, description="value aimed at as printed")
    actual_printed: str | None = Field(None, description="value reached as printed")
    rating: Rating | None = Field(None, description="rating as printed; blank where it can't be read")
    rating_printed: str | None = Field(None, description="rating as printed")
    deviation_explained: bool = Field(description="whether the report prints a reason for the deviation")


class DeviationReasonRow(QuotedRow):
    """Why an indicator missed its target, in the report's words: only where somebody loads the report."""

    table = "deviation_reasons"
    title = "Reasons for deviations, in the report's words (never packaged)"
    key = ("indicator",)

    indicator: Code = Field(description="the indicator")
    reason: Text = Field(description="the printed reason")
