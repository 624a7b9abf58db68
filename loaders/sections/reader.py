"""What a section reader is: a function that fills tables from a report, with the tables that it fills and needs.

The order in which readers run follows from that, so a new section touches no other (`extract` runs them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from pydantic import ValidationError

from kentgraf.loaders.documents.headings import Section, Sections
from kentgraf.loaders.documents.text import SourceText
from kentgraf.loaders.identity.people import PeopleRegister
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.package import SourceMeta
from kentgraf.loaders.tables.rows import Row
from kentgraf.ontology.periods import Period

R = TypeVar("R", bound=Row)
T = TypeVar("T")

Filled = Mapping[type[Row], Iterable[Row]]
"""The rows that a reader gives, by the row class of their table."""


@dataclass
class Reading:
    """One reading of one report: its text and sections, the people met so far, and the tables filled so far."""

    source: SourceText
    sections: Sections
    meta: SourceMeta
    people: PeopleRegister
    notes: Notes
    tables: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def year(self) -> Period:
        """The reported year."""
        return Period(date(self.meta.year, 1, 1), date(self.meta.year + 1, 1, 1))

    def rows(self, row_class: type[R]) -> list[R]:
        """Return the rows of a table that was filled before; none where nothing filled it."""
        return [row for row in self.tables.get(row_class.table, []) if isinstance(row, row_class)]

    def read_first(
        self, names: str | Sequence[str], read: Callable[[Section, Notes], T], missing: str | None = None
    ) -> T | None:
        """Return the first non-empty result that `read` gives for a section of these names.

        Notes of sections that gave nothing are dropped if another gives something. Else they are kept, `missing` (what
        the section holds) is noted, if given, and None is returned.
        """
        names = [names] if isinstance(names, str) else names
        in_vain = Notes()
        for section in (section for name in names for section in self.sections.all(name)):
            notes = Notes()
            found = read(section, notes)
            if found:
                self.notes.extend(notes)
                return found
            in_vain.extend(notes)
        self.notes.extend(in_vain)
        if missing:
            self.notes.add("missing", names[0], f"the section with {missing}")
        return None

    def period_columns(self, period: Period) -> dict[str, object]:
        """Return a period as the columns of a row. A bound that only the report's year sets is not known."""
        return {
            "valid_from": period.start,
            "valid_until": period.end,
            "from_known": period.start is not None and period.start != self.year.start,
            "until_known": period.end is not None and period.end != self.year.end,
        }


@dataclass(frozen=True)
class SectionReader:
    """Fills the tables of `fills` from a report, after the tables of `needs` have been filled."""

    name: str
    fills: tuple[type[Row], ...]
    read: Callable[[Reading], Filled]
    needs: tuple[type[Row], ...] = ()

    def run(self, reading: Reading) -> None:
        """Read, and put the rows into the tables of `reading`.

        A row that breaks the rules of its table costs the tables of this reader, and is noted.
        Raises ValueError if the reader gives rows of a table that it doesn't declare.
        """
        try:
            filled = self.read(reading)
        except ValidationError as error:
            first = error.errors()[0]
            told = f"{first['msg']}; the tables of this section were left out"
            field = ".".join(map(str, first["loc"])) or None
            reading.notes.add("unreadable", error.title, told, field=field, found=str(first["input"]))
            filled = {}
        if undeclared := filled.keys() - set(self.fills):
            names = ", ".join(sorted(row_class.table for row_class in undeclared))
            raise ValueError(f"the reader {self.name} fills tables that it doesn't declare: {names}")
        for row_class in self.fills:
            reading.tables[row_class.table] = list(filled.get(row_class, ()))


def in_order(readers: Sequence[SectionReader]) -> list[SectionReader]:
    """Return the readers so that each stands after those that fill what it needs, else in the order given.

    Raises ValueError if two fill the same table, if nobody fills what one needs, or if they need each other.
    """
    filled_by: dict[type[Row], SectionReader] = {}
    for reader in readers:
        for row_class in reader.fills:
            if row_class in filled_by:
                raise ValueError(f"{filled_by[row_class].name} and {reader.name} both fill {row_class.table}")
            filled_by[row_class] = reader
    for reader in readers:
        for row_class in reader.needs:
            if row_class not in filled_by:
                raise ValueError(f"{reader.name} needs {row_class.table}, which no reader fills")
    needs = {reader.name: {filled_by[row_class].name for row_class in reader.needs} for reader in readers}
    sorter = TopologicalSorter(needs)
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"readers need each other: {' → '.join(error.args[1])}") from error
    place = {reader.name: number for number, reader in enumerate(readers)}
    ready: list[str] = []
    ordered: list[str] = []
    while sorter.is_active():
        ready.extend(sorter.get_ready())
        first = min(ready, key=place.__getitem__)
        ready.remove(first)
        ordered.append(first)
        sorter.done(first)
    by_name = {reader.name: reader for reader in readers}
    return [by_name[name] for name in ordered]


def table_reader(
    row_class: type[R],
    names: str | Sequence[str],
    read: Callable[[SourceText, Section, Notes], Sequence[R]],
    missing: str | None = None,
) -> SectionReader:
    """Return the reader of a table that stands in one section and needs no other; `missing` says what the section holds."""

    def fill(reading: Reading) -> Filled:
        told = f"{missing}; its table is empty" if missing else None
        found = reading.read_first(names, lambda section, notes: read(reading.source, section, notes), told)
        return {row_class: found or ()}

    return SectionReader(row_class.table, (row_class,), fill)
