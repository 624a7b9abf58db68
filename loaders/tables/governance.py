"""The tables in the middle of the house: one frozen pydantic row class a table, and what their fields mean.

A row knows where the source prints it: `line` and `last_line` count the source's lines from 1, and `printed` holds the
cells as printed, ` | ` between them. Rows that a person wrote without a printed source leave the three empty. Money
is `Decimal` in TL, a blank cell is None and a printed `0,00` is zero. Periods are half-open: `valid_until` is the
first day after. Sections named in the descriptions are those of the activity report.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from kentgraf.loaders.tables.money import (
    BudgetSummaryRow,
    EconomicMoneyRow,
    FinancingMoneyRow,
    MoneyInTextRow,
    ResourceMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    ShareOfWholeRow,
    StatedCountRow,
    StatedRatingRow,
    StatementRow,
    TransferRow,
)
from kentgraf.loaders.tables.rows import CELL_BREAK as CELL_BREAK
from kentgraf.loaders.tables.rows import Code, Count, Line, PeriodRow, PlanCode, QuotedRow, Text
from kentgraf.loaders.tables.rows import Row as Row

SeatRole = Literal["metropolitan_mayor", "district_mayor", "mayor", "member"]
BodyRole = Literal["chair", "vice_chair", "member"]
SeatKind = Literal["elected", "ex_officio"]
BodyKind = Literal["council", "executive_committee", "audit_commission", "commission"]
PlanLevel = Literal["area", "goal", "objective", "target"]
Rating = Literal["on_target", "successful", "good", "in_progress", "needs_improvement"]
ValueKind = Literal["number", "duration", "text"]
TotalKind = Literal[
    "activity", "target", "objective", "goal", "area", "activities", "general_management", "transfers", "budget"
]


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


class UnitChangeRow(QuotedRow):
    """A unit that got another name."""

    table = "unit_changes"
    title = "Renamed units"
    key = ("former_name", "on")

    former_name: Text = Field(description="name before")
    name: Text = Field(description="name after")
    on: date | None = Field(None, description="day of the change")
    department: str | None = Field(None, description="code of the department that bears the new name")


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


class PerformanceMoneyRow(QuotedRow):
    """A line of the performance table (İdare Performans Tablosu) with its nine columns of money and two percentages."""

    table = "performance_money"
    may_repeat = True
    title = "Money by activity and above (İdare Performans Tablosu)"
    key = ("level", "code")

    level: TotalKind = Field(description="what the line is about; all but `activity` are totals")
    code: str = Field(
        description="code of the activity, target, objective, goal or area; the level again for the closing totals"
    )
    initial_on_budget: Decimal | None = Field(None, description="initial budget, on budget, TL")
    initial_off_budget: Decimal | None = Field(None, description="initial budget, off budget, TL")
    initial_all: Decimal | None = Field(None, description="initial budget, all funds, TL")
    net_on_budget: Decimal | None = Field(None, description="net budget, on budget, TL")
    net_off_budget: Decimal | None = Field(None, description="net budget, off budget, TL")
    net_all: Decimal | None = Field(None, description="net budget, all funds, TL")
    spent_on_budget: Decimal | None = Field(None, description="spending, on budget, TL")
    spent_off_budget: Decimal | None = Field(None, description="spending, off budget, TL")
    spent_all: Decimal | None = Field(None, description="spending, all funds, TL")
    percent_of_initial: Decimal | None = Field(None, description="spending as printed per cent of the initial budget")
    percent_of_net: Decimal | None = Field(None, description="spending as printed per cent of the net budget")


class InstitutionalMoneyRow(QuotedRow):
    """A line of the institutional classification, 4th level, all funds; the deepest lines are the departments."""

    table = "institutional_money"
    may_repeat = True
    title = "Money by department (Kurumsal Sınıflandırma 4. Düzey)"
    key = ("code",)

    code: Code = Field(description="printed code, levels joined by dots")
    level: Annotated[int, Field(ge=1, le=4)] = Field(description="1 to 4; level 4 are departments")
    name: Text = Field(description="name as printed")
    initial: Decimal | None = Field(None, description="initial budget, TL")
    net: Decimal | None = Field(None, description="net budget, TL")
    spent: Decimal | None = Field(None, description="spending, TL")
    percent_of_net: Decimal | None = Field(None, description="spending as printed per cent of the net budget")


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


class NoteRow(Row):
    """Something that needs a person's eye: a cell that can't be read, a name in doubt, a section that is missing."""

    table = "notes"
    title = "What needs a person's eye"
    key = ("number",)

    number: Annotated[int, Field(ge=1)] = Field(description="running number")
    about: Text = Field(description="table or section")
    row: str | None = Field(None, description="key of the row")
    field: str | None = Field(None, description="field")
    line: Line | None = Field(None, description="line of the source")
    kind: Literal["unreadable", "unusual", "missing", "doubtful"] = Field(description="what sort of note it is")
    found: str | None = Field(None, description="what stands there (shortened)")
    expected: Text = Field(description="what was expected, or what was done")

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line else ""
        where = f"{self.about}" + (f" {self.row}" if self.row else "") + (f", {self.field}" if self.field else "")
        found = f"found {self.found!r}; " if self.found is not None else ""
        return f"{place}{where}: {found}{self.expected}"


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


EXTRACTED: tuple[type[Row], ...] = (
    DistrictRow,
    PersonRow,
    SpellingRow,
    MemberRow,
    PartyChangeRow,
    AffiliationRow,
    BodyRow,
    BodyTermRow,
    MembershipRow,
    OfficeRow,
    ReplacementRow,
    DecisionRow,
    SignatoryRow,
    UnitChangeRow,
    PlanRow,
    ActivityRow,
    PerformanceMoneyRow,
    InstitutionalMoneyRow,
    EconomicMoneyRow,
    RevenueMoneyRow,
    RevenueShareRow,
    FinancingMoneyRow,
    BudgetSummaryRow,
    MoneyInTextRow,
    ShareOfWholeRow,
    ResourceMoneyRow,
    TransferRow,
    StatementRow,
    ResponsibilityRow,
    IndicatorRow,
    StatedRatingRow,
    StatedCountRow,
    NoteRow,
)
"""Tables that `kentgraf extract` makes and that may be packaged."""

UNPACKAGED: tuple[type[Row], ...] = (DeviationReasonRow,)
"""Tables that hold the report's sentences: made by `extract`, ignored by git."""

DECIDED: tuple[type[Row], ...] = (CorrectionRow, AliasRow)
"""Tables that a person keeps: `extract` reads them and never overwrites them."""

ROW_CLASSES: dict[str, type[Row]] = {cls.table: cls for cls in (*EXTRACTED, *UNPACKAGED, *DECIDED)}


def columns(row_class: type[Row]) -> list[str]:
    """The table's columns in their order: the row's own, then its period, then where it is quoted from."""
    last = ("valid_from", "valid_until", "from_known", "until_known", "line", "last_line", "printed")
    own = [name for name in row_class.model_fields if name not in last]
    return own + [name for name in last if name in row_class.model_fields]
