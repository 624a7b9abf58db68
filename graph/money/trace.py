"""Trace the money of an area, goal, objective, target, activity or department to activities and departments.

The report prints amounts by activity and by department, never by both. So a trace gives, for each activity and department, the
evidence that the money belongs to the department, and bounds where several departments are possible. It doesn't divide what the
report doesn't divide. Funds and phases are never added to each other. The ledger of a department is never attributed to a goal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, QuerySolution, Store

from kentgraf.graph.money.attributions import (
    FUNDS,
    PHASES,
    SPENT,
    Attribution,
    Money,
    TraceRow,
    attribute,
    attribute_transfers,
    money_text,
    nest_by_phase,
    optional_money_text,
)
from kentgraf.graph.money.evidence import Analysis
from kentgraf.graph.money.explanations import explain
from kentgraf.graph.money.ledgers import EXACT, exact_sum, read_ledgers
from kentgraf.graph.money.reasons import LANGUAGES, Reason, describe_excess, describe_hint
from kentgraf.graph.money.sums import DepartmentSum, EvidencePart, sum_bounds, sum_by_department, sum_by_evidence
from kentgraf.graph.money.trace_subjects import TRANSFERS, TraceSubject, find_subject
from kentgraf.graph.people.days import reported_years
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import decimal_of, integer_of, read_rows
from kentgraf.ontology.namespaces import KG_NS, term

__all__ = ["FUNDS", "PHASES", "SPENT", "Trace", "TraceRow", "analyse", "money_text", "trace"]

_NOTHING: Final = Decimal(0)


@dataclass(frozen=True)
class Trace:
    """A trace: the subject, its stated amounts, its activities in the order of the plan, and their attributions.

    Amounts are in TL. `stated_lines` are the lines that print the stated amounts, `titles` the titles of plan elements by level
    and code.
    """

    subject: TraceSubject
    stated: Money
    rows: tuple[TraceRow, ...]
    analysis: Analysis
    attributions: tuple[Attribution, ...] = ()
    stated_lines: tuple[int, ...] = ()
    titles: dict[tuple[str, str], str] = field(default_factory=dict)
    year: int | None = None

    @property
    def of_department(self) -> bool:
        """Whether the subject is a department."""
        return self.subject.kind == "department"

    def is_counted(self, row: TraceRow) -> bool:
        """Return whether a row's whole amount is part of the sums: for a department, only what is certainly its own."""
        if not self.of_department:
            return True
        assessment = self.analysis.of_activity(row.iri).get(self.subject.iri)
        return assessment is not None and assessment.is_certain

    @cached_property
    def sums(self) -> Money:
        """The sums of the activities' amounts by phase and fund; for a department, of counted activities only."""
        totals: Money = {}
        for row in self.rows:
            if self.is_counted(row):
                for key, amount in row.money.items():
                    totals[key] = EXACT.add(totals.get(key, _NOTHING), amount)
        return totals

    @cached_property
    def remainders(self) -> Money:
        """The stated amounts minus the sums of activities, by phase and fund; negative if less is stated."""
        return {key: EXACT.subtract(stated, self.sums.get(key, _NOTHING)) for key, stated in self.stated.items()}

    @cached_property
    def spent_bounds(self) -> tuple[Decimal, Decimal]:
        """The bounds of what the departments of the rows spent on the activities together."""
        return sum_bounds([one for one in self.attributions if one.kind == "activity"], self.analysis)

    @property
    def remainder(self) -> Decimal | None:
        """The stated spending from all funds minus what is shown; None if no spending is stated.

        For a department, it is what remains if its activities spent as little as they can together, after its transfers:
        money spent on no activity for which it is named.
        """
        stated = self.stated.get(SPENT)
        shown = self.spent_bounds[0] if self.of_department else self.sums.get(SPENT, _NOTHING)
        return None if stated is None else EXACT.subtract(stated, EXACT.add(self.transfers, shown))

    @property
    def remainder_low(self) -> Decimal | None:
        """For a department, the remainder if its activities spent as much as they can together; else None."""
        stated = self.stated.get(SPENT)
        if stated is None or not self.of_department:
            return None
        return EXACT.subtract(stated, EXACT.add(self.transfers, self.spent_bounds[1]))

    @property
    def transfers(self) -> Decimal:
        """The subject's transfers to other bodies, which are part of its stated spending."""
        printed = [one for one in self.attributions if one.kind == "transfers" and one.counted]
        if not self.of_department:
            return exact_sum({one.group.iri: one.group.total.amount for one in printed if one.group}.values())
        return exact_sum(one.assessment.amount for one in printed if one.assessment.amount is not None)

    @cached_property
    def parts(self) -> list[EvidencePart]:
        """The parts of the subject's money by grade of evidence."""
        return sum_by_evidence(self.attributions, self.analysis, one_department=self.of_department)

    @cached_property
    def departments(self) -> list[DepartmentSum]:
        """What each department spent on the subject's activities; empty if the subject is a department."""
        return [] if self.of_department else sum_by_department(self.attributions, self.analysis)

    @property
    def excluded(self) -> list[TraceRow]:
        """For a department, the activities for which it is named and from which closed ledgers exclude it."""
        excluded = self.analysis.excluded_activities(self.subject.iri)
        return sorted((row for row in self.rows if row.iri in excluded), key=lambda row: _numbers(row.activity))

    @property
    def department_reasons(self) -> list[Reason]:
        """For a department, what is said once of its ledger: excesses and hints."""
        of_subject = self.analysis.excesses_of(self.subject.iri)
        excesses = (reason for excess in of_subject for reason in describe_excess(excess, self.analysis))
        hints = (describe_hint(hint, self.analysis) for hint in self.analysis.hints_of(self.subject.iri))
        return [*excesses, *hints]

    def as_dict(self, explained: bool = False) -> dict[str, Any]:
        """Return the trace as a JSON object, with one flat row per activity and department, and amounts as strings in TL.

        `amount`, `low`, `high`, `stated_total`, `sum` and `remainder` are spending from all funds. `money`, `stated`, `sums`
        and `remainders` have all phases and funds, with the whole amounts of activities. `departments` has what each department
        spent on the subject. A department instead has `sum` of the rows with an amount, `sum_low` and `sum_high` of all of its
        activities, `remainder_low`, `excluded` activities, and what is said of its ledger in `notes`.
        `explained` adds an `explanation` to each row.
        """
        answer: dict[str, Any] = {
            "subject": {
                "kind": self.subject.kind,
                "code": self.subject.code,
                "title": self.subject.title,
                "iri": self.subject.iri,
            },
            "year": self.year,
            "currency": "TRY",
            "stated_total": optional_money_text(self.stated.get(SPENT)),
            "stated": nest_by_phase(self.stated),
            "lines": list(self.stated_lines),
            "rows": [self._row_as_dict(one, explained) for one in self.attributions],
            "evidence": {part.evidence: part.as_dict(self.stated.get(SPENT)) for part in self.parts},
            "sum": optional_money_text(self.sums.get(SPENT)),
            "sums": nest_by_phase(self.sums),
            "remainder": optional_money_text(self.remainder),
            "remainders": nest_by_phase(self.remainders),
        }
        if not self.of_department:
            return {**answer, "departments": [one.as_dict() for one in self.departments]}
        low, high = self.spent_bounds
        return {
            **answer,
            "sum_low": money_text(low),
            "sum_high": money_text(high),
            "remainder_low": optional_money_text(self.remainder_low),
            "excluded": [row.activity for row in self.excluded],
            "notes": [{one: reason.text(one) for one in LANGUAGES} for reason in self.department_reasons],
        }

    def _row_as_dict(self, one: Attribution, explained: bool) -> dict[str, Any]:
        row = one.as_dict(self.analysis)
        return {**row, "explanation": explain(one, self.analysis).as_dict()} if explained else row


