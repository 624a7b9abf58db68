"""A bar chart of ratings: the number of indicators of each goal with each rating, printed and computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kentgraf.api.charts.axes import row_axis, titled_axis
from kentgraf.api.charts.figures import (
    HOVER_TEMPLATE,
    MARGINS_WITH_TITLE,
    CustomData,
    Figure,
    fill_pattern,
    legend_above,
    make_figure,
)
from kentgraf.api.charts.text import hover_text
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.i18n.texts import Texts
from kentgraf.graph.plan.ratings import Rating, Scale
from kentgraf.graph.plan.tree import PlanElement

Side = Literal["printed", "computed"]
SIDES: Final[tuple[Side, Side]] = ("printed", "computed")
_DISTANCE: Final = 2.5


@dataclass(frozen=True)
class RatingCount:
    """The number of indicators under an element with a rating, as printed and as computed."""

    element: PlanElement
    rating: Rating
    printed: int
    computed: int

    def on(self, side: Side) -> int:
        """Return the number of one side."""
        return self.printed if side == "printed" else self.computed


def count_ratings(elements: Sequence[PlanElement], scale: Scale) -> list[RatingCount]:
    """Return the counts of each element with each rating, the best first, by the latest result of each indicator."""
    counted = []
    for element in elements:
        results = [one.result for one in element.descendants("indicator") if one.result]
        for rating in scale.ratings:
            printed = sum(1 for result in results if result.printed == rating)
            computed = sum(1 for result in results if result.computed == rating)
            counted.append(RatingCount(element, rating, printed, computed))
    return counted


def draw_ratings(
    title: str, counted: Sequence[RatingCount], link: Callable[[str], str | None], language: str
) -> Figure | None:
    """Return two stacked bars for each element, printed and computed; None where nothing is rated.

    `link` gives the URL of an element by its IRI.
    """
    if not any(one.printed or one.computed for one in counted):
        return None
    t = Texts(language)
    elements = list({one.element.iri: one.element for one in counted}.values())
    rows = {(e.iri, side): n * _DISTANCE + m for n, e in enumerate(elements) for m, side in enumerate(SIDES)}
    data = []
    scale = {one.rating.name: one.rating for one in counted}.values()
    for index, rating in enumerate(sorted(scale, key=lambda rating: -rating.rank)):
        segments = [
            (one, side, one.on(side)) for one in counted for side in SIDES if one.rating == rating and one.on(side)
        ]
        custom: list[CustomData] = [
            [
                hover_text(
                    f"{one.element.code} {one.element.title}",
                    f"{t(f'plan.{side}')}: {rating.labels[language]}, {format_number(number, language=language)}",
                ),
                link(one.element.iri),
                str(number),
            ]
            for one, side, number in segments
        ]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": rating.labels[language],
                "y": [rows[one.element.iri, side] for one, side, _ in segments],
                "x": [number for *_, number in segments],
                "width": 0.9,
                "text": [format_number(number, language=language) for *_, number in segments],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "insidetextfont": {"color": "var(--card)", "size": 13, "weight": 700},
                "customdata": custom,
                "hovertemplate": HOVER_TEMPLATE,
                "marker": fill_pattern(index, f"var(--rank{rating.rank})"),
            }
        )
    labels = [f"{e.code} · {t(f'charts.{side}')}" for e in elements for side in SIDES]
    return make_figure(
        data,
        language,
        title,
        130 + 62 * len(elements),
        margin=MARGINS_WITH_TITLE,
        barmode="stack",
        xaxis=titled_axis(t("plan.indicators")),
        yaxis=row_axis(list(rows.values()), labels),
        legend=legend_above(),
        showlegend=True,
        uniformtext={"minsize": 9, "mode": "hide"},
    )
