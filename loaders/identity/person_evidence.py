"""What the tables of a source tell of each person, as far as it helps to find them in another source."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from kentgraf.loaders.identity.people_over_years import PersonEvidence
from kentgraf.loaders.tables.bodies import MembershipRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import OfficeRow, PersonRow, SpellingRow

_SEATS: Final = {"metropolitan_mayor": "mayor", "district_mayor": "mayor", "mayor": "mayor", "member": "member"}
_OFFICIAL: Final = "official"


def evidence_of(package: TablePackage) -> list[PersonEvidence]:
    """Return the evidence on each person of the source, in the order of its table of people."""
    told: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    came, left = set(), set()
    for spelling in package.rows(SpellingRow):
        told[spelling.person]["names"].add(spelling.spelling)
    for member in package.rows(MemberRow):
        about = told[member.person]
        about["seats"].add(_SEATS[member.role])
        about["districts"] |= {member.district} if member.district else set()
        about["parties"] |= {member.party} if member.party else set()
        came |= {member.person} if member.from_known else set()
        left |= {member.person} if member.until_known else set()
    for affiliation in package.rows(AffiliationRow):
        told[affiliation.person]["parties"].add(affiliation.party)
    for office in package.rows(OfficeRow):
        told[office.person]["units"].add(office.unit)
    for membership in package.rows(MembershipRow):
        told[membership.person]["bodies"].add(membership.body)
    return [_evidence(person, told[person.person], came, left) for person in package.rows(PersonRow)]


def _evidence(person: PersonRow, told: dict[str, set[str]], came: set[str], left: set[str]) -> PersonEvidence:
    return PersonEvidence(
        key=person.person,
        names=frozenset({person.name, *told["names"]}),
        districts=frozenset(told["districts"]),
        parties=frozenset(told["parties"]),
        seats=frozenset(told["seats"] or ({_OFFICIAL} if told["units"] else ())),
        units=frozenset(told["units"]),
        bodies=frozenset(told["bodies"]),
        came=person.person in came,
        left=person.person in left,
    )
