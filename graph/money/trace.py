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
    EvidencePart,
    Money,
    TraceRow,
    attribute,
    attribute_transfers,
    money_text,
    nest_by_phase,
    optional_money_text,
    summarise,
)
from kentgraf.graph.money.evidence import CERTAIN, Analysis
from kentgraf.graph.money.explanations import explain
from kentgraf.graph.money.ledgers import EXACT, exact_sum, read_ledgers
from kentgraf.graph.money.trace_subjects import TRANSFERS, TraceSubject, find_subject
from kentgraf.graph.people.days import reported_years
from kentgraf.graph.sparql.queries import query_text, select, value_of
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
        """Return whether a row is part of the sums: not if a department only shares it, or can't have spent it."""
        if not self.of_department:
            return True
        assessment = self.analysis.assessments.get((row.iri, self.subject.iri))
        return assessment is not None and assessment.evidence in CERTAIN

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

    @property
    def remainder(self) -> Decimal | None:
        """The stated spending from all funds minus what is shown; None if no spending is stated.

        For a department, its transfers and the lower bounds of what it shares are subtracted too. The remainder is general
        management, or money of others.
        """
        beyond = self.remainders.get(SPENT)
        if beyond is None:
            return None
        least = [
            o.assessment.low for o in self.attributions if self.of_department and o.assessment.evidence == "shared"
        ]
        return EXACT.subtract(beyond, exact_sum([self.transfers, *(low for low in least if low is not None)]))

    @property
    def remainder_low(self) -> Decimal | None:
        """For a department, the remainder if its activities spent as much as they can together; else None."""
        stated = self.stated.get(SPENT)
        if stated is None or not self.of_department:
            return None
        return EXACT.subtract(
            stated, exact_sum([self.transfers, self.analysis.maximum_for_activities(self.subject.iri)])
        )

    @property
    def transfers(self) -> Decimal:
        """The subject's transfers to other bodies, which are part of its stated spending."""
        printed = [one for one in self.attributions if one.kind == "transfers" and one.counted]
        if not self.of_department:
            return exact_sum({one.group.iri: one.group.total.amount for one in printed if one.group}.values())
        return exact_sum(one.assessment.amount for one in printed if one.assessment.amount is not None)

    @property
    def parts(self) -> list[EvidencePart]:
        """The parts of the subject's money by evidence."""
        return summarise(self.attributions, one_department=self.of_department)

    @property
    def excluded_activities(self) -> list[str]:
        """For a department, the codes of activities for which it is named and from which closed ledgers exclude it."""
        codes = (
            self.analysis.ledgers.codes[activity] for activity in self.analysis.excluded_activities(self.subject.iri)
        )
        return sorted(codes, key=_numbers)

    def as_dict(self, explained: bool = False) -> dict[str, Any]:
        """Return the trace as a JSON object, with one flat row per activity and department, and amounts as strings in TL.

        `amount`, `low`, `high`, `stated_total`, `sum` and `remainder` are spending from all funds. `money`, `stated`, `sums`
        and `remainders` have all phases and funds, with the whole amounts of activities. `sum` is the sum of the `counted`
        rows. A department also has `remainder_low` and `excluded` activities. `explained` adds an `explanation` to each row.
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
        if self.of_department:
            answer |= {"remainder_low": optional_money_text(self.remainder_low), "excluded": self.excluded_activities}
        return answer

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
    ordered = tuple(sorted(rows.values(), key=_plan_order))
    stated, stated_lines = _money(select(store, query_text("_stated_amounts"), subject=node, year=of_year))
    attributions = tuple(_attributions(subject, ordered, found))
    return Trace(subject, stated, ordered, found, attributions, stated_lines, titles, found.ledgers.year)


def _attributions(subject: TraceSubject, rows: Iterable[TraceRow], analysis: Analysis) -> Iterable[Attribution]:
    department = subject.iri if subject.kind == "department" else None
    yield from attribute(rows, analysis, department)
    if department is not None or subject.iri == TRANSFERS:
        yield from attribute_transfers(analysis, department)


def _money(entries: Iterable[QuerySolution]) -> tuple[Money, tuple[int, ...]]:
    """Return the amounts of one thing and the lines that print them; of amounts that are printed twice, the first counts."""
    money: Money = {}
    lines = set()
    for row in entries:
        key = row["phase"].value.removeprefix(KG_NS), row["fund"].value.removeprefix(KG_NS)
        money.setdefault(key, Decimal(row["amount"].value))
        lines.add(int(row["line"].value))
    return money, tuple(sorted(lines))


def _plan_order(row: TraceRow) -> tuple[list[int], int, list[int]]:
    return _numbers(row.target or ""), min(row.lines, default=0), _numbers(row.activity)


def _numbers(code: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", code)]
