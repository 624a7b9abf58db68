"""Tables to statements: the municipality and its districts, people, the spellings of their names, and their offices."""

from __future__ import annotations

from kentgraf.loaders.identity.offices import MUNICIPALITY
from kentgraf.loaders.mapping.departments import department_node
from kentgraf.loaders.mapping.statements import Statements, TableRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import DistrictRow, OfficeRow, PersonRow, SpellingRow
from kentgraf.loaders.tables.rows import split_values
from kentgraf.ontology.namespaces import term

_OFFICE_ROLES = {
    "secretary_general": "kg:secretaryGeneral",
    "head_of_department": "kg:headOfDepartment",
    "legal_counsel": "kg:legalCounsel",
    "mayor": "kg:mayor",
}


def map_people(package: TablePackage, out: Statements) -> None:
    """Add the municipality, its districts, and its people with their offices."""
    _map_municipality(package, out)
    _map_persons(package, out)
    _map_offices(package, out)


def _map_municipality(package: TablePackage, out: Statements) -> None:
    city = out.mint.municipality()
    out.add_types(city, "kg:Municipality")
    out.add_turkish(city, "skos:prefLabel", package.meta.municipality)
    for district in package.rows(DistrictRow):
        node = out.mint.thing("district", district.district)
        out.add_types(node, "kg:District")
        out.add_turkish(node, "skos:prefLabel", district.name)
        out.add(node, "dcterms:isPartOf", city)
        for spelling in split_values(district.spellings):
            out.add_turkish(node, "skos:altLabel", spelling)


def _map_persons(package: TablePackage, out: Statements) -> None:
    for person in package.rows(PersonRow):
        node = out.person(person.person)
        out.add_types(node, "foaf:Person")
        out.add_text(node, "foaf:name", person.name)
        out.add_text(node, "schema:honorificPrefix", person.honorific)
    for number, spelling in package.numbered(SpellingRow):
        node = out.person(spelling.person)
        out.add_text(node, "skos:altLabel", spelling.spelling)
        reading = out.mint.thing("reading", package.meta.year, spelling.person, number - 1)
        out.add_types(reading, "kg:NameReading")
        out.add_text(reading, "kg:spelling", spelling.spelling)
        out.add(reading, "kg:readAs", node)
        out.add_text(reading, "kg:byRule", spelling.rule)
        out.add_integer(reading, "kg:lettersOff", spelling.distance)
        out.add_decimal(reading, "kg:confidence", spelling.confidence)
        out.add_text(reading, "kg:evidenceText", spelling.evidence)
        out.add_integer(reading, "kg:timesPrinted", spelling.times)


def _map_offices(package: TablePackage, out: Statements) -> None:
    for number, row in package.numbered(OfficeRow):
        keys = (row.person, row.unit, row.place)
        node = out.retire(out.mint.thing("office", *keys), out.mint.thing("office", package.meta.year, *keys))
        out.add_types(node, "kg:Office")
        out.add(node, "org:member", out.person(row.person))
        unit = out.mint.municipality() if row.unit == MUNICIPALITY else department_node(row.unit, out)
        out.add(node, "org:organization", unit)
        out.add(node, "org:role", term(_OFFICE_ROLES[row.role]))
        out.add_turkish(node, "kg:officeText", row.office_printed)
        out.add_period(node, row)
        out.add_quotation(node, row, TableRow("offices", number))
