"""Generate `docs/findings.md`, the findings of the audit on the packaged tables: `make docs`."""

from __future__ import annotations

import tomllib
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from generate.packaged_graph import write_page
from pyoxigraph import QuerySolution, Store

from kentgraf.graph.audit.report import AuditReport, Finding, audit, line_ranges
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.shapes.messages import format_number

_HEAD: Final = """# What the audit finds in the packaged report

Made by `make docs` from the packaged tables; a test keeps it up to date. Every finding gives the
value that the report prints, what its other figures give, and the lines of both sides. A finding is a signal, not a verdict:
it says that two printed figures disagree, and the lines let anyone look for themselves. Each was then read against the source:
its verdict says what came of it (`docs/generate/verdicts.toml`).

| verdict | meaning | findings |
| --- | --- | ---: |
{verdicts}
"""
_RATES: Final = """## How the report rates

The report never states from which percentage of the target a rating holds, nor whether it rounds. Both are inferred: for each
border the multiple of five that contradicts the fewest printed ratings, the roundest of several; and of two readings of the
percentage, exact or rounded half up to whole percents, the one that contradicts fewer ratings.
{reading}

A target's rating is the mean of its indicators' ratings (5 to 1), rounded half up, and so on upwards; that gives all ratings
and counts that the report prints for what stands above.

"""
_EXAMINED: Final = """## Looked at, and no finding

"""
_VERDICTS: Final = Path(__file__).with_name("verdicts.toml")
_MEANINGS: Final = {
    "contradiction": "the report prints two figures or statements that can't both be right",
    "explained": "the figures differ, and the report shows why",
    "omission": "what the report should say is left out",
    "true": "it is as the finding says, and needn't be wrong",
}
_LEFT: Final = """
## What could not be checked

"""


def findings_page(store: Store) -> str:
    """Return the page as Markdown: comparisons made and held, the inferred thresholds, and every finding."""
    report = audit(store)
    verdicts = read_verdicts()
    parts = [_head(report, verdicts), _held(report), _thresholds(store), _counts(report)]
    for rule in dict.fromkeys(f.rule_name for f in report.findings):
        parts.append(_rule(rule, [f for f in report.findings if f.rule_name == rule], verdicts))
    parts.append(_EXAMINED)
    parts += [f"- Lines {one['lines']}: {one['text']}\n" for one in _read_file()["no_finding"]]
    left = [
        f"- {check.rule_name}: {check.reason_en}" + (f" ({check.left_out})" if check.left_out else "")
        for check in report.not_checked()
    ]
    return "".join(parts) + _LEFT + "\n".join(left) + "\n"


def verdict_key(finding: Finding) -> str:
    """Return the key of a finding's verdict: the rule, and what the finding is about without the base of IRIs."""
    return f"{finding.rule_name} {finding.focus.partition('/id/')[2]}"


def read_verdicts() -> dict[str, tuple[str, str]]:
    """Return the verdict (a key of `_MEANINGS`) and its text for each finding, by `verdict_key`."""
    return {key: (one["verdict"], one["text"]) for key, one in _read_file().items() if key != "no_finding"}


def _read_file() -> dict[str, Any]:
    return tomllib.loads(_VERDICTS.read_text(encoding="utf-8"))


def _head(report: AuditReport, verdicts: dict[str, tuple[str, str]]) -> str:
    given = Counter(verdicts[key][0] for f in report.findings if (key := verdict_key(f)) in verdicts)
    rows = "".join(f"| {name} | {meaning} | {given[name]} |\n" for name, meaning in _MEANINGS.items())
    return _HEAD.format(verdicts=rows)


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


def _rule(rule: str, findings: list[Finding], verdicts: dict[str, tuple[str, str]]) -> str:
    return f"### {rule}\n\n" + "".join(_finding(finding, verdicts) for finding in findings) + "\n"


def _finding(finding: Finding, verdicts: dict[str, tuple[str, str]]) -> str:
    verdict, text = verdicts.get(verdict_key(finding), ("–", ""))
    focus = finding.focus.partition("/id/")[2]
    return (
        f"- {finding.message_en} `{focus}`, lines {line_ranges(finding.lines)}.{_values(finding)}{_parts(finding)}\n"
        f"  **{verdict.capitalize()}:** {text}\n"
    )


def _parts(finding: Finding) -> str:
    names = ", ".join(f"`{part.iri.partition('/id/')[2]}`" for part in finding.parts)
    return f" It gathers {names}." if names else ""


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


if __name__ == "__main__":
    write_page(findings_page)
