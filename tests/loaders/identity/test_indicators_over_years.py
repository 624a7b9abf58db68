"""Indicators over the years: the same one when its row moved or its words changed, and an open case where nothing tells."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from kentgraf.loaders.identity.indicators_over_years import (
    IndicatorEvidence,
    indicator_evidence,
    match_indicators,
)
from kentgraf.loaders.identity.matching import Matching
from kentgraf.loaders.load import load_source
from kentgraf.loaders.tables.indicators import IndicatorRow

NAME = "Yapımı Tamamlanan Taşıt ve Yaya Alt-Üst Geçit Sayısı"


def indicator(
    key: str, name: str = NAME, target: str = "1.1.1", unit: str = "Adet", **values: str
) -> IndicatorEvidence:
    return IndicatorEvidence(key, target, name, unit, **{word: Decimal(value) for word, value in values.items()})


def linked(matching: Matching) -> dict[str, tuple[str, str]]:
    return {link.new: (link.known, link.rule) for link in matching.links}


@pytest.mark.parametrize(
    ("after", "rule"),
    [
        (indicator("a", NAME.upper()), "same_indicator"),
        (indicator("a", target="1.2.1"), "moved"),
        (indicator("a", "Yapımı Tamamlanan Taşıt ve Yaya Alt-Ust Gecit Sayisi"), "same_indicator"),
        (indicator("a", "Yapımı Tamamlanan Taşıt ve Yaya Ait-Üst Geçit Sayısı"), "near_name"),
        (indicator("a", "Tamamlanan Taşıt ve Yaya Alt-Üst Geçit Sayısı", baseline="3"), "reworded"),
    ],
)
def test_an_indicator_is_found_again(after: IndicatorEvidence, rule: str) -> None:
    assert linked(match_indicators([indicator("1", actual="3")], [after])) == {"a": ("1", rule)}


@pytest.mark.parametrize("baseline", ["4", "0"])
def test_other_words_alone_are_an_open_case(baseline: str) -> None:
    after = indicator("a", "Tamamlanan Taşıt ve Yaya Alt-Üst Geçit Sayısı", baseline=baseline)
    matching = match_indicators([indicator("1", actual="3")], [after])
    (case,) = matching.open_cases
    assert (case.new, case.candidates) == ("a", ("1",))
    zero = match_indicators(
        [indicator("1", actual="0")], [indicator("a", "Tamamlanan Taşıt ve Yaya Alt-Üst Geçit Sayısı", baseline="0")]
    )
    assert zero.links == []


def test_another_unit_is_another_indicator() -> None:
    assert match_indicators([indicator("1")], [indicator("a", unit="Metre")]).new == ["a"]


def test_the_indicators_of_the_report_are_themselves_when_rows_move_and_codes_change() -> None:
    told = indicator_evidence(load_source().rows(IndicatorRow))
    moved = [*told[7:], *told[:7]]
    random.Random(5).shuffle(moved)
    coded = [
        IndicatorEvidence(f"new-{place}", one.target, one.name, one.unit, one.actual, one.actual)
        for place, one in enumerate(moved)
    ]
    matching = match_indicators(told, coded)
    assert {link.new: link.known for link in matching.links} == {
        f"new-{place}": one.key for place, one in enumerate(moved)
    }
