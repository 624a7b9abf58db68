"""Units over the years: renamed, moved, or another unit under an old code, and never merged in silence."""

from __future__ import annotations

import random

import pytest

from kentgraf.loaders.identity.matching import Matching
from kentgraf.loaders.identity.units_over_years import UnitEvidence, match_units, unit_evidence
from kentgraf.loaders.load import load_source

PARK = "Park ve Bahçeler Dairesi Başkanlığı"
WATER = "Su İşleri Dairesi Başkanlığı"


def unit(key: str, code: str, name: str, former: str | None = None) -> UnitEvidence:
    return UnitEvidence(key, code, frozenset({name}), frozenset({former} if former else ()))


def linked(matching: Matching) -> dict[str, tuple[str, str]]:
    return {link.new: (link.known, link.rule) for link in matching.links}


@pytest.mark.parametrize(
    ("after", "rule"),
    [
        (unit("a", "1", PARK.upper()), "same_unit"),
        (unit("a", "1", "Yeşil Alanlar Dairesi Başkanlığı", PARK), "told_renamed"),
        (unit("a", "9", "Yeşil Alanlar Dairesi Başkanlığı", PARK), "told_renamed"),
        (unit("a", "1", "Park ve Bahçelcr Dairesi Başkanlığı"), "near_name"),
        (unit("a", "7", PARK), "moved"),
    ],
)
def test_a_unit_is_found_under_another_name_or_code(after: UnitEvidence, rule: str) -> None:
    assert linked(match_units([unit("1", "1", PARK)], [after])) == {"a": ("1", rule)}


def test_a_code_under_another_name_is_an_open_case_with_both_names() -> None:
    matching = match_units([unit("1", "1", PARK)], [unit("a", "1", WATER)])
    assert matching.links == [] and matching.new == []
    (case,) = matching.open_cases
    assert (case.new, case.candidates) == ("a", ("1",))
    assert PARK in case.reason and WATER in case.reason


def test_a_code_that_was_given_to_another_unit_is_no_riddle_where_the_first_one_moved() -> None:
    before = [unit("1", "1", PARK), unit("2", "2", WATER)]
    after = [unit("a", "1", "Dijital Dönüşüm Dairesi Başkanlığı"), unit("b", "3", PARK), unit("c", "2", WATER)]
    matching = match_units(before, after)
    assert linked(matching) == {"b": ("1", "moved"), "c": ("2", "same_unit")}
    assert matching.new == ["a"], "its code's former unit is known to be elsewhere"


def test_units_that_swap_their_codes_keep_their_names() -> None:
    matching = match_units([unit("1", "1", PARK), unit("2", "2", WATER)], [unit("a", "1", WATER), unit("b", "2", PARK)])
    assert linked(matching) == {"a": ("2", "moved"), "b": ("1", "moved")}


def test_of_two_units_with_one_name_none_is_taken_for_the_other() -> None:
    before = [unit("1", "1", PARK), unit("2", "2", PARK)]
    assert match_units(before, [unit("a", "3", PARK)]).new == ["a"]
    assert linked(match_units(before, [unit("a", "2", PARK)])) == {"a": ("2", "same_unit")}


def test_the_units_of_the_report_are_themselves_in_any_order() -> None:
    units = unit_evidence(load_source())
    shuffled = list(units)
    random.Random(3).shuffle(shuffled)
    matching = match_units(units, shuffled)
    assert {new: known for new, (known, _) in linked(matching).items()} == {one.key: one.key for one in units}
    assert any(one.former for one in units), "the report tells of a unit that was renamed"
