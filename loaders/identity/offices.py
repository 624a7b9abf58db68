"""Derive offices over time (secretary general, head of department) from the seats that come with them.

A person's terms that follow each other without a gap are one time in office.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from kentgraf.loaders.identity.department_names import expand_abbreviations
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.tables.bodies import MembershipRow, UnitChangeRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.people import OfficeRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.turkish import fold

OfficeRole = Literal["secretary_general", "head_of_department", "legal_counsel", "mayor"]
MUNICIPALITY = "municipality"


def derive_offices(
    memberships: Sequence[MembershipRow],
    units: Sequence[InstitutionalMoneyRow],
    changes: Sequence[UnitChangeRow],
    notes: Notes,
) -> list[OfficeRow]:
    """Return the offices that come with a seat, in the order in which the committees print them."""
    rows: list[OfficeRow] = []
    for seat in memberships:
        if seat.seat_kind != "ex_officio" or not seat.office:
            continue
        role = _role_of(seat.office)
        if role is None:
            notes.add(
                "unusual",
                "offices",
                "an office such as Genel Sekreter or Dairesi Başkanı",
                line=seat.line,
                found=seat.office,
            )
            continue
        unit = MUNICIPALITY
        if role in ("head_of_department", "legal_counsel"):
            found = find_unit_of_office(seat.office, units, changes)
            if found is None and units:
                notes.add(
                    "doubtful",
                    "offices",
                    "a department of the institutional classification",
                    line=seat.line,
                    found=seat.office,
                )
            unit = found or MUNICIPALITY
        _add(rows, seat, role, unit)
    return rows


def _add(rows: list[OfficeRow], seat: MembershipRow, role: OfficeRole, unit: str) -> None:
    """Extend the term of office that the seat continues, or start a new one."""
    earlier = [row for row in rows if (row.person, row.unit) == (seat.person, unit)]
    if earlier and earlier[-1].valid_until == seat.valid_from:
        update = {"valid_until": seat.valid_until, "until_known": seat.until_known, "office_printed": seat.office}
        rows[rows.index(earlier[-1])] = earlier[-1].model_copy(update=update)
        return
    rows.append(
        OfficeRow(
            person=seat.person,
            unit=unit,
            place=len(earlier) + 1,
            role=role,
            office_printed=seat.office or "",
            valid_from=seat.valid_from,
            valid_until=seat.valid_until,
            from_known=seat.from_known,
            until_known=seat.until_known,
            line=seat.line,
            printed=seat.printed,
        )
    )


def _role_of(office: str) -> OfficeRole | None:
    text = fold(office)
    if text.endswith(folded_phrases("executive", "chair")[0]):
        return "mayor"
    roles: tuple[OfficeRole, ...] = ("secretary_general", "legal_counsel", "head_of_department")
    return next(
        (role for role in roles if any(text.endswith(word) for word in folded_phrases("executive", "offices", role))),
        None,
    )


def find_unit_of_office(
    office: str, units: Sequence[InstitutionalMoneyRow], changes: Sequence[UnitChangeRow] = ()
) -> str | None:
    """Return the code of the department that the office heads: `Mali Hizmetler Dairesi Başkanı` leads to `… Başkanlığı`.

    A former name leads to the unit that bears the new one.
    """
    name = office
    for holder, unit in reading_profile()["units"]["of_office"].items():
        name = re.sub(rf"{holder}$", unit, name.strip())
    wanted = _bare(name)
    for change in changes:
        if _bare(change.former_name) == wanted:
            wanted = _bare(change.name)
    return next((u.code for u in units if _bare(u.name) == wanted), None)


def _bare(name: str) -> str:
    """Return a unit's name for comparison: abbreviations expanded, folded, without a leading ordinal (`I.`, `1.`)."""
    return re.sub(r"^(?:\d+|i{1,3})\s+", "", fold(expand_abbreviations(name)))
