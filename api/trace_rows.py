"""A trace as a table for people and as CSV for programs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Final

from kentgraf.api.numbers import format_money
from kentgraf.api.terminal_tables import render_table
from kentgraf.graph.trace import FUNDS, PHASES, SPENT, Trace, TraceRow, money_text

_ALL_FUNDS: Final = "allFunds"
_EVIDENCE: Final = {
    "labelled": "labelled: one department is named for the activity",
    "shared": "shared: several are named, so each amount is only an upper bound for any one of them",
    "unlabelled": "unlabelled: no department is named",
}


def render_trace(trace: Trace) -> str:
    """The trace as a table of its activities: amounts in TL, from all funds, Turkish style."""
    subject = trace.subject
    rows = [
        (
            row.activity,
            row.title,
            ", ".join(unit.name for unit in row.departments) or "–",
            row.evidence,
            *(_money(row.money.get((phase, _ALL_FUNDS))) for phase in PHASES),
        )
        for row in trace.rows
    ]
    sums = [_money(trace.sums.get((phase, _ALL_FUNDS))) for phase in PHASES]
    stated = [_money(trace.stated.get((phase, _ALL_FUNDS))) for phase in PHASES]
    rows.append(("", "sum of the activities", "", "", *sums))
    rows.append(("", "as the source states it", "", "", *stated))
    table = render_table(
        ("activity", "title", "departments", "evidence", "initial budget", "net budget", "spent"),
        rows,
        numeric=(4, 5, 6),
    )
    head = f"{subject.kind} {subject.code}: {subject.title}\nAmounts in TL, from all funds.\n"
    return head + table + "".join(f"{line}\n" for line in _explain(trace))


def _explain(trace: Trace) -> list[str]:
    """What the words of the table mean, and whether the sum is what the source states."""
    used = {row.evidence for row in trace.rows}
    lines = [meaning for evidence, meaning in _EVIDENCE.items() if evidence in used]
    if trace.remainder:
        more = "more" if trace.remainder > 0 else "less"
        lines.append(f"The source states {_money(abs(trace.remainder))} TL {more} spending than its activities' sum.")
    elif trace.remainder is not None and SPENT in trace.sums:
        lines.append("The spending that the source states is its activities' sum, to the kuruş.")
    return lines


def write_trace_csv(trace: Trace) -> str:
    """The trace as CSV, a line an activity: exact decimals, blank where the source prints nothing."""
    keys = [(phase, fund) for phase in PHASES for fund in FUNDS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            *("goal", "objective", "target", "activity", "title", "evidence", "departments", "department_names"),
            *(f"{phase}_{fund}" for phase, fund in keys),
            "lines",
        ]
    )
    for row in trace.rows:
        writer.writerow(
            [
                *(row.goal, row.objective, row.target, row.activity, row.title, row.evidence),
                "; ".join(unit.code for unit in row.departments),
                "; ".join(unit.name for unit in row.departments),
                *(_exact(row, key) for key in keys),
                " ".join(map(str, row.lines)),
            ]
        )
    return out.getvalue()


def _exact(row: TraceRow, key: tuple[str, str]) -> str:
    amount = row.money.get(key)
    return "" if amount is None else money_text(amount)


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else format_money(amount)
