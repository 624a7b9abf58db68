"""Numbers as people read them in tables and pages: `1.234.567,89` in Turkish, `1,234,567.89` in English."""

from __future__ import annotations

from decimal import Decimal

_TURKISH = str.maketrans({",": ".", ".": ","})


def format_number(number: Decimal | int, fraction_digits: int = 0, language: str = "tr") -> str:
    """Return `number` with grouped thousands.

    No digits are dropped: `fraction_digits` only adds zeros. Whole numbers below 10000 are not grouped, so that a year
    stays readable.

    >>> format_number(Decimal("450219400.2"), 2)
    '450.219.400,20'
    >>> format_number(2025)
    '2025'
    """
    exact = Decimal(number)
    whole, _, fraction = format(exact, "f").partition(".")
    fraction = fraction.ljust(fraction_digits, "0")
    if fraction or abs(exact) >= 10_000:
        whole = format(exact, ",f").partition(".")[0]
    written = f"{whole}.{fraction}" if fraction else whole
    return written if language == "en" else written.translate(_TURKISH)


def format_money(amount: Decimal, language: str = "tr") -> str:
    """Return an amount of money with two decimals (kuruş)."""
    return format_number(amount, 2, language)


def format_percent(percent: Decimal, language: str = "tr") -> str:
    """Return a percentage with its sign where the language puts it.

    >>> format_percent(Decimal("94.9")), format_percent(Decimal("94.9"), "en")
    ('%94,9', '94.9%')
    """
    number = format_number(percent, language=language)
    return f"%{number}" if language == "tr" else f"{number}%"


def format_column(numbers: list[Decimal | int], language: str = "tr") -> list[str]:
    """Return the numbers of a column with equally many decimals, so that the decimal separators are aligned."""
    digits = max((_fraction_digits(n) for n in numbers), default=0)
    return [format_number(n, digits, language) for n in numbers]


def _fraction_digits(number: Decimal | int) -> int:
    if isinstance(number, int):
        return 0
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
