"""Explanations of the rows of a trace: triples of the graph, lines of the source, closures and excesses.

Triples are formatted as Turtle, each with its line in a comment. They are in the graph exactly as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.graph.money.attributions import Attribution, money_text
from kentgraf.graph.money.closures import Closure
from kentgraf.graph.money.evidence import Analysis
from kentgraf.graph.money.excesses import Excess
from kentgraf.graph.money.ledgers import LedgerEntry

_CLOSURE_REASONS: Final = {
    "alone": "what can only be the department's is to the kuruş what its ledger leaves for activities",
    "jointly": "what can only be theirs fills the departments' ledgers together, to the kuruş",
}


@dataclass(frozen=True)
class Explanation:
    """The explanation of one row. `details` has the closures and excesses for JSON, with amounts as decimal strings in TL."""

    sentences: tuple[str, ...]
    triples: tuple[str, ...]
    lines: tuple[int, ...]
    details: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """Return the explanation as a JSON object."""
        return {
            "sentences": list(self.sentences),
            "triples": list(self.triples),
            "lines": list(self.lines),
            **self.details,
        }


def explain(one: Attribution, analysis: Analysis) -> Explanation:
    """Explain one row of a trace."""
    triples: list[str] = []
    lines = set(one.lines)
    for text, line in _triples(one, analysis):
        triples.append(text if line is None else f"{text}  # line {line}")
        lines |= {line} if line is not None else set()
    sentences = list(_sentences(one, analysis))
    details: dict[str, Any] = {}
    assessment = one.assessment
    if assessment.closure is not None:
        details["closure"] = _closure(assessment.closure, analysis)
    if assessment.excluded:
        departments = analysis.ledgers.departments
        details["excluded"] = [
            {"department": departments[department].code, "closure": _closure(closure, analysis)}
            for department, closure in assessment.excluded.items()
        ]
    if assessment.excess is not None:
        details["excess"] = _excess(assessment.excess, analysis)
    return Explanation(tuple(sentences), tuple(triples), tuple(sorted(lines)), details)


def _triples(one: Attribution, analysis: Analysis) -> Iterator[tuple[str, int | None]]:
    ledgers, department = analysis.ledgers, one.department
    if one.group is not None:
        for payer in one.group.payers:
            yield f"<{one.group.iri}> kg:paidBy <{payer}> .", None
        yield from _amount("kg:StatedTotal", one.group.iri, one.group.total)
    elif one.row is not None:
        activity = one.row.iri
        for other in one.row.departments:
            if other == department or other.iri in one.assessment.excluded or not one.assessment.is_named:
                yield f"<{activity}> kg:carriedOutBy <{other.iri}> .", other.line
        yield from _amount("kg:BudgetLine", activity, ledgers.spent.get(activity))
    if department is not None:
        yield from _amount("kg:BudgetLine", department.iri, ledgers.spent.get(department.iri))


def _amount(kind: str, about: str, entry: LedgerEntry | None) -> Iterator[tuple[str, int | None]]:
    if entry is not None:
        amount = format(entry.amount, "f")
        written = amount if "." in amount else f"{amount}.0"
        yield f"<{entry.iri}> a {kind} ; kg:about <{about}> ; kg:amount {written} ; kg:line {entry.line} .", entry.line


def _sentences(one: Attribution, analysis: Analysis) -> Iterator[str]:
    """Yield the reasons for the grade and the hints, then the sums that they rest on."""
    assessment = one.assessment
    yield from (reason.text("en") for reason in (*one.reasons, *one.hints))
    if assessment.closure is not None:
        yield _describe_closure(assessment.closure, analysis)
    for department, closure in assessment.excluded.items():
        yield f"{analysis.ledgers.departments[department].name} has no part: {_describe_closure(closure, analysis)}"
    if assessment.excess is not None:
        yield _describe_excess(assessment.excess, analysis)
    if one.department is not None and one.row is not None and assessment.evidence in ("labelled", "shared"):
        yield from _describe_ledger(one.department.iri, analysis)


def _describe_ledger(department: str, analysis: Analysis) -> Iterator[str]:
    entry, name = analysis.ledgers.spent.get(department), analysis.ledgers.departments[department].name
    if entry is not None:
        _, most = analysis.bounds((activity, department) for activity in analysis.of_department(department))
        yield f"{name} spent {money_text(entry.amount)}, of which its activities can make up at most {money_text(most)}."


def _describe_closure(closure: Closure, analysis: Analysis) -> str:
    activities = " + ".join(f"{code} {amount}" for code, amount in _activities(closure.activities, analysis))
    departments = " + ".join(f"{one['name']} {one['capacity']}" for one in _departments(closure.departments, analysis))
    if not closure.total:
        return f"{departments}: the ledger leaves nothing for activities."
    total = "" if len(closure.activities) == 1 else f" = {money_text(analysis.in_tl(closure.total))}"
    return f"{departments} = {activities}{total}: {_CLOSURE_REASONS[closure.how]}."


def _describe_excess(excess: Excess, analysis: Analysis) -> str:
    departments = " + ".join(f"{one['name']} {one['capacity']}" for one in _departments(excess.departments, analysis))
    activities = " + ".join(f"{code} {amount}" for code, amount in _activities(excess.activities, analysis))
    total = "" if len(excess.activities) == 1 else f" = {money_text(analysis.in_tl(excess.total))}"
    return f"{departments} can't hold {activities}{total}: {money_text(analysis.in_tl(excess.amount))} too much."


def _closure(closure: Closure, analysis: Analysis) -> dict[str, Any]:
    return {
        "how": closure.how,
        "departments": _departments(closure.departments, analysis),
        "activities": [{"code": code, "amount": amount} for code, amount in _activities(closure.activities, analysis)],
        "departments_sum": money_text(analysis.in_tl(closure.total)),
        "activities_sum": money_text(analysis.in_tl(closure.total)),
    }


def _excess(excess: Excess, analysis: Analysis) -> dict[str, Any]:
    return {
        "departments": _departments(excess.departments, analysis),
        "activities": [{"code": code, "amount": amount} for code, amount in _activities(excess.activities, analysis)],
        "departments_sum": money_text(analysis.in_tl(excess.capacity)),
        "activities_sum": money_text(analysis.in_tl(excess.total)),
        "amount": money_text(analysis.in_tl(excess.amount)),
    }


def _departments(departments: Iterable[str], analysis: Analysis) -> list[dict[str, Any]]:
    """Return each department with its ledger's total, its transfers, what remains for activities, and the line."""
    found = []
    for iri in sorted(departments):
        department, entry = analysis.ledgers.departments[iri], analysis.ledgers.spent.get(iri)
        found.append(
            {
                "code": department.code,
                "name": department.name,
                "spent": money_text(entry.amount if entry else Decimal(0)),
                "transfers": money_text(analysis.ledgers.own_transfers(iri)),
                "capacity": money_text(analysis.ledgers.ledger(iri) or Decimal(0)),
                "line": entry.line if entry else None,
            }
        )
    return found


def _activities(activities: Iterable[str], analysis: Analysis) -> list[tuple[str, str]]:
    ledgers = analysis.ledgers
    found = [(ledgers.codes[iri], money_text(ledgers.spent[iri].amount)) for iri in activities]
    return sorted(found, key=lambda item: (len(item[0]), item[0]))
