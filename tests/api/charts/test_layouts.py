"""The figures that the server draws keep every amount and every seat, and put nothing outside."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.api.charts.hemicycle_layout import layout_hemicycle
from kentgraf.api.charts.sankey_layout import Flow, layout_sankey
from kentgraf.api.charts.treemap_layout import HEIGHT, WIDTH, layout_treemap


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 10**9)), max_size=12))
def test_a_sankey_layout_keeps_every_amount_within_its_bounds(parts: list[tuple[str, str, int]]) -> None:
    flows = [Flow(middle, end, "proven", Decimal(amount)) for middle, end, amount in parts]
    picture = layout_sankey("start", flows)
    total = sum(amount for *_, amount in parts)
    for column in (0, 1, 2):
        assert sum(node.amount for node in picture.nodes if node.column == column) == total
    assert all(node.y >= -0.1 and node.y + node.height <= picture.height + 0.1 for node in picture.nodes)
    assert sum(band.amount for band in picture.bands) == 2 * total


@given(st.lists(st.integers(0, 10**12), max_size=40))
def test_tiles_of_a_treemap_are_in_proportion_and_within_its_bounds(numbers: list[int]) -> None:
    tiles = layout_treemap([Decimal(number) for number in numbers])
    assert sorted(tile.index for tile in tiles) == [place for place, number in enumerate(numbers) if number > 0]
    total = sum(numbers)
    for tile in tiles:
        share = tile.width * tile.height / (WIDTH * HEIGHT)
        assert abs(share - numbers[tile.index] / total) < 0.002
        assert -0.1 <= tile.x <= tile.x + tile.width <= WIDTH + 0.2
        assert -0.1 <= tile.y <= tile.y + tile.height <= HEIGHT + 0.2


@pytest.mark.parametrize("seats", [0, 1, 2, 9, 50, 184, 600])
def test_every_seat_of_a_hemicycle_has_its_own_position_within_its_bounds(seats: int) -> None:
    picture = layout_hemicycle(seats)
    assert len(picture.seats) == seats
    assert len({(seat.x, seat.y) for seat in picture.seats}) == seats
    for seat in picture.seats:
        assert 0 <= seat.x <= picture.width
        assert 0 <= seat.y <= picture.height
    lefts = [seat.x for seat in picture.seats]
    assert not lefts or lefts[0] <= lefts[-1]
