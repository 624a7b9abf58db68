"""The flows and bounds of one trace, as the figures of its money take them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from kentgraf.api.charts.amounts import AmountBounds
from kentgraf.api.charts.sankey import SankeyLabels
from kentgraf.api.charts.sankey_layout import Flow
from kentgraf.api.charts.text import JOINED
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.links import Links
from kentgraf.graph.money.trace import Trace

_MAX_ACTIVITIES: Final = 30
_OTHERS: Final = "others"

Row = dict[str, Any]
"""A row of a trace as JSON."""


def make_flows(rows: list[Row]) -> tuple[list[Flow], int]:
    """Return the flows of the largest activities, and how many activities are summed up in one flow of all others."""
    by_activity: dict[str, list[Row]] = {}
    for row in rows:
        if row["kind"] == "activity":
            by_activity.setdefault(row["activity"], []).append(row)
    sizes = {code: _amount_of(parts) for code, parts in by_activity.items()}
    largest = [code for code in sorted(sizes, key=lambda c: (-sizes[c], c)) if sizes[code] > 0]
    shown = set(largest[:_MAX_ACTIVITIES])
    flows = []
    for code in largest:
        for end, evidence, amount in _split_by_department(by_activity[code]):
            flows.append(Flow(code if code in shown else _OTHERS, end if code in shown else _OTHERS, evidence, amount))
    return flows, len(largest) - len(shown)


def _amount_of(parts: list[Row]) -> Decimal:
    return sum((amount for _, _, amount in _split_by_department(parts)), Decimal(0))


def _split_by_department(parts: list[Row]) -> list[tuple[str, str, Decimal]]:
    """Return department, evidence and amount of an activity's parts; a rest that has only bounds is one part, undivided."""
    known = [
        (p["department"] or "–", p["evidence"], Decimal(p["amount"])) for p in parts if p.get("amount") is not None
    ]
    shared = [part for part in parts if part.get("amount") is None]
    if shared:
        rest = Decimal(shared[0].get("activity_amount") or 0) - sum((a for _, _, a in known), Decimal(0))
        known.append((JOINED.join(sorted(p["department"] or "–" for p in shared)), shared[0]["evidence"], rest))
    return known


def name_nodes(found: Trace, rows: list[Row], flows: list[Flow]) -> dict[str, str]:
    """Return the names of nodes by key: activities by code and title, departments by name."""
    names = {found.subject.iri: found.subject.title}
    departments = {row["department"]: row["department_name"] for row in rows if row.get("department")}
    for row in rows:
        names[row["activity"]] = f"{row['activity']} {row['title']}"
    for flow in flows:
        if flow.end != _OTHERS:
            names.setdefault(flow.end, JOINED.join(departments.get(code) or code for code in flow.end.split(JOINED)))
    return names


def label_sankey(found: Trace, names: dict[str, str], omitted: int, links: Links, language: str) -> SankeyLabels:
    """Return the names of nodes, the URLs of their things, and the URLs of the lines that print activities' amounts."""
    things: dict[tuple[int, str], str] = {(0, found.subject.code): found.subject.iri}
    lines: dict[str, int] = {}
    for one in found.attributions:
        if one.row is not None:
            things[1, one.row.activity] = one.row.iri
            if one.row.money_lines:
                lines[one.row.activity] = min(one.row.money_lines)
        if one.department is not None:
            things[2, one.department.code] = one.department.iri

    def name(column: int, key: str) -> str | None:
        return names.get(key) if column else f"{found.subject.code} {found.subject.title}"

    def link(column: int, key: str) -> str | None:
        iri = things.get((column, key))
        return None if iri is None else links.thing(iri)

    def line(activity: str) -> str | None:
        return links.local(f"/source/{lines[activity]}") if activity in lines else None

    return SankeyLabels(name, link, line, Texts(language)("money.others", count=omitted))


def list_bounds(rows: list[Row], links: Links, language: str) -> list[AmountBounds]:
    """Return the bounds of each activity's amount at each department, where it is known by its bounds only."""
    return [
        AmountBounds(
            row["activity"] or "",
            row["title"],
            row["department_name"] or row["department"] or "–",
            Decimal(row["low"]),
            Decimal(row["high"]),
            links.local(f"/source/{row['lines'][0]}") if row["lines"] else None,
            row["reasons"][language],
        )
        for row in rows
        if row.get("high") is not None and Decimal(row["high"]) > 0
    ]


def upper_bound(row: Row) -> Decimal:
    """Return the amount of a row, or its upper bound, or zero."""
    return Decimal(row.get("amount") or row.get("high") or 0)


def with_iris(found: Trace, rows: list[Row]) -> list[Row]:
    """Return the rows with amounts as decimals (`amount`, or `low` and `high`), the IRIs of things, and the attribution."""
    return [
        {
            **row,
            **{name: None if row.get(name) is None else Decimal(row[name]) for name in ("amount", "low", "high")},
            "activity_iri": one.row.iri if one.row else None,
            "department_iri": one.department.iri if one.department else None,
            "attribution": one,
        }
        for one, row in zip(found.attributions, rows, strict=True)
    ]
