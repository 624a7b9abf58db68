"""Extract tables from a report's text: run every section reader, and name what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from kentgraf.loaders.documents.headings import Sections
from kentgraf.loaders.documents.text import SourceText, read_text
from kentgraf.loaders.identity.people import PeopleRegister
from kentgraf.loaders.sections.cover import read_cover
from kentgraf.loaders.sections.governance import bodies, council, decision, over_time
from kentgraf.loaders.sections.money import (
    accounts,
    amounts_in_text,
    classifications,
    financing,
    resources,
    spending,
    transfers,
)
from kentgraf.loaders.sections.reader import Reading, SectionReader, in_order
from kentgraf.loaders.sections.restore import restore_rows
from kentgraf.loaders.sections.strategy import activities, indicators, responsibilities, stated
from kentgraf.loaders.tables.corrections import AliasRow
from kentgraf.loaders.tables.notes import NoteRow, Notes
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import PersonRow, SpellingRow
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.progress import SILENT, Progress

_MODULES: Final = (
    council,
    bodies,
    decision,
    activities,
    spending,
    responsibilities,
    classifications,
    financing,
    amounts_in_text,
    resources,
    transfers,
    accounts,
    stated,
    indicators,
    over_time,
)
READERS: Final[tuple[SectionReader, ...]] = tuple(in_order([r for module in _MODULES for r in module.READERS]))
"""Every section reader, each after those that fill what it needs."""

_TELLING: Final = ("members", "commissions", "plan", "institutional", "results", "performance_money")
"""Sections of which a report has at least one."""


def extract_report(path: Path, progress: Progress = SILENT, *, aliases: Sequence[AliasRow] = ()) -> TablePackage:
    """Read the report at `path` into tables. `aliases` are a person's decisions on spellings.

    Raises SourceError if the file is no text or none of the report's sections is in it; a missing section, an unreadable
    cell or a doubtful name costs only itself and is listed in the package's notes.
    """
    progress.step("reading the report", len(READERS))
    reading = _open(read_text(path).body(), str(path), aliases)
    for reader in READERS:
        reader.run(reading)
        progress.advance()
    reading.tables[PersonRow.table] = list(reading.people.rows())
    reading.tables[SpellingRow.table] = list(reading.people.spellings())
    reading.tables[NoteRow.table] = list(reading.notes.rows())
    if reading.source.lines != reading.source.raw:
        reading.tables = {name: restore_rows(rows, reading.source) for name, rows in reading.tables.items()}
    return TablePackage(reading.meta, reading.tables)


def _open(source: SourceText, file: str, aliases: Sequence[AliasRow]) -> Reading:
    """Begin a reading. Raises SourceError if the text has no section of a report."""
    sections, notes = Sections(source), Notes()
    if not any(sections.all(name) for name in _TELLING):
        raise SourceError(
            file,
            found="none of the sections of an activity report",
            expected="headings such as Meclis Üyeleri or Performans Sonuçları",
        )
    meta = read_cover(source, notes)
    for remark in source.remarks:
        notes.add("unusual", "source", remark)
    return Reading(source, sections, meta, PeopleRegister(meta.year, aliases), notes)
