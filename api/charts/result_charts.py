"""Charts of answers to SELECT: whether one suits, which one, and the figure of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.api.charts.figures import (
    HOVER,
    LABEL,
    TITLED,
    Figure,
    Told,
    exact,
    figure,
    hover,
    number_axis,
    plain_axis,
    rows_axis,
    size,
    wrap,
)
from kentgraf.api.i18n.result_rows import Cell
from kentgraf.api.i18n.texts import Texts
from kentgraf.api.query_service.evaluation import PageAnswer

KINDS: Final = ("none", "bar", "line", "scatter")
_MOST_BARS: Final = 60
_MOST_BARS_UNASKED: Final = 50
_NO_AMOUNTS: Final = frozenset({"line", "otherline", "code", "number", "no", "id", "satır", "kod"})
_LETTERS: Final = 3
_MOST_POINTS: Final = 1000
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS: Final = range(1000, 3000)


@dataclass(frozen=True)
class Choice:
    """A chart of an answer: its kind, and the names of the columns that stand along and up."""

    kind: str
    x: str = ""
    y: str = ""


NO_CHART: Final = Choice("none")


@dataclass(frozen=True)
class Offer:
    """What a reader can choose from, and what is shown now."""

    chosen: Choice
    xs: tuple[str, ...]
    ys: tuple[str, ...]
    figure: Figure | None
    told: str


def suits(columns: Sequence[str], numeric: Sequence[int], rows: Sequence[Sequence[Cell]]) -> Choice:
    """The chart that suits an answer by itself; NO_CHART where none does.

    Amounts by a name are bars, by a year or day a line, and two amounts without a name are points. One row is no chart,
    and neither are names that come again and again: which of their amounts to draw isn't ours to choose.
    """
    if len(rows) < 2 or not numeric:
        return NO_CHART
    times = [place for place in range(len(columns)) if _is_time(columns[place], [row[place] for row in rows])]
    amounts = [
        place
        for place in numeric
        if place not in times and _varies(rows, place) and columns[place].lower() not in _NO_AMOUNTS
    ]
    if not amounts:
        return NO_CHART
    names = [place for place in range(len(columns)) if place not in numeric and place not in times]
    telling = [place for place in names if _tells_apart(rows, place)]
    if telling:
        named = next((place for place in telling if _reads_well(rows, place)), telling[0])
        fits = len(rows) <= _MOST_BARS_UNASKED
        return Choice("bar", columns[named], columns[amounts[-1]]) if fits else NO_CHART
    for place in times:
        if _tells_apart(rows, place) and not names:
            return Choice("line", columns[place], columns[amounts[-1]])
    if len(amounts) > 1 and not names:
        return Choice("scatter", columns[amounts[0]], columns[amounts[-1]])
    return NO_CHART


def _tells_apart(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether every row has a text of its own in a column."""
    texts = [row[place].text for row in rows]
    return all(texts) and len(set(texts)) == len(texts)


