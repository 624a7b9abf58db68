"""How the plan's figures read: values with their units, shares, ratings with a sign that needs no colour."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kentgraf.api.i18n.numbers import format_money, format_number
from kentgraf.graph.plan.ratings import Rating
from kentgraf.graph.plan.tree import IndicatorResult

_SIGNS: Final = {5: "●", 4: "◕", 3: "◑", 2: "◔", 1: "○"}
_CENT: Final = Decimal("0.01")


class PlanWords:
    """The figures of the plan in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def money(self, amount: Decimal | None) -> str:
        """An amount; a dash where the source prints none."""
        return "–" if amount is None else format_money(amount, self.language)

    def sign(self, rating: Rating | None) -> str:
        """A circle that is the fuller the better."""
        return "" if rating is None else _SIGNS.get(rating.rank, "·")

    def name(self, rating: Rating | None) -> str:
        """What a rating is called; a dash for none."""
        return "–" if rating is None else rating.labels[self.language]

    def mean(self, rank: Decimal | None) -> str:
        """A mean of ranks with two digits."""
        return "–" if rank is None else format_number(rank.quantize(_CENT, ROUND_HALF_UP), 2, self.language)

    def percent(self, share: Decimal) -> str:
        """A share as people write it: `%68,8` in Turkish, `68.8%` in English, at most two digits."""
        rounded = share.quantize(_CENT, ROUND_HALF_UP)
        short = rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
        written = format_number(short, language=self.language)
        return f"%{written}" if self.language == "tr" else f"{written}%"

    def share(self, part: int, whole: int) -> str:
        """So many of so many, in per cent."""
        return self.percent(Decimal(100 * part) / whole) if whole else "–"

    def value(self, result: IndicatorResult, name: str) -> str:
        """A value of a result: numbers in the language of the reader, all else as it is printed; a dash for a blank."""
        number = result.numbers.get(name)
        if number is not None and not result.is_duration:
            return format_number(number, language=self.language)
        return result.texts.get(name) or "–"
