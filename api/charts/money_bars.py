"""Bar charts of money: by grade of evidence, between bounds, and plain amounts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from kentgraf.api.charts.amounts import EVIDENCE, AmountBounds, EvidenceParts, NamedAmount, split_negative
from kentgraf.api.charts.axes import money_axis, row_axis
from kentgraf.api.charts.figures import (
    HOVER_TEMPLATE,
    MARGINS_WITH_TITLE,
    CustomData,
    Figure,
    fill_pattern,
    legend_above,
    make_figure,
)
from kentgraf.api.charts.text import LABEL_WIDTH, bar_label, exact_text, hover_text, wrap
from kentgraf.api.i18n.numbers import format_money, format_percent
from kentgraf.api.i18n.texts import Texts

_ROW_HEIGHT: Final = 34
_ROOM_FOR_LABELS: Final = 1.7
"""The length of an axis relative to its longest bar, so that the label beside that also fits on a phone."""


def draw_evidence_bars(goals: Sequence[tuple[NamedAmount, EvidenceParts]], language: str) -> Figure | None:
    """Return a stacked bar for each goal, by grade of evidence; None without money. Parts below zero are left out."""
    goals = [(goal, [part for part in parts if part[1] > 0]) for goal, parts in goals]
    largest = max((sum((amount for _, amount, _ in parts), Decimal(0)) for _, parts in goals), default=Decimal(0))
    if not largest:
        return None
    t = Texts(language)
    data = []
    for index, evidence in enumerate(EVIDENCE):
        segments = [
            (row, goal, amount, percent)
            for row, (goal, parts) in enumerate(goals)
            for grade, amount, percent in parts
            if grade == evidence
        ]
        if not segments:
            continue
        custom: list[CustomData] = [
            [
                hover_text(
                    f"{goal.code} {goal.title}",
                    f"{t(f'money.{evidence}')}: {format_money(amount, language)} TL ({format_percent(percent, language)})",
                    t(f"money.means.{evidence}"),
                ),
                goal.link,
                exact_text(amount),
            ]
            for _, goal, amount, percent in segments
        ]
        sizes = [float(amount) for _, _, amount, _ in segments]
        marker = fill_pattern(index, f"var(--e-{evidence})")
        data.append(_bar_trace(t(f"money.{evidence}"), [float(row) for row, *_ in segments], sizes, custom, marker))
    labels = [wrap(f"{goal.code} {goal.title}", LABEL_WIDTH, 2) for goal, _ in goals]
    return make_figure(
        data,
        language,
        t("money.goals"),
        120 + 52 * len(goals),
        barmode="stack",
        margin=MARGINS_WITH_TITLE,
        bargap=0.35,
        xaxis=money_axis(largest, language),
        yaxis=row_axis([float(row) for row in range(len(goals))], labels),
        legend=legend_above(),
        showlegend=True,
    )


def draw_bounds(title: str, bounds: Sequence[AmountBounds], language: str) -> Figure | None:
    """Return a bar from the lower to the upper bound of each amount; None if all upper bounds are zero."""
    largest = max((bound.high for bound in bounds), default=Decimal(0))
    if largest <= 0:
        return None
    t = Texts(language)
    custom: list[CustomData] = []
    for bound in bounds:
        low, high = (format_money(amount, language) for amount in (bound.low, bound.high))
        hover = hover_text(f"{bound.code} {bound.activity}", bound.department, t("charts.between", low=low, high=high))
        custom.append([hover, bound.line, exact_text(bound.high)])
    rows = [float(row) for row in range(len(bounds))]
    marker = fill_pattern(EVIDENCE.index("shared"), "var(--e-shared)", line=2)
    sizes = [float(bound.high - bound.low) for bound in bounds]
    trace = _bar_trace(t("money.shared"), rows, sizes, custom, marker)
    trace |= {
        "base": [float(bound.low) for bound in bounds],
        "text": [" – ".join(bar_label(amount, largest, language) for amount in (b.low, b.high)) for b in bounds],
        "textposition": "outside",
        "outsidetextfont": {"color": "var(--ink)", "size": 12},
        "cliponaxis": False,
    }
    labels = [wrap(f"{bound.code} · {bound.department}", LABEL_WIDTH, 2) for bound in bounds]
    return make_figure(
        [trace],
        language,
        title,
        100 + _ROW_HEIGHT * len(bounds),
        margin=MARGINS_WITH_TITLE,
        bargap=0.5,
        xaxis=money_axis(largest, language, _ROOM_FOR_LABELS),
        yaxis=row_axis(rows, labels),
        showlegend=False,
    )


def draw_bars(title: str, amounts: Sequence[NamedAmount], language: str) -> Figure | None:
    """Return a bar for each amount, with its rounded number beside it; None if no amount is above zero.

    Amounts below zero are left out.
    """
    amounts, _ = split_negative(amounts)
    largest = max((one.amount for one in amounts), default=Decimal(0))
    if largest <= 0:
        return None
    rows = [float(row) for row in range(len(amounts))]
    custom: list[CustomData] = [
        [
            hover_text(f"{one.code} {one.title}", f"{format_money(one.amount, language)} TL"),
            one.link,
            exact_text(one.amount),
        ]
        for one in amounts
    ]
    marker = {"color": "var(--accent)", "line": {"width": 0}}
    trace = _bar_trace("", rows, [float(one.amount) for one in amounts], custom, marker)
    trace |= {
        "text": [bar_label(one.amount, largest, language) for one in amounts],
        "textposition": "auto",
        "insidetextfont": {"color": "var(--paper)"},
        "outsidetextfont": {"color": "var(--ink)"},
    }
    labels = [wrap(f"{one.code} {one.title}", LABEL_WIDTH, 2) for one in amounts]
    return make_figure(
        [trace],
        language,
        title,
        90 + 48 * len(amounts),
        margin=MARGINS_WITH_TITLE,
        bargap=0.35,
        xaxis=money_axis(largest, language),
        yaxis=row_axis(rows, labels),
        showlegend=False,
    )


def _bar_trace(
    name: str, rows: Sequence[float], sizes: Sequence[float], custom: Sequence[CustomData], marker: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(rows),
        "x": list(sizes),
        "customdata": list(custom),
        "hovertemplate": HOVER_TEMPLATE,
        "marker": marker,
    }
