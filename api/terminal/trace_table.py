"""A trace as a table for people and as CSV for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.money.attributions import Attribution, EvidencePart, money_text, percent_text
from kentgraf.graph.money.explanations import explain
from kentgraf.graph.money.trace import FUNDS, PHASES, SPENT, Trace

_EVIDENCE: Final = {
    "proven": "proven: the department's ledger is to the kuruş the sum of what is its",
    "implied": "implied: several are named, and the ledgers of all others closed without it",
    "labelled": "labelled: one department is named for the activity, and its ledger doesn't close with it",
    "shared": "shared: several can have part in it, each between the two bounds; nothing says how much",
    "contradicted": "contradicted: the totals of the departments that are named can't hold it",
    "unlabelled": "unlabelled: no department is named",
    "printed": "printed: passed on to other bodies, as the source states it",
}


def render_trace(trace: Trace, *, explained: bool = False) -> str:
    """The trace as a table, a line an activity and department: spending in TL, from all funds, Turkish style.

    `explained` adds what each line rests on.
    """
    subject = trace.subject
    rows: list[Sequence[str]] = [
        (
            one.row.activity if one.row else "",
            one.title,
            one.department.name if one.department else "–",
            one.assessment.evidence,
            _attributed(one),
            _money(_whole(one)),
        )
        for one in trace.attributions
    ]
    rows += [("", *sums) for sums in _sums(trace)]
    columns = ("activity", "title", "department", "evidence", "the department's", "the activity's")
    head = f"{subject.kind} {subject.code}: {subject.title}\nSpending in TL, from all funds.\n"
    told = "".join(f"{line}\n" for line in _explain_words(trace))
    return head + render_table(columns, rows, numeric=(4, 5)) + told + (_grounds(trace) if explained else "")


def _sums(trace: Trace) -> list[tuple[str, str, str, str, str]]:
    """The last lines of the table: the sum, what is stated, and what is left between them."""
    stated, sum_of_all = trace.stated.get(SPENT), trace.sums.get(SPENT)
    if trace.subject.kind == "total":
        return [("as the source states it", "", "", _money(stated), "")]
    if not trace.of_department:
        return [
            ("sum of the activities", "", "", "", _money(sum_of_all)),
            ("as the source states it", "", "", "", _money(stated)),
        ]
    remainder, low = trace.remainder, trace.remainder_low
    rest = "" if remainder is None or low is None else _range(low, remainder)
    return [
        ("what is the department's alone", "", "", _money(sum_of_all), ""),
        ("as the source states the department's total", "", "", _money(stated), ""),
        ("general management, or others' share", "", "", rest, ""),
    ]


def _explain_words(trace: Trace) -> list[str]:
    """What the words of the table mean, how much is how sure, and whether the sum is what the source states."""
    used = {one.assessment.evidence for one in trace.attributions}
    lines = [meaning for evidence, meaning in _EVIDENCE.items() if evidence in used]
    if trace.parts:
        lines.append(f"How sure: {'; '.join(_part(part, trace.stated.get(SPENT)) for part in trace.parts)}.")
    if trace.excluded_activities:
        lines.append(f"Named for {', '.join(trace.excluded_activities)} too, in which closed ledgers leave it no part.")
    if any(not one.counted for one in trace.attributions):
        lines.append("What is contradicted is in no sum of the department.")
    if trace.of_department:
        return lines
    if trace.remainder:
        more = "more" if trace.remainder > 0 else "less"
        lines.append(f"The source states {_money(abs(trace.remainder))} TL {more} spending than is shown here.")
    elif trace.remainder is not None and SPENT in trace.sums:
        lines.append("The spending that the source states is its activities' sum, to the kuruş.")
    return lines


def _part(part: EvidencePart, stated: Decimal | None) -> str:
    if part.amount is None:
        assert part.low is not None
        assert part.high is not None
        return f"{part.evidence} {_range(part.low, part.high)} TL"
    percent = percent_text(part.amount, stated)
    return f"{part.evidence} {_money(part.amount)} TL" + (f" ({percent.replace('.', ',')} %)" if percent else "")


def _grounds(trace: Trace) -> str:
    """What each line of the table rests on."""
    told = [""]
    for one in trace.attributions:
        named = one.department.name if one.department else "no department"
        told.append(f"{one.row.activity if one.row else one.title}, {named}: {one.assessment.evidence}")
        grounds = explain(one, trace.analysis)
        told += [f"    {sentence}" for sentence in grounds.sentences]
        told += [f"    {triple}" for triple in grounds.triples]
        told.append(f"    lines {', '.join(map(str, grounds.lines))}")
    return "\n".join(told) + "\n"


def write_trace_csv(trace: Trace) -> str:
    """The trace as CSV, a line an activity and department: exact decimals, blank where the source prints nothing.

    `amount`, or `low` and `high`, are the department's spending. The activity's own amounts, in every phase and fund,
    stand in the first of its lines alone, so that each column adds up.
    """
    keys = [(phase, fund) for phase in PHASES for fund in FUNDS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            *("goal", "objective", "target", "kind", "activity", "title", "evidence", "department", "department_name"),
            *("amount", "low", "high", "counted", "because"),
            *(f"{phase}_{fund}" for phase, fund in keys),
            "lines",
        ]
    )
    before = None
    for one in trace.attributions:
        row, verdict = one.row, one.assessment
        money = row.money if row is not None and row is not before else {}
        before = row
        writer.writerow(
            [
                *((row.goal, row.objective, row.target, one.kind, row.activity) if row else ("", "", "", one.kind, "")),
                *(one.title, verdict.evidence),
                *((one.department.code, one.department.name) if one.department else ("", "")),
                *map(_exact, (verdict.amount, verdict.low, verdict.high)),
                *("true" if one.counted else "false", " ".join(one.competing_codes(trace.analysis))),
                *(_exact(money.get(key)) for key in keys),
                " ".join(map(str, one.lines)),
            ]
        )
    return out.getvalue()


def _attributed(one: Attribution) -> str:
    verdict = one.assessment
    if verdict.low is not None and verdict.high is not None:
        return _range(verdict.low, verdict.high)
    return _money(verdict.amount) if one.department else ""


def _whole(one: Attribution) -> Decimal | None:
    return one.row.money.get(SPENT) if one.row else None


def _range(low: Decimal, high: Decimal) -> str:
    return _money(low) if low == high else f"{_money(low)} – {_money(high)}"


def _exact(amount: Decimal | None) -> str:
    return "" if amount is None else money_text(amount)


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else format_money(amount)
