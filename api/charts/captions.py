"""Captions: sentences that say what a figure shows, for readers who see it and for those who don't."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kentgraf.api.charts.amounts import AmountBounds, EvidenceParts, LeftOut, NamedAmount, left_out, split_negative
from kentgraf.api.charts.rating_bars import RatingCount
from kentgraf.api.charts.text import round_money
from kentgraf.api.i18n.numbers import format_money, format_number, format_percent
from kentgraf.api.i18n.texts import Texts


def describe_flow(
    code: str, activities: int, whole: Decimal, parts: EvidenceParts, omitted: LeftOut, language: str
) -> str:
    """Return how much of a goal's money went to how many activities, how sure that is, and what isn't drawn."""
    t = Texts(language)
    sentences = [t("charts.flow", code=code, count=activities, amount=round_money(whole, language))]
    if parts:
        sentences.append(_describe_evidence(code, parts, language))
    return " ".join([*sentences, *_describe_left_out(omitted, language)])


def describe_goals(goals: Sequence[tuple[NamedAmount, EvidenceParts]], language: str) -> str:
    """Return the goal on which most was spent, how sure that is for this goal, and what isn't drawn."""
    if not goals:
        return ""
    t = Texts(language)
    largest, parts = max(goals, key=lambda goal: goal[0].amount)
    caption = t("charts.goals", count=len(goals), code=largest.code, amount=round_money(largest.amount, language))
    sentences = [caption, *([_describe_evidence(largest.code, parts, language)] if parts else [])]
    omitted = left_out(amount for _, several in goals for _, amount, _ in several)
    return " ".join([*sentences, *_describe_left_out(omitted, language)])


def _describe_left_out(omitted: LeftOut, language: str) -> list[str]:
    """Return a sentence on the amounts below zero that a figure leaves out; none if it draws all."""
    if not omitted.count:
        return []
    amount = format_money(omitted.amount, language)
    return [Texts(language)("charts.negative", count=omitted.count, amount=amount)]


def _describe_evidence(code: str, parts: EvidenceParts, language: str) -> str:
    t = Texts(language)
    shares = [
        f"{t(f'money.{evidence}')} {format_percent(percent, language)} ({t(f'money.means.{evidence}')})"
        for evidence, _, percent in parts
    ]
    return t("charts.sure", code=code, parts="; ".join(shares))


def describe_bounds(bounds: Sequence[AmountBounds], count: int, language: str) -> str:
    """Return which of the bounds are the widest; `count` is the number of all, of which `bounds` are shown."""
    if not bounds:
        return ""
    widest = max(bounds, key=lambda bound: bound.high - bound.low)
    return Texts(language)(
        "charts.bounds.told",
        count=count,
        shown=len(bounds),
        activity=f"{widest.code} {widest.activity}",
        department=widest.department,
        low=format_money(widest.low, language),
        high=format_money(widest.high, language),
        reason=widest.reason,
    )


def describe_largest(amounts: Sequence[NamedAmount], language: str) -> str:
    """Return the largest amount, its share of all that is drawn, and what isn't drawn."""
    drawn, omitted = split_negative(amounts)
    whole = sum((one.amount for one in drawn), Decimal(0))
    sentences = []
    if whole:
        largest = max(drawn, key=lambda one: one.amount)
        percent = (largest.amount * 100 / whole).quantize(Decimal("0.1"))
        sentences.append(
            Texts(language)(
                "charts.largest.drawn" if omitted.count else "charts.largest",
                count=len(drawn),
                name=largest.title,
                amount=round_money(largest.amount, language),
                percent=format_percent(percent, language),
            )
        )
    return " ".join([*sentences, *_describe_left_out(omitted, language)])


def describe_ratings(counted: Sequence[RatingCount], disputed: int, language: str) -> str:
    """Return how many indicators have each printed rating, and how many of them are disputed by the computed one."""
    t = Texts(language)
    sums: dict[str, int] = {}
    for one in counted:
        name = one.rating.labels[language]
        sums[name] = sums.get(name, 0) + one.printed
    spread = ", ".join(f"{name} {format_number(number, language=language)}" for name, number in sums.items() if number)
    return t("charts.ratings.told", count=sum(sums.values()), spread=spread, disputed=disputed) if spread else ""
