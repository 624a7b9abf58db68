"""Tables to triples: districts, people, the council's seats, parties, bodies and their memberships, decisions."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kentgraf.loaders.identity.offices import MUNICIPALITY
from kentgraf.loaders.mapping.statements import Place, Statements
from kentgraf.loaders.profiles.profile import parties
from kentgraf.loaders.tables.bodies import BodyRow, BodyTermRow, MembershipRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow
from kentgraf.loaders.tables.decision import DecisionRow, SignatoryRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import DistrictRow, OfficeRow, PersonRow, SpellingRow
from kentgraf.loaders.tables.rows import CELL_BREAK
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.turkish import fold, slug

_SEAT_ROLES = {
    "metropolitan_mayor": ("kg:metropolitanMayor", "kg:mayor"),
    "district_mayor": ("kg:districtMayor", "kg:mayor"),
    "mayor": ("kg:mayor",),
    "member": ("kg:member",),
}
_BODY_ROLES = {"chair": "kg:chair", "vice_chair": "kg:viceChair", "member": "kg:member"}
_BODY_CLASSES = {
    "council": "kg:Council",
    "executive_committee": "kg:ExecutiveCommittee",
    "audit_commission": "kg:AuditCommission",
    "commission": "kg:Commission",
}
_BASES = {"printed": "kg:printedFact", "footnote": "kg:footnoteFact", "inferred": "kg:inferredFact"}
_OFFICE_ROLES = {
    "secretary_general": "kg:secretaryGeneral",
    "head_of_department": "kg:headOfDepartment",
    "legal_counsel": "kg:legalCounsel",
    "mayor": "kg:mayor",
}
_CAPACITIES = {"presiding": "kg:presidingOfficer", "clerk": "kg:clerk"}


def map_governance(package: TablePackage, out: Statements) -> None:
    """Say everything that the tables on people and bodies hold."""
    _map_municipality(package, out)
    _map_people(package, out)
    _map_seats(package, out)
    _map_affiliations(package, out)
    _map_offices(package, out)
    _map_bodies(package, out)
    _map_body_terms(package, out)
    _map_memberships(package, out)
    _map_report_decision(package, out)
    _map_unit_changes(package, out)


def _map_municipality(package: TablePackage, out: Statements) -> None:
    city = out.mint.municipality()
    out.types(city, "kg:Municipality")
    out.turkish(city, "skos:prefLabel", package.meta.municipality)
    for district in package.rows(DistrictRow):
        node = out.mint.thing("district", district.district)
        out.types(node, "kg:District")
        out.turkish(node, "skos:prefLabel", district.name)
        out.add(node, "dcterms:isPartOf", city)
        for spelling in _spellings(district.spellings):
            out.turkish(node, "skos:altLabel", spelling)


def _map_people(package: TablePackage, out: Statements) -> None:
    for person in package.rows(PersonRow):
        node = out.mint.thing("person", person.person)
        out.types(node, "foaf:Person")
        out.text(node, "foaf:name", person.name)
        out.text(node, "schema:honorificPrefix", person.honorific)
    for number, spelling in package.numbered(SpellingRow):
        node = out.mint.thing("person", spelling.person)
        out.text(node, "skos:altLabel", spelling.spelling)
        reading = out.mint.thing("reading", spelling.person, number - 1)
        out.types(reading, "kg:NameReading")
        out.text(reading, "kg:spelling", spelling.spelling)
        out.add(reading, "kg:readAs", node)
        out.text(reading, "kg:byRule", spelling.rule)
        out.number(reading, "kg:lettersOff", spelling.distance)
        out.decimal(reading, "kg:confidence", spelling.confidence)
        out.text(reading, "kg:evidenceText", spelling.evidence)
        out.number(reading, "kg:timesPrinted", spelling.times)


def _map_seats(package: TablePackage, out: Statements) -> None:
    council = out.mint.thing("council")
    if not any(body.kind == "council" for body in package.rows(BodyRow)):
        out.types(council, "kg:Council")
        out.turkish(council, "skos:prefLabel", f"{package.meta.municipality} Meclisi")
        out.add(council, "org:unitOf", out.mint.municipality())
    year = package.meta.year
    for number, member in package.numbered(MemberRow):
        key = f"{year}-{member.number:03d}"
        seat = out.mint.thing("seat", key)
        person = out.mint.thing("person", member.person)
        out.types(seat, "kg:Seat")
        out.add(seat, "org:member", person)
        out.add(seat, "org:organization", council)
        for role in _SEAT_ROLES[member.role]:
            out.add(seat, "org:role", term(role))
        if member.district:
            out.add(seat, "kg:district", out.mint.thing("district", member.district))
        out.period(seat, member)
        out.quote(seat, member, Place("members", number))


def _map_affiliations(package: TablePackage, out: Statements) -> None:
    """The members' parties over the year; from the printed party alone where nothing was settled over time."""
    members = {row.number: row for row in package.rows(MemberRow)}
    rows = list(package.numbered(AffiliationRow))
    for number, row in rows:
        key = f"{package.meta.year}-{row.member:03d}"
        node = _affiliation(key, row.place, row.person, row.party, out)
        out.period(node, row)
        out.add(node, "kg:basis", term(_BASES[row.basis]))
        if row.reason:
            out.add(node, "kg:reason", Literal(row.reason, language="en"))
        for other in _spellings(row.alternatives):
            if int(other) in members:
                out.add(node, "kg:alternative", out.mint.thing("person", members[int(other)].person))
        out.quote(node, row, Place("affiliations", number))
    for number, member in package.numbered(MemberRow) if not rows else ():
        if member.party:
            node = _affiliation(f"{package.meta.year}-{member.number:03d}", 1, member.person, member.party, out)
            out.period(node, member)
            out.add(node, "kg:basis", term("kg:printedFact"))
            out.quote(node, member, Place("members", number), member.party_printed)


