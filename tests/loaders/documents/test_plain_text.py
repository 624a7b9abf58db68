"""Text made plain: what nobody sees on the page changes nothing in the tables."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kentgraf.loaders.documents.plain_text import describe_changes, make_plain


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Performans He\u00addefi 2.1.1", "Performans Hedefi 2.1.1"),
        ("\u200bDeniz\u00a0ÖRNEK\ufeff", "Deniz ÖRNEK"),
        ("o\ufb01s, su\ufb03k", "ofis, suffik"),
        ("GeliĢtirme BAġKANLIĞI ĠZMĠR", "Geliştirme BAŞKANLIĞI İZMİR"),
        ("Ýzmir Büyükþehir Baðýþ", "İzmir Büyükşehir Bağış"),
        ("Bayındır\u2028Belediyesi", "Bayındır Belediyesi"),
        ("\uff11\uff12\uff0c\uff15", "12,5"),
        ("\u2212120,00", "-120,00"),
        ("i\u0307stanbul", "istanbul"),
        ("S T R A T E J İ K   A M A Ç   1", "STRATEJİK AMAÇ 1"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
    ],
)
def test_signs_become_those_that_a_reader_sees(printed: str, plain: str) -> None:
    assert make_plain(printed) == plain


@pytest.mark.parametrize("text", ["m²", "ÇOBAN²", "–", "1 3 0 2", "A. B. Kaya", "3.1.1 c", "%12,5", "a\tb\t\tc"])
def test_what_means_something_on_the_page_stays(text: str) -> None:
    assert make_plain(text) == text


@given(st.text())
@example("ı\u0307\u0307i\u0307\u0307")
@example("a a a a \u00ad a")
def test_plain_text_stays_as_it_is(text: str) -> None:
    plain = make_plain(text)
    assert make_plain(plain) == plain
    assert unicodedata.normalize("NFC", plain) == plain
    assert "\u00ad" not in plain and "\x00" not in plain


def test_what_was_changed_is_told_once_for_each_sign() -> None:
    assert describe_changes(["a\u00adb\u00ad", "c\u00a0d"]) == [
        "no-break space (U+00A0) stands 1 times; read as a space",
        "soft hyphen (U+00AD) stands 2 times; left out",
    ]
