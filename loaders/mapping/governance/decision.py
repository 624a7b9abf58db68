"""Tables to statements: the council's decision that accepted the report, and who signed it."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.tables.decision import DecisionRow, SignatoryRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.namespaces import term

_CAPACITIES = {"presiding": "kg:presidingOfficer", "clerk": "kg:clerk"}


def map_decision(package: TablePackage, out: Statements) -> None:
    """Add the decision on the report and its signatories."""
    for number, row in package.numbered(DecisionRow):
        node = _report_decision_node(row.decision, package, out)
        out.add_types(node, "kg:Decision")
        out.add_text(node, "kg:number", row.decision)
        out.add_date(node, "dcterms:date", row.decided_on)
        out.add(node, "kg:decidedBy", out.mint.thing("council"))
        out.add(node, "dcterms:subject", out.mint.document())
        out.add_quotation(node, row, TableRow("decisions", number))
    for number, signatory in package.numbered(SignatoryRow):
        decision = _report_decision_node(signatory.decision, package, out)
        node = NamedNode(f"{decision.value}/signatory/{signatory.place}")
        out.add_types(node, "kg:Signature")
        out.add(node, "prov:agent", out.person(signatory.person))
        out.add(node, "prov:hadRole", term(_CAPACITIES[signatory.capacity]))
        out.add(decision, "prov:qualifiedAssociation", node)
        out.add_quotation(node, signatory, TableRow("signatories", number))


def _report_decision_node(decision: str, package: TablePackage, out: Statements) -> NamedNode:
    day = next((row.decided_on for row in package.rows(DecisionRow) if row.decision == decision), None)
    return out.mint.thing("decision", day.isoformat() if day else "undated", decision)
