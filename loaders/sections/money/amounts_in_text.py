"""Read amounts and percentages by code that the sentences and charts of section 3.1.1 print.

Only facts are taken: amount, percentage, code, name. How the sentences put them stands in the profile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz

from kentgraf.loaders.documents.printed_values import UnreadableCell, read_number, strip_markup
from kentgraf.loaders.documents.text import SourceText, is_table_line, join_cells, split_cells
from kentgraf.loaders.profiles.profile import reading_profile
from kentgraf.loaders.sections.reader import Filled, Reading, SectionReader
from kentgraf.loaders.tables.classifications import (
    EconomicMoneyRow,
    MoneyInTextRow,
    RevenueMoneyRow,
    Scheme,
    ShareOfWholeRow,
)
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

_SCHEMES: tuple[Scheme, ...] = ("functional", "economic", "revenue")
_PERCENT_OF = {"functional": "whole", "economic": "net", "revenue": "initial"}
_PERCENT_CELL = re.compile(r"%\s*([\d.]+(?:,\d+)?)")
_NEAR = 88
_SECTIONS: Final = ("budget_results", "revenue_text", "revenue", "spending_text", "economic")


def read_money_in_text(source: SourceText, first: int, last: int, notes: Notes) -> list[MoneyInTextRow]:
    """Return the amounts by code in the sentences of lines `first` to `last`, each code of a classification once."""
    found: dict[tuple[str, str], MoneyInTextRow] = {}
    for number, line in source.span(first, last):
        if is_table_line(line):
            continue
        for scheme in _SCHEMES:
            matches = list(re.finditer(reading_profile()["money_in_text"][scheme], line))
            if len(matches) < 2:  # one amount alone is no list of codes
                continue
            for match in matches:
                row = _row(scheme, match, number, notes)
                found.setdefault((scheme, row.code), row)
    return list(found.values())


def _row(scheme: Scheme, match: re.Match[str], line: int, notes: Notes) -> MoneyInTextRow:
    code = str(int(match["code"]))
    values = {}
    for name in ("amount", "percent"):
        try:
            number = read_number(match[name])
        except UnreadableCell as error:
            notes.unreadable(error, "money_in_text", line=line, row=f"{scheme}/{code}", field=name)
            number = None
        values[name] = number.value if number else None
    return MoneyInTextRow(
        scheme=scheme, code=code, name=strip_markup(match["name"]), **values, percent_of=_PERCENT_OF[scheme],
        line=line, printed=join_cells([match["percent"], match["amount"], match["code"], match["name"].strip()]),
    )  # fmt: skip


def read_shares_of_whole(
    source: SourceText, first: int, last: int, names: Mapping[Scheme, Mapping[str, str]], notes: Notes
) -> list[ShareOfWholeRow]:
    """Return the percentages under charts: blocks of lines `%90,10 <TAB> name`, matched to the classification they fit.

    `names` are the names by code of each classification's first level.
    """
    rows: list[ShareOfWholeRow] = []
    block: list[tuple[int, str, str]] = []
    for number, line in [*source.span(first, last), (last + 1, "")]:
        cells = split_cells(line)
        percent = _PERCENT_CELL.fullmatch(strip_markup(cells[0]))
        if percent and len(cells) > 1 and cells[1]:
            block.append((number, percent[1], strip_markup(cells[1])))
        elif block and line.strip():
            rows += _block(block, names, notes)
            block = []
    return rows + (_block(block, names, notes) if block else [])


def _block(
    block: Sequence[tuple[int, str, str]], names: Mapping[Scheme, Mapping[str, str]], notes: Notes
) -> list[ShareOfWholeRow]:
    met = {scheme: [code_named(name, known) for _, _, name in block] for scheme, known in names.items()}
    scheme = max(met, key=lambda s: sum(code is not None for code in met[s]), default=None)
    if scheme is None or not any(met[scheme]):
        return []
    rows = []
    for (line, percent, name), code in zip(block, met[scheme], strict=True):
        if code is None:
            expected = f"a name of the {scheme} classification"
            notes.add("doubtful", "shares_of_whole", expected, line=line, found=name)
            continue
        number = read_number(percent)
        value = number.value if number else None
        printed = join_cells([percent, name])
        rows.append(ShareOfWholeRow(scheme=scheme, code=code, name=name, percent=value, line=line, printed=printed))
    return rows


def code_named(name: str, known: Mapping[str, str]) -> str | None:
    """Return the code whose name is nearest to `name`; None if none is near."""
    scored = sorted(((fuzz.ratio(fold(name), fold(other)), code) for code, other in known.items()), reverse=True)
    return scored[0][1] if scored and scored[0][0] >= _NEAR else None


def read_text_amounts(reading: Reading) -> Filled:
    """Fill what sentences and charts of the budget's section print by code."""
    within = [section for name in _SECTIONS for section in reading.sections.all(name)]
    if not within:
        return {}
    first, last = min(s.first for s in within), max(s.last for s in within)
    amounts = read_money_in_text(reading.source, first, last, reading.notes)
    names: dict[Scheme, dict[str, str]] = {
        "functional": {row.code: row.name for row in amounts if row.scheme == "functional"},
        "economic": {row.code: row.name for row in reading.rows(EconomicMoneyRow) if row.level == 1},
        "revenue": {row.code: row.name for row in reading.rows(RevenueMoneyRow) if row.level == 1},
    }
    shares = read_shares_of_whole(reading.source, first, last, names, reading.notes)
    return {MoneyInTextRow: amounts, ShareOfWholeRow: shares}


READERS: Final = (
    SectionReader(
        "amounts in text", (MoneyInTextRow, ShareOfWholeRow), read_text_amounts, (EconomicMoneyRow, RevenueMoneyRow)
    ),
)
