"""Generate `docs/trace.md`, the derivation of İzmir's traces from both ledgers: `make docs`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from math import comb
from pathlib import Path
from typing import Final

from generate.packaged_graph import write_page
from pyoxigraph import Store

from kentgraf.graph.money.closures import MAX_JOINT
from kentgraf.graph.money.evidence import Analysis, Assessment
from kentgraf.graph.money.hints import MAX_SHARED
from kentgraf.graph.money.reasons import Reason, describe_excess, describe_hint
from kentgraf.graph.money.trace import analyse
from kentgraf.ontology.numbers import format_money

_INTRODUCTION: Final = Path(__file__).with_name("trace_introduction.md")
_HINTS: Final = """A hint is what would close a ledger if one thing were different from what is printed: another label for one activity, a
shared activity paid as a whole, transfers that aren't part of the total, or the other phases left out of account. It is given
only where it is the single one of each of its departments, stands beside the grade, and never changes it.

"""


def trace_page(store: Store) -> str:
    """Return the page as Markdown."""
    found = analyse(store)
    head = _INTRODUCTION.read_text(encoding="utf-8")
    sections = [head, _grades(found), _departments(found), _closures(found), _contradictions(found), _hints(found)]
    return "".join(sections)


def _grades(found: Analysis) -> str:
    rows = [
        "## İzmir 2025: the money by grade",
        "",
        "| grade | rows | activities | whole amounts |",
        "| --- | ---: | ---: | ---: |",
    ]
    by_grade: dict[str, dict[str, list[Assessment]]] = {}
    for (activity, _), assessment in found.assessments.items():
        by_grade.setdefault(assessment.evidence, {}).setdefault(activity, []).append(assessment)
    total = Decimal(0)
    for grade in ("proven", "jointly", "implied", "labelled", "shared", "contradicted", "unlabelled"):
        activities = by_grade.get(grade, {})
        amount = sum((found.ledgers.amount(activity) or Decimal(0) for activity in activities), Decimal(0))
        total += amount
        count = sum(map(len, activities.values()))
        rows.append(f"| {grade} | {count} | {len(activities)} | {_money(amount)} |")
    rows.append(f"| all | {len(found.assessments)} | {len(found.ledgers.codes)} | {_money(total)} |")
    return "\n".join(rows) + "\n\nA row is an activity at a department.\n\n"


def _departments(found: Analysis) -> str:
    rows = [
        "## İzmir 2025: the ledgers",
        "",
        "*Alone* is what only the department can have paid, without contradicted activities; *shared* is the least and the most that it"
        " can have spent of what it shares with others.",
        "",
        "| department | total | transfers | ledger | alone | ledger − alone | shared | closes |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for iri, department in sorted(found.ledgers.departments.items(), key=lambda item: _numbers(item[1].code)):
        ledger = found.ledgers.ledger(iri)
        if ledger is None:
            continue
        total, alone = found.ledgers.amount(iri), found.sole_total(iri)
        shared = found.bounds((a, iri) for a, v in found.of_department(iri).items() if v.evidence == "shared")
        closure = found.closure_of(iri)
        amounts = (total or Decimal(0), found.ledgers.own_transfers(iri), ledger, alone, ledger - alone)
        spread = "" if shared == (0, 0) else " – ".join(map(_money, shared))
        rows.append(
            f"| {department.code} {department.name} | {' | '.join(map(_money, amounts))} | {spread} | {closure.how if closure else ''} |"
        )
    return "\n".join(rows) + "\n\n"


def _closures(found: Analysis) -> str:
    closures = set(found.reconciliation.closures.values())
    lines = ["## İzmir 2025: what closes", ""]
    for closure in sorted(closures, key=lambda one: (one.how, _codes(found, one.departments))):
        names = " + ".join(_codes(found, closure.departments))
        activities = " + ".join(f"{code} ({_money(amount)})" for code, amount in _amounts(found, closure.activities))
        lines.append(f"- {closure.how}: {names} = {_money(found.in_tl(closure.total))} = {activities}")
    excluded = sorted(
        (_number(found.ledgers.codes[activity]), found.ledgers.departments[department].code)
        for activity, department in found.reconciliation.excluded
        if (activity, department) not in found.assessments
    )
    told = ", ".join(f"{department} from {activity}" for activity, department in excluded)
    lines += ["", f"Closed ledgers exclude {told}."] if told else []
    return "\n".join(lines) + "\n\n" + _tried(found)


def _tried(found: Analysis) -> str:
    """Return how many groups were tried, and what coincidences to expect among so many."""
    alone = {d for d, closure in found.reconciliation.closures.items() if closure.how == "alone"}
    open_ones = [one for one in found.ledgers.departments if one not in alone]
    groups = sum(comb(len(open_ones), size) for size in range(2, MAX_JOINT + 1))
    ledgers = [found.ledgers.ledger(one) or Decimal(0) for one in open_ones]
    median = sorted(ledgers)[len(ledgers) // 2]
    return (
        f"{len(open_ones)} departments didn't close alone, so {groups} groups of two or three were tried. The median of their ledgers is"
        f" {_money(median)} TL: if differences were spread evenly over so many kuruş, a group would close by coincidence in one of"
        f" {int(median * 100 / groups):,} such reports, in spending alone; it must close in the initial and the net budget too."
        " On random ledgers of this size no group closed and no hint was found"
        " (`test_random_ledgers_close_jointly_or_give_hints_as_good_as_never`).\n\n"
    )


def _contradictions(found: Analysis) -> str:
    lines = ["## İzmir 2025: where labels and totals contradict each other", ""]
    for (activity, department), assessment in found.assessments.items():
        if assessment.evidence == "contradicted" and department is not None:
            names, amount = found.ledgers.departments[department], found.ledgers.amount(activity) or Decimal(0)
            lines.append(
                f"- {found.ledgers.codes[activity]} at {names.code} {names.name}: {_money(amount)} can't have been paid from"
                f" {_money(assessment.high or Decimal(0))}."
            )
    for excess in found.reconciliation.excesses:
        codes = ", ".join(code for code, _ in _amounts(found, excess.activities))
        told = " ".join(map(_text, describe_excess(excess, found)))
        lines.append(f"- {told} Activities {codes}.")
    for iri, department in found.ledgers.departments.items():
        if found.ledgers.own_transfers(iri) and not found.ledgers.subtracts_transfers(iri):
            amounts = (found.ledgers.own_transfers(iri), found.ledgers.amount(iri) or Decimal(0))
            beyond = " are larger than its total, ".join(map(_money, amounts))
            lines.append(f"- {department.code} {department.name}: its transfers, {beyond}.")
    return "\n".join(lines) + "\n\n"


def _hints(found: Analysis) -> str:
    tried = sum(_count_tried(found))
    lines = [
        "## Hints",
        "",
        _HINTS
        + f"In İzmir's report {tried:,} such sums were tried, with at most {MAX_SHARED} shared activities a department:",
        "",
    ]
    lines += [f"- {_text(describe_hint(hint, found))}" for hint in found.hints]
    return "\n".join(lines) + "\n"


def _count_tried(found: Analysis) -> Iterator[int]:
    """Yield how many sums were tried for each open department: choices of shared activities, times labels that could move."""
    activities = [a for a in found.reconciliation.candidates if a in found.reconciliation.amounts]
    for department in found.reconciliation.book.ledger.keys() - found.reconciliation.closures.keys():
        shared = [
            a for a in activities if department in (several := found.reconciliation.candidates[a]) and len(several) > 1
        ]
        if len(shared) <= MAX_SHARED:
            yield 2 ** len(shared) * (1 + len(activities) - len(shared))


def _text(reason: Reason) -> str:
    return reason.text("en")


def _codes(found: Analysis, departments: Iterable[str]) -> list[str]:
    return sorted((found.ledgers.departments[one].code for one in departments), key=_numbers)


def _amounts(found: Analysis, activities: Iterable[str]) -> list[tuple[str, Decimal]]:
    amounts = ((found.ledgers.codes[one], found.ledgers.amount(one) or Decimal(0)) for one in activities)
    return sorted(amounts, key=lambda item: _number(item[0]))


def _number(code: str) -> int:
    return int(code) if code.isdigit() else 0


def _numbers(code: str) -> list[int]:
    return [int(part) for part in code.split(".") if part.isdigit()]


def _money(amount: Decimal) -> str:
    return format_money(amount, "en")


if __name__ == "__main__":
    write_page(trace_page)
