"""The page of a department."""

from __future__ import annotations

from decimal import Decimal

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.i18n.plan_values import PlanFormatter
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.money.reason_notes import notes_of
from kentgraf.api.pages.people.days import chosen_day
from kentgraf.api.pages.people.holdings import all_holdings
from kentgraf.api.pages.plan.graph_data import graph_plan
from kentgraf.api.query_service.ledger_analysis import graph_analysis
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.attributions import PHASES, SPENT, TraceRow
from kentgraf.graph.money.trace import trace
from kentgraf.ontology.errors import NotInGraph


@entity_page("kg:Department")
def make_department_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of a department: its money by phase, its activities with the evidence, and its heads on the day."""
    try:
        found = trace(snapshot.store, iri.value, graph_analysis(snapshot))
    except NotInGraph:
        return None
    fmt = PlanFormatter(page_language(request))
    day = chosen_day(request, snapshot).on
    heads = [
        h for h in all_holdings(snapshot) if h.organisation == iri.value and h.kind == "Office" and h.is_valid_on(day)
    ]
    money = [(phase, found.stated.get((phase, "allFunds"))) for phase in PHASES]
    return EntityPage(
        "entity_department.html",
        {
            "code": found.subject.code,
            "money": [(phase, amount) for phase, amount in money if amount is not None],
            "trace": found,
            "fmt": fmt,
            "zero": Decimal(0),
            "notes": notes_of(found, page_language(request)),
            "spent": lambda row: fmt.money(row.money.get(SPENT)) if row else "",
            "others": lambda row: _name_others(row, iri.value),
            "targets": {target.code: target.iri for target in graph_plan(snapshot).of_kind("target")},
            "heads": heads,
            "lines": found.stated_lines,
        },
        ((Links(request, snapshot).local("/departments"), Texts(page_language(request))("departments.title")),),
    )


def _name_others(row: TraceRow | None, department: str) -> str:
    """Return the names of the other departments that are named for an activity."""
    return "; ".join(one.name for one in row.departments if one.iri != department) if row else ""
