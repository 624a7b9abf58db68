"""`/departments`: what each unit spent, as a table and as a treemap; and what opens the page of a department."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from pyoxigraph import NamedNode

from kentgraf.api.charts.captions import tell_largest
from kentgraf.api.charts.money import EVIDENCE, Bar, draw_areas
from kentgraf.api.charts.treemap import HEIGHT, WIDTH, draw_treemap
from kentgraf.api.i18n.numbers import format_percent
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.frame.csv_files import csv_answer
from kentgraf.api.pages.frame.entity_pages import Portrait, portrays
from kentgraf.api.pages.frame.rendering import Links, page_language, render_page
from kentgraf.api.pages.money.overview import read_rows
from kentgraf.api.pages.people.governance import all_holdings, days_of
from kentgraf.api.pages.plan.entities import analysis_of
from kentgraf.api.pages.plan.outline import plan_of
from kentgraf.api.query_service.build_cache import once_per_build
from kentgraf.api.query_service.publication import Publication, current_publication
from kentgraf.graph.money.trace import trace
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import KG_NS
from kentgraf.ontology.turkish import sort_key

router = APIRouter(include_in_schema=False)
_PHASES: Final = ("initialBudget", "netBudget", "spent")
_SORTS: Final = ("spent", "name", "netBudget", "code")


@dataclass
class DepartmentMoney:
    """A department and its money in TL by phase, from all funds, in the latest reported year, with the lines that print it."""

    iri: str
    code: str
    name: str
    money: dict[str, Decimal] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)

    @property
    def spent(self) -> Decimal:
        """What was spent; zero where nothing is printed."""
        return self.money.get("spent", Decimal(0))


@once_per_build
def departments_of(publication: Publication) -> list[DepartmentMoney]:
    """The departments for which money is printed, those that spend most first."""
    rows = select(publication.store, query_text("_departments_money"))
    latest = max((row["year"].value for row in rows), default=None)
    found: dict[str, DepartmentMoney] = {}
    for row in rows:
        if row["year"].value == latest:
            iri = row["department"].value
            one = found.setdefault(iri, DepartmentMoney(iri, row["code"].value, row["name"].value))
            one.money[row["phase"].value.removeprefix(KG_NS)] = Decimal(row["amount"].value)
            if (line := int(row["line"].value)) not in one.lines:
                one.lines.append(line)
    return sorted(found.values(), key=lambda one: (-one.spent, one.code))


@router.api_route("/departments", methods=["GET", "HEAD"])
def show_departments(request: Request, sort: str = "spent") -> HTMLResponse:
    """All departments, in the order that `sort` names."""
    publication = current_publication(request)
    language, links = page_language(request), Links(request, publication)
    departments = departments_of(publication)
    bars = [Bar(one.code, one.name, one.spent, links.thing(one.iri)) for one in departments]
    chosen = sort if sort in _SORTS else _SORTS[0]
    keys: dict[str, Any] = {
        "spent": lambda one: (-one.spent, one.code),
        "netBudget": lambda one: (-one.money.get("netBudget", Decimal(0)), one.code),
        "name": lambda one: sort_key(one.name),
        "code": lambda one: [int(part) if part.isdigit() else 0 for part in one.code.split(".")],
    }
    return render_page(
        request,
        "departments.html",
        departments=sorted(departments, key=keys[chosen]),
        tiles=[(tile, departments[tile.place]) for tile in draw_treemap([one.spent for one in departments])],
        areas=draw_areas(Texts(language)("departments.picture"), bars, language),
        told=tell_largest(bars, language),
        width=WIDTH,
        height=HEIGHT,
        sort=chosen,
        phases=_PHASES,
    )


@router.api_route("/departments.csv", methods=["GET", "HEAD"])
def give_departments(request: Request) -> Response:
    """The same departments as a table: amounts in TL as exact digits."""
    rows = (
        [one.code, one.name, *(None if (m := one.money.get(phase)) is None else format(m, "f") for phase in _PHASES)]
        for one in departments_of(current_publication(request))
    )
    return csv_answer("departments", ("code", "name", *_PHASES), rows)


@portrays("kg:Department")
def portray_department(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """Its money by phase, how sure its activities' part of it is, the activities themselves, and who heads it."""
    try:
        told = trace(publication.store, iri.value, analysis_of(publication))
    except NotInGraph:
        return None
    answer = told.as_dict()
    day = days_of(request, publication).on
    heads = [
        h for h in all_holdings(publication) if h.organisation == iri.value and h.kind == "Office" and h.holds(day)
    ]
    stated = {phase: funds.get("allFunds") for phase, funds in answer["stated"].items()}
    return Portrait(
        "portrait_department.html",
        {
            "code": told.subject.code,
            "money": [(phase, Decimal(stated[phase])) for phase in _PHASES if stated.get(phase) is not None],
            "parts": [(name, answer["evidence"][name]) for name in EVIDENCE if name in answer["evidence"]],
            "rows": read_rows(told, answer["rows"]),
            "targets": {target.code: target.iri for target in plan_of(publication).of_kind("target")},
            "heads": heads,
            "lines": answer["lines"],
            "percent": partial(format_percent, language=page_language(request)),
            "decimal": Decimal,
        },
        way=((Links(request, publication).local("/departments"), Texts(page_language(request))("departments.title")),),
    )
