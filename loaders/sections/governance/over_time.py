"""Parties and offices over the year: derived from several tables, printed in no section."""

from __future__ import annotations

from typing import Final

from kentgraf.loaders.identity.affiliations import resolve_affiliations
from kentgraf.loaders.identity.offices import derive_offices
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.bodies import MembershipRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow, PartyChangeRow
from kentgraf.loaders.tables.people import OfficeRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow


def read_affiliations(reading: Reading) -> Filled:
    """Fill the parties of the members over the year."""
    members, changes = reading.rows(MemberRow), reading.rows(PartyChangeRow)
    memberships, replacements = reading.rows(MembershipRow), reading.rows(ReplacementRow)
    return {AffiliationRow: resolve_affiliations(members, changes, memberships, replacements, reading.notes)}


def read_offices(reading: Reading) -> Filled:
    """Fill the offices that give a seat."""
    memberships, units = reading.rows(MembershipRow), reading.rows(InstitutionalMoneyRow)
    return {OfficeRow: derive_offices(memberships, units, reading.rows(UnitChangeRow), reading.notes)}


READERS: Final = (
    SectionReader(
        "affiliations", (AffiliationRow,), read_affiliations, (MemberRow, PartyChangeRow, MembershipRow, ReplacementRow)
    ),
    SectionReader("offices", (OfficeRow,), read_offices, (MembershipRow, InstitutionalMoneyRow, UnitChangeRow)),
)
