"""Numbers as people read them in tables and pages: `1.234.567,89` in Turkish, `1,234,567.89` in English."""

from __future__ import annotations

from decimal import Decimal

from kentgraf.ontology.numbers import format_money, format_number

__all__ = ["format_column", "format_money", "format_number", "format_percent"]


def format_percent(percent: Decimal, language: str = "tr") -> str:
    """Return a percentage with its sign where the language puts it.

    >>> format_percent(Decimal("94.9")), format_percent(Decimal("94.9"), "en")
    ('%94,9', '94.9%')
    """
    number = format_number(percent, language=language)
    return f"%{number}" if language == "tr" else f"{number}%"


def count_noun(number: int, one: str, several: str) -> str:
    """Return a number with an English noun in the right form.

    >>> count_noun(1, "community", "communities"), count_noun(12000, "link", "links")
    ('1 community', '12,000 links')
    """
    return f"{format_number(number, language='en')} {one if number == 1 else several}"


def format_column(numbers: list[Decimal | int], language: str = "tr") -> list[str]:
    """Return the numbers of a column with equally many decimals, so that the decimal separators are aligned."""
    digits = max((_fraction_digits(n) for n in numbers), default=0)
    return [format_number(n, digits, language) for n in numbers]


def _fraction_digits(number: Decimal | int) -> int:
    if isinstance(number, int):
        return 0
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
