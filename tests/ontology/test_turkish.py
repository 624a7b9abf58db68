"""Turkish text is converted, folded and sorted by the rules of the language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.ontology.turkish import fold, lower, slug, sort_key, upper

LETTERS = st.text(alphabet="aAbBçÇğĞıIiİâÂîÎöÖşŞüÜ -.")


@pytest.mark.parametrize(
    ("capitals", "small"), [("IŞIK", "ışık"), ("İZMİR", "izmir"), ("ÇİĞLİ", "çiğli"), ("KÂMİL", "kâmil")]
)
def test_capitals_turn_into_the_small_letters_a_turkish_reader_expects(capitals: str, small: str) -> None:
    assert lower(capitals) == small
    assert upper(small) == capitals


@pytest.mark.parametrize(
    "spelling", ["İRFAN ÖNAL", "irfan önal", "Irfan Onal", "İrfan  ÖNAL", "I\u0307rfan O\u0308nal"]
)
def test_spellings_of_one_name_meet_under_one_key(spelling: str) -> None:
    assert fold(spelling) == "irfan onal"


@given(LETTERS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(LETTERS)
def test_capitals_and_small_letters_fold_alike(text: str) -> None:
    assert fold(upper(text)) == fold(lower(text)) == fold(text)


def test_names_stand_in_the_order_of_the_turkish_alphabet() -> None:
    names = ["Şen", "Iğdır", "Çelik", "İnce", "Cem", "Oya", "Ömer", "Ünal", "Ufuk", "Sena"]
    assert sorted(names, key=sort_key) == [
        "Cem",
        "Çelik",
        "Iğdır",
        "İnce",
        "Oya",
        "Ömer",
        "Sena",
        "Şen",
        "Ufuk",
        "Ünal",
    ]


def test_a_name_becomes_a_part_of_an_address() -> None:
    assert slug("Çevre ve Şehircilik Komisyonu") == "cevre-ve-sehircilik-komisyonu"
