"""The page of a department."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.charts.amounts import EVIDENCE
from kentgraf.api.i18n.numbers import format_percent
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.entity_pages import EntityPage, entity_page
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.money.flows import with_iris
from kentgraf.api.pages.people.days import chosen_day
from kentgraf.api.pages.people.holdings import all_holdings
from kentgraf.api.pages.plan.graph_data import graph_analysis, graph_plan
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.graph.money.attributions import PHASES
from kentgraf.graph.money.trace import trace
from kentgraf.ontology.errors import NotInGraph


@entity_page("kg:Department")
def make_department_page(request: Request, snapshot: GraphSnapshot, iri: NamedNode) -> EntityPage | None:
    """Return the page of a department: its money by phase, its activities with the evidence, and its heads on the day."""
    try:
        found = trace(snapshot.store, iri.value, graph_analysis(snapshot))
    except NotInGraph:
        return None
    answer = found.as_dict()
    day = chosen_day(request, snapshot).on
    heads = [
        h for h in all_holdings(snapshot) if h.organisation == iri.value and h.kind == "Office" and h.is_valid_on(day)
    ]
    stated = {phase: funds.get("allFunds") for phase, funds in answer["stated"].items()}
    return EntityPage(
        "entity_department.html",
        {
            "code": found.subject.code,
            "money": [(phase, Decimal(stated[phase])) for phase in PHASES if stated.get(phase) is not None],
            "parts": [(name, answer["evidence"][name]) for name in EVIDENCE if name in answer["evidence"]],
            "rows": with_iris(found, answer["rows"]),
            "targets": {target.code: target.iri for target in graph_plan(snapshot).of_kind("target")},
            "heads": heads,
            "lines": answer["lines"],
            "percent": partial(format_percent, language=page_language(request)),
            "decimal": Decimal,
        },
        ((Links(request, snapshot).local("/departments"), Texts(page_language(request))("departments.title")),),
    )
