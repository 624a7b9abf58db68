"""A Sankey diagram of the money of a goal: from the goal by its activities to departments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from kentgraf.api.charts.amounts import EVIDENCE
from kentgraf.api.charts.figures import HOVER_TEMPLATE, CustomData, Figure, make_figure
from kentgraf.api.charts.sankey_layout import Flow
from kentgraf.api.charts.text import escape, exact_text, hover_text, shorten
from kentgraf.api.i18n.numbers import format_money
from kentgraf.api.i18n.texts import Texts

_NAME_LENGTH: Final = 30
_SHORT_NAME_LENGTH: Final = 22
_Key = tuple[int, str]
"""A column and the key of a node in it."""


@dataclass(frozen=True)
class SankeyLabels:
    """The names and URLs of nodes by column and key, the URL of the line of an activity, and the name of all other nodes."""

    name: Callable[[int, str], str | None]
    link: Callable[[int, str], str | None]
    line: Callable[[str], str | None]
    others: str


def draw_sankey(start: str, flows: Sequence[Flow], labels: SankeyLabels, language: str) -> Figure | None:
    """Return the flows from `start` (column 0) by activities (1) to departments (2); None without money.

    The `customdata` of nodes also has a short name, for narrow screens, which is empty for the start.
    """
    flows = [flow for flow in flows if flow.amount > 0]
    if not flows:
        return None
    t = Texts(language)
    middles = _sum_by_node((1, flow.middle, flow.amount) for flow in flows)
    ends = _sum_by_node((2, flow.end, flow.amount) for flow in flows)
    whole = sum(middles.values(), Decimal(0))
    sums: dict[_Key, Decimal] = {(0, start): whole, **middles, **ends}
    indices = {key: index for index, key in enumerate(sums)}
    evidence_of = {key: _evidence_names(key, flows, t) for key in sums}

    def name(key: _Key) -> str:
        return labels.name(*key) or labels.others

    def node_data(key: _Key) -> CustomData:
        hover = hover_text(name(key), f"{format_money(sums[key], language)} TL", ", ".join(evidence_of[key]))
        return [hover, labels.link(*key), exact_text(sums[key]), _short_label(key, labels, evidence_of[key])]

    links: list[tuple[_Key, _Key, str, Decimal]] = [((0, start), key, "", amount) for key, amount in middles.items()]
    links += [((1, flow.middle), (2, flow.end), flow.evidence, flow.amount) for flow in flows]
    link_data: list[CustomData] = []
    for source, target, evidence, amount in links:
        path = f"{name(source)} → {name(target)}"
        meaning = f"{t(f'money.{evidence}')}: {t(f'money.means.{evidence}')}" if evidence else ""
        line = labels.line(target[1] if source[0] == 0 else source[1])
        hover = hover_text(path, f"{format_money(amount, language)} TL", meaning)
        link_data.append([hover, line, exact_text(amount)])
    data = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": [_label(key, name(key), evidence_of[key]) for key in sums],
            "color": ["var(--accent)" if key[0] == 0 else "var(--soft)" for key in sums],
            "line": {"width": 0},
            "pad": 18,
            "thickness": 12,
            "customdata": [node_data(key) for key in sums],
            "hovertemplate": HOVER_TEMPLATE,
        },
        "link": {
            "source": [indices[source] for source, *_ in links],
            "target": [indices[target] for _, target, *_ in links],
            "value": [float(amount) for *_, amount in links],
            "color": [f"var(--band-{evidence or 'total'})" for *_, evidence, _ in links],
            "customdata": link_data,
            "hovertemplate": HOVER_TEMPLATE,
        },
        "textfont": {"color": "var(--ink)", "size": 12},
    }
    height = 160 + 27 * max(len(middles), len(ends))
    return make_figure([data], language, name((0, start)), max(360, height))


def _sum_by_node(parts: Iterable[tuple[int, str, Decimal]]) -> dict[_Key, Decimal]:
    """Return the sum of each node, the largest first."""
    found: dict[_Key, Decimal] = {}
    for column, key, amount in parts:
        found[column, key] = found.get((column, key), Decimal(0)) + amount
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _evidence_names(key: _Key, flows: Sequence[Flow], t: Texts) -> list[str]:
    """Return the names of the grades of evidence of what passes a node, since not everybody can tell the colours."""
    passing = {flow.evidence for flow in flows if key[1] == (flow.middle if key[0] == 1 else flow.end)}
    return [t(f"money.{evidence}") for evidence in EVIDENCE if evidence in passing] if key[0] else []


def _label(key: _Key, name: str, evidence: Sequence[str]) -> str:
    return _with_evidence(key, escape(shorten(name, _NAME_LENGTH)), evidence)


def _short_label(key: _Key, labels: SankeyLabels, evidence: Sequence[str]) -> str:
    """Return an activity's code or a department's shortened name; the hover text and the table have the whole name."""
    if key[0] == 0:
        return ""
    name = labels.name(*key)
    short = key[1] if name and key[0] == 1 else shorten(name or labels.others, _SHORT_NAME_LENGTH)
    return _with_evidence(key, escape(short), evidence)


def _with_evidence(key: _Key, label: str, evidence: Sequence[str]) -> str:
    return f"{label} · {', '.join(evidence)}" if key[0] == 1 else label