def analyse(store: Store) -> Analysis:
    """Reconcile the ledgers of the latest reported year; the result can be reused for every trace of the same graph."""
    return Analysis(read_ledgers(store, reported_years(store)[-1]))


def trace(store: Store, code: str, analysis: Analysis | None = None) -> Trace:
    """Trace the money of `code`: a goal `5`, an objective `5.1`, a target `5.1.1`, an activity `87`, a department `46.35.1.42`.

    A number that is the code of a goal and of an activity means the goal; `activity:1`, `goal:1`, `area:1` or `department:…`
    select another. `general-management` and `transfers` are totals that the source states beside the activities. Amounts are
    those of the latest reported year. `analysis` is the result of `analyse`, for several traces of one graph. Raises
    NotInGraph, with similar codes, if nothing in the graph has the code.
    """
    subject = find_subject(store, code)
    found = analysis or analyse(store)
    node, of_year = NamedNode(subject.iri), Literal(str(found.ledgers.year), datatype=term("xsd:integer"))
    rows, titles = _read_rows(store, node, of_year, found)
    if subject.kind == "department":
        for activity in found.of_department(subject.iri).keys() - rows.keys() - {None}:
            more, further = _read_rows(store, NamedNode(activity), of_year, found)
            rows, titles = rows | more, further | titles
    ordered = tuple(sorted(rows.values(), key=_plan_order))
    stated, stated_lines = _money(select(store, query_text("_stated_amounts"), subject=node, year=of_year))
    attributions = tuple(_attributions(subject, ordered, found))
    return Trace(subject, stated, ordered, found, attributions, stated_lines, titles, found.ledgers.year)


