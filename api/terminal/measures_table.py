"""The measures of the network as tables for the terminal, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from kentgraf.api.i18n.numbers import count_noun, format_number
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.people.measures import CommissionChange, NetworkMeasures, PersonMeasures

_MAX_ROWS = 25


def render_measures(found: NetworkMeasures) -> str:
    """Return the people with the highest degree, and a sentence on the whole network.

    Ties at the end of the list are kept, so that it may be longer than the limit.
    """
    last = found.people[_MAX_ROWS - 1].degree_rank if len(found.people) >= _MAX_ROWS else None
    shown = [p for p in found.people if last is None or p.degree_rank <= last]
    rows = [
        (
            str(p.degree_rank),
            p.name,
            p.party or "",
            str(p.commissions),
            str(p.degree),
            str(p.strength),
            f"{p.betweenness:.4f}",
            str(p.betweenness_rank),
            str(p.core),
            str(p.community),
        )
        for p in shown
    ]
    columns = (
        *("rank", "name", "party", "commissions", "people met", "shared places"),
        *("betweenness", "its rank", "k-core", "community"),
    )
    table = render_table(columns, rows, numeric=(0, 3, 4, 5, 6, 7, 8, 9), title=f"On {found.on.isoformat()}")
    share = found.cross_party_share
    percent = f"{format_number(round(share * 100))} %" if share is not None else "none"
    return (
        table
        + (
            f"{count_noun(len(found.people), 'person', 'people')}, {count_noun(found.links, 'link', 'links')}, "
            f"{found.cross_party_links} of them across parties ({percent}), "
            f"{count_noun(found.communities, 'community', 'communities')}. The same rank means the same value.\n"
        )
        + _unknown_parties(found.unknown_party_links)
    )


def _unknown_parties(links: int) -> str:
    """Return how many links are of people whose party isn't told; nothing if none is."""
    if not links:
        return ""
    return f"{count_noun(links, 'link is', 'links are')} of people whose party isn't told, and left out of the share across parties.\n"


def render_changes(changes: Sequence[CommissionChange], before: date, after: date) -> str:
    """Return who stayed, left and came on each commission between two days, those with the highest continuity first."""
    ordered = sorted(changes, key=lambda c: (-(c.continuity or 0), c.commission))
    rows = [
        (
            c.commission,
            "" if c.continuity is None else f"{format_number(round(c.continuity * 100))} %",
            str(len(c.stayed)),
            ", ".join(c.left),
            ", ".join(c.came),
        )
        for c in ordered
    ]
    table = render_table(("commission", "continuity", "stayed", "left", "came"), rows, numeric=(1, 2))
    return f"From {before.isoformat()} to {after.isoformat()}:\n{table}"


def write_measures_csv(found: NetworkMeasures) -> str:
    """Return the measures of all people as CSV."""
    names = [field.name for field in fields(PersonMeasures)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for person in found.people:
        values = [getattr(person, name) for name in names]
        writer.writerow(["" if value is None else value for value in values])
    return out.getvalue()
