"""Figures of money: how it flows, how sure it is, between which bounds it lies, and who spends how much.

Nothing is divided that the source doesn't divide, and what lies between bounds is drawn from the one to the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from kentgraf.api.charts.figures import (
    HOVER,
    LABEL,
    TITLED,
    Figure,
    Told,
    beside,
    exact,
    figure,
    filled,
    hover,
    legend,
    money_axis,
    plain,
    round_money,
    rows_axis,
    shorten,
    size,
    wrap,
)
from kentgraf.api.charts.sankey_layout import Flow
from kentgraf.api.i18n.numbers import format_money, format_percent
from kentgraf.api.i18n.texts import Texts

EVIDENCE: Final = ("proven", "implied", "labelled", "shared", "contradicted", "unlabelled")
"""How an amount can be known, the surest first."""

_ROW: Final = 34
_ROOM_BESIDE: Final = 1.7
"""How far an axis goes on behind its longest bar, so that the figures beside that fit in on a phone too."""
_LABEL: Final = 30
_SHORT: Final = 22
_ACROSS, _ACROSS_NARROW = 75, 41
"""About how many letters have room beside each other in a picture of tiles, and in one on a phone."""
_Key = tuple[int, str]


@dataclass(frozen=True)
class Names:
    """What the nodes of a picture of flows are called and where they lead, by column and key; the line of an activity."""

    of: Callable[[int, str], str | None]
    links: Callable[[int, str], str | None]
    line: Callable[[str], str | None]
    others: str


@dataclass(frozen=True)
class Bound:
    """What is known of an activity's money at a department that shares it: at least `low`, at most `high`, in TL."""

    code: str
    activity: str
    department: str
    low: Decimal
    high: Decimal
    line: str | None


@dataclass(frozen=True)
class Bar:
    """An amount with its name, code and address."""

    code: str
    title: str
    amount: Decimal
    link: str | None


def draw_flow(start: str, flows: Sequence[Flow], names: Names, language: str) -> Figure | None:
    """The way from one start (column 0) by activities (1) to departments (2) as a Sankey diagram; None without money.

    A node's and a link's `customdata` are its hover text, its address and its exact amount; a node's also its name where
    there is little room, which is none for the start: there it is left out.
    """
    flows = [flow for flow in flows if flow.amount > 0]
    if not flows:
        return None
    t = Texts(language)
    middles = _sums((1, flow.middle, flow.amount) for flow in flows)
    ends = _sums((2, flow.end, flow.amount) for flow in flows)
    whole = sum(middles.values(), Decimal(0))
    sums: dict[_Key, Decimal] = {(0, start): whole, **middles, **ends}
    places = {key: place for place, key in enumerate(sums)}
    words = {key: _evidences(key, flows, t) for key in sums}

    def called(key: _Key) -> str:
        return names.of(*key) or names.others

    def node(key: _Key) -> Told:
        told = hover(called(key), f"{format_money(sums[key], language)} TL", ", ".join(words[key]))
        return [told, names.links(*key), exact(sums[key]), _short_label(key, names, words[key])]

    links: list[tuple[_Key, _Key, str, Decimal]] = [((0, start), key, "", amount) for key, amount in middles.items()]
    links += [((1, flow.middle), (2, flow.end), flow.evidence, flow.amount) for flow in flows]
    told_of_links: list[Told] = []
    for one, two, evidence, amount in links:
        way = f"{called(one)} → {called(two)}"
        sure = f"{t(f'money.{evidence}')}: {t(f'money.means.{evidence}')}" if evidence else ""
        line = names.line(two[1] if one[0] == 0 else one[1])
        told_of_links.append([hover(way, f"{format_money(amount, language)} TL", sure), line, exact(amount)])
    data = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": [_label(key, called(key), words[key]) for key in sums],
            "color": ["var(--accent)" if key[0] == 0 else "var(--soft)" for key in sums],
            "line": {"width": 0},
            "pad": 18,
            "thickness": 12,
            "customdata": [node(key) for key in sums],
            "hovertemplate": HOVER,
        },
        "link": {
            "source": [places[one] for one, *_ in links],
            "target": [places[two] for _, two, *_ in links],
            "value": [size(amount) for *_, amount in links],
            "color": [f"var(--band-{evidence or 'total'})" for *_, evidence, _ in links],
            "customdata": told_of_links,
            "hovertemplate": HOVER,
        },
        "textfont": {"color": "var(--ink)", "size": 12},
    }
    height = 160 + 27 * max(len(middles), len(ends))
    return figure([data], language, called((0, start)), max(360, height))


