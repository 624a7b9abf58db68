"""An indicator keeps its key when a row before it is moved, inserted or removed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kentgraf.loaders.identity.indicator_keys import indicator_keys
from kentgraf.loaders.load import load_source
from kentgraf.loaders.tables.indicators import IndicatorRow

LONG = "Yapımı Tamamlanan Taşıt ve Yaya Alt-Üst Geçitlerinin Toplam Uzunluğunun İlçelere Göre"
Told = tuple[str, str, str | None]
TARGETS = st.sampled_from(["1.1.1", "1.1.2"])
NAMES = st.sampled_from(
    ["Eğitim Sayısı", "EĞİTİM SAYISI", "Eğitim Sayısı Adet", f"{LONG} Artışı", f"{LONG} Oranı", "Eğitim"]
)
TOLD = st.lists(st.tuples(TARGETS, NAMES, st.sampled_from([None, "Adet", "Kişi"])), max_size=9)


def rows(told: list[Told]) -> list[IndicatorRow]:
    """Rows coded by their places, as an extraction codes them."""
    return [
        IndicatorRow(
            indicator=f"{target}-{place}", target=target, name=name, unit=unit, value_kind="text",
            deviation_explained=False, line=place,
        )
        for place, (target, name, unit) in enumerate(told, start=1)
    ]  # fmt: skip


def keys_of(told: list[Told]) -> dict[Told, list[str]]:
    given_keys = indicator_keys(rows(told))
    found: dict[Told, list[str]] = {}
    for row in rows(told):
        found.setdefault((row.target, row.name, row.unit), []).append(given_keys[row.indicator])
    return {one: sorted(keys) for one, keys in found.items()}


@given(TOLD)
def test_each_row_has_a_key_of_its_own(told: list[Told]) -> None:
    keys = indicator_keys(rows(told))
    assert len(set(keys.values())) == len(told) == len(keys)
    assert all(
        key.startswith(f"{row.target}-") for row, key in zip(rows(told), keys.values(), strict=False) if len(keys) == 1
    )


@given(TOLD.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_of_rows_gives_no_other_keys(orders: tuple[list[Told], list[Told]]) -> None:
    one, other = (keys_of(told) for told in orders)
    distinct = [told for told, keys in one.items() if len(keys) == 1]
    folded = {(target, name.replace("EĞİTİM SAYISI", "Eğitim Sayısı"), unit) for target, name, unit in one}
    if len(folded) == len(one):  # what differs by capitals only is told apart by its place
        assert {told: one[told] for told in distinct} == {told: other[told] for told in distinct}


def test_keys_say_what_is_meant() -> None:
    told: list[Told] = [
        ("1.1.1", "Eğitim Sayısı", "Adet"),
        ("1.1.1", f"{LONG} Artışı", "m"),
        ("1.1.2", "Eğitim Sayısı", "Adet"),
    ]
    assert keys_of(told) == {
        told[0]: ["1.1.1-egitim-sayisi"],
        told[1]: ["1.1.1-yapimi-tamamlanan-tasit-ve-yaya-alt-ust-gecitlerinin-toplam"],
        told[2]: ["1.1.2-egitim-sayisi"],
    }


def test_no_key_of_the_report_changes_when_a_row_moves() -> None:
    told: list[Told] = [(row.target, row.name, row.unit) for row in load_source().rows(IndicatorRow)]
    assert keys_of([*told[5:], *told[:5]]) == keys_of(told)
