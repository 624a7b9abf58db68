"""Read the council's decision that accepted the report: number, date and signatories."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from kentgraf.loaders.documents.printed_values import UnreadableCell, read_dates
from kentgraf.loaders.documents.text import SourceText, join_cells
from kentgraf.loaders.identity.names import parse_name
from kentgraf.loaders.profiles.profile import folded_phrases
from kentgraf.loaders.sections.governance.committees import is_name
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.decision import DecisionRow, SignatoryRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold


@dataclass(frozen=True)
class Signature:
    """Somebody who signed the decision on the report."""

    name: str
    honorific: str | None
    capacity: Literal["presiding", "clerk"]
    capacity_printed: str
    line: int
    last_line: int
    printed: str


@dataclass(frozen=True)
class ReportDecision:
    """The council's decision on the report."""

    number: str
    decided_on: date | None
    line: int
    last_line: int
    printed: str
    signatures: tuple[Signature, ...]


def read_decision(source: SourceText, heading: int, last: int, notes: Notes) -> ReportDecision | None:
    """Return the decision around the heading MECLİS KARARI: number and date above it, signatures below; None if there is none."""
    number = day = None
    found: list[tuple[int, str]] = []
    for line_number, line in source.span(max(1, heading - 15), heading + 15):
        label, _, value = line.partition(":")
        if fold(label) == folded_phrases("decision", "number")[0] and value.strip():
            number = value.strip()
            found.append((line_number, number))
        elif fold(label) == folded_phrases("decision", "date")[0] and value.strip():
            try:
                day = next(iter(read_dates(value)), None)
                found.append((line_number, value.strip()))
            except UnreadableCell as error:
                notes.unreadable(error, "decisions", line=line_number, field="decided_on")
    if number is None:
        return None
    lines = [line_number for line_number, _ in found]
    signatures = tuple(_signatures(source, heading + 1, min(last, heading + 80)))
    return ReportDecision(number, day, min(lines), max(lines), join_cells([text for _, text in found]), signatures)


def _signatures(source: SourceText, first: int, last: int) -> Iterator[Signature]:
    block: list[tuple[int, str]] = []
    for number, line in [*source.span(first, last), (last + 1, "")]:
        text = line.strip()
        if text:
            block.append((number, text))
            continue
        if 2 <= len(block) <= 4 and is_name(block[0][1]):
            capacity = _capacity([t for _, t in block[1:]])
            if capacity:
                name = parse_name(block[0][1])
                yield Signature(
                    name.name, name.honorific, capacity, join_cells([t for _, t in block[1:]]),
                    block[0][0], block[-1][0], join_cells([t for _, t in block]),
                )  # fmt: skip
        block = []


def _capacity(lines: list[str]) -> Literal["presiding", "clerk"] | None:
    texts = [fold(line) for line in lines]
    if any(phrase in text for text in texts for phrase in folded_phrases("decision", "clerk")):
        return "clerk"
    if any(phrase in text for text in texts for phrase in folded_phrases("decision", "presiding")):
        return "presiding"
    return None


def read_report_decision(reading: Reading) -> Filled:
    """Fill the decision on the report and its signatories."""
    for section in reading.sections.all("decision"):
        decision = read_decision(reading.source, section.heading, section.last, reading.notes)
        if decision:
            return {DecisionRow: [_decision_row(decision)], SignatoryRow: _signatory_rows(decision, reading)}
    reading.notes.add("missing", "decision", "the council's decision on the report; its tables are empty")
    return {}


def _decision_row(decision: ReportDecision) -> DecisionRow:
    return DecisionRow(
        decision=decision.number, decided_on=decision.decided_on,
        line=decision.line, last_line=decision.last_line, printed=decision.printed,
    )  # fmt: skip


def _signatory_rows(decision: ReportDecision, reading: Reading) -> list[SignatoryRow]:
    return [
        SignatoryRow(
            decision=decision.number, place=place,
            person=reading.people.resolve_member(s.name, s.honorific, s.line, reading.notes, about="signatories"),
            name_printed=s.name, capacity=s.capacity, capacity_printed=s.capacity_printed,
            line=s.line, last_line=s.last_line, printed=s.printed,
        )
        for place, s in enumerate(decision.signatures, start=1)
    ]  # fmt: skip


READERS: Final = (SectionReader("decision", (DecisionRow, SignatoryRow), read_report_decision, (MemberRow,)),)
