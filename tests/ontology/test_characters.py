"""Control characters are replaced where XML can't hold them, and shown where a terminal would obey them."""

from __future__ import annotations

import sys

import pytest

from kentgraf.ontology.characters import escape_controls, replace_for_xml, replace_in_xml


def test_xml_gets_a_replacement_for_each_character_that_it_forbids() -> None:
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code <= 0xDFFF:
            continue
        allowed = code in (9, 10, 13) or 0x20 <= code <= 0xFFFD or code >= 0x10000
        text = chr(code)
        assert replace_for_xml(text) == (text if allowed else "\ufffd")
    text = "".join(chr(code) for code in range(0x300)) + "\ufffd\ufffe\uffff"
    assert replace_in_xml(text.encode()).decode() == replace_for_xml(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ada IŞIK\tçöğ\n", "Ada IŞIK\tçöğ\n"),
        ("a\x1b[2J", "a\\u001B[2J"),
        ("a\x00b\x07", "a\\u0000b\\u0007"),
        ("row\r\nover\rwritten", "row\r\nover\\u000Dwritten"),
        ("\u202eABC", "\\u202EABC"),
        ("\x9b31m", "\\u009B31m"),
    ],
)
def test_a_terminal_gets_controls_escaped(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


def test_colours_of_the_program_itself_stay() -> None:
    assert escape_controls("\x1b[1mBaşlık\x1b[0m \x1b[2J", keep_styles=True) == "\x1b[1mBaşlık\x1b[0m \\u001B[2J"
