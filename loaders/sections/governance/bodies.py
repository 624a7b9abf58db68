"""The bodies of the city's government, their terms, members and replacements, from the sections on each kind of body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import find_printed_dates
from kentgraf.loaders.documents.text import join_cells
from kentgraf.loaders.identity.department_names import expand_abbreviations
from kentgraf.loaders.sections.governance.commissions import Replacement, read_commissions, resolve_commissions
from kentgraf.loaders.sections.governance.committees import (
    BodiesRead,
    Body,
    PrintedMembership,
    Renaming,
    read_columns_by_period,
    read_executive_committee,
    read_plain_list,
)
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.bodies import BodyRow, BodyTermRow, MembershipRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.periods import Period
from kentgraf.ontology.turkish import fold, slug

_EXECUTIVE: Final = "executive-committee"
_AUDIT: Final = "audit-commission"


def read_bodies(reading: Reading) -> Filled:
    """Fill bodies, their terms, memberships, replacements and renamed units."""
    read = BodiesRead([Body("council", "council", f"{reading.meta.municipality} Meclisi")])
    _read_executive_committee(reading, read)
    _read_agency_committees(reading, read)
    _read_audit_commission(reading, read)
    footnotes = _read_commissions(reading, read)
    memberships = [_membership(place, reading) for place in read.places]
    units = reading.rows(InstitutionalMoneyRow)
    return {
        BodyRow: [
            BodyRow(body=b.key, kind=b.kind, name=b.name, spellings=join_cells(b.spellings) or None, agency=b.agency)
            for b in read.bodies
        ],
        BodyTermRow: _body_terms(read.places, reading),
        MembershipRow: memberships,
        ReplacementRow: [_replacement(note, memberships, reading) for note in footnotes],
        UnitChangeRow: [_unit_change(renaming, units) for renaming in read.renamings],
    }


def _read_executive_committee(reading: Reading, read: BodiesRead) -> None:
    def committee(section: Section, notes: Notes) -> BodiesRead | None:
        found = read_executive_committee(reading.source, section, _EXECUTIVE, notes)
        return found if found.places else None

    missing = "the executive committee (encümen); its tables are empty"
    found = reading.read_first("executive_committee", committee, missing)
    if found:
        read.bodies.append(Body(_EXECUTIVE, "executive_committee", f"{reading.meta.municipality} Encümeni"))
        read.places += found.places
        read.renamings += found.renamings


def _read_agency_committees(reading: Reading, read: BodiesRead) -> None:
    for section in reading.sections.all("agency_committee"):
        title = reading.source.line(section.heading).strip()
        agency = slug(title).rpartition("-")[0]
        key = f"{_EXECUTIVE}/{agency}"
        places = read_columns_by_period(reading.source, section, key, reading.notes).places
        if places and agency:
            read.bodies.append(Body(key, "executive_committee", title, agency=agency))
            read.places += places


def _read_audit_commission(reading: Reading, read: BodiesRead) -> None:
    def commission(section: Section, _: Notes) -> tuple[str, list[PrintedMembership]] | None:
        places = read_plain_list(reading.source, section, _AUDIT).places
        return (reading.source.line(section.heading).strip(), places) if places else None

    found = reading.read_first("audit_commission", commission, "the audit commission; its tables are empty")
    if found:
        title, places = found
        read.bodies.append(Body(_AUDIT, "audit_commission", title))
        read.places += places


def _read_commissions(reading: Reading, read: BodiesRead) -> list[Replacement]:
    """Add the commissions of all terms, and return the footnotes on seats that changed hands."""
    printed: list[tuple[str, PrintedMembership]] = []
    footnotes: list[Replacement] = []
    for section in reading.sections.all("commissions"):
        found, notes = read_commissions(reading.source, section, reading.notes)
        printed += found
        footnotes += notes
    if not printed:
        missing = "the section with the specialised commissions; its tables are empty"
        reading.notes.add("missing", "commissions", missing)
    bodies, places = resolve_commissions(printed, reading.source, reading.notes)
    read.bodies += bodies
    read.places += places
    return footnotes


def _body_terms(places: Sequence[PrintedMembership], reading: Reading) -> Iterator[BodyTermRow]:
    """Yield a row for each term of a body that the report prints with its days."""
    seen: set[tuple[str, str]] = set()
    for place in places:
        if place.term.start is None or place.term_line is None or (place.body, place.term_from) in seen:
            continue
        seen.add((place.body, place.term_from))
        yield BodyTermRow(
            body=place.body, term_from=place.term_from, **reading.period_columns(place.term), line=place.term_line,
            printed=join_cells(find_printed_dates(reading.source.line(place.term_line))),
        )  # fmt: skip


def _membership(place: PrintedMembership, reading: Reading) -> MembershipRow:
    people, notes = reading.people, reading.notes
    if place.seat_kind == "elected":
        person = people.resolve_member(place.name, place.honorific, place.line, notes, about="memberships")
    else:
        person = people.resolve_office_holder(
            place.name, place.honorific, place.line, may_be_member=place.role == "chair"
        )
    start = max((d for d in (place.term.start, place.joined) if d), default=None)
    end = min((d for d in (place.term.end, place.left) if d), default=None)
    if start and end and end <= start:
        told = "an end after the start; the end was left out"
        notes.add("doubtful", "memberships", told, line=place.line, row=place.body, found=place.printed)
        end = None
    return MembershipRow(
        body=place.body, term_from=place.term_from, slot=place.slot,
        person=person, name_printed=place.name, role=place.role, role_printed=place.role_printed,
        seat_kind=place.seat_kind, office=place.office, mark=place.mark,
        **reading.period_columns(Period(start, end)), line=place.line, printed=place.printed,
    )  # fmt: skip


def _replacement(footnote: Replacement, memberships: Sequence[MembershipRow], reading: Reading) -> ReplacementRow:
    """Join a footnote to the seat beside whose name its mark stands; doubts are noted."""
    notes = reading.notes
    term = footnote.term.start.isoformat() if footnote.term.start else "undated"
    key = f"{term}/{footnote.mark}"
    marked = [
        m for m in memberships if m.body.startswith("commission/") and m.term_from == term and m.mark == footnote.mark
    ]
    if len(marked) != 1:
        found = f"{len(marked)} names with the mark"
        notes.add("doubtful", "replacements", "the mark beside one name", line=footnote.line, row=key, found=found)
    seat = marked[0] if len(marked) == 1 else None
    left, joined = (
        reading.people.resolve_member(name, None, footnote.line, notes, about="replacements") if name else None
        for name in (footnote.left_name, footnote.joined_name)
    )
    if seat and joined and seat.person != joined:
        expected = "the same name in the table and the footnote"
        found = f"{seat.name_printed} / {footnote.joined_name}"
        notes.add("doubtful", "replacements", expected, line=footnote.line, row=key, found=found)
    return ReplacementRow(
        term_from=term, mark=footnote.mark, body=seat.body if seat else None, slot=seat.slot if seat else None,
        left_name=footnote.left_name, left_person=left, joined_name=footnote.joined_name, joined_person=joined,
        resigned_from=footnote.resigned_from, petition_on=footnote.petition_on, decided_on=footnote.decided_on,
        decision=footnote.decision, outcome=footnote.outcome, line=footnote.line, printed=footnote.printed,
    )  # fmt: skip


def _unit_change(renaming: Renaming, units: Sequence[InstitutionalMoneyRow]) -> UnitChangeRow:
    """Return the renaming with the code of the department that bears the new name, if one does."""
    name = fold(expand_abbreviations(renaming.name))
    return UnitChangeRow(
        former_name=renaming.former_name, name=renaming.name, on=renaming.on,
        department=next((unit.code for unit in units if fold(expand_abbreviations(unit.name)) == name), None),
        line=renaming.line, printed=renaming.printed,
    )  # fmt: skip


READERS: Final = (
    SectionReader(
        "bodies",
        (BodyRow, BodyTermRow, MembershipRow, ReplacementRow, UnitChangeRow),
        read_bodies,
        needs=(MemberRow, InstitutionalMoneyRow),
    ),
)
