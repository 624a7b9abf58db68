"""Charts of the results of SELECT queries: the chart that is suggested or chosen, its figure and its caption."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.api.charts.axes import number_axis, row_axis, titled_axis
from kentgraf.api.charts.figures import HOVER_TEMPLATE, MARGINS_WITH_TITLE, CustomData, Figure, make_figure
from kentgraf.api.charts.text import LABEL_WIDTH, exact_text, hover_text, wrap
from kentgraf.api.i18n.result_rows import Cell
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.query_service.evaluation import PageResult

KINDS: Final = ("none", "bar", "line", "scatter")
_MAX_BARS: Final = 60
_MAX_BARS_SUGGESTED: Final = 50
_CODE_COLUMNS: Final = frozenset({"line", "otherline", "code", "number", "no", "id", "satır", "kod"})
"""Names of columns whose numbers are no amounts."""
_MIN_LETTERS: Final = 3
_MAX_POINTS: Final = 1000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS: Final = range(1000, 3000)


@dataclass(frozen=True)
class ChartChoice:
    """A kind of chart and the names of the columns on its axes."""

    kind: str
    x: str = ""
    y: str = ""


NO_CHART: Final = ChartChoice("none")


@dataclass(frozen=True)
class ChartOffer:
    """The columns from which a reader can choose, and the chart that is shown."""

    chosen: ChartChoice
    xs: tuple[str, ...]
    ys: tuple[str, ...]
    figure: Figure | None
    caption: str


def suggest_chart(columns: Sequence[str], numeric: Sequence[int], rows: Sequence[Sequence[Cell]]) -> ChartChoice:
    """Return the chart that suits a result: amounts by name as bars, by year or day as a line, by amount as points.

    NO_CHART for a single row, and for names that recur, since it isn't clear which of their amounts to draw.
    """
    if len(rows) < 2 or not numeric:
        return NO_CHART
    times = [index for index in range(len(columns)) if _is_time(columns[index], [row[index] for row in rows])]
    amounts = [
        index
        for index in numeric
        if index not in times and _varies(rows, index) and columns[index].lower() not in _CODE_COLUMNS
    ]
    if not amounts:
        return NO_CHART
    names = [index for index in range(len(columns)) if index not in numeric and index not in times]
    unique = [index for index in names if _is_unique(rows, index)]
    if unique:
        named = next((index for index in unique if _has_words(rows, index)), unique[0])
        fits = len(rows) <= _MAX_BARS_SUGGESTED
        return ChartChoice("bar", columns[named], columns[amounts[-1]]) if fits else NO_CHART
    for index in times:
        if _is_unique(rows, index) and not names:
            return ChartChoice("line", columns[index], columns[amounts[-1]])
    if len(amounts) > 1 and not names:
        return ChartChoice("scatter", columns[amounts[0]], columns[amounts[-1]])
    return NO_CHART


def _is_unique(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    """Return whether every row has a text in a column, and no two rows the same."""
    texts = [row[index].text for row in rows]
    return all(texts) and len(set(texts)) == len(texts)


def _has_words(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    """Return whether the texts of a column are words and not codes."""
    letters = sum(letter.isalpha() for row in rows for letter in row[index].text)
    return letters >= _MIN_LETTERS * len(rows)


def choose_chart(result: PageResult, kind: str, x: str, y: str) -> ChartChoice:
    """Return the chart that the parameters of a URL name, as far as the result allows it, else the suggested one."""
    suggested = suggest_chart(result.columns, result.numeric, result.rows)
    numbers = [result.columns[index] for index in result.numeric]
    if kind not in KINDS or not numbers or not result.rows:
        return suggested
    if kind == "none":
        return NO_CHART
    others = [name for name in result.columns if name != y]
    x_column = x if x in result.columns else suggested.x or (others or [result.columns[0]])[0]
    if kind == "scatter" and x_column not in numbers:
        x_column = numbers[0]
    return ChartChoice(kind, x_column, y if y in numbers else suggested.y or numbers[-1])


def offer_chart(
    result: PageResult, choice: ChartChoice, link: Callable[[str], str | None], language: str
) -> ChartOffer | None:
    """Return the chosen chart with the possible choices; None for a result that no chart can show.

    `link` gives the URL of a thing by its IRI.
    """
    numbers = tuple(result.columns[index] for index in result.numeric)
    if not numbers or not result.rows:
        return None
    if choice.kind == "none":
        return ChartOffer(choice, result.columns, numbers, None, "")
    x, y = result.columns.index(choice.x), result.columns.index(choice.y)
    rows = [row for row in result.rows if row[y].number is not None]
    rows = [row for row in rows if choice.kind != "scatter" or row[x].number is not None]
    rows = rows[: _MAX_BARS if choice.kind == "bar" else _MAX_POINTS]
    if not rows:
        return ChartOffer(choice, result.columns, numbers, None, "")
    figure = _draw(choice, rows, x, y, result.columns, link, language)
    return ChartOffer(choice, result.columns, numbers, figure, _describe(choice, rows, x, y, result.count, language))


def _draw(
    choice: ChartChoice,
    rows: Sequence[Sequence[Cell]],
    x: int,
    y: int,
    columns: Sequence[str],
    link: Callable[[str], str | None],
    language: str,
) -> Figure:
    custom: list[CustomData] = []
    for row in rows:
        lines = [f"{name}: {cell.text}" for name, cell in zip(columns, row, strict=True) if cell.text]
        thing = row[x].iri or next((cell.iri for cell in row if cell.iri), None)
        custom.append([hover_text(*lines[:8]), link(thing) if thing else None, exact_text(_number(row[y]))])
    amounts = [float(_number(row[y])) for row in rows]
    common: dict[str, Any] = {"customdata": custom, "hovertemplate": HOVER_TEMPLATE}
    title = f"{choice.y} / {choice.x}"
    if choice.kind == "bar":
        positions = [float(index) for index in range(len(rows))]
        labels = [wrap(row[x].text, LABEL_WIDTH, 2) for row in rows]
        bars = {"type": "bar", "orientation": "h", "y": positions, "x": amounts, **common}
        return make_figure(
            [{**bars, "marker": {"color": "var(--accent)", "line": {"width": 0}}}],
            language,
            title,
            100 + 30 * len(rows),
            margin=MARGINS_WITH_TITLE,
            bargap=0.3,
            xaxis=_amount_axis(choice.y, [_number(row[y]) for row in rows], language),
            yaxis=row_axis(positions, labels),
            showlegend=False,
        )
    xs: list[Any] = [row[x].text if row[x].number is None else float(_number(row[x])) for row in rows]
    marker: dict[str, Any] = {"color": "var(--accent)", "size": 9, "line": {"width": 1, "color": "var(--card)"}}
    mode = "markers" if choice.kind == "scatter" else "lines+markers"
    points: dict[str, Any] = {"type": "scatter", "mode": mode, "x": xs, "y": amounts, "marker": marker, **common}
    points["line"] = {"color": "var(--accent)", "width": 2}
    return make_figure(
        [points],
        language,
        title,
        420,
        margin=MARGINS_WITH_TITLE,
        xaxis={**_x_axis(choice.x, [row[x] for row in rows], language), "showgrid": False},
        yaxis=_amount_axis(choice.y, [_number(row[y]) for row in rows], language),
        showlegend=False,
    )


def _describe(choice: ChartChoice, rows: Sequence[Sequence[Cell]], x: int, y: int, count: int, language: str) -> str:
    """Return the caption: the highest and the lowest amount, and how many of `count` rows are shown, if not all."""
    t = Texts(language)
    highest, lowest = max(rows, key=lambda row: _number(row[y])), min(rows, key=lambda row: _number(row[y]))
    caption = t(
        "charts.answer",
        y=choice.y,
        x=choice.x,
        high=highest[y].text,
        at_high=highest[x].text,
        low=lowest[y].text,
        at_low=lowest[x].text,
    )
    return caption if len(rows) == count else f"{caption} {t('charts.answer.part', shown=len(rows), count=count)}"


def _amount_axis(title: str, numbers: Sequence[Decimal], language: str) -> dict[str, Any]:
    """Return an axis that includes zero, since the lengths of bars would mislead otherwise."""
    return number_axis(title, min(Decimal(0), *numbers), max(Decimal(0), *numbers), language) | {"rangemode": "tozero"}


def _x_axis(title: str, cells: Sequence[Cell], language: str) -> dict[str, Any]:
    if all(cell.number is not None for cell in cells):
        numbers = [_number(cell) for cell in cells]
        return number_axis(title, min(numbers), max(numbers), language)
    kind = "date" if all(_DAY.fullmatch(cell.text) for cell in cells) else "category"
    return {**titled_axis(title), "type": kind, "tickformat": "%Y-%m-%d" if kind == "date" else ""}


def _number(cell: Cell) -> Decimal:
    return Decimal(cell.number or 0)


def _varies(rows: Sequence[Sequence[Cell]], index: int) -> bool:
    return len({row[index].number for row in rows}) > 1


def _is_time(name: str, cells: Sequence[Cell]) -> bool:
    """Return whether a column holds ISO dates, or numbers that can be years under a name that says so."""
    filled = [cell for cell in cells if cell.text]
    if filled and all(_DAY.fullmatch(cell.text) for cell in filled):
        return True
    is_called_year = any(word in name.lower() for word in ("year", "yil", "yıl"))
    return (
        bool(filled)
        and is_called_year
        and all(isinstance(cell.number, int) and cell.number in _YEARS for cell in filled)
    )
