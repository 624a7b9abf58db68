"""Collect the statements of one source: typed literals, periods and quotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from kentgraf.loaders.identity.lasting_keys import LastingKeys
from kentgraf.loaders.tables.rows import PeriodRow, QuotedRow
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import superclasses

TYPE = term("rdf:type")
PREF_LABEL = term("skos:prefLabel")
ALT_LABEL = term("skos:altLabel")
NOTATION = term("skos:notation")
QUOTED = term("prov:wasQuotedFrom")
LINE = term("kg:line")
LAST_LINE = term("kg:lastLine")
PRINTED = term("kg:printed")

_DATE = term("xsd:date")
_DECIMAL = term("xsd:decimal")
_INTEGER = term("xsd:integer")


About = dict[NamedNode, list[NamedNode | Literal]]
"""What is said of one thing: the values of each property, each value once."""


@dataclass(frozen=True)
class TableRow:
    """The table row in which a fact stands; numbers count the file's rows, the header being row 1."""

    table: str
    row: int


class Statements:
    """The statements about one source, in one named graph. `keys` are those of things that aren't named by their tables' codes."""

    def __init__(self, mint: Mint, graph: NamedNode, keys: LastingKeys) -> None:
        self.mint = mint
        self.keys = keys
        self._graph = graph
        self.retired: dict[NamedNode, NamedNode] = {}
        """IRIs of an earlier scheme, each with the one that stands for the same thing now."""
        self._quads: dict[Quad, None] = {}
        self._things: dict[NamedNode, About] = {}

    def __iter__(self) -> Iterator[Quad]:
        return iter(self._quads)

    @property
    def things(self) -> Mapping[NamedNode, About]:
        """What is said of each subject, in the order in which it was added."""
        return self._things

    def describes(self, subject: NamedNode) -> bool:
        """Return whether anything was added of the subject."""
        return subject in self._things

    def person(self, code: str) -> NamedNode:
        """Return the node of a person of the source's tables."""
        return self.mint.thing("person", self.keys.person(code))

    def retire(self, old: NamedNode, new: NamedNode) -> NamedNode:
        """Note that an IRI of an earlier scheme stood for what `new` stands for, and return `new`."""
        self.retired[old] = new
        return new

    def add(self, subject: NamedNode, predicate: str | NamedNode, value: NamedNode | Literal | None) -> None:
        """Add one statement; nothing if the value is None. `predicate` may be a prefixed name."""
        if value is not None:
            node = term(predicate) if isinstance(predicate, str) else predicate
            quad = Quad(subject, node, value, self._graph)
            if quad not in self._quads:
                self._quads[quad] = None
                self._things.setdefault(subject, {}).setdefault(node, []).append(value)

    def add_types(self, subject: NamedNode, *classes: str) -> None:
        """Add the classes of the subject, and the classes above them."""
        for name in classes:
            for node in (term(name), *superclasses(term(name))):
                self.add(subject, TYPE, node)

    def add_text(self, subject: NamedNode, predicate: str, value: str | None) -> None:
        """Add a plain text, unless it is blank."""
        if value:
            self.add(subject, predicate, Literal(value))

    def add_turkish(self, subject: NamedNode, predicate: str, value: str | None) -> None:
        """Add a Turkish text, unless it is blank."""
        if value:
            self.add(subject, predicate, Literal(value, language="tr"))

    def add_english(self, subject: NamedNode, predicate: str, value: str | None) -> None:
        """Add an English text, unless it is blank."""
        if value:
            self.add(subject, predicate, Literal(value, language="en"))

    def add_integer(self, subject: NamedNode, predicate: str, value: int | None) -> None:
        """Add an `xsd:integer`, unless it is None."""
        if value is not None:
            self.add(subject, predicate, Literal(str(value), datatype=_INTEGER))

    def add_decimal(self, subject: NamedNode, predicate: str, value: Decimal | None) -> None:
        """Add an exact `xsd:decimal`, as printed to the last place, unless it is None."""
        if value is not None:
            self.add(subject, predicate, Literal(format(value, "f"), datatype=_DECIMAL))

    def add_date(self, subject: NamedNode, predicate: str, value: date | None) -> None:
        """Add an `xsd:date`, unless it is None."""
        if value is not None:
            self.add(subject, predicate, Literal(value.isoformat(), datatype=_DATE))

    def add_boolean(self, subject: NamedNode, predicate: str, value: bool) -> None:
        """Add an `xsd:boolean`."""
        self.add(subject, predicate, Literal(value))

    def add_period(self, subject: NamedNode, row: PeriodRow) -> None:
        """Add the half-open period of a row, and which of its bounds are known."""
        self.add_bounds(
            subject, row.valid_from, row.valid_until, from_known=row.from_known, until_known=row.until_known
        )

    def add_bounds(
        self, subject: NamedNode, start: date | None, end: date | None, *, from_known: bool, until_known: bool
    ) -> None:
        """Add a half-open period, and which of its bounds are known."""
        self.add_date(subject, "kg:validFrom", start)
        self.add_date(subject, "kg:validUntil", end)
        self.add_boolean(subject, "kg:fromKnown", from_known)
        self.add_boolean(subject, "kg:untilKnown", until_known)

    def add_quotation(
        self, subject: NamedNode, row: QuotedRow, place: TableRow, printed: str | None = None
    ) -> NamedNode:
        """Add where a fact is quoted from: the line that prints it, or its row of the table where no source prints it.

        `printed` is the fact's own cell; without it the row's printed cells are taken. What is printed nowhere has no
        `kg:printed`. The line holds its whole text apart, as `kg:lineText`. Returns the node of the line.
        """
        if row.line is None:
            line = self._table_row(place)
        else:
            line = self.mint.lines(row.line, row.last_line)
            self.add_types(line, "kg:SourceLine")
            self.add(line, "dcterms:isPartOf", self.mint.document())
            self.add_integer(line, "kg:line", row.line)
            if row.last_line and row.last_line != row.line:
                self.add_integer(line, "kg:lastLine", row.last_line)
        self.add_text(line, "kg:lineText", row.printed)
        self.add(subject, QUOTED, line)
        self.add_integer(subject, "kg:line", row.line or place.row)
        self.add_text(subject, "kg:printed", printed if printed is not None else row.printed)
        return line

    def _table_row(self, place: TableRow) -> NamedNode:
        """Add the row of a typed table, in the document that is the table's file; rows count from 1, the header."""
        table = self.mint.table(place.table)
        self.add_types(table, "kg:TableFile")
        self.add_text(table, "kg:tableName", place.table)
        self.add(table, "dcterms:isPartOf", self.mint.document())
        node = self.mint.table_row(place.table, place.row)
        self.add_types(node, "kg:TableRow")
        self.add(node, "dcterms:isPartOf", table)
        self.add_text(node, "kg:tableName", place.table)
        self.add_integer(node, "kg:line", place.row)
        return node
