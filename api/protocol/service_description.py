"""The description of the endpoint, for a request without a query (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, Store, Triple

from kentgraf.graph.sparql.queries import GRAPH_FORMATS, TABLE_FORMATS
from kentgraf.ontology.namespaces import term

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
SERVICE_PREFIXES: Final = {"sd": _SD, "void": "http://rdfs.org/ns/void#"}


def describe_service(store: Store, endpoint: str, triples: int) -> list[Triple]:
    """Return the description of the endpoint at the URL `endpoint`, whose default graph is the union of all graphs."""
    service, dataset = NamedNode(endpoint), NamedNode(f"{endpoint}#dataset")
    default_graph = NamedNode(f"{endpoint}#default-graph")
    formats = [f.iri for f in TABLE_FORMATS.values()] + [f.iri for f in GRAPH_FORMATS.values()]
    described = [
        Triple(service, term("rdf:type"), _sd("Service")),
        Triple(service, _sd("endpoint"), service),
        Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        Triple(service, _sd("feature"), _sd("UnionDefaultGraph")),
        *(Triple(service, _sd("resultFormat"), NamedNode(iri)) for iri in formats),
        Triple(service, _sd("defaultDataset"), dataset),
        Triple(dataset, term("rdf:type"), _sd("Dataset")),
        Triple(dataset, _sd("defaultGraph"), default_graph),
        Triple(default_graph, term("rdf:type"), _sd("Graph")),
        Triple(default_graph, term("void:triples"), Literal(triples)),
    ]
    for graph in sorted(store.named_graphs(), key=str):
        if isinstance(graph, NamedNode):
            named = NamedNode(f"{endpoint}?default-graph-uri={graph.value}")
            described += [
                Triple(dataset, _sd("namedGraph"), named),
                Triple(named, term("rdf:type"), _sd("NamedGraph")),
                Triple(named, _sd("name"), graph),
            ]
    return described


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
