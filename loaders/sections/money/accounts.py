"""Read the financial statements (section 3.1.2): closing balance sheet, operating result, budget result.

The page prints two sides beside each other. A figure's side is told by where in the row it stands, its code by the
digits before its name, and sums by their words, which stand in the profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.documents.headings import Section
from kentgraf.loaders.documents.printed_values import UnreadableCell, read_number, strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import folded_phrases, reading_profile
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.accounts import Side, Statement, StatementRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_ACCOUNT = re.compile(r"(\d{1,3})\s+(\S.*)")
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_STATEMENTS: Final[dict[Statement, str]] = {
    "balance_sheet": "the balance sheet",
    "operating_result": "the operating result",
    "budget_result": "the budget result",
}
"""The statements, and what the section of each holds."""


@dataclass(frozen=True)
class _Half:
    """One half of a page: the first of its cells, and the years of its columns."""

    side: Side
    begin: int
    years: tuple[int, ...]


@dataclass(frozen=True)
class _Entry:
    code: str
    name: str
    side: Side
    cells: list[str]
    years: tuple[int, ...]


def read_balance_sheet(source: SourceText, section: Section, notes: Notes) -> list[StatementRow]:
    """Return the rows of the balance sheet, which prints assets beside liabilities."""
    halves: list[_Half] = []
    rows: list[StatementRow] = []
    for number, cells in _table(source, section):
        heads = _balance_heads(cells)
        if heads:
            halves = heads
        elif halves:
            for entry in _balance_entries(cells, halves):
                rows += _rows("balance_sheet", entry, number, notes)
    return rows


def _table(source: SourceText, section: Section) -> Iterator[tuple[int, list[str]]]:
    for number, line in source.span(section.first, section.last):
        if is_table_line(line):
            yield number, split_cells(line)


def _balance_heads(cells: list[str]) -> list[_Half]:
    sides: tuple[Side, ...] = ("assets", "liabilities")
    at = {
        s: next((n for n, c in enumerate(cells) if fold(c) == folded_phrases("balance_sheet", s)[0]), None)
        for s in sides
    }
    assets, liabilities = at["assets"], at["liabilities"]
    if assets is None or liabilities is None:
        return []
    return [
        _Half("assets", assets, _years(cells[assets:liabilities])),
        _Half("liabilities", liabilities, _years(cells[liabilities:])),
    ]


def _years(cells: list[str]) -> tuple[int, ...]:
    return tuple(int(match[1]) for cell in cells if (match := _YEAR.search(cell)))


def _balance_entries(cells: list[str], halves: list[_Half]) -> Iterator[_Entry]:
    at = 0
    while at < len(cells):
        half = halves[1] if at >= halves[1].begin else halves[0]
        coded = _ACCOUNT.fullmatch(strip_markup(cells[at]))
        alone = re.fullmatch(r"\d{1,3}", cells[at]) and at + 1 < len(cells) and not _is_amount(cells[at + 1])
        sums = _sum_named("balance_sheet", cells[at])
        if coded or alone or sums:
            name = coded[2] if coded else strip_markup(cells[at + 1]) if alone else strip_markup(cells[at])
            code = coded[1] if coded else cells[at] if alone else str(sums)
            first = at + (2 if alone else 1)
            yield _Entry(code, name, half.side, cells[first : first + len(half.years)], half.years)
            at = first + len(half.years)
        else:
            at += 1


def _is_amount(cell: str) -> bool:
    try:
        return read_number(cell) is not None
    except UnreadableCell:
        return False


def _sum_named(statement: Statement, cell: str) -> str | None:
    """Return the code of the sum that `cell` names, by the longest matching phrase of the profile; a slip is allowed."""
    text = fold(strip_markup(cell))
    best: tuple[int, str] | None = None
    for code, words in reading_profile()[statement]["sums"].items():
        wanted = fold(words)
        slips = len(wanted) // 12
        distance = OSA.distance(text, wanted, score_cutoff=slips)
        if text and distance <= slips and (best is None or distance < best[0]):
            best = (distance, code)
    return best[1] if best else None


def read_result(source: SourceText, section: Section, statement: Statement, notes: Notes) -> list[StatementRow]:
    """Return the rows of the operating or budget result: account, sub-account, kind and one column a year, on both halves."""
    halves: list[_Half] = []
    rows: list[StatementRow] = []
    for number, cells in _table(source, section):
        heads = _result_heads(cells, statement)
        if heads:
            halves = heads
            continue
        for place, half in enumerate(halves):
            end = halves[place + 1].begin if place + 1 < len(halves) else len(cells)
            entry = _result_entry(cells[half.begin : end], half, statement)
            if entry:
                rows += _rows(statement, entry, number, notes)
    return rows


def _result_heads(cells: list[str], statement: Statement) -> list[_Half]:
    """Return the halves, which begin at the first and the middle `Hesap Kodu`; each has its own years."""
    wanted = folded_phrases(statement, "account")[0]
    marks = [at for at, cell in enumerate(cells) if fold(cell) == wanted]
    with_years = [at for at, cell in enumerate(cells) if _YEAR.search(cell)]
    if not marks or not with_years:
        return []
    begin_right = next((at for at in marks if at > with_years[0]), None)
    left = cells[:begin_right]
    halves = [_Half("expense", marks[0], _years(left))]
    if begin_right is not None:
        halves.append(_Half("revenue", begin_right, _years(cells[begin_right:])))
    return halves


def _result_entry(cells: list[str], half: _Half, statement: Statement) -> _Entry | None:
    labels, amounts = cells[:3], cells[3 : 3 + len(half.years)]
    words = [strip_markup(cell) for cell in labels if cell and not re.fullmatch(r"\d+", cell)]
    codes = [cell for cell in labels if re.fullmatch(r"\d+", cell)]
    if not words or not any(amounts):
        return None
    named = _sum_named(statement, words[0])
    if named:
        side, _, code = named.partition(".")
        return _Entry(code, words[0], _side(side), amounts, half.years)
    if len(codes) != 2:
        return None
    sides: dict[str, str] = reading_profile()[statement].get("sides", {})
    side = next((name for digits, name in sides.items() if codes[0].startswith(digits)), half.side)
    return _Entry(".".join(codes), words[0], _side(side), amounts, half.years)


def _side(name: str) -> Side:
    known: dict[str, Side] = {"expense": "expense", "revenue": "revenue", "refund": "refund"}
    return known[name]


def _rows(statement: Statement, entry: _Entry, line: int, notes: Notes) -> Iterator[StatementRow]:
    for year, cell in zip(entry.years, entry.cells, strict=False):
        value: Decimal | None = None
        key = f"{statement}/{entry.side}/{entry.code}/{year}"
        try:
            number = read_number(cell)
            value = number.value if number else None
        except UnreadableCell as error:
            notes.unreadable(error, "financial_statements", line=line, row=key, field="amount")
        yield StatementRow(
            statement=statement, side=entry.side, code=entry.code, name=entry.name, year=year, amount=value,
            line=line, printed=join_cells([entry.name, cell]),
        )  # fmt: skip


def read_statements(reading: Reading) -> Filled:
    """Fill the financial statements: balance sheet, operating result and budget result."""
    source = reading.source
    rows: list[StatementRow] = []
    for name, missing in _STATEMENTS.items():

        def statement_of(section: Section, notes: Notes, name: Statement = name) -> list[StatementRow]:
            if name == "balance_sheet":
                return read_balance_sheet(source, section, notes)
            return read_result(source, section, name, notes)

        rows += reading.read_first(name, statement_of, f"{missing}; its table is empty") or ()
    return {StatementRow: rows}


READERS: Final = (SectionReader("financial statements", (StatementRow,), read_statements),)
