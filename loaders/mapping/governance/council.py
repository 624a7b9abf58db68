"""Tables to statements: the seats on the council, and the parties of its members over time."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.profiles.profile import parties
from kentgraf.loaders.tables.bodies import BodyRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.rows import split_values
from kentgraf.ontology.namespaces import term

_SEAT_ROLES = {
    "metropolitan_mayor": ("kg:metropolitanMayor", "kg:mayor"),
    "district_mayor": ("kg:districtMayor", "kg:mayor"),
    "mayor": ("kg:mayor",),
    "member": ("kg:member",),
}
_BASES = {"printed": "kg:printedFact", "footnote": "kg:footnoteFact", "inferred": "kg:inferredFact"}
_OFFICE_ROLES = {
    "secretary_general": "kg:secretaryGeneral",
    "head_of_department": "kg:headOfDepartment",
    "legal_counsel": "kg:legalCounsel",
    "mayor": "kg:mayor",
}


def map_council(package: TablePackage, out: Statements) -> None:
    """Add the seats and the affiliations of the council's members."""
    _map_seats(package, out)
    _map_affiliations(package, out)


def _map_seats(package: TablePackage, out: Statements) -> None:
    council = out.mint.thing("council")
    if not any(body.kind == "council" for body in package.rows(BodyRow)):
        out.add_types(council, "kg:Council")
        out.add_turkish(council, "skos:prefLabel", f"{package.meta.municipality} Meclisi")
        out.add(council, "org:unitOf", out.mint.municipality())
    year = package.meta.year
    for number, member in package.numbered(MemberRow):
        key = f"{year}-{member.number:03d}"
        seat = out.mint.thing("seat", key)
        person = out.person(member.person)
        out.add_types(seat, "kg:Seat")
        out.add(seat, "org:member", person)
        out.add(seat, "org:organization", council)
        for role in _SEAT_ROLES[member.role]:
            out.add(seat, "org:role", term(role))
        if member.district:
            out.add(seat, "kg:district", out.mint.thing("district", member.district))
        out.add_period(seat, member)
        out.add_quotation(seat, member, TableRow("members", number))


def _map_affiliations(package: TablePackage, out: Statements) -> None:
    """Add the members' parties over the year; the printed party alone where nothing was resolved over time."""
    members = {row.number: row for row in package.rows(MemberRow)}
    rows = list(package.numbered(AffiliationRow))
    for number, row in rows:
        key = f"{package.meta.year}-{row.member:03d}"
        node = _affiliation(key, row.place, row.person, row.party, out)
        out.add_period(node, row)
        out.add(node, "kg:basis", term(_BASES[row.basis]))
        if row.reason:
            out.add(node, "kg:reason", Literal(row.reason, language="en"))
        for other in split_values(row.alternatives):
            if int(other) in members:
                out.add(node, "kg:alternative", out.person(members[int(other)].person))
        out.add_quotation(node, row, TableRow("affiliations", number))
    for number, member in package.numbered(MemberRow) if not rows else ():
        if member.party:
            node = _affiliation(f"{package.meta.year}-{member.number:03d}", 1, member.person, member.party, out)
            out.add_period(node, member)
            out.add(node, "kg:basis", term("kg:printedFact"))
            out.add_quotation(node, member, TableRow("members", number), member.party_printed)


def _affiliation(key: str, place: int, person: str, party: str, out: Statements) -> NamedNode:
    node = out.mint.thing("affiliation", key, place)
    out.add_types(node, "kg:PartyAffiliation")
    out.add(node, "org:member", out.person(person))
    out.add(node, "org:organization", party_node(party, out))
    return node


def party_node(key: str, out: Statements) -> NamedNode:
    """Return the party's node, described from the country's list of parties; independents are no party."""
    if key == "independent":
        return term("kg:independent")
    node = out.mint.national("party", key)
    out.add_types(node, "kg:Party")
    known = parties().get(key)
    if known is None:
        out.add_turkish(node, "skos:prefLabel", key)
    else:
        out.add_turkish(node, "skos:prefLabel", known.name)
        out.add_text(node, "skos:notation", known.short_name)
    return node
