"""Tables to statements: bodies, their terms and memberships, seats that changed hands, and renamed units."""

from __future__ import annotations

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.departments import department_node
from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.tables.bodies import BodyRow, BodyTermRow, MembershipRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.rows import split_values
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.turkish import fold, slug

_BODY_ROLES = {"chair": "kg:chair", "vice_chair": "kg:viceChair", "member": "kg:member"}
_BODY_CLASSES = {
    "council": "kg:Council",
    "executive_committee": "kg:ExecutiveCommittee",
    "audit_commission": "kg:AuditCommission",
    "commission": "kg:Commission",
}


def map_bodies(package: TablePackage, out: Statements) -> None:
    """Add the bodies with their terms and memberships, and the units that were renamed."""
    _map_bodies(package, out)
    _map_body_terms(package, out)
    _map_memberships(package, out)
    _map_unit_changes(package, out)


def _map_bodies(package: TablePackage, out: Statements) -> None:
    council = out.mint.thing("council")
    for body in package.rows(BodyRow):
        node = body_node(body.body, out)
        out.add_types(node, _BODY_CLASSES[body.kind])
        out.add_turkish(node, "skos:prefLabel", body.name)
        for spelling in split_values(body.spellings):
            out.add_turkish(node, "skos:altLabel", spelling)
        if body.agency:
            agency = out.mint.thing("agency", body.agency)
            out.add_types(agency, "kg:Agency")
            out.add_turkish(agency, "skos:prefLabel", body.name.split()[0])
            out.add(agency, "org:subOrganizationOf", out.mint.municipality())
            out.add(node, "org:unitOf", agency)
        elif body.kind in ("commission", "audit_commission"):
            out.add(node, "org:unitOf", council)
        else:
            out.add(node, "org:unitOf", out.mint.municipality())


def body_node(key: str, out: Statements) -> NamedNode:
    """Return the node of a body; its key is a path such as `commission/ulasim`."""
    kind, *rest = key.split("/")
    return out.mint.thing(kind, *rest)


def _map_body_terms(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(BodyTermRow):
        node = _body_term_node(package.meta.year, row.body, row.term_from, out)
        out.add_types(node, "kg:BodyTerm")
        out.add(node, "kg:termOf", body_node(row.body, out))
        out.add_period(node, row)
        out.add_quotation(node, row, TableRow("body_terms", number))


def _body_term_node(year: int, body: str, term_from: str, out: Statements) -> NamedNode:
    return out.mint.thing("body-term", year, *body.split("/"), term_from)


def _membership_node(year: int, body: str, term_from: str, slot: int, out: Statements) -> NamedNode:
    return out.mint.thing("membership", year, *body.split("/"), term_from, slot)


def _map_memberships(package: TablePackage, out: Statements) -> None:
    year = package.meta.year
    terms = {(row.body, row.term_from) for row in package.rows(BodyTermRow)}
    replaced = {
        (r.body, r.term_from, r.slot): (number, r)
        for number, r in package.numbered(ReplacementRow)
        if r.body and r.slot
    }
    for number, row in package.numbered(MembershipRow):
        node = _membership_node(year, row.body, row.term_from, row.slot, out)
        in_term = _body_term_node(year, row.body, row.term_from, out) if (row.body, row.term_from) in terms else None
        _describe_membership(node, row, row.person, in_term, out)
        if row.role:
            out.add(node, "org:role", term(_BODY_ROLES[row.role]))
        if row.office:
            out.add_turkish(node, "kg:officeText", row.office)
        out.add_quotation(node, row, TableRow("memberships", number))
        if (row.body, row.term_from, row.slot) in replaced:
            footnote_number, footnote = replaced[(row.body, row.term_from, row.slot)]
            _map_replacement(node, row, in_term, (footnote_number, footnote), out)
        else:
            out.add_period(node, row)


def _describe_membership(
    node: NamedNode, row: MembershipRow, person: str, in_term: NamedNode | None, out: Statements
) -> None:
    out.add_types(node, "kg:BodyMembership")
    out.add(node, "org:member", out.person(person))
    out.add(node, "org:organization", body_node(row.body, out))
    out.add(node, "kg:duringTerm", in_term)
    out.add_integer(node, "kg:slot", row.slot)
    out.add(node, "kg:seatKind", term("kg:elected" if row.seat_kind == "elected" else "kg:exOfficio"))


def _map_replacement(
    successor: NamedNode,
    row: MembershipRow,
    in_term: NamedNode | None,
    numbered: tuple[int, ReplacementRow],
    out: Statements,
) -> None:
    """Split a seat in two: the successor holds it from the decision, the predecessor until the petition to leave it.

    A petition to leave the party ends no seat: the last day of the predecessor is then unknown, but not after the decision.
    The table prints the successor's role; that of the predecessor is printed nowhere.
    """
    number, footnote = numbered
    decision = _decision(footnote, TableRow("replacements", number), out)
    out.add_bounds(
        successor, footnote.decided_on or row.valid_from, row.valid_until,
        from_known=footnote.decided_on is not None, until_known=row.until_known,
    )  # fmt: skip
    out.add_quotation(successor, footnote, TableRow("replacements", number))
    if decision is not None:
        out.add(successor, "kg:startedBy", decision)
    if footnote.left_person is None:
        return
    predecessor = NamedNode(f"{successor.value}/before")
    _describe_membership(predecessor, row, footnote.left_person, in_term, out)
    left = footnote.petition_on if footnote.resigned_from == "commission" else None
    end = left or footnote.decided_on
    if end and row.valid_from and end <= row.valid_from:
        end = left = None
    out.add_bounds(predecessor, row.valid_from, end, from_known=row.from_known, until_known=left is not None)
    out.add_quotation(predecessor, footnote, TableRow("replacements", number))
    if footnote.resigned_from == "party":
        out.add_date(predecessor, "kg:leftPartyOn", footnote.petition_on)
    out.add(successor, "dcterms:replaces", predecessor)
    if decision is not None:
        out.add(predecessor, "kg:endedBy", decision)


def _decision(footnote: ReplacementRow, place: TableRow, out: Statements) -> NamedNode | None:
    if footnote.decision is None:
        return None
    day = footnote.decided_on.isoformat() if footnote.decided_on else "undated"
    node = out.mint.thing("decision", day, footnote.decision)
    out.add_types(node, "kg:Decision")
    out.add_text(node, "kg:number", footnote.decision)
    out.add_date(node, "dcterms:date", footnote.decided_on)
    out.add(node, "kg:decidedBy", out.mint.thing("council"))
    out.add_quotation(node, footnote, place)
    return node


def _map_unit_changes(package: TablePackage, out: Statements) -> None:
    """Add renamed units: the former unit keeps its name as a node of its own, a change event joins the two."""
    names = {fold(unit.name): unit.code for unit in package.rows(InstitutionalMoneyRow)}
    for number, row in package.numbered(UnitChangeRow):
        day = row.on.isoformat() if row.on else "undated"
        event = out.mint.thing("change", day, slug(row.name))
        former = out.mint.thing("former-unit", day, slug(row.former_name))
        code = row.department or names.get(fold(row.name))
        out.add_types(event, "org:ChangeEvent")
        out.add(event, "org:originalOrganization", former)
        if code:
            out.add(event, "org:resultingOrganization", department_node(code, out))
        out.add_date(event, "dcterms:date", row.on)
        out.add_types(former, "kg:FormerUnit")
        out.add_turkish(former, "skos:prefLabel", row.former_name)
        out.add_quotation(event, row, TableRow("unit_changes", number))
