"""Tables to statements: departments, the units at the lowest level of the institutional classification."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kentgraf.loaders.identity.department_names import expand_abbreviations
from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow


def department_node(code: str, out: Statements) -> NamedNode:
    """Return the node of the department that has a code, such as `46.35.1.42`, in the source's tables."""
    return out.mint.thing("department", out.keys.unit(code))


def add_department(row: InstitutionalMoneyRow, place: TableRow, out: Statements) -> NamedNode:
    """Add a department with its code and names, and return its node."""
    node = department_node(row.code, out)
    out.add_types(node, "kg:Department")
    out.add_text(node, "skos:notation", row.code)
    out.add_turkish(node, "skos:prefLabel", row.name)
    expanded = expand_abbreviations(row.name)
    if expanded != row.name:
        out.add_turkish(node, "skos:altLabel", expanded)
    out.add(node, "org:unitOf", out.mint.municipality())
    out.add_quotation(node, row, place, row.cell(row.level) or row.name)
    return node
