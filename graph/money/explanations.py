"""What a row of a trace rests on: triples of the graph, lines of the source, and the ledgers that close or don't.

Triples are written as Turtle, each with its line behind it; they stand in the graph as they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.graph.money.attributions import Attribution, money_text
from kentgraf.graph.money.closures import Closure, Excess
from kentgraf.graph.money.evidence import Analysis
from kentgraf.graph.money.ledgers import Entry

_HOW: Final = {
    "alone": "what can only be the department's is to the kuruş what its ledger leaves for activities",
    "group": "what can only be theirs fills the departments' ledgers together, to the kuruş",
    "part": "of what the department shares, exactly one choice fills its ledger to the kuruş",
}


@dataclass(frozen=True)
class Explanation:
    """The grounds of one row; `details` holds closures and excesses for JSON, amounts as decimal strings in TL."""

    sentences: tuple[str, ...]
    triples: tuple[str, ...]
    lines: tuple[int, ...]
    details: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "sentences": list(self.sentences),
            "triples": list(self.triples),
            "lines": list(self.lines),
            **self.details,
        }


def explain(one: Attribution, analysis: Analysis) -> Explanation:
    """What the row rests on."""
    triples: list[str] = []
    lines = set(one.lines)
    for text, line in _triples(one, analysis):
        triples.append(text if line is None else f"{text}  # line {line}")
        lines |= {line} if line is not None else set()
    sentences = list(_sentences(one, analysis))
    details: dict[str, Any] = {}
    verdict = one.verdict
    if verdict.closure is not None:
        details["closure"] = _closure(verdict.closure, analysis)
    if verdict.excluded:
        units = analysis.ledgers.units
        details["excluded"] = [
            {"department": units[department].code, "closure": _closure(closure, analysis)}
            for department, closure in verdict.excluded.items()
        ]
    if verdict.excess is not None:
        details["excess"] = _excess(verdict.excess, analysis)
    return Explanation(tuple(sentences), tuple(triples), tuple(sorted(lines)), details)


def _triples(one: Attribution, analysis: Analysis) -> Iterator[tuple[str, int | None]]:
    ledgers, unit = analysis.ledgers, one.unit
    if one.group is not None:
        for payer in one.group.payers:
            yield f"<{one.group.iri}> kg:paidBy <{payer}> .", None
        yield from _amount("kg:StatedTotal", one.group.iri, one.group.total)
    elif one.row is not None:
        activity = one.row.iri
        if unit is not None:
            yield f"<{activity}> kg:carriedOutBy <{unit.iri}> .", unit.line
        for other in one.row.departments:
            if other.iri in one.verdict.excluded:
                yield f"<{activity}> kg:carriedOutBy <{other.iri}> .", other.line
        yield from _amount("kg:BudgetLine", activity, ledgers.spent.get(activity))
    if unit is not None:
        yield from _amount("kg:BudgetLine", unit.iri, ledgers.spent.get(unit.iri))


def _amount(kind: str, about: str, entry: Entry | None) -> Iterator[tuple[str, int | None]]:
    if entry is not None:
        amount = format(entry.amount, "f")
        written = amount if "." in amount else f"{amount}.0"
        yield f"<{entry.iri}> a {kind} ; kg:about <{about}> ; kg:amount {written} ; kg:line {entry.line} .", entry.line


def _sentences(one: Attribution, analysis: Analysis) -> Iterator[str]:
    verdict = one.verdict
    if verdict.closure is not None:
        yield _tell_closure(verdict.closure, analysis)
    for department, closure in verdict.excluded.items():
        yield f"{analysis.ledgers.units[department].name} has no part: {_tell_closure(closure, analysis)}"
    if verdict.excess is not None:
        yield _tell_excess(verdict.excess, analysis)
    if one.unit is not None and verdict.evidence in ("labelled", "shared"):
        yield from _tell_room(one, analysis)
    if verdict.because:
        codes = ", ".join(one.because(analysis))
        yield f"The bounds stay apart because the money of {codes} can be moved through the same departments."
    if verdict.evidence == "unlabelled":
        yield "No department is named for the activity."
    if verdict.evidence == "printed":
        yield "The total is printed for the group of transfers, and the department that paid it is named."


def _tell_room(one: Attribution, analysis: Analysis) -> Iterator[str]:
    assert one.unit is not None
    entry = analysis.ledgers.spent.get(one.unit.iri)
    if entry is None:
        yield f"No total is printed for {one.unit.name}."
        return
    most = analysis.most_of_activities(one.unit.iri)
    yield (
        f"{one.unit.name} spent {money_text(entry.amount)}, of which its activities can make up at most {money_text(most)}."
    )


def _tell_closure(closure: Closure, analysis: Analysis) -> str:
    activities = " + ".join(f"{code} {amount}" for code, amount in _activities(closure.activities, analysis))
    departments = " + ".join(
        f"{unit['name']} {unit['capacity']}" for unit in _departments(closure.departments, analysis)
    )
    if not closure.total:
        return f"{departments}: the ledger leaves nothing for activities."
    total = "" if len(closure.activities) == 1 else f" = {money_text(analysis.in_tl(closure.total))}"
    return f"{departments} = {activities}{total}: {_HOW[closure.how]}."


def _tell_excess(excess: Excess, analysis: Analysis) -> str:
    departments = " + ".join(
        f"{unit['name']} {unit['capacity']}" for unit in _departments(excess.departments, analysis)
    )
    activities = " + ".join(f"{code} {amount}" for code, amount in _activities(excess.activities, analysis))
    held = departments or "What is left of the named departments' ledgers"
    if len(excess.departments) > 1:
        held += f" = {money_text(analysis.in_tl(excess.capacity))}"
    total = "" if len(excess.activities) == 1 else f" = {money_text(analysis.in_tl(excess.total))}"
    told = f"{held} can't hold {activities}{total}."
    if excess.closes_with:
        names = " and ".join(unit["name"] for unit in _departments(excess.closes_with, analysis))
        told += f" What is lacking is to the kuruş the ledger of {names}, for which no activity is named."
    return told


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
        "closes_with": [analysis.ledgers.units[department].code for department in sorted(excess.closes_with)],
    }


def _departments(departments: Iterable[str], analysis: Analysis) -> list[dict[str, Any]]:
    """Each department with its ledger's total, what it passed on, what that leaves for activities, and the line."""
    found = []
    for iri in sorted(departments):
        unit, entry = analysis.ledgers.units[iri], analysis.ledgers.spent.get(iri)
        found.append(
            {
                "code": unit.code,
                "name": unit.name,
                "spent": money_text(entry.amount if entry else Decimal(0)),
                "transfers": money_text(analysis.ledgers.passed_on(iri)),
                "capacity": money_text(analysis.capacity(iri)),
                "line": entry.line if entry else None,
            }
        )
    return found


def _activities(activities: Iterable[str], analysis: Analysis) -> list[tuple[str, str]]:
    ledgers = analysis.ledgers
    found = [(ledgers.codes[iri], money_text(ledgers.spent[iri].amount)) for iri in activities]
    return sorted(found, key=lambda item: (len(item[0]), item[0]))
