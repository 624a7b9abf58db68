"""The commands that ask the graph: `query`, `trace`, `network`, `measures` and `audit`."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from pyoxigraph import QueryBoolean, QueryTriples, Store

from kentgraf.api.commands.options import STATUS_BROKEN_SHAPE, OutOption, StoreOption, day_or_last, open_graph
from kentgraf.api.i18n.dates import read_day
from kentgraf.api.i18n.json_encoding import dump_json
from kentgraf.api.i18n.result_rows import read_rows
from kentgraf.api.terminal.audit_table import render_findings
from kentgraf.api.terminal.measures_table import render_changes, render_measures, write_measures_csv
from kentgraf.api.terminal.messages import say
from kentgraf.api.terminal.output import write_answer, write_text
from kentgraf.api.terminal.tables import render_rows
from kentgraf.api.terminal.trace_table import render_trace, write_trace_csv
from kentgraf.graph.audit.report import audit as audit_graph
from kentgraf.graph.exports.dynamic_networks import dynamic_commission_graph, to_dynamic_gexf, to_edge_list
from kentgraf.graph.exports.networks import WRITERS
from kentgraf.graph.money.trace import trace as trace_money
from kentgraf.graph.people.days import default_date
from kentgraf.graph.people.measures import changes_between, measure_network
from kentgraf.graph.people.network import member_commission_graph, project_on_commissions, project_on_people
from kentgraf.graph.sparql.queries import query_text, run_query, serialize
from kentgraf.ontology.errors import NotInGraph, QueryRefused, SourceError
from kentgraf.ontology.namespaces import shorten


class QueryFormat(StrEnum):
    """The forms of answers to queries: the first five for tables, the others for triples."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    JSONLD = "jsonld"
    RDFXML = "rdfxml"
    TRIG = "trig"
    NQUADS = "nquads"


class TraceFormat(StrEnum):
    """The forms of a trace."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class NetworkFormat(StrEnum):
    """The forms of a network."""

    GRAPHML = "graphml"
    GEXF = "gexf"
    JSON = "json"
    CSV = "csv"
    SVG = "svg"
    HTML = "html"


class Projection(StrEnum):
    """Which nodes a network has: people or commissions alone, linked by what they share, or both."""

    PEOPLE = "people"
    COMMISSIONS = "commissions"
    NONE = "none"


class LeastSeverity(StrEnum):
    """How grave a finding must be to be listed."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"


class AuditFormat(StrEnum):
    """The forms of the findings."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    HTML = "html"


class Language(StrEnum):
    """The language of sentences."""

    TURKISH = "tr"
    ENGLISH = "en"


def query(
    text: Annotated[
        str, typer.Argument(metavar="TEXT|@FILE|@NAME", help="A SPARQL query, a file of one, or one of the gallery's.")
    ],
    form: Annotated[QueryFormat, typer.Option("--format", help="Form of the answer.")] = QueryFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Ask the graph in SPARQL; the usual prefixes (kg:, org:, foaf: …) are known."""
    result = run_query(open_graph(store), _read_query(text))
    if form is not QueryFormat.TABLE:
        write_answer(serialize(result, form.value))
    elif isinstance(result, QueryTriples):
        write_answer(serialize(result, "turtle"))
    elif isinstance(result, QueryBoolean):
        write_text("true" if result else "false")
    else:
        write_text(render_rows(read_rows(result, lambda node: shorten(node.value))))


def trace(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="Code of a goal, objective, target, activity or department: 5, 5.1, 5.1.1, 87, 46.35.1.42; or"
            " `general-management`, `transfers`.",
        ),
    ],
    form: Annotated[TraceFormat, typer.Option("--format", help="Form of the answer.")] = TraceFormat.TABLE,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also tell what each row rests on (table and JSON).")
    ] = False,
    store: StoreOption = None,
) -> None:
    """Show where a goal's money went, and how sure that is."""
    found = trace_money(open_graph(store), code)
    if form is TraceFormat.JSON:
        write_text(dump_json(found.as_dict(explained=explain), indent=2))
    elif form is TraceFormat.CSV:
        write_text(write_trace_csv(found))
    else:
        write_text(render_trace(found, explained=explain))


