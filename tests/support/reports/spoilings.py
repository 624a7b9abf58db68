"""Ways in which programs, pages and other cities change a report without changing what it says, and how tables compare.

`SAME` change signs, blanks and page furniture only: what is read must stay. `OTHER` change the layout of tables: what can't
be read then may be missing, but no value may stand under another key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from kentgraf.loaders.documents.plain_text import make_plain
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.rows import Row

Lines = list[str]
Spoiling = Callable[[Lines], Lines]

HEAD = "T.C. ÖRNEK BÜYÜKŞEHİR BELEDİYESİ FAALİYET RAPORU"
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d+)?")


def each(change: Callable[[str], str]) -> Spoiling:
    """The spoiling that changes every line by itself."""
    return lambda lines: [change(line) for line in lines]


def swap_signs(**signs: str) -> Spoiling:
    table = str.maketrans(signs)
    return each(lambda line: line.translate(table))


def every_seventh(change: Callable[[str], str]) -> Spoiling:
    return lambda lines: [change(line) if at % 7 == 0 else line for at, line in enumerate(lines)]


def in_the_middle(sign: str) -> Callable[[str], str]:
    def put(line: str) -> str:
        middle = len(line) // 2
        return line[:middle] + sign + line[middle:] if len(line) > 6 else line

    return put


def with_pages(*furniture: str, every: int = 45, padded: bool = False) -> Spoiling:
    """Furniture after every so many lines; `{page}` in it is the page's number."""

    def spoil(lines: Lines) -> Lines:
        spoilt: Lines = []
        page = count(1)
        for at, line in enumerate(lines, start=1):
            spoilt.append(line)
            if at % every == 0:
                number = next(page)
                spoilt += [
                    *([""] if padded else []),
                    *(f.format(page=number) for f in furniture),
                    *([""] if padded else []),
                ]
        return spoilt

    return spoil


def with_heads_again(head: re.Pattern[str], every: int) -> Spoiling:
    """The last head row again after every so many rows of its table, as pages print it."""

    def spoil(lines: Lines) -> Lines:
        spoilt: Lines = []
        block: Lines = []
        rows = 0
        for line in lines:
            if head.search(line):
                block = [*block, line] if spoilt and block and spoilt[-1] is block[-1] else [line]
                rows = 0
            elif "\t" not in line:
                block = block if not line.strip() else []
            elif block:
                if rows and rows % every == 0:
                    spoilt += block
                rows += 1
            spoilt.append(line)
        return spoilt

    return spoil


def spaced(line: str) -> str:
    """A title in capitals with its letters apart, its words further apart."""
    bare = line.strip()
    if "\t" in line or not 8 <= len(bare) <= 60 or bare != bare.upper() or not any(c.isalpha() for c in bare):
        return line
    return "   ".join(" ".join(word) if word.isalpha() else word for word in bare.split())


def english_numbers(line: str) -> str:
    """Numbers of table cells with commas between thousands and a point before decimals."""

    def cell(text: str) -> str:
        bare = text.strip().strip("%+-")
        if not _NUMBER.fullmatch(bare) or ("." not in bare and "," not in bare):
            return text
        return text.translate(str.maketrans(",.", ".,"))

    return "\t".join(map(cell, line.split("\t"))) if "\t" in line else line


def _change_rows(head: re.Pattern[str], fewest: int, change: Callable[[list[str]], None]) -> Spoiling:
    """The rows of the tables with this head, heads and all, are changed where they have more than `fewest` cells."""

    def spoil(lines: Lines) -> Lines:
        spoilt, inside, width = [], False, 0
        for line in lines:
            cells = line.split("\t")
            if head.search(line):
                inside, width = True, len(cells)
            elif "\t" not in line and line.strip():
                inside = False
            if inside and len(cells) >= width - 1 and len(cells) > fewest:
                change(cells)
                line = "\t".join(cells)
            spoilt.append(line)
        return spoilt

    return spoil


def exchange_columns(head: re.Pattern[str], one: int, other: int) -> Spoiling:
    """Two columns of the tables with this head change places, heads and all."""

    def exchange(cells: list[str]) -> None:
        cells[one], cells[other] = cells[other], cells[one]

    return _change_rows(head, max(one, other), exchange)


def drop_column(head: re.Pattern[str], at: int) -> Spoiling:
    """A column of the tables with this head is missing."""

    def drop(cells: list[str]) -> None:
        del cells[at]

    return _change_rows(head, at, drop)


def without_heads(head: re.Pattern[str]) -> Spoiling:
    return lambda lines: [line for line in lines if not head.search(line)]


INDICATORS = re.compile(r"^Performans Gösterge\w+\t")
PERFORMANCE = re.compile(r"\tHedef Bütçe\t|Hedef Bütçe TL\t|Hedef Bütçe Dışı Kaynak|Toplam Hedef Bütçe\t")
INSTITUTIONAL = re.compile(r"^Kodu\t")
COMMISSIONS = re.compile(r"^[^\t]+ Komisyonu\t\t")

