"""`/departments`: the spending of each department, as a treemap, a table and CSV."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from kentgraf.api.charts.amounts import NamedAmount
from kentgraf.api.charts.captions import describe_largest
from kentgraf.api.charts.treemap import draw_treemap
from kentgraf.api.charts.treemap_layout import HEIGHT, WIDTH, layout_treemap
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.pages.layout.csv_response import csv_response
from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.query_service.build_cache import cached_per_build
from kentgraf.api.query_service.snapshot import GraphSnapshot, current_snapshot
from kentgraf.graph.money.attributions import PHASES
from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.graph.sparql.values import decimal_of, integer_of, read_rows
from kentgraf.ontology.namespaces import KG_NS
from kentgraf.ontology.turkish import sort_key

router = APIRouter(include_in_schema=False)


@dataclass
class DepartmentMoney:
    """A department with its money in TL by phase, from all funds, in the latest reported year, and the lines that print it."""

    iri: str
    code: str
    name: str
    money: dict[str, Decimal] = field(default_factory=dict)
    lines: list[int] = field(default_factory=list)

    @property
    def spent(self) -> Decimal:
        """The spending; zero where none is printed."""
        return self.money.get("spent", Decimal(0))


@cached_per_build
def money_of_departments(snapshot: GraphSnapshot) -> list[DepartmentMoney]:
    """Return the departments for which money is printed, those that spend most first."""
    rows = select(snapshot.store, query_text("_departments_money"))
    latest = max((row["year"].value for row in rows), default=None)
    found: dict[str, DepartmentMoney] = {}
    read = read_rows(rows, lambda row: (row, decimal_of(row, "amount"), integer_of(row, "line")))
    for row, amount, line in read:
        if row["year"].value == latest:
            iri = row["department"].value
            one = found.setdefault(iri, DepartmentMoney(iri, row["code"].value, row["name"].value))
            one.money[row["phase"].value.removeprefix(KG_NS)] = amount
            if line not in one.lines:
                one.lines.append(line)
    return sorted(found.values(), key=lambda one: (-one.spent, one.code))


@router.api_route("/departments", methods=["GET", "HEAD"])
def show_departments(request: Request, sort: str = "spent") -> HTMLResponse:
    """Show all departments, in the order that `sort` names. Raises LocalizedError, 404, for an unknown one."""
    snapshot = current_snapshot(request)
    language, links = page_language(request), Links(request, snapshot)
    departments = money_of_departments(snapshot)
    amounts = [
        NamedAmount(one.code, one.name, one.spent, links.thing(one.iri)) for one in departments if "spent" in one.money
    ]
    return render_page(
        request,
        "departments.html",
        departments=_sort(departments, sort),
        tiles=[(tile, departments[tile.index]) for tile in layout_treemap([one.spent for one in departments])],
        figure=draw_treemap(Texts(language)("departments.picture"), amounts, language),
        caption=describe_largest(amounts, language),
        width=WIDTH,
        height=HEIGHT,
        sort=sort,
        phases=PHASES,
    )


@router.api_route("/departments.csv", methods=["GET", "HEAD"])
def get_csv(request: Request, sort: str = "spent") -> Response:
    """Return all departments with their amounts in TL, in the order that `sort` names, as the page does."""
    rows = (
        [one.code, one.name, *(None if (m := one.money.get(phase)) is None else format(m, "f") for phase in PHASES)]
        for one in _sort(money_of_departments(current_snapshot(request)), sort or "spent")
    )
    return csv_response("departments", ("code", "name", *PHASES), rows)


def _sort(departments: list[DepartmentMoney], order: str) -> list[DepartmentMoney]:
    """Return the departments in an order; amounts that aren't printed come last. Raises LocalizedError, 404."""
    keys: dict[str, Callable[[DepartmentMoney], Any]] = {
        "spent": lambda one: (*_largest_first(one, "spent"), one.code),
        "name": lambda one: sort_key(one.name),
        "netBudget": lambda one: (*_largest_first(one, "netBudget"), one.code),
        "code": lambda one: [int(part) if part.isdigit() else 0 for part in one.code.split(".")],
    }
    if order not in keys:
        raise LocalizedError(404, "refused.choice", asked=order, choices=", ".join(keys))
    return sorted(departments, key=keys[order])


def _largest_first(one: DepartmentMoney, phase: str) -> tuple[bool, Decimal]:
    amount = one.money.get(phase)
    return amount is None, -(amount or Decimal(0))
