"""The real report: it gives the packaged tables again, and keeps giving them when lines move."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from kentgraf.loaders.documents.text import read_text
from kentgraf.loaders.load import packaged_tables
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.bodies import MembershipRow
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.notes import NoteRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import PersonRow
from kentgraf.loaders.tables.registry import EXTRACTED
from kentgraf.loaders.tables.rows import QuotedRow
from kentgraf.loaders.tables.writing import write_package


def test_extracting_the_report_makes_the_packaged_tables_again(report: TablePackage, tmp_path: Path) -> None:
    descriptor = "datapackage.json"  # its title and licence are written by hand, and kept when tables are written again
    (tmp_path / descriptor).write_bytes((packaged_tables() / descriptor).read_bytes())
    write_package(report, tmp_path)
    names = [f"{row_class.table}.csv" for row_class in EXTRACTED] + [descriptor]
    for name in names:
        assert (packaged_tables() / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(
            encoding="utf-8"
        ), name


def test_every_packaged_row_stands_on_the_lines_that_it_names(izmir: TablePackage, report_path: Path) -> None:
    source = read_text(report_path)
    assert source.sha256 == izmir.meta.sha256
    checked = 0
    for row_class in EXTRACTED:
        for row in izmir.tables.get(row_class.table, []):
            if isinstance(row, QuotedRow):
                assert row.line and row.printed, row
                text = " ".join(" ".join(line.split()) for _, line in source.span(row.line, row.last_line or row.line))
                for cell in row.printed.split(" | "):
                    assert " ".join(cell.split()) in text.replace("<i>", "").replace("</i>", ""), (row, cell)
                checked += 1
    assert checked == 2766


def test_no_sentence_of_the_report_is_packaged(report_path: Path) -> None:
    packaged = "\n".join(
        path.read_text(encoding="utf-8") for path in packaged_tables().glob("*.csv") if path.stem != "deviation_reasons"
    )
    for line in read_text(report_path).lines:
        if "\t" in line:
            continue
        for part in re.split(r"(?<=[.;]) ", line):
            if len(part) > 90 and part.rstrip().endswith("."):
                assert part.strip()[:90] not in packaged


def test_every_name_leads_to_a_member_or_an_office_holder(izmir: TablePackage) -> None:
    assert Counter(person.known_by for person in izmir.rows(PersonRow)) == {"member_list": 184, "office": 8}


def test_the_thirty_district_mayors_are_the_first_of_each_district(izmir: TablePackage) -> None:
    mayors = [row for row in izmir.rows(MemberRow) if row.role == "district_mayor"]
    assert len({row.district for row in mayors}) == len(mayors) == 30
    assert sum(1 for row in izmir.rows(MemberRow) if row.role == "member" and row.role_printed) == 37


def test_only_what_needs_an_eye_is_noted(izmir: TablePackage) -> None:
    kinds = Counter((note.kind, note.about) for note in izmir.rows(NoteRow))
    assert kinds[("unreadable", "performance_money")] == 0
    assert not [key for key in kinds if key[0] in ("unreadable", "missing")]


def test_lines_lost_before_and_after_change_nothing_but_line_numbers(
    izmir: TablePackage, report_path: Path, tmp_path: Path
) -> None:
    lines = report_path.read_text(encoding="utf-8").split("\n")
    start = lines.index("01.01.2025 - 31.12.2025 Tarihleri Arasında Görev Yapmış Meclis Üyeleri")
    kept = lines[:8] + lines[start:]
    path = tmp_path / "report.txt"
    path.write_text("\n".join(kept), encoding="utf-8")
    moved = extract_report(path)
    assert moved.counts() == izmir.counts() | {"deviation_reasons": 66}
    shift = start - 8
    for before, after in zip(izmir.rows(MembershipRow), moved.rows(MembershipRow), strict=True):
        assert after.model_copy(update={"line": before.line}) == before
        assert after.line == (before.line or 0) - shift