SAME: dict[str, Spoiling] = {
    "soft hyphens": every_seventh(in_the_middle("\u00ad")),
    "zero-width spaces": every_seventh(in_the_middle("\u200b")),
    "byte-order marks": every_seventh(in_the_middle("\ufeff")),
    "marks of direction": every_seventh(in_the_middle("\u200f")),
    "control characters": every_seventh(in_the_middle("\x02")),
    "no-break spaces": swap_signs(**{" ": "\u00a0"}),
    "thin spaces": swap_signs(**{" ": "\u2009"}),
    "line separators": every_seventh(lambda line: line.replace(" ", "\u2028", 1)),
    "ligatures": each(lambda line: line.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02")),
    "full-width digits": swap_signs(**{str(digit): chr(0xFF10 + digit) for digit in range(10)}),
    "letters of an old font": swap_signs(İ="Ġ", Ş="ġ", ş="Ģ"),
    "letters of Latin-1": swap_signs(ğ="ð", Ğ="Ð", ı="ý", İ="Ý", ş="þ", Ş="Þ"),
    "comma below": swap_signs(ş="ș", Ş="Ș"),
    "letters and marks apart": each(lambda line: unicodedata.normalize("NFD", line)),
    "true minus signs": each(lambda line: re.sub(r"(^|\t)-(?=\d)", "\\1\u2212", line)),
    "letter-spaced titles": each(spaced),
    "spaces around cells": each(lambda line: " " + line.replace("\t", " \t ") + " " if line else line),
    "doubled spaces": each(lambda line: line.replace(" ", "  ") if "\t" not in line else line),
    "blank lines between rows": lambda lines: [
        part for line in lines for part in ((line, "") if "\t" in line else (line,))
    ],
    "page numbers": with_pages("{page}"),
    "page numbers with dashes": with_pages("- {page} -", every=38, padded=True),
    "running heads and page numbers": with_pages(HEAD, "{page}"),
    "running feet with the page's number": with_pages(HEAD + " | {page}", every=52, padded=True),
    "running heads": with_pages(HEAD, every=31),
    "heads of indicators again": with_heads_again(INDICATORS, 3),
    "heads of money by activity again": with_heads_again(PERFORMANCE, 20),
    "heads of money by department again": with_heads_again(INSTITUTIONAL, 15),
    "heads of commissions again": with_heads_again(COMMISSIONS, 4),
    "English numbers": each(english_numbers),
    "target and actual exchanged": exchange_columns(INDICATORS, 3, 4),
    "baseline and actual exchanged": exchange_columns(INDICATORS, 2, 4),
    "budget and spending exchanged": exchange_columns(INSTITUTIONAL, 5, 7),
}
OTHER: dict[str, Spoiling] = {
    "no column of units": drop_column(INDICATORS, 1),
    "no column of baselines": drop_column(INDICATORS, 2),
    "no column of net budgets": drop_column(INSTITUTIONAL, 6),
    "no heads of indicators": without_heads(INDICATORS),
    "no heads of money by activity": without_heads(PERFORMANCE),
    "no heads of money by department": without_heads(INSTITUTIONAL),
    "no heads of commissions": without_heads(COMMISSIONS),
    "first cells apart": each(lambda line: "\t" + line if "\t" in line else line),
}

KEPT_OUT = frozenset(
    {
        "line",
        "last_line",
        "plan_line",
        "heading_line",
        "first_line",
        "printed",
        "baseline_printed",
        "target_printed",
        "actual_printed",
    }
)


@dataclass
class Comparison:
    """How the tables of a spoilt report differ from those of the report: rows equal, missing, or under another key."""

    rows: int = 0
    equal: int = 0
    other: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Rows of `other` in which a value became another value, not a blank."""
    missing: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.equal / self.rows if self.rows else 1.0


def compare(before: TablePackage, after: TablePackage) -> Comparison:
    """Compare row by row, by the keys of the tables; notes and the register of spellings aside."""
    found = Comparison()
    for name, rows in before.tables.items():
        if name in ("notes", "spellings", "people"):
            continue
        ours, theirs = _by_key(rows), _by_key(after.tables.get(name, []))
        found.rows += len(ours)
        for key, row in ours.items():
            if key not in theirs:
                found.missing.append(f"{name} {key}")
            elif theirs[key] == row:
                found.equal += 1
            else:
                changed = {k: (v, theirs[key].get(k)) for k, v in row.items() if v != theirs[key].get(k)}
                found.other.append(f"{name} {key}: {changed}")
                wrong = {k: pair for k, pair in changed.items() if None not in pair}
                if wrong:
                    found.wrong.append(f"{name} {key}: {wrong}")
        found.added += [f"{name} {key}" for key in theirs.keys() - ours.keys()]
    return found


def _by_key(rows: list[Row]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        key = row.row_key()
        while key in found:
            key += "+"
        found[key] = dict(_values(row))
    return found


def _values(row: Row) -> Iterator[tuple[str, object]]:
    """The row's values as a reader sees them; what tells where and how they are printed is left out."""
    for name, value in row:
        if name not in KEPT_OUT:
            yield name, " ".join(make_plain(value).split()) if isinstance(value, str) else value