def _reads_well(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    """Whether the texts of a column are words, and not codes."""
    letters = sum(letter.isalpha() for row in rows for letter in row[place].text)
    return letters >= _LETTERS * len(rows)


def choose(answer: PageAnswer, kind: str, x: str, y: str) -> Choice:
    """What the address asks for, as far as the answer has it; else what suits."""
    fitting = suits(answer.columns, answer.numeric, answer.rows)
    numbers = [answer.columns[place] for place in answer.numeric]
    if kind not in KINDS or not numbers or not answer.rows:
        return fitting
    if kind == "none":
        return NO_CHART
    others = [name for name in answer.columns if name != y]
    along = x if x in answer.columns else fitting.x or (others or [answer.columns[0]])[0]
    if kind == "scatter" and along not in numbers:
        along = numbers[0]
    return Choice(kind, along, y if y in numbers else fitting.y or numbers[-1])


def offer_chart(answer: PageAnswer, choice: Choice, link: Callable[[str], str | None], language: str) -> Offer | None:
    """The chart that was chosen with what else could be; None for an answer that no chart could show."""
    numbers = tuple(answer.columns[place] for place in answer.numeric)
    if not numbers or not answer.rows:
        return None
    if choice.kind == "none":
        return Offer(choice, answer.columns, numbers, None, "")
    x, y = answer.columns.index(choice.x), answer.columns.index(choice.y)
    rows = [row for row in answer.rows if row[y].number is not None]
    rows = [row for row in rows if choice.kind != "scatter" or row[x].number is not None]
    rows = rows[: _MOST_BARS if choice.kind == "bar" else _MOST_POINTS]
    if not rows:
        return Offer(choice, answer.columns, numbers, None, "")
    drawn = _draw(choice, rows, x, y, answer.columns, link, language)
    return Offer(choice, answer.columns, numbers, drawn, _tell(choice, rows, x, y, answer.count, language))


def _draw(
    choice: Choice,
    rows: Sequence[Sequence[Cell]],
    x: int,
    y: int,
    columns: Sequence[str],
    link: Callable[[str], str | None],
    language: str,
) -> Figure:
    told: list[Told] = []
    for row in rows:
        lines = [f"{name}: {cell.text}" for name, cell in zip(columns, row, strict=True) if cell.text]
        thing = row[x].iri or next((cell.iri for cell in row if cell.iri), None)
        told.append([hover(*lines[:8]), link(thing) if thing else None, exact(_number(row[y]))])
    amounts = [size(_number(row[y])) for row in rows]
    common: dict[str, Any] = {"customdata": told, "hovertemplate": HOVER}
    title = f"{choice.y} / {choice.x}"
    if choice.kind == "bar":
        places = [float(place) for place in range(len(rows))]
        labels = [wrap(row[x].text, LABEL, 2) for row in rows]
        bars = {"type": "bar", "orientation": "h", "y": places, "x": amounts, **common}
        return figure(
            [{**bars, "marker": {"color": "var(--accent)", "line": {"width": 0}}}],
            language,
            title,
            100 + 30 * len(rows),
            margin=TITLED,
            bargap=0.3,
            xaxis=_amounts_axis(choice.y, [_number(row[y]) for row in rows], language),
            yaxis=rows_axis(places, labels),
            showlegend=False,
        )
    along: list[Any] = [row[x].text if row[x].number is None else size(_number(row[x])) for row in rows]
    marker: dict[str, Any] = {"color": "var(--accent)", "size": 9, "line": {"width": 1, "color": "var(--card)"}}
    mode = "markers" if choice.kind == "scatter" else "lines+markers"
    points: dict[str, Any] = {"type": "scatter", "mode": mode, "x": along, "y": amounts, "marker": marker, **common}
    points["line"] = {"color": "var(--accent)", "width": 2}
    return figure(
        [points],
        language,
        title,
        420,
        margin=TITLED,
        xaxis={**_along_axis(choice.x, [row[x] for row in rows], language), "showgrid": False},
        yaxis=_amounts_axis(choice.y, [_number(row[y]) for row in rows], language),
        showlegend=False,
    )


def _tell(choice: Choice, rows: Sequence[Sequence[Cell]], x: int, y: int, count: int, language: str) -> str:
    """A sentence on what the chart shows: how many, the highest and the lowest."""
    t = Texts(language)
    highest, lowest = max(rows, key=lambda row: _number(row[y])), min(rows, key=lambda row: _number(row[y]))
    told = t(
        "charts.answer",
        y=choice.y,
        x=choice.x,
        high=highest[y].text,
        at_high=highest[x].text,
        low=lowest[y].text,
        at_low=lowest[x].text,
    )
    return told if len(rows) == count else f"{told} {t('charts.answer.part', shown=len(rows), count=count)}"


def _amounts_axis(title: str, numbers: Sequence[Decimal], language: str) -> dict[str, Any]:
    """An axis that begins at zero, since bars of half a truth mislead."""
    return number_axis(title, min(Decimal(0), *numbers), max(Decimal(0), *numbers), language) | {"rangemode": "tozero"}


def _along_axis(title: str, cells: Sequence[Cell], language: str) -> dict[str, Any]:
    if all(cell.number is not None for cell in cells):
        numbers = [_number(cell) for cell in cells]
        return number_axis(title, min(numbers), max(numbers), language)
    kind = "date" if all(_DAY.fullmatch(cell.text) for cell in cells) else "category"
    return {**plain_axis(title), "type": kind, "tickformat": "%Y-%m-%d" if kind == "date" else ""}


def _number(cell: Cell) -> Decimal:
    return Decimal(cell.number or 0)


def _varies(rows: Sequence[Sequence[Cell]], place: int) -> bool:
    return len({row[place].number for row in rows}) > 1


def _is_time(name: str, cells: Sequence[Cell]) -> bool:
    """Whether a column holds days, or whole numbers that can be years and are called so."""
    filled = [cell for cell in cells if cell.text]
    if filled and all(_DAY.fullmatch(cell.text) for cell in filled):
        return True
    called = any(word in name.lower() for word in ("year", "yil", "yıl"))
    return bool(filled) and called and all(isinstance(cell.number, int) and cell.number in _YEARS for cell in filled)
