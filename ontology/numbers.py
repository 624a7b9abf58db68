"""Numbers as people read them: `1.234.567,89` in Turkish, `1,234,567.89` in English."""

from __future__ import annotations

from decimal import Decimal

_TURKISH = str.maketrans({",": ".", ".": ","})


def format_number(
    number: Decimal | int, fraction_digits: int = 0, language: str = "tr", *, always_grouped: bool = False
) -> str:
    """Return `number` with grouped thousands.

    No digits are dropped: `fraction_digits` only adds zeros. Whole numbers below 10000 are not grouped, so that a year
    stays readable, unless they are `always_grouped`, as amounts are.

    >>> format_number(Decimal("450219400.2"), 2)
    '450.219.400,20'
    >>> format_number(2025)
    '2025'
    """
    exact = Decimal(number)
    whole, _, fraction = format(exact, "f").partition(".")
    fraction = fraction.ljust(fraction_digits, "0")
    if fraction or always_grouped or abs(exact) >= 10_000:
        whole = format(exact, ",f").partition(".")[0]
    written = f"{whole}.{fraction}" if fraction else whole
    return written if language == "en" else written.translate(_TURKISH)


def format_money(amount: Decimal, language: str = "tr") -> str:
    """Return an amount of money with two decimals (kuruş)."""
    return format_number(amount, 2, language)
