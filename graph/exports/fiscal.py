"""The money as a Fiscal Data Package (1.0 RC 1): one CSV a ledger, each column mapped to a ColumnType.

A ledger is what was cut up once: the activities, the departments, and each classification (a `skos:ConceptScheme`) whose
codes have budget lines. All of them hold the same money or parts of it, so nothing is added across ledgers; within one, only
lines of one year, phase and fund may be added (`allFunds` is the others together). Stated totals are never among the lines.

Amounts are TL, exact decimals. ColumnTypes are those of OpenSpending's taxonomy; columns that it has no word for, such as the
code above a code or the line of the source, carry none, which the specification allows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.exports.data_packages import Column, Table, fill_table, package_files, with_rows
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.errors import NotInGraph

PHASES: Final = {"initialBudget": "approved", "netBudget": "adjusted", "spent": "executed"}
"""The specification's words for our phases; another phase keeps its own name."""

_WORDS: Final = (
    ("revenue", "economic-classification:generic", "revenue"),
    ("income", "economic-classification:generic", "revenue"),
    ("functional", "functional-classification:generic", "expenditure"),
    ("institutional", "administrative-classification:generic", "expenditure"),
    ("administrative", "administrative-classification:generic", "expenditure"),
    ("balance", None, None),
    ("financing", "economic-classification:generic", None),
    ("economic", "economic-classification:generic", "expenditure"),
    ("expenditure", "economic-classification:generic", "expenditure"),
    ("expense", "economic-classification:generic", "expenditure"),
)
"""By a word in the name of a scheme: the ColumnType of its codes, and the direction of its money. The first that fits."""

_FACT: Final = (
    Column("line_id", "iri", "the budget line", "budget-line-id"),
    Column("year", "integer", "the year", "date:fiscal-year"),
    Column("phase", "term", "approved, adjusted or executed; another phase under its own name", "phase:id"),
    Column("phase_label", "string", "the phase in Turkish", "phase:label"),
    Column("fund", "term", "onBudget, offBudget, or allFunds for both together", "fin-source:generic:code"),
    Column("fund_label", "string", "the fund in Turkish", "fin-source:generic:label"),
)
_DIRECTION: Final = Column("direction", "string", "expenditure or revenue", "direction")
_VALUE: Final = (
    Column("amount", "number", "the amount, exact", "value"),
    Column("currency", "string", "currency code", "value-currency:code"),
    Column("lines", "string", "lines of the source that print it, ' | ' between them"),
)

_ACTIVITIES: Final = Table(
    "activities",
    "Activities of the plan",
    (
        *_FACT,
        _DIRECTION,
        Column("goal_code", "string", "code of the strategic goal", "activity:generic:program:code"),
        Column("goal_title", "string", "its title", "activity:generic:program:label"),
        Column("objective_code", "string", "code of the strategic objective", "activity:generic:subprogram:code"),
        Column("objective_title", "string", "its title", "activity:generic:subprogram:label"),
        Column("target_code", "string", "code of the performance target", "activity:generic:project:code"),
        Column("target_title", "string", "its title", "activity:generic:project:label"),
        Column("activity_code", "string", "code of the activity", "activity:generic:subproject:code"),
        Column("activity_title", "string", "its title", "activity:generic:subproject:label"),
        *_VALUE,
    ),
    ("line_id",),
)
_DEPARTMENTS: Final = Table(
    "departments",
    "Departments",
    (
        *_FACT,
        _DIRECTION,
        Column("department_code", "string", "code", "administrative-classification:generic:level1:code"),
        Column("department_name", "string", "name", "administrative-classification:generic:level1:label"),
        *_VALUE,
    ),
    ("line_id",),
)


def fiscal_files(store: Store) -> dict[str, bytes]:
    """The package's files by name, the same bytes for the same graph: `datapackage.json` and a CSV for each ledger.

    NotInGraph if there are no budget lines: a package must have a table.
    """
    ledgers = read_ledgers(store)
    if not ledgers:
        raise NotInGraph("The graph has no budget lines, so there is nothing to put into a Fiscal Data Package.")
    return package_files(_descriptor(store, ledgers), ledgers)


