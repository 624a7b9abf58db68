"""The commands on people, time and proof: `members`, `body`, `person`, `show` and `verify`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from kentgraf.api.commands.options import StoreOption, day_or_last, open_graph
from kentgraf.api.i18n.dates import read_day
from kentgraf.api.i18n.json_encoding import dump_json
from kentgraf.api.terminal.messages import say
from kentgraf.api.terminal.output import write_text
from kentgraf.api.terminal.tables import render_table
from kentgraf.graph.audit.verify import verify as verify_quotations
from kentgraf.graph.people.as_of import Member, Membership, body_on, members_on, person_history, strength_on
from kentgraf.graph.search.describe import describe as show_thing

_STATUS_MISMATCH: Final = 1

DayOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="The day; the last one reported if not given.", show_default=False),
]


class TableFormat(StrEnum):
    """The forms of an answer."""

    TABLE = "table"
    JSON = "json"


FormOption = Annotated[TableFormat, typer.Option("--format", help="Form of the answer.")]


def members(on: DayOption = None, form: FormOption = TableFormat.TABLE, store: StoreOption = None) -> None:
    """List the council on a day, with district and party."""
    graph = open_graph(store)
    day = day_or_last(on, graph)
    found = members_on(graph, day)
    strength = strength_on(graph, day)
    if form is TableFormat.JSON:
        answer = {"on": day.isoformat(), "strength": strength, "members": [m.as_dict() for m in found]}
        write_text(dump_json(answer, indent=2))
        return
    rows = [(m.name, _roles(m), m.district or "", _party(m.party, m.party_basis), str(m.line)) for m in found]
    write_text(render_table(("name", "role", "district", "party", "line"), rows, numeric=[4]))
    write_text(render_table(("party", "members"), [(p, str(n)) for p, n in strength.items()], numeric=[1]))


def body(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A committee or commission, or a part of its name.")],
    on: DayOption = None,
    form: FormOption = TableFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """List who sits on a committee or commission on a day."""
    graph = open_graph(store)
    day = day_or_last(on, graph)
    label, found = body_on(graph, name, day)
    if form is TableFormat.JSON:
        answer = {"on": day.isoformat(), "body": label, "members": [h.as_dict() for h in found]}
        write_text(dump_json(answer, indent=2))
        return
    rows = [(h.name, h.role or "", h.office or "", _period(h), _how(h), str(h.line)) for h in found]
    columns = ("name", "role", "office", "period", "how", "line")
    write_text(render_table(columns, rows, numeric=[5], title=f"{label}, {day.isoformat()}"))


def person(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name in any spelling, or a part of it.")],
    on: DayOption = None,
    form: FormOption = TableFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Show everything that a person is or was; with --on, only what holds on that day."""
    graph = open_graph(store)
    day = read_day(on) if on is not None else None
    label, found = person_history(graph, name, day)
    if form is TableFormat.JSON:
        answer = {"on": day.isoformat() if day else None, "name": label, "holdings": [h.as_dict() for h in found]}
        write_text(dump_json(answer, indent=2))
        return
    if day is None:
        say("All periods that the graph knows; --on chooses a day.")
    rows = [(_kind(h), h.organisation_name, h.role or "", _period(h), _how(h), str(h.line)) for h in found]
    columns = ("what", "where", "role", "period", "how", "line")
    write_text(render_table(columns, rows, numeric=[5], title=label))


def show(
    iri: Annotated[str, typer.Argument(metavar="IRI", help="The IRI of a thing, or a prefixed name such as kg:Goal.")],
    store: StoreOption = None,
) -> None:
    """Print all that is known of a thing, and what points to it, with the lines of the source."""
    shown = show_thing(open_graph(store), iri)
    write_text(render_table(("what", "value"), shown.statements, title=shown.iri))
    if shown.incoming:
        write_text(render_table(("mentioned by", "as"), shown.incoming))


def verify(
    report: Annotated[Path, typer.Argument(metavar="REPORT", help="Text of the report that the graph was made from.")],
    form: FormOption = TableFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Look up every quoted line in the report; exit status 1 if one no longer prints what the graph says it prints."""
    found = verify_quotations(open_graph(store), report)
    if form is TableFormat.JSON:
        write_text(dump_json(found.as_dict(), indent=2))
    else:
        same = "the same file, byte for byte" if found.same_file else "another file than the one that was read"
        write_text(f"{report} is {same}.\n")
        for mismatch in found.mismatches:
            write_text(f"{mismatch}\n")
        counted = f"{found.quotations} quotations of {found.lines} places were looked up"
        write_text(f"{counted}; {len(found.mismatches)} don't match.\n")
    if found.mismatches:
        raise typer.Exit(_STATUS_MISMATCH)


def _roles(member: Member) -> str:
    """The roles, without the wider one that a narrower one implies."""
    return ", ".join(role for role in member.roles if role != "mayor" or len(member.roles) == 1)


def _party(name: str | None, basis: str | None) -> str:
    return f"{name or '–'} (inferred)" if basis == "inferredFact" else name or "–"


def _kind(holding: Membership) -> str:
    names = {"Seat": "seat", "BodyMembership": "membership", "Office": "office", "PartyAffiliation": "party"}
    return names.get(holding.kind, holding.kind)


def _period(holding: Membership) -> str:
    """First and last day; `?` beside a bound that is only the reported year's."""
    start = f"{holding.start.isoformat()}{'' if holding.start_known else '?'}" if holding.start else "?"
    last = holding.until - timedelta(days=1) if holding.until else None
    end = f"{last.isoformat()}{'' if holding.until_known else '?'}" if last else "?"
    return f"{start} – {end}"


def _how(holding: Membership) -> str:
    parts: Sequence[str | None] = (
        f"for {holding.replaced}" if holding.replaced else None,
        f"by decision {holding.started_by}" if holding.started_by else None,
        f"until decision {holding.ended_by}" if holding.ended_by else None,
        "inferred" if holding.basis == "inferredFact" else None,
    )
    return ", ".join(part for part in parts if part)


COMMANDS: Final = (members, body, person, show, verify)
