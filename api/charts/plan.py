"""The figure of ratings: how many indicators of each goal have which rating, as printed and as computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kentgraf.api.charts.figures import (
    HOVER,
    TITLED,
    Figure,
    Told,
    figure,
    filled,
    hover,
    legend,
    plain_axis,
    rows_axis,
)
from kentgraf.api.i18n.numbers import format_number
from kentgraf.api.i18n.texts import Texts
from kentgraf.graph.plan.ratings import Rating, Scale
from kentgraf.graph.plan.tree import PlanElement

Side = Literal["printed", "computed"]
SIDES: Final[tuple[Side, Side]] = ("printed", "computed")
_APART: Final = 2.5


@dataclass(frozen=True)
class Ratings:
    """How many indicators under an element have a rating: in the source's word and in ours."""

    element: PlanElement
    rating: Rating
    printed: int
    computed: int

    def on(self, side: Side) -> int:
        """The number of one side."""
        return self.printed if side == "printed" else self.computed


def count_ratings(elements: Sequence[PlanElement], scale: Scale) -> list[Ratings]:
    """Each element with each rating, the best first; of every indicator the result of its latest year."""
    counted = []
    for element in elements:
        results = [one.result for one in element.descendants("indicator") if one.result]
        for rating in scale.ratings:
            printed = sum(1 for result in results if result.printed == rating)
            computed = sum(1 for result in results if result.computed == rating)
            counted.append(Ratings(element, rating, printed, computed))
    return counted


def draw_ratings(
    title: str, counted: Sequence[Ratings], link: Callable[[str], str | None], language: str
) -> Figure | None:
    """Two bars for each element, printed and computed, in pieces by rating; None where nothing is rated."""
    if not any(one.printed or one.computed for one in counted):
        return None
    t = Texts(language)
    elements = list({one.element.iri: one.element for one in counted}.values())
    rows = {(e.iri, side): n * _APART + m for n, e in enumerate(elements) for m, side in enumerate(SIDES)}
    data = []
    scale = {one.rating.name: one.rating for one in counted}.values()
    for place, rating in enumerate(sorted(scale, key=lambda rating: -rating.rank)):
        pieces = [
            (one, side, one.on(side)) for one in counted for side in SIDES if one.rating == rating and one.on(side)
        ]
        told: list[Told] = [
            [
                hover(
                    f"{one.element.code} {one.element.title}",
                    f"{t(f'plan.{side}')}: {rating.labels[language]}, {format_number(number, language=language)}",
                ),
                link(one.element.iri),
                str(number),
            ]
            for one, side, number in pieces
        ]
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": rating.labels[language],
                "y": [rows[one.element.iri, side] for one, side, _ in pieces],
                "x": [number for *_, number in pieces],
                "width": 0.9,
                "text": [format_number(number, language=language) for *_, number in pieces],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "insidetextfont": {"color": "var(--card)", "size": 13, "weight": 700},
                "customdata": told,
                "hovertemplate": HOVER,
                "marker": filled(place, f"var(--rank{rating.rank})"),
            }
        )
    labels = [f"{e.code} · {t(f'charts.{side}')}" for e in elements for side in SIDES]
    return figure(
        data,
        language,
        title,
        130 + 62 * len(elements),
        margin=TITLED,
        barmode="stack",
        xaxis=plain_axis(t("plan.indicators")),
        yaxis=rows_axis(list(rows.values()), labels),
        legend=legend(),
        showlegend=True,
        uniformtext={"minsize": 9, "mode": "hide"},
    )
