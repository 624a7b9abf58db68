"""Generate `docs/findings.md`, the findings of the audit on the packaged tables: `make docs`."""

from __future__ import annotations

import sys
import tempfile
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.audit.report import AuditReport, Finding, audit, line_ranges
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store
from kentgraf.shapes.messages import format_number

_HEAD: Final = """# What the audit finds in the packaged report

Made by `make docs` from the packaged tables; a test keeps it up to date. Every finding gives the
value that the report prints, what its other figures give, and the lines of both sides. A finding is a signal, not a verdict:
it says that two printed figures disagree, and the lines let anyone look for themselves.

"""
_RATES: Final = """## How the report rates

The report never states from which percentage of the target a rating holds, nor whether it rounds. Both are inferred: for each
border the multiple of five that contradicts the fewest printed ratings, the roundest of several; and of two readings of the
percentage, exact or rounded half up to whole percents, the one that contradicts fewer ratings.
{reading}

A target's rating is the mean of its indicators' ratings (5 to 1), rounded half up, and so on upwards; that gives all ratings
and counts that the report prints for what stands above.

"""
_LEFT: Final = """
## What could not be checked

"""


def findings_page(store: Store) -> str:
    """Return the page as Markdown: comparisons made and held, the inferred thresholds, and every finding."""
    report = audit(store)
    parts = [_HEAD, _held(report), _thresholds(store), _counts(report)]
    for rule in dict.fromkeys(f.rule_name for f in report.findings):
        parts.append(_rule(rule, [f for f in report.findings if f.rule_name == rule]))
    left = [
        f"- {check.rule_name}: {check.reason_en}" + (f" ({check.left_out})" if check.left_out else "")
        for check in report.not_checked()
    ]
    return "".join(parts) + _LEFT + "\n".join(left) + "\n"


def _held(report: AuditReport) -> str:
    rows = "".join(f"| {kind} | {made} | {held} |\n" for kind, (made, held) in sorted(report.comparisons().items()))
    return f"| kind of comparison | made | held |\n| --- | ---: | ---: |\n{rows}\n"


def _thresholds(store: Store) -> str:
    """Return how percentages are read, and the rating scale with the number of printed ratings that fit each threshold."""
    rows = "".join(
        f"| {value_of(row, 'rating')} | {value_of(row, 'percent')} % | {value_of(row, 'restsOn')} | {value_of(row, 'contradictedBy')} |\n"
        for row in select(store, query_text("_rating_scale"))
    )
    head = _RATES.format(reading=" ".join(map(_reading, select(store, query_text("_rating_reading")))))
    return f"{head}| rating | from | rests on | contradicted by |\n| --- | ---: | ---: | ---: |\n{rows}\n"


def _reading(row: QuerySolution) -> str:
    whole = value_of(row, "wholePercents") == "true"
    chosen, other = ("rounded to whole percents", "exact") if whole else ("exact", "rounded to whole percents")
    return (
        f"Percentages {chosen} contradict {value_of(row, 'contradictedBy')} ratings, "
        f"percentages {other} contradict {value_of(row, 'otherwise')}: the report is read as {chosen}."
    )


def _counts(report: AuditReport) -> str:
    rows = "".join(f"| {rule} | {severity} | {count} |\n" for (rule, severity), count in report.counts().items())
    return f"## Findings by rule\n\n| rule | severity | findings |\n| --- | --- | ---: |\n{rows}\n"


def _rule(rule: str, findings: list[Finding]) -> str:
    return (
        f"### {rule}\n\n"
        + "".join(
            f"- {finding.message_en} `{finding.focus.partition('/id/')[2]}`, lines {line_ranges(finding.lines)}.{_values(finding)}\n"
            for finding in findings
        )
        + "\n"
    )


def _values(finding: Finding) -> str:
    if finding.printed is None or finding.computed is None:
        return ""
    return f" Printed {_number(finding.printed)}, computed {_number(finding.computed)}."


def _number(text: str) -> str:
    try:
        Decimal(text)
    except InvalidOperation:
        return text
    return format_number(text, "en")


def main() -> None:
    """Build the packaged tables in a temporary folder and write the page to standard output."""
    with tempfile.TemporaryDirectory() as folder:
        build(None, Path(folder))
        sys.stdout.write(findings_page(open_store(Path(folder))))


if __name__ == "__main__":
    main()
