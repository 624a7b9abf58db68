"""The years of the strategic plan are read from the report, and told to be missing where it doesn't name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kentgraf.loaders.documents.text import read_text
from kentgraf.loaders.mapping.package import mint_for
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.sections.strategy.plan_period import find_plan_period
from kentgraf.loaders.tables.package import TablePackage

MISSING = "the years of the strategic plan"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belediyemizin 2025-2029 Stratejik Planı ile uyumludur.", "2025-2029"),
        ("2025–2029 STRATEJİK PLANI", "2025-2029"),
        ("2025 - 2029 yıllarını kapsayan stratejik plan", "2025-2029"),
        ("2025/2029 dönemi Stratejik Plan", "2025-2029"),
        ("2020-2024 Stratejik Planı sona ermiştir.", None),
        ("2020-2024 Stratejik Planı\n2020-2024 Stratejik Planı\n2025-2029 Stratejik Planı", "2025-2029"),
        ("2025-2029 Stratejik Planı\n2024-2028 Stratejik Planı\n2025-2029 Stratejik Planı", "2025-2029"),
        ("2025-2029 yıllarını kapsayan Beş Yıllık İmar Programı", None),
        ("2000-2050 Stratejik Plan", None),
        ("Stratejik Plan 2025", None),
    ],
)
def test_the_period_around_the_reported_year_is_found(text: str, expected: str | None, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(f"{text}\n", encoding="utf-8")
    assert find_plan_period(read_text(path), 2025) == expected


def test_where_the_report_names_no_plan_the_year_stands_for_it_and_a_note_says_so(
    invented_path: Path, invented: TablePackage, tmp_path: Path
) -> None:
    assert invented.meta.plan == "2031-2035"
    assert mint_for(invented).strategic_plan().value.endswith("/deniz/plan/2031-2035")
    assert not any(MISSING in note.expected for note in invented.notes)
    path = tmp_path / "report.txt"
    path.write_text(invented_path.read_text("utf-8").replace("2031-2035 Stratejik Planı", ""), encoding="utf-8")
    package = extract_report(path)
    assert package.meta.plan is None
    assert mint_for(package).strategic_plan().value.endswith("/deniz/plan/2031")
    assert any(MISSING in note.expected for note in package.notes)