def _affiliation(key: str, place: int, person: str, party: str, out: Statements) -> NamedNode:
    node = out.mint.thing("affiliation", key, place)
    out.types(node, "kg:PartyAffiliation")
    out.add(node, "org:member", out.mint.thing("person", person))
    out.add(node, "org:organization", party_node(party, out))
    return node


def _map_offices(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(OfficeRow):
        node = out.mint.thing("office", row.person, row.unit, row.place)
        out.types(node, "kg:Office")
        out.add(node, "org:member", out.mint.thing("person", row.person))
        unit = out.mint.municipality() if row.unit == MUNICIPALITY else out.mint.thing("department", row.unit)
        out.add(node, "org:organization", unit)
        out.add(node, "org:role", term(_OFFICE_ROLES[row.role]))
        out.turkish(node, "kg:officeText", row.office_printed)
        out.period(node, row)
        out.quote(node, row, Place("offices", number))


def party_node(key: str, out: Statements) -> NamedNode:
    """The party's node, described from the list of the country's parties; independents are no party."""
    if key == "independent":
        return term("kg:independent")
    node = out.mint.national("party", key)
    out.types(node, "kg:Party")
    known = parties().get(key)
    if known is None:
        out.turkish(node, "skos:prefLabel", key)
    else:
        out.turkish(node, "skos:prefLabel", known.name)
        out.text(node, "skos:notation", known.short_name)
    return node


def _map_bodies(package: TablePackage, out: Statements) -> None:
    council = out.mint.thing("council")
    for body in package.rows(BodyRow):
        node = body_node(body.body, out)
        out.types(node, _BODY_CLASSES[body.kind])
        out.turkish(node, "skos:prefLabel", body.name)
        for spelling in _spellings(body.spellings):
            out.turkish(node, "skos:altLabel", spelling)
        if body.agency:
            agency = out.mint.thing("agency", body.agency)
            out.types(agency, "kg:Agency")
            out.turkish(agency, "skos:prefLabel", body.name.split()[0])
            out.add(agency, "org:subOrganizationOf", out.mint.municipality())
            out.add(node, "org:unitOf", agency)
        elif body.kind in ("commission", "audit_commission"):
            out.add(node, "org:unitOf", council)
        else:
            out.add(node, "org:unitOf", out.mint.municipality())


def body_node(key: str, out: Statements) -> NamedNode:
    """The node of a body, its key a path such as `commission/ulasim`."""
    kind, *rest = key.split("/")
    return out.mint.thing(kind, *rest)


def _map_body_terms(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(BodyTermRow):
        node = _body_term_node(package.meta.year, row.body, row.term_from, out)
        out.types(node, "kg:BodyTerm")
        out.add(node, "kg:termOf", body_node(row.body, out))
        out.period(node, row)
        out.quote(node, row, Place("body_terms", number))


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
        if row.office:
            out.turkish(node, "kg:officeText", row.office)
        out.quote(node, row, Place("memberships", number))
        if (row.body, row.term_from, row.slot) in replaced:
            footnote_number, footnote = replaced[(row.body, row.term_from, row.slot)]
            _map_replacement(node, row, in_term, (footnote_number, footnote), out)
        else:
            out.period(node, row)


def _describe_membership(
    node: NamedNode, row: MembershipRow, person: str, in_term: NamedNode | None, out: Statements
) -> None:
    out.types(node, "kg:BodyMembership")
    out.add(node, "org:member", out.mint.thing("person", person))
    out.add(node, "org:organization", body_node(row.body, out))
    if row.role:
        out.add(node, "org:role", term(_BODY_ROLES[row.role]))
    out.add(node, "kg:duringTerm", in_term)
    out.number(node, "kg:slot", row.slot)
    out.add(node, "kg:seatKind", term("kg:elected" if row.seat_kind == "elected" else "kg:exOfficio"))


def _map_replacement(
    successor: NamedNode,
    row: MembershipRow,
    in_term: NamedNode | None,
    numbered: tuple[int, ReplacementRow],
    out: Statements,
) -> None:
    """The seat changes hands: whoever left held it until the petition, whoever came holds it from the decision."""
    number, footnote = numbered
    decision = _decision(footnote, Place("replacements", number), out)
    out.between(
        successor, footnote.decided_on or row.valid_from, row.valid_until,
        from_known=footnote.decided_on is not None, until_known=row.until_known,
    )  # fmt: skip
    out.quote(successor, footnote, Place("replacements", number))
    if decision is not None:
        out.add(successor, "kg:startedBy", decision)
    if footnote.left_person is None:
        return
    predecessor = NamedNode(f"{successor.value}/before")
    _describe_membership(predecessor, row, footnote.left_person, in_term, out)
    end = footnote.petition_on or footnote.decided_on
    if end and row.valid_from and end <= row.valid_from:
        end = None
    out.between(predecessor, row.valid_from, end, from_known=row.from_known, until_known=end is not None)
    out.quote(predecessor, footnote, Place("replacements", number))
    out.add(successor, "dcterms:replaces", predecessor)
    if decision is not None:
        out.add(predecessor, "kg:endedBy", decision)


def _decision(footnote: ReplacementRow, place: Place, out: Statements) -> NamedNode | None:
    if footnote.decision is None:
        return None
    day = footnote.decided_on.isoformat() if footnote.decided_on else "undated"
    node = out.mint.thing("decision", day, footnote.decision)
    out.types(node, "kg:Decision")
    out.text(node, "kg:number", footnote.decision)
    out.day(node, "dcterms:date", footnote.decided_on)
    out.add(node, "kg:decidedBy", out.mint.thing("council"))
    out.quote(node, footnote, place)
    return node


def _map_report_decision(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(DecisionRow):
        node = _report_decision_node(row.decision, package, out)
        out.types(node, "kg:Decision")
        out.text(node, "kg:number", row.decision)
        out.day(node, "dcterms:date", row.decided_on)
        out.add(node, "kg:decidedBy", out.mint.thing("council"))
        out.add(node, "dcterms:subject", out.mint.document())
        out.quote(node, row, Place("decisions", number))
    for number, signatory in package.numbered(SignatoryRow):
        decision = _report_decision_node(signatory.decision, package, out)
        node = NamedNode(f"{decision.value}/signatory/{signatory.place}")
        out.types(node, "kg:Signature")
        out.add(node, "prov:agent", out.mint.thing("person", signatory.person))
        out.add(node, "prov:hadRole", term(_CAPACITIES[signatory.capacity]))
        out.add(decision, "prov:qualifiedAssociation", node)
        out.quote(node, signatory, Place("signatories", number))


def _report_decision_node(decision: str, package: TablePackage, out: Statements) -> NamedNode:
    day = next((row.decided_on for row in package.rows(DecisionRow) if row.decision == decision), None)
    return out.mint.thing("decision", day.isoformat() if day else "undated", decision)


def _map_unit_changes(package: TablePackage, out: Statements) -> None:
    """A renamed unit is a new node under its new name; the old one stays, joined by a change event."""
    names = {fold(unit.name): unit.code for unit in package.rows(InstitutionalMoneyRow)}
    for number, row in package.numbered(UnitChangeRow):
        day = row.on.isoformat() if row.on else "undated"
        event = out.mint.thing("change", day, slug(row.name))
        former = out.mint.thing("former-unit", day, slug(row.former_name))
        code = row.department or names.get(fold(row.name))
        out.types(event, "org:ChangeEvent")
        out.add(event, "org:originalOrganization", former)
        if code:
            out.add(event, "org:resultingOrganization", out.mint.thing("department", code))
        out.day(event, "dcterms:date", row.on)
        out.types(former, "kg:FormerUnit")
        out.turkish(former, "skos:prefLabel", row.former_name)
        out.quote(event, row, Place("unit_changes", number))


def _spellings(cell: str | None) -> list[str]:
    return cell.split(CELL_BREAK) if cell else []
