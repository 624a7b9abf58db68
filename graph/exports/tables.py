"""The graph as plain tables, one CSV a subject, for spreadsheets and statistics: a Frictionless Data Package.

Each table is a query `_table_….rq` whose variables are its columns; here stand the columns' types and meanings. Things are
keyed by their IRI, so that tables can be joined and every row found again in the graph. Money is TL, exact decimals; days
are ISO days and periods half-open. `lines` are the source's lines, ` | ` between them, `printed` the cells as printed.
"""

from __future__ import annotations

from typing import Any, Final

from pyoxigraph import Store

from kentgraf.graph.exports.data_packages import Column, Kind, Table, fill_table, package_files

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"


def _columns(*described: tuple[str, Kind, str]) -> tuple[Column, ...]:
    return tuple(Column(*parts) for parts in described)


_QUOTED: Final = _columns(
    ("lines", "string", "lines of the source that print it, ' | ' between them"),
    ("printed", "string", "the cells as printed, ' | ' between them"),
)
_PERIOD: Final = _columns(
    ("valid_from", "date", "first day"),
    ("valid_until", "date", "first day after the period"),
    ("from_known", "boolean", "whether it began on valid_from, which else is the edge of the reported year or blank"),
    (
        "until_known",
        "boolean",
        "whether it ended before valid_until, which else is the edge of the reported year or blank",
    ),
)
_HOLDING: Final = _columns(
    ("person", "iri", "the person"),
    ("name", "string", "the person's name"),
    ("organisation", "iri", "what the person belongs to"),
    ("organisation_name", "string", "its name"),
)

