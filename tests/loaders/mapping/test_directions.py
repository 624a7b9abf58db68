"""A direction that contradicts an indicator's name or rating is seen; one that nothing contradicts is left alone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kentgraf.loaders.load import load_source
from kentgraf.loaders.mapping.strategy.ratings import direction_of_name, direction_of_rating, infer_scale
from kentgraf.loaders.tables.indicators import IndicatorRow

SCALE = infer_scale([])


def row(target: int, actual: int, rating: str) -> IndicatorRow:
    return IndicatorRow.model_validate(
        {
            "indicator": "1.1.1-1", "target": "1.1.1", "name": "x", "value_kind": "number", "direction": "increase",
            "target_value": Decimal(target), "actual": Decimal(actual), "rating": rating, "deviation_explained": False,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "direction"),
    [
        ("Su Şebekesinde Kayıp Oranı", "decrease"),
        ("YANGINA VARIŞ SÜRESİ", "decrease"),
        ("Ziyaretçi Artış Oranı", "increase"),
        ("Karbon Salımını Azaltma Oranı", None),
        ("Eğitim Süresi", None),
        ("Kayıp Oranı Ölçülen Mahalle Sayısı", None),
    ],
)
def test_the_end_of_a_name_tells_which_way_is_better_or_nothing(name: str, direction: str | None) -> None:
    assert direction_of_name(name) == direction


def test_a_rating_that_fits_one_way_only_tells_the_direction() -> None:
    assert direction_of_rating(row(10, 5, "on_target"), SCALE) == "decrease"
    assert direction_of_rating(row(10, 5, "good"), SCALE) == "increase"
    assert direction_of_rating(row(10, 10, "on_target"), SCALE) is None, "it fits both ways"
    assert direction_of_rating(row(10, 9, "needs_improvement"), SCALE) is None, "it fits neither way"


def test_nothing_contradicts_the_directions_of_the_real_report() -> None:
    rows = load_source().rows(IndicatorRow)
    scale = infer_scale(rows)
    told = [(one, direction_of_name(one.name), direction_of_rating(one, scale)) for one in rows if one.direction]
    assert [one.indicator for one, name, rating in told if {name, rating} - {None, one.direction}] == []
    assert sum(1 for _, name, _ in told if name) > 30
    assert sum(1 for *_, rating in told if rating) > 100
