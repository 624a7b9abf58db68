"""Tables on the strategic plan: its elements, the activities, and the departments that carry them out."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.rows import Code, Line, PlanCode, QuotedRow, Text

PlanLevel = Literal["area", "goal", "objective", "target"]


class PlanRow(QuotedRow):
    """An element of the strategic plan above the activities (section 2.1; areas from the performance table)."""

    table = "plan"
    title = "Strategic areas, goals, objectives and performance targets"
    key = ("level", "code")

    level: PlanLevel = Field(
        description="area, goal (amaç), objective (hedef) or performance target (performans hedefi)"
    )
    code: PlanCode = Field(description="printed code; areas have none and are numbered in their order")
    parent: PlanCode | None = Field(None, description="code of the element above")
    name: Text = Field(description="title")
    spellings: str | None = Field(None, description="other printed spellings, ' | ' between them")


class ActivityRow(QuotedRow):
    """An activity: its code from the performance table, its title from the plan."""

    table = "activities"
    title = "Activities (faaliyetler)"
    key = ("code",)
    references: ClassVar = {"target": ("plan", "code")}

    code: Code = Field(description="code that the performance table prints before the title")
    target: PlanCode = Field(description="performance target to which it belongs")
    number: int | None = Field(None, description="number under the target in section 2.1")
    name: Text = Field(description="title")
    spellings: str | None = Field(None, description="other printed spellings, ' | ' between them")
    plan_line: Line | None = Field(None, description="line of section 2.1 that prints it")


class ResponsibilityRow(QuotedRow):
    """A department named under an activity's heading (section 3.2.1)."""

    table = "responsibilities"
    title = "Which department carries out which activity"
    key = ("activity", "department")
    references: ClassVar = {"activity": ("activities", "code"), "department": ("institutional_money", "code")}

    activity: Code = Field(description="code of the activity")
    department: Code = Field(description="code of the department")
    label: Text = Field(description="the label as printed")
    heading_line: Line | None = Field(None, description="line of the activity's heading")
    rule: Literal["same_letters", "abbreviation", "near", "given"] = Field(
        description="how the label met the department's name"
    )
