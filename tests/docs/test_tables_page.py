"""The generated page on the tables is up to date."""

from __future__ import annotations

from pathlib import Path

from generate.tables import table_reference

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_on_the_tables_is_up_to_date() -> None:
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == table_reference()
