"""The commands that ask the graph: `query`, `trace`, `network`, `audit` and `export`."""

from __future__ import annotations

import io
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from pyoxigraph import QueryBoolean, QueryTriples

from kentgraf.api.cli_options import OutOption, StoreOption, open_graph
from kentgraf.api.days import read_day
from kentgraf.api.finding_rows import render_findings
from kentgraf.api.json_text import dump_json
from kentgraf.api.output import write_answer, write_text
from kentgraf.api.tabular import read_rows
from kentgraf.api.terminal_tables import render_rows
from kentgraf.api.trace_rows import render_trace, write_trace_csv
from kentgraf.api.words import say
from kentgraf.graph.audit import audit as audit_graph
from kentgraf.graph.export import export as export_graph
from kentgraf.graph.network import default_date, member_commission_graph, shared_commissions
from kentgraf.graph.network_files import WRITERS
from kentgraf.graph.sparql import query_text, run_query, serialize
from kentgraf.graph.trace import trace as trace_money
from kentgraf.ontology.errors import SourceError
from kentgraf.ontology.namespaces import shorten

STATUS_BROKEN_SHAPE: Final = 1


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
    SVG = "svg"
    HTML = "html"


class Projection(StrEnum):
    """Which nodes a network has: people alone, linked by what they share, or people and commissions."""

    PEOPLE = "people"
    NONE = "none"


class AuditFormat(StrEnum):
    """The forms of the findings."""

    TABLE = "table"
    JSON = "json"
    HTML = "html"


class ExportFormat(StrEnum):
    """The forms of the whole graph: the first three without named graphs, the others with them."""

    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    NQUADS = "nquads"
    TRIG = "trig"
    JSONLD = "jsonld"


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
        str, typer.Argument(metavar="CODE", help="Code of a goal, objective, target or activity: 5, 5.1, 5.1.1, 87.")
    ],
    form: Annotated[TraceFormat, typer.Option("--format", help="Form of the answer.")] = TraceFormat.TABLE,
    store: StoreOption = None,
) -> None:
    """Show where a goal's money went, and how sure that is."""
    found = trace_money(open_graph(store), code)
    if form is TraceFormat.JSON:
        write_text(dump_json(found.as_dict(), indent=2))
    elif form is TraceFormat.CSV:
        write_text(write_trace_csv(found))
    else:
        write_text(render_trace(found))


def network(
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="The day; the last one reported if not given.", show_default=False),
    ] = None,
    projection: Annotated[
        Projection, typer.Option("--projection", help="`people` links people by the commissions that they share.")
    ] = Projection.NONE,
    form: Annotated[NetworkFormat, typer.Option("--format", help="Form of the network.")] = NetworkFormat.GRAPHML,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """Show who sits with whom on the commissions on a day."""
    graph = open_graph(store)
    day = read_day(on) if on is not None else default_date(graph)
    sitting = member_commission_graph(graph, day)
    if not len(sitting):
        say(f"Nobody sits on a commission on {day.isoformat()}, as far as the graph knows.")
    shown = shared_commissions(sitting) if projection is Projection.PEOPLE else sitting
    write_answer(WRITERS[form.value](shown), out)


def audit(
    form: Annotated[AuditFormat, typer.Option("--format", help="Form of the findings.")] = AuditFormat.TABLE,
    language: Annotated[Language, typer.Option("--lang", help="Language of the table's sentences.")] = Language.ENGLISH,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """List the findings: what the report says twice and differently, and what it leaves out."""
    report = audit_graph(open_graph(store))
    if form is AuditFormat.JSON:
        write_text(dump_json(report.as_dict(), indent=2), out)
    elif form is AuditFormat.HTML:
        write_text(report.to_html(), out)
    else:
        write_text(render_findings(report, language.value), out)
    if any(finding.severity == "violation" for finding in report.findings):
        raise typer.Exit(STATUS_BROKEN_SHAPE)


def export(
    form: Annotated[ExportFormat, typer.Option("--format", help="Form of the graph.")] = ExportFormat.TURTLE,
    out: OutOption = None,
    store: StoreOption = None,
) -> None:
    """Write the whole graph; the same data gives the same bytes."""
    content = io.BytesIO()
    export_graph(open_graph(store), form.value, content)
    write_answer(content.getvalue(), out)


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


COMMANDS: Final = (query, trace, network, audit, export)