TABLES: Final = (
    Table(
        "people",
        "People",
        _columns(
            ("person", "iri", "the person"),
            ("name", "string", "name in the spelling that is used for display"),
            ("honorific", "string", "printed title such as Dr. or Av."),
            ("spellings", "string", "every printed spelling, ' | ' between them"),
        ),
        ("person",),
    ),
    Table(
        "spellings",
        "Spellings of names and the people they lead to",
        _columns(
            ("reading", "iri", "the reading of a spelling"),
            ("spelling", "string", "the name as printed"),
            ("person", "iri", "the person it leads to"),
            ("name", "string", "the person's name"),
            ("rule", "string", "the rule that led there"),
            ("letters_off", "integer", "letters that differ"),
            ("confidence", "number", "1 is certain"),
            ("evidence", "string", "what else speaks for it, or which others came near"),
            ("times_printed", "integer", "how often the spelling is printed"),
        ),
        ("reading",),
    ),
    Table(
        "districts",
        "Districts",
        _columns(
            ("district", "iri", "the district"),
            ("name", "string", "its name"),
            ("other_names", "string", "other printed spellings, ' | ' between them"),
        ),
        ("district",),
    ),
    Table(
        "bodies",
        "Bodies, departments, agencies and parties",
        _columns(
            ("organisation", "iri", "the organisation"),
            ("kind", "term", "what it is: Council, Commission, Department, Party …"),
            ("code", "string", "a department's printed code or a party's short name"),
            ("name", "string", "its name"),
            ("other_names", "string", "other printed spellings, ' | ' between them"),
            ("part_of", "iri", "what it is a unit of"),
        ),
        ("organisation",),
    ),
    Table(
        "body_terms",
        "Terms of bodies",
        _columns(
            ("term", "iri", "the term"),
            ("organisation", "iri", "the body"),
            ("organisation_name", "string", "its name"),
        )
        + _PERIOD
        + _QUOTED,
        ("term",),
    ),
    Table(
        "unit_changes",
        "Units that were renamed or merged",
        _columns(
            ("change", "iri", "the change"),
            ("day", "date", "when"),
            ("before", "iri", "the unit before"),
            ("before_name", "string", "its name"),
            ("after", "iri", "the unit after"),
            ("after_name", "string", "its name"),
        )
        + _QUOTED,
        ("change",),
    ),
    Table(
        "seats",
        "Seats on the council",
        _columns(("seat", "iri", "the seat"))
        + _HOLDING
        + _columns(
            ("roles", "term", "roles, ' | ' between them"),
            ("district", "iri", "the district that sent the member; blank for a metropolitan mayor"),
            ("district_name", "string", "its name"),
        )
        + _PERIOD
        + _QUOTED,
        ("seat",),
    ),
    Table(
        "affiliations",
        "People and their parties",
        _columns(("affiliation", "iri", "the affiliation"))
        + _HOLDING
        + _columns(
            ("basis", "term", "whether it is printed, in a footnote, or inferred"),
            ("reason", "string", "why it was inferred"),
            ("alternative", "iri", "who else may be meant"),
        )
        + _PERIOD
        + _QUOTED,
        ("affiliation",),
    ),
    Table(
        "memberships",
        "Members of committees and commissions",
        _columns(("membership", "iri", "the membership"))
        + _HOLDING
        + _columns(
            ("role", "term", "chair, viceChair, member …"),
            ("slot", "integer", "place in the printed list, from 1"),
            ("seat_kind", "term", "elected or exOfficio"),
            ("office", "string", "the office that the seat comes with, as printed"),
            ("term", "iri", "the body's term"),
            ("started_by", "iri", "the decision that started it"),
            ("ended_by", "iri", "the decision that ended it"),
            ("replaces", "iri", "the membership that it follows"),
        )
        + _PERIOD
        + _QUOTED,
        ("membership",),
    ),
    Table(
        "offices",
        "Offices that people hold",
        _columns(("office", "iri", "the office"))
        + _HOLDING
        + _columns(
            ("role", "term", "mayor, secretaryGeneral, headOfDepartment …"),
            ("office_text", "string", "the office as printed"),
        )
        + _PERIOD
        + _QUOTED,
        ("office",),
    ),
    Table(
        "decisions",
        "Decisions",
        _columns(
            ("decision", "iri", "the decision"),
            ("number", "string", "its number"),
            ("day", "date", "its day"),
            ("decided_by", "iri", "who decided"),
            ("subject", "iri", "what it is on"),
        )
        + _QUOTED,
        ("decision",),
    ),
    Table(
        "signatures",
        "Who signed decisions",
        _columns(
            ("signature", "iri", "the signature"),
            ("decision", "iri", "the decision"),
            ("person", "iri", "who signed"),
            ("name", "string", "the person's name"),
            ("role", "term", "presidingOfficer or clerk"),
        )
        + _QUOTED,
        ("signature",),
    ),
    Table(
        "plan",
        "The strategic plan: areas, goals, objectives, performance targets and indicators",
        _columns(
            ("node", "iri", "the node of the plan"),
            ("kind", "term", "StrategicArea, Goal, Objective, PerformanceTarget or Indicator"),
            ("code", "string", "printed code"),
            ("title", "string", "title"),
            ("other_titles", "string", "other printed spellings, ' | ' between them"),
            ("part_of", "iri", "the node above"),
            ("unit", "string", "an indicator's unit"),
        )
        + _QUOTED,
        ("node",),
    ),
    Table(
        "activities",
        "Activities",
        _columns(
            ("activity", "iri", "the activity"),
            ("code", "string", "printed code"),
            ("title", "string", "title"),
            ("other_titles", "string", "other printed spellings, ' | ' between them"),
            ("target", "iri", "the performance target that it is part of"),
            ("target_code", "string", "its code"),
        )
        + _QUOTED,
        ("activity",),
    ),
    Table(
        "responsibilities",
        "Who carries out which activity",
        _columns(
            ("responsibility", "iri", "the link"),
            ("activity", "iri", "the activity"),
            ("activity_code", "string", "its code"),
            ("department", "iri", "the department"),
            ("department_name", "string", "its name"),
            ("role", "term", "responsibleUnit"),
        )
        + _QUOTED,
        ("responsibility",),
    ),
    Table(
        "indicator_results",
        "Results of indicators",
        _columns(
            ("result", "iri", "the result"),
            ("indicator", "iri", "the indicator"),
            ("code", "string", "the indicator's code"),
            ("title", "string", "the indicator's title"),
            ("year", "integer", "the year"),
            ("unit", "string", "unit as printed"),
            ("value_kind", "term", "numericValue, durationValue (numbers are seconds) or textValue (no numbers)"),
            ("direction", "term", "increase or decrease: which is better"),
            ("baseline", "number", "value of the year before"),
            ("target", "number", "target of the year"),
            ("actual", "number", "value reached"),
            ("baseline_text", "string", "value of the year before as printed"),
            ("target_text", "string", "target as printed"),
            ("actual_text", "string", "value reached as printed"),
            ("printed_rating", "term", "the report's rating"),
            ("deviation_explained", "boolean", "whether a reason for the deviation is printed"),
        )
        + _QUOTED,
        ("result",),
    ),
    Table(
        "classification_codes",
        "Codes of the classifications of money: economic, functional, revenue …",
        _columns(
            ("code_id", "iri", "the code"),
            ("scheme", "iri", "the classification that it belongs to"),
            ("scheme_title", "string", "its title"),
            ("code", "string", "printed code"),
            ("title", "string", "title"),
            ("other_titles", "string", "other printed spellings, ' | ' between them"),
            ("parent", "iri", "the code above"),
            ("parent_code", "string", "its printed code"),
        )
        + _QUOTED,
        ("code_id",),
    ),
    Table(
        "amounts",
        "Amounts of money; only budget lines of one phase and one fund may be added, and never stated totals",
        _columns(
            ("amount_id", "iri", "the amount"),
            ("kind", "term", "BudgetLine (lowest level printed) or StatedTotal (a printed sum above lines)"),
            ("about", "iri", "what it is printed for"),
            ("about_kind", "term", "what that is: Activity, Department, Goal …"),
            ("about_code", "string", "its printed code"),
            ("about_title", "string", "its title"),
            ("year", "integer", "the year"),
            ("phase", "term", "initialBudget, netBudget, spent …"),
            ("fund", "term", "onBudget, offBudget or allFunds"),
            ("amount", "number", "the amount, exact"),
            ("currency", "string", "currency code of the European Union's list"),
        )
        + _QUOTED,
        ("amount_id",),
    ),
    Table(
        "stated_shares",
        "Percentages as printed",
        _columns(
            ("share", "iri", "the share"),
            ("about", "iri", "what it is printed for"),
            ("about_code", "string", "its printed code"),
            ("about_title", "string", "its title"),
            ("year", "integer", "the year"),
            ("of", "term", "the phase that spending is compared with"),
            ("percent", "number", "percent"),
        )
        + _QUOTED,
        ("share",),
    ),
    Table(
        "findings",
        "What the checks found",
        _columns(
            ("finding", "iri", "the finding"),
            ("rule", "iri", "the rule"),
            ("severity", "string", "Violation, Warning or Info"),
            ("focus", "iri", "what it is about"),
            ("message_tr", "string", "the finding in Turkish"),
            ("message_en", "string", "the finding in English"),
            ("printed_value", "string", "the value as printed"),
            ("computed_value", "string", "the value as computed"),
            ("difference", "string", "the difference"),
            ("lines", "string", "lines of both sides, ' | ' between them"),
        ),
        ("finding",),
    ),
    Table(
        "notes",
        "What needed a person's eye when the source was read",
        _columns(
            ("note", "iri", "the note"),
            ("kind", "string", "unreadable, unusual, missing or doubtful"),
            ("table", "string", "the table"),
            ("row", "string", "the row's key"),
            ("field", "string", "the column"),
            ("found", "string", "what was found"),
            ("expected", "string", "what was expected"),
            ("line", "integer", "the line of the source"),
        ),
        ("note",),
    ),
    Table(
        "corrections",
        "Corrections that a person decided",
        _columns(
            ("correction", "iri", "the correction"),
            ("table", "string", "the table"),
            ("row", "string", "the row's key"),
            ("field", "string", "the column"),
            ("printed", "string", "what is printed"),
            ("corrected", "string", "what is right"),
            ("reason", "string", "why"),
        ),
        ("correction",),
    ),
)
"""The tables without their rows, in the order of the package."""


def read_tables(store: Store) -> list[Table]:
    """Every table with its rows; those about which the graph says nothing are empty."""
    return [fill_table(table, store, f"_table_{table.name}") for table in TABLES]


def table_files(store: Store) -> dict[str, bytes]:
    """The package's files by name, the same bytes for the same graph: `datapackage.json` and a CSV for each of TABLES."""
    tables = read_tables(store)
    return package_files(_descriptor(tables), tables)


def _descriptor(tables: list[Table]) -> dict[str, Any]:
    return {
        "$schema": _PROFILE,
        "name": "kentgraf-tables",
        "title": "Kentgraf: the graph as tables",
        "description": "Money is TL in exact decimals; periods are half-open; blank is what is not told. Rows are keyed by IRIs.",
        "resources": [
            {
                "name": table.name.replace("_", "-"),
                "path": table.path,
                "title": table.title,
                "type": "table",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": table.schema(),
            }
            for table in tables
        ],
    }
