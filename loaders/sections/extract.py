"""From a report's text to the tables: every section read in turn, what is missing named, and the people settled last."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from kentgraf.loaders.documents.cells import printed_days
from kentgraf.loaders.documents.headings import Section, Sections
from kentgraf.loaders.documents.text import SourceText, printed_cells, read_text
from kentgraf.loaders.identity.affiliations import settle_affiliations
from kentgraf.loaders.identity.names import read_name
from kentgraf.loaders.identity.offices import settle_offices
from kentgraf.loaders.identity.people import People
from kentgraf.loaders.identity.units import write_out
from kentgraf.loaders.sections import activities as joining
from kentgraf.loaders.sections import commissions as commissions_loader
from kentgraf.loaders.sections import committees as bodies_loader
from kentgraf.loaders.sections import council, indicators, responsibilities
from kentgraf.loaders.sections import plan as strategy
from kentgraf.loaders.sections import spending as money
from kentgraf.loaders.sections.commissions import Replacement
from kentgraf.loaders.sections.committees import Body, Place, Renaming
from kentgraf.loaders.sections.decision import ReportDecision, read_decision
from kentgraf.loaders.sections.extract_money import MoneyReader
from kentgraf.loaders.tables.governance import (
    ActivityRow,
    AliasRow,
    BodyRow,
    BodyTermRow,
    DecisionRow,
    DistrictRow,
    InstitutionalMoneyRow,
    MemberRow,
    MembershipRow,
    PartyChangeRow,
    PlanRow,
    ReplacementRow,
    ResponsibilityRow,
    Row,
    SignatoryRow,
    UnitChangeRow,
)
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.package import SourceMeta, TablePackage
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.periods import Period
from kentgraf.ontology.progress import SILENT, Progress
from kentgraf.ontology.turkish import fold, lower, slug, sort_key, upper

_COVER_LINES = 40
_EXECUTIVE = "executive-committee"


def extract_report(path: Path, progress: Progress = SILENT, *, aliases: Sequence[AliasRow] = ()) -> TablePackage:
    """Read the report at `path` into tables.

    Raises SourceError if the file is no text or none of the report's sections is in it; a missing section, an unreadable
    cell or a doubtful name costs only itself and is listed in the package's notes.
    """
    progress.step("reading the report", 5)
    source = read_text(path)
    return _Reading(source, str(path), progress, aliases).tables()


class _Reading:
    """One reading of one report; the steps fill `tables` and `notes`."""

    def __init__(self, source: SourceText, file: str, progress: Progress, aliases: Sequence[AliasRow]) -> None:
        self._source = source
        self._file = file
        self._progress = progress
        self._notes = Notes()
        self._sections = Sections(source)
        if not any(
            self._sections.all(name)
            for name in ("members", "commissions", "plan", "institutional", "results", "performance_money")
        ):
            raise SourceError(
                self._file,
                found="none of the sections of an activity report",
                expected="headings such as Meclis Üyeleri or Performans Sonuçları",
            )
        self._meta = _read_meta(source, self._notes)
        self._people = People(self._meta.year, aliases)
        self._year = Period(date(self._meta.year, 1, 1), date(self._meta.year + 1, 1, 1))
        self._rows: dict[str, list[Row]] = {}

    def tables(self) -> TablePackage:
        """Everything that the report gives."""
        for remark in self._source.remarks:
            self._notes.add("unusual", "source", remark)
        for step in (
            self._read_council,
            self._read_bodies,
            self._read_money_and_plan,
            self._read_indicators,
            self._settle_over_time,
        ):
            step()
            self._progress.advance()
        self._rows["people"] = list(self._people.rows())
        self._rows["spellings"] = list(self._people.spellings())
        self._rows["notes"] = list(self._notes.rows())
        return TablePackage(self._meta, self._rows)

    def _section(self, name: str, what: str, fits: Callable[[Section], object] | None = None) -> Section | None:
        """The section of that name (the first in which something of its kind is found); a missing one is noted."""
        for section in self._sections.all(name):
            if fits is None or fits(section):
                return section
        self._notes.add("missing", name, f"the section with {what}; its tables are empty")
        return None

    def _read_council(self) -> None:
        section = self._section("members", "the list of council members", lambda s: s.last - s.first > 4)
        if section is None:
            return
        blocks = council.read_members(self._source, section, self._notes)
        districts = council.find_districts(self._source, blocks, self._notes)
        roles = council.decide_roles(blocks, districts, self._notes)
        term = council.read_term(self._source, section) or self._year
        self._rows["districts"] = [
            DistrictRow(district=slug(d.name), name=d.name, spellings=printed_cells(d.spellings) or None)
            for d in sorted(set(districts.values()), key=lambda d: sort_key(d.name))
        ]
        self._rows["members"] = [
            MemberRow(
                number=number, person=self._people.add_member(block.name, block.honorific, block.first),
                name_printed=" ".join(block.lines[: _name_lines(block)]), role=role, role_printed=block.role_printed,
                district=slug(districts[block.district].name) if block.district else None,
                district_printed=block.district, party=block.party, party_printed=block.party_printed, mark=block.mark,
                **self._period(term), line=block.first, last_line=block.last, printed=block.printed,
            )
            for number, (block, role) in enumerate(zip(blocks, roles, strict=True), start=1)
        ]  # fmt: skip
        self._rows["party_changes"] = list(council.read_party_changes(self._source, section, blocks, self._notes))

    def _read_bodies(self) -> None:
        bodies = [Body("council", "council", f"{self._meta.municipality} Meclisi")]
        places: list[Place] = []
        renamings: list[Renaming] = []
        source, notes = self._source, self._notes
        executive = self._section(
            _EXECUTIVE.replace("-", "_"), "the executive committee (encümen)",
            lambda s: bodies_loader.read_executive_committee(source, s, _EXECUTIVE, Notes()).places,
        )  # fmt: skip
        if executive:
            bodies.append(Body(_EXECUTIVE, "executive_committee", f"{self._meta.municipality} Encümeni"))
            read = bodies_loader.read_executive_committee(source, executive, _EXECUTIVE, notes)
            places += read.places
            renamings += read.renamings
        for section in self._sections.all("agency_committee"):
            title = source.line(section.heading).strip()
            agency = slug(title).rpartition("-")[0]
            key = f"{_EXECUTIVE}/{agency}"
            found = bodies_loader.read_columns_by_period(source, section, key, notes).places
            if found and agency:
                bodies.append(Body(key, "executive_committee", title, agency=agency))
                places += found
        audit = self._section(
            "audit_commission", "the audit commission", lambda s: bodies_loader.read_plain_list(source, s, "").places
        )
        if audit:
            bodies.append(Body("audit-commission", "audit_commission", source.line(audit.heading).strip()))
            places += bodies_loader.read_plain_list(source, audit, "audit-commission").places
        commissions, commission_places, footnotes = self._read_commissions()
        self._rows["bodies"] = [
            BodyRow(body=b.key, kind=b.kind, name=b.name, spellings=printed_cells(b.spellings) or None, agency=b.agency)
            for b in [*bodies, *commissions]
        ]
        self._rows["body_terms"] = list(_body_terms([*places, *commission_places], source, self._period))
        memberships = [self._membership(place) for place in [*places, *commission_places]]
        self._rows["memberships"] = list(memberships)
        self._rows["replacements"] = [self._replacement(note, memberships) for note in footnotes]
        self._read_decision()
        self._rows["unit_changes"] = [
            UnitChangeRow(
                former_name=r.former_name, name=r.name, on=r.on, department=None, line=r.line, printed=r.printed
            )
            for r in renamings
        ]

    def _read_commissions(self) -> tuple[list[Body], list[Place], list[Replacement]]:
        printed: list[tuple[str, Place]] = []
        footnotes: list[Replacement] = []
        for section in self._sections.all("commissions"):
            found, notes = commissions_loader.read_commissions(self._source, section, self._notes)
            printed += found
            footnotes += notes
        if not printed:
            self._notes.add(
                "missing", "commissions", "the section with the specialised commissions; its tables are empty"
            )
        bodies, places = commissions_loader.settle_commissions(printed, self._source, self._notes)
        return bodies, places, footnotes

    def _period(self, period: Period) -> dict[str, object]:
        """A period as columns; where the report's year cuts it, the true bound is not known."""
        return {
            "valid_from": period.start,
            "valid_until": period.end,
            "from_known": period.start is not None and period.start != self._year.start,
            "until_known": period.end is not None and period.end != self._year.end,
        }

    def _membership(self, place: Place) -> MembershipRow:
        elected = place.seat_kind == "elected"
        if elected:
            person = self._people.member_named(
                place.name, place.honorific, place.line, self._notes, about="memberships"
            )
        else:
            person = self._people.holder_named(
                place.name, place.honorific, place.line, may_be_member=place.role == "chair"
            )
        start = max((d for d in (place.term.start, place.joined) if d), default=None)
        end = min((d for d in (place.term.end, place.left) if d), default=None)
        if start and end and end <= start:
            self._notes.add(
                "doubtful",
                "memberships",
                "an end after the start; the end was left out",
                line=place.line,
                row=place.body,
                found=place.printed,
            )
            end = None
        return MembershipRow(
            body=place.body, term_from=place.term_from, slot=place.slot,
            person=person, name_printed=place.name, role=place.role, role_printed=place.role_printed,
            seat_kind=place.seat_kind, office=place.office, mark=place.mark,
            **self._period(Period(start, end)), line=place.line, printed=place.printed,
        )  # fmt: skip

    def _replacement(self, note: Replacement, memberships: list[MembershipRow]) -> ReplacementRow:
        term = note.term.start.isoformat() if note.term.start else "undated"
        marked = [
            m for m in memberships if m.body.startswith("commission/") and m.term_from == term and m.mark == note.mark
        ]
        if len(marked) != 1:
            self._notes.add(
                "doubtful",
                "replacements",
                "the mark beside one name",
                line=note.line,
                row=f"{term}/{note.mark}",
                found=f"{len(marked)} names with the mark",
            )
        seat = marked[0] if len(marked) == 1 else None
        people = {
            which: self._people.member_named(name, None, note.line, self._notes, about="replacements") if name else None
            for which, name in (("left", note.left_name), ("joined", note.joined_name))
        }
        if seat and people["joined"] and seat.person != people["joined"]:
            self._notes.add(
                "doubtful",
                "replacements",
                "the same name in the table and the footnote",
                line=note.line,
                row=f"{term}/{note.mark}",
                found=f"{seat.name_printed} / {note.joined_name}",
            )
        return ReplacementRow(
            term_from=term, mark=note.mark, body=seat.body if seat else None, slot=seat.slot if seat else None,
            left_name=note.left_name, left_person=people["left"], joined_name=note.joined_name, joined_person=people["joined"],
            resigned_from=note.resigned_from, petition_on=note.petition_on, decided_on=note.decided_on,
            decision=note.decision, outcome=note.outcome, line=note.line, printed=note.printed,
        )  # fmt: skip

    def _read_decision(self) -> None:
        for section in self._sections.all("decision"):
            decision = read_decision(self._source, section.heading, section.last, self._notes)
            if decision:
                self._rows["decisions"] = [
                    DecisionRow(
                        decision=decision.number,
                        decided_on=decision.decided_on,
                        line=decision.line,
                        last_line=decision.last_line,
                        printed=decision.printed,
                    )
                ]
                self._rows["signatories"] = self._signatories(decision)
                return
        self._notes.add("missing", "decision", "the council's decision on the report; its tables are empty")

    def _signatories(self, decision: ReportDecision) -> list[Row]:
        return [
            SignatoryRow(
                decision=decision.number, place=place,
                person=self._people.member_named(s.name, s.honorific, s.line, self._notes, about="signatories"),
                name_printed=s.name, capacity=s.capacity, capacity_printed=s.capacity_printed,
                line=s.line, last_line=s.last_line, printed=s.printed,
            )
            for place, s in enumerate(decision.signatures, start=1)
        ]  # fmt: skip

    def _read_money_and_plan(self) -> None:
        source, notes = self._source, self._notes
        plan_section = self._section(
            "plan", "the strategic plan (2.1)", lambda s: strategy.read_plan(source, s, Notes()).elements
        )
        plan = strategy.read_plan(source, plan_section, notes) if plan_section else strategy.Plan()
        table_section = self._section(
            "performance_money",
            "the performance table (İdare Performans Tablosu)",
            lambda s: money.read_performance_table(source, s, Notes()).rows,
        )
        table = (
            money.read_performance_table(source, table_section, notes) if table_section else money.PerformanceTable()
        )
        units_section = self._section(
            "institutional",
            "the institutional classification",
            lambda s: money.read_institutional_table(source, s, Notes()),
        )
        units = money.read_institutional_table(source, units_section, notes) if units_section else []
        results = self._sections.first("results")
        elsewhere = strategy.headings_of(source, results) if results else []
        self._rows["plan"] = list(joining.plan_rows(source, plan, table, elsewhere, notes))
        activity_rows = joining.join_activities(plan, table, notes)
        self._rows["activities"] = list(activity_rows)
        self._rows["performance_money"] = list(table.rows)
        self._rows["institutional_money"] = list(units)
        if activity_rows and units:
            first = plan_section.last + 1 if plan_section else 1
            last = results.heading - 1 if results else len(source.lines)
            self._rows["responsibilities"] = list(self._read_responsibilities(first, last, activity_rows, units))
        self._rows["unit_changes"] = [_with_department(row, units) for row in self._rows.get("unit_changes", [])]
        elements = TablePackage(self._meta, self._rows).rows(PlanRow)
        self._rows |= MoneyReader(source, self._sections, notes).tables(units, elements)

    def _read_responsibilities(
        self, first: int, last: int, activities: Sequence[ActivityRow], units: Sequence[InstitutionalMoneyRow]
    ) -> list[ResponsibilityRow]:
        """The labels between the plan and the results, or wherever they stand in a report whose sections come otherwise."""
        for span in ((first, last), (1, len(self._source.lines))):
            noted = Notes()
            found = responsibilities.read_responsibilities(self._source, *span, activities, units, noted)
            if found:
                break
        self._notes.take(noted)
        return found

    def _settle_over_time(self) -> None:
        """Parties and offices over the year, which rest on several sections."""
        found = TablePackage(self._meta, self._rows)
        memberships = found.rows(MembershipRow)
        self._rows["affiliations"] = list(
            settle_affiliations(
                found.rows(MemberRow), found.rows(PartyChangeRow), memberships, found.rows(ReplacementRow), self._notes
            )
        )
        units, changes = found.rows(InstitutionalMoneyRow), found.rows(UnitChangeRow)
        self._rows["offices"] = list(settle_offices(memberships, units, changes, self._notes))

    def _read_indicators(self) -> None:
        section = self._section(
            "results",
            "the performance indicators (Performans Sonuçları)",
            lambda s: indicators.read_indicators(self._source, s, Notes())[0],
        )
        if section:
            rows, reasons = indicators.read_indicators(self._source, section, self._notes)
            self._rows["indicators"] = list(rows)
            self._rows["deviation_reasons"] = list(reasons)


