"""Messages are matched to their templates, and numbers have the notation of their language."""

from __future__ import annotations

import pytest

from kentgraf.shapes.messages import Message, MessageTemplate, format_number


@pytest.mark.parametrize(
    ("plain", "turkish", "english"),
    [
        ("450219400.23", "450.219.400,23", "450,219,400.23"),
        ("0", "0", "0"),
        ("-1234.5", "-1.234,50", "-1,234.50"),
        ("1000", "1.000", "1,000"),
        ("1000.00", "1.000", "1,000"),
        ("0.125", "0,125", "0.125"),
        ("NaN", "NaN", "NaN"),
        ("Hedef ve Üstü", "Hedef ve Üstü", "Hedef ve Üstü"),
    ],
)
def test_an_amount_is_written_as_each_language_writes_it(plain: str, turkish: str, english: str) -> None:
    assert format_number(plain, "tr") == turkish
    assert format_number(plain, "en") == english


def test_a_message_is_matched_to_its_template_and_values() -> None:
    english = MessageTemplate("Printed {?printed}, computed {?computed} (line {?value}).", "en")
    texts = ["Basılı 1000.5, hesaplanan 2 (satır 1234).", "Printed 1000.5, computed 2 (line 1234)."]
    sentence = Message.find(texts, english)
    assert sentence is not None
    assert sentence.text == "Printed 1,000.50, computed 2 (line 1234)."
    assert sentence.values == {"printed": "1000.5", "computed": "2", "value": "1234"}


def test_regex_metacharacters_in_messages_are_literal() -> None:
    template = MessageTemplate("A (b) [c] {?value}? .*", "en")
    assert template.parse("A (b) [c] d|e? .*") == {"value": "d|e"}
    assert template.parse("A b c d? x") is None


def test_a_message_of_another_template_is_not_matched() -> None:
    assert Message.find(["Something else."], MessageTemplate("The total is {?printed}.", "en")) is None
