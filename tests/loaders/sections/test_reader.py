"""Section readers: each fills its own tables, after those that it needs, in whatever order they are listed."""

from __future__ import annotations

import random

import pytest

from kentgraf.loaders.sections.extract import READERS
from kentgraf.loaders.sections.reader import SectionReader, in_order
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow
from kentgraf.loaders.tables.registry import EXTRACTED, UNPACKAGED
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow


def reader(name: str, fills: type, *needs: type) -> SectionReader:
    return SectionReader(name, (fills,), lambda _: {}, needs)


def test_every_table_that_a_report_gives_is_filled_by_one_reader() -> None:
    filled = [row_class.table for reader in READERS for row_class in reader.fills]
    register = {"people", "spellings", "notes"}  # what all readers add to
    assert sorted(filled) == sorted({row_class.table for row_class in (*EXTRACTED, *UNPACKAGED)} - register)


@pytest.mark.parametrize("seed", range(20))
def test_readers_may_be_listed_in_any_order(seed: int) -> None:
    shuffled = random.Random(seed).sample(READERS, len(READERS))
    seen: set[type] = set()
    for each in in_order(shuffled):
        assert set(each.needs) <= seen, f"{each.name} runs before what it needs"
        seen |= set(each.fills)


def test_readers_that_need_nothing_of_each_other_run_as_listed() -> None:
    plan, money = reader("plan", PlanRow), reader("money", InstitutionalMoneyRow)
    assert [each.name for each in in_order([plan, money])] == ["plan", "money"]
    assert [each.name for each in in_order([money, plan])] == ["money", "plan"]


@pytest.mark.parametrize(
    ("readers", "told"),
    [
        ([reader("a", PlanRow), reader("b", PlanRow)], "a and b both fill plan"),
        ([reader("a", PlanRow, ActivityRow)], "a needs activities, which no reader fills"),
        ([reader("a", PlanRow, ActivityRow), reader("b", ActivityRow, PlanRow)], "readers need each other"),
    ],
)
def test_a_wrong_list_of_readers_is_refused_with_what_is_wrong(readers: list[SectionReader], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        in_order(readers)