def _read_rows(
    store: Store, node: NamedNode, of_year: Literal, found: Analysis
) -> tuple[dict[str, TraceRow], dict[tuple[str, str], str]]:
    """Return the activities of a subject by IRI, and the titles of the plan elements above them by level and code."""
    entries: dict[str, list[QuerySolution]] = {}
    for row in select(store, query_text("_trace_amounts"), subject=node, year=of_year):
        entries.setdefault(row["activity"].value, []).append(row)
    rows: dict[str, TraceRow] = {}
    titles: dict[tuple[str, str], str] = {}
    for row in select(store, query_text("_trace_activities"), subject=node):
        iri = row["activity"].value
        above = {level: value_of(row, level) for level in ("goal", "objective", "target")}
        for level, code_above in above.items():
            if code_above is not None:
                titles.setdefault((level, code_above), value_of(row, f"{level}Title") or code_above)
        money, lines = _money(entries.get(iri, []))
        named = found.ledgers.named.get(iri, ())
        code = value_of(row, "code") or iri.rpartition("/")[2]
        quoted = tuple(sorted({*lines, *(department.line for department in named if department.line is not None)}))
        title = value_of(row, "title") or code
        rows.setdefault(
            iri,
            TraceRow(code, title, **above, departments=named, money=money, lines=quoted, iri=iri, money_lines=lines),
        )
    return rows, titles


def _attributions(subject: TraceSubject, rows: Iterable[TraceRow], analysis: Analysis) -> Iterable[Attribution]:
    department = subject.iri if subject.kind == "department" else None
    yield from attribute(rows, analysis, department)
    if department is not None or subject.iri == TRANSFERS:
        yield from attribute_transfers(analysis, department)


def _money(entries: Iterable[QuerySolution]) -> tuple[Money, tuple[int, ...]]:
    """Return the amounts of one thing and the lines that print them; of amounts that are printed twice, the first counts."""
    money: Money = {}
    lines = set()
    for row, amount, line in read_rows(entries, lambda row: (row, decimal_of(row, "amount"), integer_of(row, "line"))):
        key = row["phase"].value.removeprefix(KG_NS), row["fund"].value.removeprefix(KG_NS)
        money.setdefault(key, amount)
        lines.add(line)
    return money, tuple(sorted(lines))


def _plan_order(row: TraceRow) -> tuple[list[int], int, list[int]]:
    return _numbers(row.target or ""), min(row.lines, default=0), _numbers(row.activity)


def _numbers(code: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", code)]
