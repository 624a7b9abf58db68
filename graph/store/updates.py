"""Changes of an existing graph: SPARQL updates, and named graphs that are replaced, extended or removed.

A change is applied to a copy, which is validated like a build and then replaces the graph atomically. So a change is applied
completely or not at all, and the graph on disk always conforms to the shapes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from kentgraf.graph.sparql.guard import refuse_loads
from kentgraf.graph.store.changes import Change, ChangeResult, GraphChange, Update
from kentgraf.graph.store.commit import finish, validate_and_record, write_store
from kentgraf.graph.store.failures import explained_failures
from kentgraf.graph.store.folder import new_build
from kentgraf.graph.store.opening import list_sources, open_store
from kentgraf.graph.store.sources.source_list import write_sources
from kentgraf.graph.store.update_datasets import add_using_clauses
from kentgraf.ontology.errors import NotInGraph, QueryRefused
from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import DEFAULT_BASE, PREFIXES, term


def apply_change(change: Change, directory: Path) -> ChangeResult:
    """Apply a change to the graph in the folder `directory`.

    Raises QueryRefused if the change can't be parsed or is not allowed, NotInGraph if a graph to be removed doesn't exist,
    ShapeViolation if the graph would no longer conform to the shapes, and StoreError if it is damaged, can't be
    written, or another process is building. The graph then stays unchanged.
    """
    started = datetime.now(UTC)
    with new_build(directory) as folder:
        sources = list_sources(directory)
        if len(sources) > 1:
            raise QueryRefused(
                f"The store holds {len(sources)} sources; as yet a graph can be changed only where it holds one."
            )
        facts = Store()
        with explained_failures():
            facts.bulk_extend(open_store(directory))
        mint = mint_of(facts)
        for quad in list(facts.quads_for_pattern(None, None, None, mint.graph("findings"))):
            facts.remove(quad)
        created = _apply(change, facts)
        findings = validate_and_record(facts, mint)
        finish(facts, mint, started)
        write_store(facts, folder)
        changed = (
            replace(entry, triples=len(facts), findings=findings, changes=entry.changes + 1) for entry in sources
        )
        write_sources(folder, changed)
        return ChangeResult(len(facts), created, findings)


def mint_of(facts: Store) -> Mint:
    """Return the mint of the source in `facts`, or a neutral one if there is no source."""
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


def _apply(change: Change, facts: Store) -> bool:
    """Apply the change to `facts`, and return whether it created a named graph."""
    if isinstance(change, Update):
        before = set(facts.named_graphs())
        _run_update(change, facts)
        return bool(set(facts.named_graphs()) - before)
    try:
        graph = DefaultGraph() if change.graph is None else NamedNode(change.graph)
    except ValueError:
        raise QueryRefused(f"{change.graph!r} is not the IRI of a graph.") from None
    existed = isinstance(graph, DefaultGraph) or facts.contains_named_graph(graph)
    if change.kind == "delete":
        if not existed:
            raise NotInGraph(f"There is no graph {change.graph}.")
        facts.remove_graph(graph)
        return False
    quads = _parse_content(change, graph)
    if change.kind == "put" and existed:
        facts.clear_graph(graph)
    if isinstance(graph, NamedNode):
        facts.add_graph(graph)
    facts.extend(quads)
    return not existed


def _run_update(change: Update, facts: Store) -> None:
    text = add_using_clauses(change.text, change.default_graphs, change.named_graphs)
    refuse_loads(text, change.hosts)
    try:
        facts.update(text, base_iri=change.base, prefixes=PREFIXES)
    except (SyntaxError, ValueError) as error:
        raise QueryRefused(f"The update can't be read: {error}.") from error
    except (OSError, RuntimeError) as error:  # such as a graph that doesn't exist, or exists already
        raise QueryRefused(f"The update can't be made: {error}.") from error


def _parse_content(change: GraphChange, graph: NamedNode | DefaultGraph) -> list[Quad]:
    """Return the triples of the content as quads in `graph`. Raises QueryRefused for content that can't be parsed."""
    form = RdfFormat.from_media_type(change.media_type)
    if form is None:
        raise QueryRefused(f"A graph can't be read as {change.media_type}.")
    try:
        parsed = parse(
            change.content, format=form, base_iri=change.base, without_named_graphs=True, rename_blank_nodes=True
        )
        return [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]
    except (SyntaxError, ValueError) as error:
        raise QueryRefused(f"The graph can't be read: {error}.") from error
