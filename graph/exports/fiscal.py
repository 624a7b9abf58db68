"""The money as a Fiscal Data Package (1.0 RC 1): one CSV file per ledger, with a ColumnType for each column.

A ledger is one breakdown of the money: by activity, by department, or by a classification (a `skos:ConceptScheme`) whose codes
have budget lines. Ledgers hold the same money or parts of it, so amounts must not be added across them. Within a ledger, only
lines of one year, phase and fund may be added; the fund `allFunds` is the sum of the others. Stated totals are left out.

Amounts are in TL as exact decimals. ColumnTypes are those of OpenSpending's taxonomy. Columns without a term in it, such as the
parent of a code or the line of the source, have none, as the specification allows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Any, Final

from pyoxigraph import QuerySolution, Store

from kentgraf.graph.exports.data_packages import Column, Table, fill_table, package_files, with_rows
from kentgraf.graph.exports.package_metadata import package_metadata
from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.graph.sparql.values import integer_of, read_rows
from kentgraf.ontology.errors import NotInGraph

PHASES: Final = {"initialBudget": "approved", "netBudget": "adjusted", "spent": "executed"}
"""The specification's terms for our phases; other phases keep their names."""

_SCHEME_KEYWORDS: Final = (
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
"""A word in the name of a scheme, the ColumnType of its codes, and the direction of its money. The first match counts."""

_LINE_COLUMNS: Final = (
    Column("line_id", "iri", "the budget line", "budget-line-id"),
    Column("year", "integer", "the year", "date:fiscal-year"),
    Column("phase", "term", "approved, adjusted or executed; another phase under its own name", "phase:id"),
    Column("phase_label", "string", "the phase in Turkish", "phase:label"),
    Column("fund", "term", "onBudget, offBudget, or allFunds for both together", "fin-source:generic:code"),
    Column("fund_label", "string", "the fund in Turkish", "fin-source:generic:label"),
)
_DIRECTION_COLUMN: Final = Column("direction", "string", "expenditure or revenue", "direction")
_AMOUNT_COLUMNS: Final = (
    Column("amount", "number", "the amount, exact", "value"),
    Column("currency", "string", "currency code", "value-currency:code"),
    Column(
        "lines",
        "string",
        "lines of the report that print it, or rows of the table into which it was typed, ' | ' between them",
    ),
)

_ACTIVITIES: Final = Table(
    "activities",
    "Activities of the plan",
    (
        *_LINE_COLUMNS,
        _DIRECTION_COLUMN,
        Column("goal_code", "string", "code of the strategic goal", "activity:generic:program:code"),
        Column("goal_title", "string", "its title", "activity:generic:program:label"),
        Column("objective_code", "string", "code of the strategic objective", "activity:generic:subprogram:code"),
        Column("objective_title", "string", "its title", "activity:generic:subprogram:label"),
        Column("target_code", "string", "code of the performance target", "activity:generic:project:code"),
        Column("target_title", "string", "its title", "activity:generic:project:label"),
        Column("activity_code", "string", "code of the activity", "activity:generic:subproject:code"),
        Column("activity_title", "string", "its title", "activity:generic:subproject:label"),
        *_AMOUNT_COLUMNS,
    ),
    ("line_id",),
)
_DEPARTMENTS: Final = Table(
    "departments",
    "Departments",
    (
        *_LINE_COLUMNS,
        _DIRECTION_COLUMN,
        Column("department_code", "string", "code", "administrative-classification:generic:level1:code"),
        Column("department_name", "string", "name", "administrative-classification:generic:level1:label"),
        *_AMOUNT_COLUMNS,
    ),
    ("line_id",),
)


def fiscal_files(store: Store) -> dict[str, bytes]:
    """Return the package's files by name: `datapackage.json` and a CSV file for each ledger. The output is deterministic.

    Raises NotInGraph if there are no budget lines, since a package must have at least one table.
    """
    ledgers = read_ledgers(store)
    if not ledgers:
        raise NotInGraph("The graph has no budget lines, so there is nothing to put into a Fiscal Data Package.")
    return package_files(_descriptor(store, ledgers), ledgers)


def read_ledgers(store: Store) -> list[Table]:
    """Return the ledgers that have lines: activities, departments, classifications by name, then all other lines."""
    activities = fill_table(_ACTIVITIES, store, "_fiscal_activities", direction="expenditure")
    departments = fill_table(_DEPARTMENTS, store, "_fiscal_departments", direction="expenditure")
    found = [activities, departments, *_classifications(store)]
    return [_with_phases(table) for table in found if table.rows]


def _classifications(store: Store) -> list[Table]:
    schemes: dict[str, list[QuerySolution]] = defaultdict(list)
    for row in select(store, query_text("_fiscal_others")):
        schemes[value_of(row, "scheme") or ""].append(row)
    names = _file_names([scheme for scheme in schemes if scheme])
    ledgers = []
    for scheme, rows in sorted(schemes.items(), key=lambda item: (not item[0], names.get(item[0], ""))):
        name = names.get(scheme, "other-lines")
        titles = sorted({title for row in rows if (title := value_of(row, "scheme_title"))})
        column_type, direction = _column_type_and_direction(scheme)
        constants = {"direction": direction} if direction else {}
        ledgers.append(with_rows(_classification(name, titles, column_type, direction), rows, **constants))
    return ledgers


def _classification(name: str, titles: list[str], column_type: str | None, direction: str | None) -> Table:
    columns = (
        *_LINE_COLUMNS,
        *((_DIRECTION_COLUMN,) if direction else ()),
        Column("thing", "iri", "what the line is about"),
        Column("code", "string", "its printed code", f"{column_type}:code" if column_type else None),
        Column("title", "string", "its title", f"{column_type}:label" if column_type else None),
        Column("parent_code", "string", "the code above it in the classification"),
        *_AMOUNT_COLUMNS,
    )
    return Table(name, " | ".join(titles) or name, columns, ("line_id",))


def _column_type_and_direction(scheme: str) -> tuple[str | None, str | None]:
    """Derive the ColumnType of a scheme's codes and the direction of its money from the scheme's IRI; None if unknown."""
    name = _local_name(scheme).lower()
    return next(((kind, direction) for word, kind, direction in _SCHEME_KEYWORDS if word in name), (None, None))


def _file_names(schemes: list[str]) -> dict[str, str]:
    """Return a unique file name for each scheme: the local name of its IRI, numbered where two are equal."""
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
    """Return the table with our phases replaced by the specification's."""
    index = [column.name for column in table.columns].index("phase")
    rows = tuple((*row[:index], PHASES.get(row[index] or "", row[index]), *row[index + 1 :]) for row in table.rows)
    return replace(table, rows=rows)


def _descriptor(store: Store, ledgers: list[Table]) -> dict[str, Any]:
    years = sorted(set(read_rows(select(store, query_text("_reported_years")), lambda row: integer_of(row, "year"))))
    titles = [source["title"] for source in package_metadata(store).get("sources", ())]
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
        **_as_version_1(package_metadata(store)),
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


def _as_version_1(metadata: dict[str, Any]) -> dict[str, Any]:
    """Return the metadata as version 1 of Data Packages has it, on which fiscal ones build: a contributor has one `role`."""
    if "contributors" not in metadata:
        return metadata
    return {
        **metadata,
        "contributors": [{"title": one["title"], "role": "publisher"} for one in metadata["contributors"]],
    }