def read_ledgers(store: Store) -> list[Table]:
    """The ledgers that have lines: activities, departments, each classification by its name, then lines of anything else."""
    activities = fill_table(_ACTIVITIES, store, "_fiscal_activities", direction="expenditure")
    departments = fill_table(_DEPARTMENTS, store, "_fiscal_departments", direction="expenditure")
    found = [activities, departments, *_classifications(store)]
    return [_with_phases(table) for table in found if table.rows]


def _classifications(store: Store) -> list[Table]:
    schemes: dict[str, list[QuerySolution]] = defaultdict(list)
    for row in select(store, query_text("_fiscal_others")):
        schemes[value_of(row, "scheme") or ""].append(row)
    names = _names_of([scheme for scheme in schemes if scheme])
    ledgers = []
    for scheme, rows in sorted(schemes.items(), key=lambda item: (not item[0], names.get(item[0], ""))):
        name = names.get(scheme, "other-lines")
        titles = sorted({title for row in rows if (title := value_of(row, "scheme_title"))})
        column_type, direction = _meaning_of(scheme)
        said = {"direction": direction} if direction else {}
        ledgers.append(with_rows(_classification(name, titles, column_type, direction), rows, **said))
    return ledgers


def _classification(name: str, titles: list[str], column_type: str | None, direction: str | None) -> Table:
    columns = (
        *_FACT,
        *((_DIRECTION,) if direction else ()),
        Column("thing", "iri", "what the line is about"),
        Column("code", "string", "its printed code", f"{column_type}:code" if column_type else None),
        Column("title", "string", "its title", f"{column_type}:label" if column_type else None),
        Column("parent_code", "string", "the code above it in the classification"),
        *_VALUE,
    )
    return Table(name, " | ".join(titles) or name, columns, ("line_id",))


def _meaning_of(scheme: str) -> tuple[str | None, str | None]:
    """The ColumnType of a scheme's codes and the direction of its money, as far as the scheme's name tells."""
    name = _local_name(scheme).lower()
    return next(((kind, direction) for word, kind, direction in _WORDS if word in name), (None, None))


def _names_of(schemes: list[str]) -> dict[str, str]:
    """A file name for each scheme: the end of its IRI, with a number where two would be called the same."""
    names: dict[str, str] = {}
    taken = {"activities", "departments", "other-lines"}
    for scheme in sorted(schemes):
        words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", _local_name(scheme)).lower()
        stem = re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "classification"
        name, number = stem, 1
        while name in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name)
        names[scheme] = name
    return names


def _local_name(iri: str) -> str:
    return re.split(r"[/#]", iri.rstrip("/#"))[-1]


def _with_phases(table: Table) -> Table:
    """The table with the specification's words for phases in the place of ours."""
    place = [column.name for column in table.columns].index("phase")
    rows = tuple((*row[:place], PHASES.get(row[place] or "", row[place]), *row[place + 1 :]) for row in table.rows)
    return replace(table, rows=rows)


def _descriptor(store: Store, ledgers: list[Table]) -> dict[str, Any]:
    sources = select(store, query_text("_fiscal_sources"))
    years = sorted({int(row["year"].value) for row in select(store, query_text("_reported_years"))})
    titles = sorted({title for row in sources if (title := value_of(row, "title"))})
    return {
        "name": "kentgraf-money",
        "profile": "fiscal-data-package",
        "title": " | ".join(titles) or "Kentgraf: money",
        "description": (
            "Amounts at the lowest level printed, one table a ledger. Add only lines of one table, year, phase and fund: "
            "the tables hold the same money cut up in different ways, and allFunds is the other funds together. "
            "Totals that the source prints are not among the lines."
        ),
        "countryCode": "TR",
        "granularity": "aggregated",
        **({"fiscalPeriod": {"start": f"{years[0]:04}-01-01", "end": f"{years[-1]:04}-12-31"}} if years else {}),
        **({"sources": [{"title": title} for title in titles]} if titles else {}),
        "resources": [
            {
                "name": ledger.name,
                "path": ledger.path,
                "title": ledger.title,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": ledger.schema(),
            }
            for ledger in ledgers
        ],
    }