def _body_terms(
    places: Sequence[Place], source: SourceText, as_columns: Callable[[Period], dict[str, object]]
) -> Iterator[BodyTermRow]:
    """A row for each term of a body that the report prints with its days."""
    seen: set[tuple[str, str]] = set()
    for place in places:
        if place.term.start is None or place.term_line is None or (place.body, place.term_from) in seen:
            continue
        seen.add((place.body, place.term_from))
        yield BodyTermRow(
            body=place.body, term_from=place.term_from, **as_columns(place.term), line=place.term_line,
            printed=printed_cells(printed_days(source.line(place.term_line))),
        )  # fmt: skip


def _name_lines(block: council.MemberBlock) -> int:
    """How many of the block's lines print the name."""
    printed = 0
    for count in range(1, len(block.lines) + 1):
        if fold(read_name(" ".join(block.lines[:count])).name) == fold(block.name):
            printed = count
            break
    return printed or 1


def _with_department(row: Row, units: Sequence[InstitutionalMoneyRow]) -> Row:
    if not isinstance(row, UnitChangeRow):
        return row
    code = next((unit.code for unit in units if fold(write_out(unit.name)) == fold(write_out(row.name))), None)
    return row.model_copy(update={"department": code})


def _read_meta(source: SourceText, notes: Notes) -> SourceMeta:
    """Which municipality and which year: from the cover, else from the text."""
    cover = [line.strip() for line in source.lines[:_COVER_LINES] if line.strip()]
    printed = next((line for line in cover if re.search(r"BELED[İI]YES[İI]$", upper(line))), None)
    if printed is None:
        found = re.search(r"([A-ZÇĞİÖŞÜ]\w+(?: Büyükşehir)?) Belediyesi\b", source.whole)
        printed = found.group() if found else None
    if printed is None:
        notes.add("missing", "source", "the municipality's name on the cover")
        printed = "Belediye"
    municipality = " ".join(word[:1] + lower(word[1:]) for word in printed.split())
    year = next((int(line) for line in cover if re.fullmatch(r"(19|20)\d\d", line)), None) or _likely_year(
        source, notes
    )
    city = slug(re.sub(r"\s*(büyükşehir)?\s*belediyesi$", "", lower(printed))) or "city"
    return SourceMeta(
        source=f"{city}-{year}", city=city, municipality=municipality, year=year,
        title=f"{municipality} {year} Faaliyet Raporu", file=source.name, sha256=source.sha256, lines=len(source.lines),
    )  # fmt: skip


def _likely_year(source: SourceText, notes: Notes) -> int:
    """The year of the term over the list of members, else the year that is printed most before `Mali Yılı`."""
    terms = re.findall(r"\d\d\.\d\d\.((?:19|20)\d\d)\s*-", source.whole) or re.findall(
        r"((?:19|20)\d\d) (?:Mali )?[Yy]ılı", source.whole
    )
    if not terms:
        raise SourceError(source.name, found="no year", expected="the year of the report on its cover")
    year = int(max(sorted(set(terms)), key=terms.count))
    notes.add("missing", "source", f"the year on the cover; {year} was taken from the text")
    return year
