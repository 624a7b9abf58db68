"""Networks over time: commission memberships with spells (as in dynamic GEXF), and edge lists as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import networkx as nx
from pyoxigraph import Store

from kentgraf.graph.exports.gexf import write_gexf
from kentgraf.graph.people.as_of import Membership, read_memberships
from kentgraf.graph.people.told_days import read_told_periods, require_order
from kentgraf.ontology.periods import Period

Spell = tuple[str | None, str | None]
"""The first and the last day of a membership as ISO dates; None for one that isn't known."""


def dynamic_commission_graph(store: Store, start: date, until: date) -> nx.Graph:
    """Return the graph of people and commissions over the half-open period from `start` to `until`.

    Edges have `spells`, in the order of time, and for each of them whether its bounds are known (`from_known`,
    `until_known`). A bound that isn't known is left out of the spell, since it is no change; where a source tells by which
    day a membership had ended, the spell ends before it. Known bounds are told as they are, also outside the period. Raises
    DayNotTold if the first or the last day of the period is told of for no commission, and QueryRefused if the last day lies
    before the first.
    """
    told = read_told_periods(store)
    last = until - timedelta(days=1)
    for day in (start, last):
        told.of_commissions().require(day)
    require_order(start, last)
    graph = nx.Graph(mode="dynamic", start=start.isoformat(), end=last.isoformat())
    held: dict[tuple[str, str], list[Membership]] = {}
    for membership in read_memberships(store):
        if membership.organisation in told.commissions and _overlaps(membership, Period(start, until)):
            graph.add_node(membership.person, kind="person", label=membership.name)
            graph.add_node(membership.organisation, kind="commission", label=membership.organisation_name)
            held.setdefault((membership.person, membership.organisation), []).append(membership)
    for (person, body), memberships in held.items():
        ordered = sorted(memberships, key=lambda m: (m.start or date.min, m.until or date.max))
        graph.add_edge(
            person,
            body,
            spells=[_spell(m) for m in ordered],
            from_known=[m.start_known for m in ordered],
            until_known=[m.until_known for m in ordered],
        )
    return graph


def _overlaps(membership: Membership, period: Period) -> bool:
    """Return whether a membership holds on a day of a period, the reported year taking the place of missing bounds."""
    start = membership.start or date(membership.reported, 1, 1)
    until = membership.until or date(membership.reported + 1, 1, 1)
    return Period(start, until).overlaps(period)


def _spell(membership: Membership) -> Spell:
    first = membership.start if membership.start_known else None
    has_ended = membership.until_known or membership.ended_by is not None
    last = membership.until - timedelta(days=1) if membership.until and has_ended else None
    return (first.isoformat() if first else None, last.isoformat() if last else None)


def to_dynamic_gexf(graph: nx.Graph) -> bytes:
    """Return the graph as dynamic GEXF (mode `dynamic`, spells with ISO dates); lists are joined by ` | `."""
    copy = nx.Graph(mode="dynamic")
    for node, data in sorted(graph.nodes(data=True)):
        copy.add_node(node, **data)
    for one, two, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1])):
        flags = {name: _text(data[name]) for name in ("from_known", "until_known")}
        copy.add_edge(one, two, spells=data["spells"], **flags)
    return write_gexf(copy, start=graph.graph["start"], end=graph.graph["end"])


def to_edge_list(graph: nx.Graph) -> bytes:
    """Return a network, static or dynamic, as a CSV edge list: IRI and label of both ends, and all attributes of the edge.

    A spell is an ISO interval whose unknown bounds are blank (`2025-04-14/`); lists are joined by ` | `.
    """
    names = sorted({name for _, _, data in graph.edges(data=True) for name in data})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["source", "target", "source_label", "target_label", *names])
    for one, two, data in sorted(graph.edges(data=True), key=lambda edge: (edge[0], edge[1])):
        values = [_text(data.get(name)) for name in names]
        writer.writerow([one, two, graph.nodes[one]["label"], graph.nodes[two]["label"], *values])
    return out.getvalue().encode()


def _text(value: object) -> str:
    if isinstance(value, list):
        return " | ".join(map(_text, value))
    if isinstance(value, tuple):
        return "/".join(map(_text, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