def network(
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day; the last one reported if not given.", show_default=False),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until", metavar="DATE", help="Last day of a span that begins with --on; GEXF or CSV, with spells."
        ),
    ] = None,
    projection: Annotated[
        Projection,
        typer.Option("--projection", help="`people` or `commissions`, linked by what they share, instead of both."),
    ] = Projection.NONE,
    form: Annotated[NetworkFormat, typer.Option("--format", help="Form of the network.")] = NetworkFormat.GRAPHML,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """Show who sits with whom on the commissions on a day, or over a span of days."""
    graph = open_graph(store)
    if until is not None:
        write_answer(_span(graph, on, until, form), out)
        return
    day = day_or_last(on, graph)
    sitting = member_commission_graph(graph, day)
    if not len(sitting):
        say(f"Nobody sits on a commission on {day.isoformat()}, as far as the graph knows.")
    shown = {Projection.PEOPLE: project_on_people, Projection.COMMISSIONS: project_on_commissions}.get(projection)
    network = shown(sitting) if shown else sitting
    write_answer(to_edge_list(network) if form is NetworkFormat.CSV else WRITERS[form.value](network), out)


def _span(graph: Store, on: str | None, until: str, form: NetworkFormat) -> bytes:
    """The network over a span. Raises QueryRefused for a form that has no spells, or a span that ends before it begins."""
    start = read_day(on) if on is not None else default_date(graph).replace(month=1, day=1)
    last = read_day(until)
    if last < start:
        raise QueryRefused(f"The span ends on {last.isoformat()}, before it begins on {start.isoformat()}.")
    spells = dynamic_commission_graph(graph, start, last + timedelta(days=1))
    if form is NetworkFormat.CSV:
        return to_edge_list(spells)
    if form is not NetworkFormat.GEXF:
        raise QueryRefused(f"A span comes as gexf or csv, which can hold spells; {form.value} can't.")
    return to_dynamic_gexf(spells)


def measures(
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day; the last one reported if not given.", show_default=False),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Also show what changed on each commission since that day."),
    ] = None,
    form: Annotated[TraceFormat, typer.Option("--format", help="Form of the answer.")] = TraceFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Measure the network of people: how central they are, communities, links across parties; with --since, the change."""
    graph = open_graph(store)
    day = day_or_last(on, graph)
    found = measure_network(graph, day)
    changes = changes_between(graph, read_day(since), day) if since is not None else []
    if form is TraceFormat.JSON:
        answer = {**found.as_dict(), "since": since, "changes": [change.as_dict() for change in changes]}
        write_text(dump_json(answer, indent=2))
    elif form is TraceFormat.CSV:
        write_text(write_measures_csv(found))
    else:
        write_text(render_measures(found) + (render_changes(changes) if changes else ""))


def audit(
    form: Annotated[AuditFormat, typer.Option("--format", help="Form of the findings.")] = AuditFormat.TABLE,
    language: Annotated[Language, typer.Option("--lang", help="Language of the sentences.")] = Language.ENGLISH,
    rule: Annotated[str | None, typer.Option("--rule", help="Only the findings of this rule.")] = None,
    severity: Annotated[
        LeastSeverity | None, typer.Option("--severity", help="Only findings at least as grave.")
    ] = None,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """List the findings: what the report says twice and differently, and what it leaves out."""
    whole = audit_graph(open_graph(store))
    if rule is not None and rule not in whole.rules_checked():
        raise NotInGraph(f"The graph was checked by no rule named {rule!r}; `kentgraf audit --format json` names them.")
    report = whole.filtered(rule=rule, severity=severity.value if severity else None)
    if form is AuditFormat.JSON:
        write_text(dump_json(report.as_dict(language.value), indent=2), out)
    elif form is AuditFormat.CSV:
        write_text(report.to_csv(), out)
    elif form is AuditFormat.HTML:
        write_text(report.to_html(), out)
    else:
        write_text(render_findings(report, language.value), out)
    if any(finding.severity == "violation" for finding in report.findings):
        raise typer.Exit(STATUS_BROKEN_SHAPE)


def _read_query(text: str) -> str:
    """The query itself, or what the file or the gallery holds under the name after `@`.

    Raises SourceError for a file that is no text and NotInGraph for a name that nothing has.
    """
    if not text.startswith("@"):
        return text
    path = Path(text[1:])
    if not path.is_file():
        return query_text(text[1:])
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SourceError(str(path), found="bytes that are not UTF-8", expected="a SPARQL query as text") from None


COMMANDS: Final = (query, trace, network, measures, audit)