def _sums(parts: Iterable[tuple[int, str, Decimal]]) -> dict[_Key, Decimal]:
    found: dict[_Key, Decimal] = {}
    for column, key, amount in parts:
        found[column, key] = found.get((column, key), Decimal(0)) + amount
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _evidences(key: _Key, flows: Sequence[Flow], t: Texts) -> list[str]:
    """How sure what passes a node is, in words: colours alone would not tell everybody."""
    passing = {flow.evidence for flow in flows if key[1] == (flow.middle if key[0] == 1 else flow.end)}
    return [t(f"money.{evidence}") for evidence in EVIDENCE if evidence in passing] if key[0] else []


def _label(key: _Key, name: str, evidences: Sequence[str]) -> str:
    return _with_evidence(key, plain(shorten(name, _LABEL)), evidences)


def _short_label(key: _Key, names: Names, evidences: Sequence[str]) -> str:
    """An activity's code, a department's shortened name; what is left out there is a touch away, and in the table."""
    if key[0] == 0:
        return ""
    name = names.of(*key)
    return _with_evidence(
        key, plain(key[1] if name and key[0] == 1 else shorten(name or names.others, _SHORT)), evidences
    )


def _with_evidence(key: _Key, told: str, evidences: Sequence[str]) -> str:
    return f"{told} · {', '.join(evidences)}" if key[0] == 1 else told


def draw_goals(goals: Sequence[tuple[Bar, Sequence[tuple[str, Decimal, Decimal]]]], language: str) -> Figure | None:
    """Each goal as a bar, in pieces by how sure they are (evidence, amount, per cent of what is stated)."""
    most = max((sum((amount for _, amount, _ in parts), Decimal(0)) for _, parts in goals), default=Decimal(0))
    if not most:
        return None
    t = Texts(language)
    data = []
    for place, evidence in enumerate(EVIDENCE):
        rows = [
            (row, bar, amount, percent)
            for row, (bar, parts) in enumerate(goals)
            for kind, amount, percent in parts
            if kind == evidence
        ]
        if not rows:
            continue
        told = [
            [
                hover(
                    f"{bar.code} {bar.title}",
                    f"{t(f'money.{evidence}')}: {format_money(amount, language)} TL ({format_percent(percent, language)})",
                    t(f"money.means.{evidence}"),
                ),
                bar.link,
                exact(amount),
            ]
            for _, bar, amount, percent in rows
        ]
        sizes = [size(amount) for _, _, amount, _ in rows]
        mark = filled(place, f"var(--e-{evidence})")
        data.append(_bars(t(f"money.{evidence}"), [float(row) for row, *_ in rows], sizes, told, mark))
    labels = [wrap(f"{bar.code} {bar.title}", LABEL, 2) for bar, _ in goals]
    return figure(
        data,
        language,
        t("money.goals"),
        120 + 52 * len(goals),
        barmode="stack",
        margin=TITLED,
        bargap=0.35,
        xaxis=money_axis(most, language),
        yaxis=rows_axis([float(row) for row in range(len(goals))], labels),
        legend=legend(),
        showlegend=True,
    )


def draw_bounds(title: str, bounds: Sequence[Bound], language: str) -> Figure | None:
    """What several departments share, from the least to the most of each: the widest first, each a bar of its own."""
    most = max((bound.high for bound in bounds), default=Decimal(0))
    if most <= 0:
        return None
    t = Texts(language)
    told: list[Told] = []
    for bound in bounds:
        low, high = (format_money(amount, language) for amount in (bound.low, bound.high))
        between = t("charts.between", low=low, high=high)
        told.append([hover(f"{bound.code} {bound.activity}", bound.department, between), bound.line, exact(bound.high)])
    rows = [float(row) for row in range(len(bounds))]
    mark = filled(EVIDENCE.index("shared"), "var(--e-shared)", line=2)
    trace = _bars(t("money.shared"), rows, [size(bound.high - bound.low) for bound in bounds], told, mark)
    trace |= {
        "base": [size(bound.low) for bound in bounds],
        "text": [" – ".join(beside(amount, most, language) for amount in (b.low, b.high)) for b in bounds],
        "textposition": "outside",
        "outsidetextfont": {"color": "var(--ink)", "size": 12},
        "cliponaxis": False,
    }
    labels = [wrap(f"{bound.code} · {bound.department}", LABEL, 2) for bound in bounds]
    return figure(
        [trace],
        language,
        title,
        100 + _ROW * len(bounds),
        margin=TITLED,
        bargap=0.5,
        xaxis=money_axis(most, language, _ROOM_BESIDE),
        yaxis=rows_axis(rows, labels),
        showlegend=False,
    )


