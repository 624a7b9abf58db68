"""The figures of the plan as people read them: amounts, shares, ratings, values of indicators."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from kentgraf.api.i18n.numbers import format_money, format_number, format_percent
from kentgraf.graph.plan.ratings import Rating
from kentgraf.graph.plan.tree import IndicatorResult

_SIGNS: Final = {5: "●", 4: "◕", 3: "◑", 2: "◔", 1: "○"}
_CENT: Final = Decimal("0.01")


class PlanFormatter:
    """Formats the figures of the plan in one language; `–` stands for a missing one."""

    def __init__(self, language: str) -> None:
        self.language = language

    def money(self, amount: Decimal | None) -> str:
        """Return an amount in TL; a dash where the source prints none."""
        return "–" if amount is None else format_money(amount, self.language)

    def sign(self, rating: Rating | None) -> str:
        """Return a circle for a rating: the better the rating, the fuller the circle."""
        return "" if rating is None else _SIGNS.get(rating.rank, "·")

    def name(self, rating: Rating | None) -> str:
        """Return the label of a rating."""
        return "–" if rating is None else rating.labels[self.language]

    def mean(self, rank: Decimal | None) -> str:
        """Return a mean of ranks with two decimals."""
        return "–" if rank is None else format_number(rank.quantize(_CENT, ROUND_HALF_UP), 2, self.language)

    def percent(self, share: Decimal) -> str:
        """Return a percentage with at most two decimals: `%68,8` in Turkish, `68.8%` in English."""
        rounded = share.quantize(_CENT, ROUND_HALF_UP)
        short = rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
        return format_percent(short, self.language)

    def share(self, part: int, whole: int) -> str:
        """Return `part` of `whole` as a percentage."""
        return self.percent(Decimal(100 * part) / whole) if whole else "–"

    def value(self, result: IndicatorResult, name: str) -> str:
        """Return the value `name` (`baseline`, `target` or `actual`) of a result: a number formatted, other texts as printed."""
        number = result.numbers.get(name)
        if number is not None and not result.is_duration:
            return format_number(number, language=self.language)
        return result.texts.get(name) or "–"
