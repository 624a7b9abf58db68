"""A trace as a table for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.money.attributions import Attribution, money_text, percent_text
from kentgraf.graph.money.explanations import explain
from kentgraf.graph.money.sums import EvidencePart
from kentgraf.graph.money.trace import FUNDS, PHASES, SPENT, Trace, TraceRow

_MEANINGS: Final = {
    "proven": "proven: the department's ledger is to the kuruş the sum of what is its",
    "jointly": "jointly: the ledgers of several departments close together to the kuruş; each one's part is not printed",
    "implied": "implied: several are named, and the ledgers of all others closed without it",
    "labelled": "labelled: one department is named for the activity, and its ledger doesn't prove the amount",
    "shared": "shared: several can have part in it, each between the two bounds; nothing says how much",
    "contradicted": "contradicted: the activity alone is larger than all that the departments named for it can have spent on activities",
    "unlabelled": "unlabelled: no department is named",
    "printed": "printed: passed on to other bodies, as the source states it",
}


_NOTHING: Final = Decimal(0)


def render_trace(trace: Trace, *, explained: bool = False) -> str:
    """Return the trace as a table with a row for each activity and department: spending in TL, from all funds.

    Below it stand the meanings of the grades of evidence, and with `explained` the grounds of each row.
    """
    subject = trace.subject
    rows: list[Sequence[str]] = [
        (
            one.row.activity if one.row else "",
            one.title,
            one.department.name if one.department else "–",
            one.assessment.evidence,
            _format_attributed(one),
            _format_money(_activity_amount(one)),
        )
        for one in trace.attributions
    ]
    rows += [
        (row.activity, row.title, trace.subject.title, "no part", _format_money(_NOTHING), _spent(row))
        for row in trace.excluded
    ]
    rows += [("", *sums) for sums in _sum_rows(trace)]
    columns = ("activity", "title", "department", "evidence", "the department's", "the activity's")
    head = f"{subject.kind} {subject.code}: {subject.title}\nSpending in TL, from all funds.\n"
    notes = "".join(f"{line}\n" for line in _notes(trace))
    return head + render_table(columns, rows, numeric=(4, 5)) + notes + (_format_grounds(trace) if explained else "")


def _sum_rows(trace: Trace) -> list[tuple[str, str, str, str, str]]:
    """Return the last rows of the table: the sum, the stated total, and the remainder."""
    stated, sum_of_all = trace.stated.get(SPENT), trace.sums.get(SPENT)
    if trace.subject.kind == "total":
        return [("as the source states it", "", "", _format_money(stated), "")]
    if not trace.of_department:
        return [
            ("sum of the activities", "", "", "", _format_money(sum_of_all)),
            ("as the source states it", "", "", "", _format_money(stated)),
        ]
    remainder, low = trace.remainder, trace.remainder_low
    rest = "" if remainder is None or low is None else _format_range(low, remainder)
    rows = [("spent on these activities", "", "", _format_range(*trace.spent_bounds), "")]
    if trace.transfers:
        rows.append(("transfers to other bodies", "", "", _format_money(trace.transfers), ""))
    return [
        *rows,
        ("spent on none of these activities", "", "", rest, ""),
        ("as the source states the department's total", "", "", _format_money(stated), ""),
    ]


def _notes(trace: Trace) -> list[str]:
    """Return the meanings of the grades in the table, the amounts by grade, and how the sum compares to the stated total."""
    lines = _reasons(trace)
    if trace.parts:
        lines.append(f"How sure: {'; '.join(_format_part(part, trace.stated.get(SPENT)) for part in trace.parts)}.")
    if len(trace.rows) > 1 and trace.departments:
        sums = (
            f"{one.department.name} {_format_range(one.low, one.high)} TL"
            for one in trace.departments
            if one.low is not None and one.high is not None
        )
        lines.append(f"By department: {'; '.join(sums)}.")
    told = "\n".join(lines)
    lines += [text for reason in trace.department_reasons if (text := reason.text("en", "tr")) not in told]
    if trace.of_department:
        return lines
    lines += list(dict.fromkeys(hint.text("en", "tr") for one in trace.attributions for hint in one.hints))
    if trace.remainder:
        more = "more" if trace.remainder > 0 else "less"
        lines.append(f"The source states {_format_money(abs(trace.remainder))} TL {more} spending than is shown here.")
    elif trace.remainder is not None and SPENT in trace.sums:
        lines.append("The spending that the source states is its activities' sum, to the kuruş.")
    return lines


def _reasons(trace: Trace) -> list[str]:
    """Return the meaning of each grade in the table, and below it the reasons with the rows that they are of."""
    lines = []
    for evidence, meaning in _MEANINGS.items():
        codes_by_reason: dict[str, list[str]] = {}
        for one in trace.attributions:
            if one.assessment.evidence == evidence:
                codes_by_reason.setdefault(one.reason("en", "tr"), []).append(
                    one.row.activity if one.row else one.title
                )
        lines += [meaning] if codes_by_reason else []
        lines += [f"  {', '.join(dict.fromkeys(codes))}: {reason}" for reason, codes in codes_by_reason.items()]
    return lines


def _format_part(part: EvidencePart, stated: Decimal | None) -> str:
    if part.amount is None:
        return (
            f"{part.evidence} {_format_bounds(part)} TL"
            if part.high is not None
            else f"{part.evidence} nothing printed"
        )
    percent = percent_text(part.amount, stated)
    text = f"{part.evidence} {_format_money(part.amount)} TL" + (f" ({percent.replace('.', ',')} %)" if percent else "")
    return (
        text if part.low is None else f"{text}, of which the named departments can have spent {_format_bounds(part)} TL"
    )


def _format_bounds(part: EvidencePart) -> str:
    if part.low is None or part.high is None:
        return ""
    at_most = part.amount is not None and part.low == part.high
    return f"at most {_format_money(part.high)}" if at_most else _format_range(part.low, part.high)


def _format_grounds(trace: Trace) -> str:
    """Return the sentences, triples and source lines on which each row rests."""
    lines = [""]
    for one in trace.attributions:
        named = one.department.name if one.department else "no department"
        lines.append(f"{one.row.activity if one.row else one.title}, {named}: {one.assessment.evidence}")
        grounds = explain(one, trace.analysis)
        lines += [f"    {sentence}" for sentence in grounds.sentences]
        lines += [f"    {triple}" for triple in grounds.triples]
        lines.append(f"    lines {', '.join(map(str, grounds.lines))}")
    return "\n".join(lines) + "\n"


def write_trace_csv(trace: Trace) -> str:
    """Return the trace as CSV with a row for each activity and department; blank cells where the source prints nothing.

    `amount`, or `low` and `high`, are the department's spending in TL. The activity's own amounts, in every phase and
    fund, stand only in the first of its rows, so that each column adds up.
    """
    keys = [(phase, fund) for phase in PHASES for fund in FUNDS]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(
        [
            *("goal", "objective", "target", "kind", "activity", "title", "evidence", "department", "department_name"),
            *("amount", "low", "high", "counted", "because", "named", "reason", "hints"),
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
                *map(_format_exact, (verdict.amount, verdict.low, verdict.high)),
                *("true" if one.counted else "false", " ".join(one.competing_codes(trace.analysis))),
                *("true" if verdict.is_named else "false", one.reason("en"), " ".join(h.text("en") for h in one.hints)),
                *(_format_exact(money.get(key)) for key in keys),
                " ".join(map(str, one.lines)),
            ]
        )
    return out.getvalue()


def _format_attributed(one: Attribution) -> str:
    """Return the department's amount, or its bounds."""
    verdict = one.assessment
    if verdict.low is not None and verdict.high is not None:
        return _format_range(verdict.low, verdict.high)
    return _format_money(verdict.amount) if one.department else ""


def _activity_amount(one: Attribution) -> Decimal | None:
    return one.row.money.get(SPENT) if one.row else None


def _spent(row: TraceRow) -> str:
    return _format_money(row.money.get(SPENT))


def _format_range(low: Decimal, high: Decimal) -> str:
    return _format_money(low) if low == high else f"{_format_money(low)} – {_format_money(high)}"


def _format_exact(amount: Decimal | None) -> str:
    return "" if amount is None else money_text(amount)


def _format_money(amount: Decimal | None) -> str:
    return "" if amount is None else format_money(amount)