def draw_areas(title: str, bars: Sequence[Bar], language: str) -> Figure | None:
    """Amounts as areas, a tile each; those of zero and less have none.

    A tile's `customdata` are its hover text, its address, its exact amount, and its name where there is little room.
    """
    shown = [bar for bar in bars if bar.amount > 0]
    if not shown:
        return None
    whole = sum((bar.amount for bar in shown), Decimal(0))
    data = {
        "type": "treemap",
        "ids": [bar.code for bar in shown],
        "labels": [wrap(bar.title, _letters(bar.amount / whole, _ACROSS), 4) for bar in shown],
        "parents": [""] * len(shown),
        "values": [size(bar.amount) for bar in shown],
        "text": [round_money(bar.amount, language) for bar in shown],
        "texttemplate": "%{label}<br>%{text}",
        "customdata": [
            [
                hover(
                    bar.title,
                    f"{format_money(bar.amount, language)} TL",
                    format_percent((bar.amount * 100 / whole).quantize(Decimal("0.1")), language),
                ),
                bar.link,
                exact(bar.amount),
                wrap(bar.title, _letters(bar.amount / whole, _ACROSS_NARROW), 5),
            ]
            for bar in shown
        ],
        "hovertemplate": HOVER,
        "marker": {
            "colors": ["var(--tile)"] * len(shown),
            "line": {"width": 0},
            "pad": {"t": 0, "l": 0, "r": 0, "b": 0},
        },
        "root": {"color": "var(--card)"},
        "tiling": {"pad": 2, "packing": "squarify"},
        "pathbar": {"visible": False},
        "textfont": {"color": "#ffffff"},
        "insidetextfont": {"color": "#ffffff"},
        "textposition": "top left",
    }
    return figure(
        [data],
        language,
        title,
        540,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        uniformtext={"minsize": 10, "mode": "hide"},
    )


def _letters(share: Decimal, across: int) -> int:
    """About how many letters stand beside each other in a tile that is such a share of the picture, which has room for `across`."""
    return max(8, min(28, int(share.sqrt() * across)))


def draw_bars(title: str, bars: Sequence[Bar], language: str) -> Figure | None:
    """Amounts as bars below each other, each with its round number beside it."""
    most = max((bar.amount for bar in bars), default=Decimal(0))
    if most <= 0:
        return None
    rows = [float(row) for row in range(len(bars))]
    told: list[Told] = [
        [hover(f"{bar.code} {bar.title}", f"{format_money(bar.amount, language)} TL"), bar.link, exact(bar.amount)]
        for bar in bars
    ]
    trace = _bars("", rows, [size(bar.amount) for bar in bars], told, {"color": "var(--accent)", "line": {"width": 0}})
    trace |= {
        "text": [beside(bar.amount, most, language) for bar in bars],
        "textposition": "auto",
        "insidetextfont": {"color": "var(--paper)"},
        "outsidetextfont": {"color": "var(--ink)"},
    }
    labels = [wrap(f"{bar.code} {bar.title}", LABEL, 2) for bar in bars]
    return figure(
        [trace],
        language,
        title,
        90 + 48 * len(bars),
        margin=TITLED,
        bargap=0.35,
        xaxis=money_axis(most, language),
        yaxis=rows_axis(rows, labels),
        showlegend=False,
    )


def _bars(
    name: str, rows: Sequence[float], sizes: Sequence[float], told: Sequence[Told], marker: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": list(rows),
        "x": list(sizes),
        "customdata": list(told),
        "hovertemplate": HOVER,
        "marker": marker,
    }
