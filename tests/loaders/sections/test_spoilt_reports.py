"""A report that was spoilt on its way (signs, blanks, pages, layouts) gives the same tables, or says what it couldn't read.

No value may stand under another key, whatever was spoilt; `support.reports.spoilings` lists the ways.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from support.reports.spoilings import OTHER, SAME, Comparison, Spoiling, compare

from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.package import TablePackage

LEAST_EQUAL = 0.995
MOST_NOTES = 0.02
"""Notes on rows that are right, as a share of all rows."""


def spoilt(path: Path, spoil: Spoiling, folder: Path) -> TablePackage:
    lines = path.read_text("utf-8").split("\n")
    changed = spoil(list(lines))
    assert changed != lines, "the spoiling changes nothing here"
    target = folder / path.name
    target.write_text("\n".join(changed), encoding="utf-8", newline="")
    return extract_report(target)


def new_notes(before: TablePackage, after: TablePackage) -> list[str]:
    known = {(note.about, note.row, note.field, note.expected) for note in before.notes}
    return [str(n) for n in after.notes if n.about != "source" and (n.about, n.row, n.field, n.expected) not in known]


def told(found: Comparison) -> str:
    return f"{found.share:.4f} equal\n" + "\n".join([*found.wrong, *found.other, *found.missing, *found.added][:20])


ON_SHORT_TABLES = [name for name in SAME if not name.startswith("heads of")]
"""The ways that change the small invented report too: its tables are shorter than a page."""


@pytest.mark.parametrize("name", ON_SHORT_TABLES)
def test_what_readers_of_the_page_do_not_see_changes_no_row(
    name: str, invented_path: Path, invented: TablePackage, tmp_path: Path
) -> None:
    after = spoilt(invented_path, SAME[name], tmp_path)
    found = compare(invented, after)
    assert found.share >= LEAST_EQUAL, told(found)
    assert found.added == [], told(found)
    assert len(new_notes(invented, after)) <= MOST_NOTES * found.rows


@pytest.mark.parametrize("name", OTHER)
def test_a_layout_that_is_not_understood_gives_no_wrong_value(
    name: str, invented_path: Path, invented: TablePackage, tmp_path: Path
) -> None:
    after = spoilt(invented_path, OTHER[name], tmp_path)
    found = compare(invented, after)
    assert [row for row in found.wrong if not row.startswith("stated_counts ")] == [], told(found)
    if found.missing:
        assert new_notes(invented, after), "what was lost is named"


@pytest.mark.parametrize("name", SAME)
def test_the_real_report_bears_what_readers_of_the_page_do_not_see(
    name: str, report_path: Path, report: TablePackage, tmp_path: Path
) -> None:
    after = spoilt(report_path, SAME[name], tmp_path)
    found = compare(report, after)
    assert found.share >= LEAST_EQUAL, told(found)
    assert found.wrong == [] and found.added == [], told(found)
    assert len(new_notes(report, after)) <= MOST_NOTES * found.rows


@pytest.mark.parametrize("name", ["no heads of indicators", "no column of baselines", "no heads of commissions"])
def test_the_real_report_in_another_layout_gives_no_wrong_value(
    name: str, report_path: Path, report: TablePackage, tmp_path: Path
) -> None:
    found = compare(report, spoilt(report_path, OTHER[name], tmp_path))
    inferred = ("affiliations ",)  # what other tables speak for is weighed anew without them
    assert [row for row in found.wrong if not row.startswith(inferred)] == [], told(found)


def test_what_was_changed_to_read_a_report_is_noted_by_name_and_number(invented_path: Path, tmp_path: Path) -> None:
    after = spoilt(invented_path, SAME["soft hyphens"], tmp_path)
    (note,) = [note for note in after.notes if note.about == "source"]
    assert "soft hyphen (U+00AD)" in note.expected and "left out" in note.expected


def test_quotations_keep_the_signs_and_the_lines_of_the_file(invented_path: Path, tmp_path: Path) -> None:
    after = spoilt(invented_path, SAME["no-break spaces"], tmp_path)
    lines = (tmp_path / invented_path.name).read_text("utf-8").split("\n")
    quoted = [row for row in after.tables["indicators"] if "\u00a0" in (row.printed or "")]  # type: ignore[attr-defined]
    assert quoted
    for row in quoted:
        assert row.printed.split(" | ")[0] in lines[row.line - 1]  # type: ignore[attr-defined]
    assert all("\u00a0" not in row.name for row in after.tables["indicators"])  # type: ignore[attr-defined]


def test_lines_are_those_of_the_file_where_page_numbers_were_left_out(
    invented_path: Path, invented: TablePackage, tmp_path: Path
) -> None:
    after = spoilt(invented_path, SAME["running heads and page numbers"], tmp_path)
    lines = (tmp_path / invented_path.name).read_text("utf-8").split("\n")
    assert after.meta.lines == len(lines) - (lines[-1] == "")
    moved = 0
    for before, now in zip(invented.tables["memberships"], after.tables["memberships"], strict=True):
        assert before.name_printed in lines[now.line - 1]  # type: ignore[attr-defined]
        moved += before.line != now.line  # type: ignore[attr-defined]
    assert moved
