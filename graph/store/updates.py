"""Changes of a graph that stands already: SPARQL updates, and whole graphs put in place, added to or removed.

A change is made on a copy, the copy is checked by the shapes like a build, and only then it takes the place of the graph
in one step. So a change happens wholly or not at all, and what is on disk always conforms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Literal as OneOf

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kentgraf.graph.sparql.guard import refuse_loads
from kentgraf.graph.store.commit import check, say_once, write_store
from kentgraf.graph.store.folder import new_build
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.provenance import forget_counts, load_as_quads
from kentgraf.graph.store.update_datasets import with_dataset
from kentgraf.ontology.errors import NotInGraph, QueryRefused
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import DEFAULT_BASE, PREFIXES, term


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 update, and the graphs that its request names. Relative IRIs are read against `base`; SERVICE and
    LOAD may call `hosts` only."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str | None = None
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True)
class GraphChange:
    """One named graph (or, where `graph` is None, the default graph) put in place, added to or removed.

    `content` is RDF in the form of `media_type`, its relative IRIs read against `base`.
    """

    kind: OneOf["put", "post", "delete"]
    graph: str | None
    content: bytes = b""
    media_type: str = "text/turtle"
    base: str | None = None


@dataclass(frozen=True)
class Landed:
    """A change that holds: the triples of the graph now, whether a named graph is new, and the findings by severity."""

    triples: int
    created: bool
    findings: dict[str, int]


Change = Update | GraphChange


def apply(change: Change, directory: Path) -> Landed:
    """Make the change on the graph in `directory`.

    Raises QueryRefused for what can't be read or is not allowed, NotInGraph for a graph that is to be removed and is not
    there, ShapeViolation with the report if the graph would not conform any more, StoreError if it can't be written or
    somebody else is building. The graph stays as it was then.
    """
    started = datetime.now(UTC)
    with new_build(directory) as folder:
        facts = Store()
        facts.bulk_extend(open_store(directory))
        mint = mint_of(facts)
        for quad in list(facts.quads_for_pattern(None, None, None, mint.graph("findings"))):
            facts.remove(quad)
        created = _make(change, facts)
        findings = check(facts, mint)
        forget_counts(facts, mint)
        facts.bulk_extend(load_as_quads(facts, mint, started, datetime.now(UTC), version("kentgraf")))
        say_once(facts, mint)
        write_store(facts, folder)
        return Landed(len(facts), created, findings)


def mint_of(facts: Store) -> Mint:
    """The mint by which the source in `facts` got its IRIs; a neutral one where there is none."""
    datasets = sorted(_subjects(facts, "dcat:Dataset"))
    cities = sorted(_subjects(facts, "kg:Municipality"))
    for dataset in datasets:
        base, found, source = dataset.partition("dataset/")
        city = next((iri.removeprefix(base) for iri in cities if iri.startswith(base)), None)
        if found and city:
            return Mint(city=city, source=source, base=base)
    return Mint(city="city", source="graph", base=DEFAULT_BASE)


def _subjects(facts: Store, kind: str) -> list[str]:
    quads = facts.quads_for_pattern(None, term("rdf:type"), term(kind), None)
    return [quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)]


def _make(change: Change, facts: Store) -> bool:
    """Make the change on `facts`; whether a named graph is there that was not before."""
    if isinstance(change, Update):
        before = set(facts.named_graphs())
        _run(change, facts)
        return bool(set(facts.named_graphs()) - before)
    try:
        graph = DefaultGraph() if change.graph is None else NamedNode(change.graph)
    except ValueError:
        raise QueryRefused(f"{change.graph!r} is not the IRI of a graph.") from None
    was_there = isinstance(graph, DefaultGraph) or facts.contains_named_graph(graph)
    if change.kind == "delete":
        if not was_there:
            raise NotInGraph(f"There is no graph {change.graph}.")
        facts.remove_graph(graph)
        return False
    quads = _read(change, graph)
    if change.kind == "put" and was_there:
        facts.clear_graph(graph)
    if isinstance(graph, NamedNode):
        facts.add_graph(graph)
    facts.extend(quads)
    return not was_there


def _run(change: Update, facts: Store) -> None:
    text = with_dataset(change.text, change.default_graphs, change.named_graphs)
    refuse_loads(text, change.hosts)
    try:
        facts.update(text, base_iri=change.base, prefixes=PREFIXES)
    except (SyntaxError, ValueError) as error:
        raise QueryRefused(f"The update can't be read: {error}.") from error
    except (OSError, RuntimeError) as error:  # a graph that is not there, or is there already
        raise QueryRefused(f"The update can't be made: {error}.") from error


def _read(change: GraphChange, graph: NamedNode | DefaultGraph) -> list[Quad]:
    """The triples of the content, each in `graph`. Raises QueryRefused for what is no RDF in that form."""
    form = RdfFormat.from_media_type(change.media_type)
    if form is None:
        raise QueryRefused(f"A graph can't be read as {change.media_type}.")
    try:
        read = parse(
            change.content, format=form, base_iri=change.base, without_named_graphs=True, rename_blank_nodes=True
        )
        return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in read]
    except (SyntaxError, ValueError) as error:
        raise QueryRefused(f"The graph can't be read: {error}.") from error
