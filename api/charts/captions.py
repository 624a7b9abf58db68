"""What a figure shows, in a sentence made from the same data: for those who don't see it, and for those who do."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kentgraf.api.charts.figures import round_money
from kentgraf.api.charts.money import Bar, Bound
from kentgraf.api.charts.plan import Ratings
from kentgraf.api.i18n.numbers import format_money, format_number, format_percent
from kentgraf.api.i18n.texts import Texts

Parts = Sequence[tuple[str, Decimal, Decimal]]
"""How sure an amount is: evidence, amount and per cent of the whole."""


def tell_flow(code: str, activities: int, whole: Decimal, parts: Parts, language: str) -> str:
    """How much went to how many activities, and how sure that is."""
    t = Texts(language)
    told = t("charts.flow", code=code, count=activities, amount=round_money(whole, language))
    return f"{told} {_how_sure(parts, language)}" if parts else told


def tell_goals(goals: Sequence[tuple[Bar, Parts]], language: str) -> str:
    """On which goal most was spent, and how sure that is."""
    if not goals:
        return ""
    t = Texts(language)
    bar, parts = max(goals, key=lambda goal: goal[0].amount)
    told = t("charts.goals", count=len(goals), code=bar.code, amount=round_money(bar.amount, language))
    return f"{told} {_how_sure(parts, language)}" if parts else told


def _how_sure(parts: Parts, language: str) -> str:
    t = Texts(language)
    words = [f"{t(f'money.{evidence}')} {format_percent(percent, language)}" for evidence, _, percent in parts]
    return t("charts.sure", parts=", ".join(words))


def tell_bounds(bounds: Sequence[Bound], all_of_them: int, language: str) -> str:
    """How many amounts have bounds, and which are the widest."""
    if not bounds:
        return ""
    widest = max(bounds, key=lambda bound: bound.high - bound.low)
    return Texts(language)(
        "charts.bounds.told",
        count=all_of_them,
        shown=len(bounds),
        activity=f"{widest.code} {widest.activity}",
        department=widest.department,
        low=format_money(widest.low, language),
        high=format_money(widest.high, language),
    )


def tell_largest(bars: Sequence[Bar], language: str) -> str:
    """Who has most of an amount, and how much of all that is."""
    whole = sum((bar.amount for bar in bars), Decimal(0))
    if not whole:
        return ""
    largest = max(bars, key=lambda bar: bar.amount)
    percent = (largest.amount * 100 / whole).quantize(Decimal("0.1"))
    return Texts(language)(
        "charts.largest",
        count=len(bars),
        name=largest.title,
        amount=round_money(largest.amount, language),
        percent=format_percent(percent, language),
    )


def tell_ratings(counted: Sequence[Ratings], disputed: int, language: str) -> str:
    """How the printed ratings are spread, and how many of them aren't those that are computed."""
    t = Texts(language)
    sums: dict[str, int] = {}
    for one in counted:
        name = one.rating.labels[language]
        sums[name] = sums.get(name, 0) + one.printed
    spread = ", ".join(f"{name} {format_number(number, language=language)}" for name, number in sums.items() if number)
    return t("charts.ratings.told", count=sum(sums.values()), spread=spread, disputed=disputed) if spread else ""
