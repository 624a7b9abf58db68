"""`/.well-known/void`: the description of the dataset in DCAT and VoID, with the address of its SPARQL endpoint."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from pyoxigraph import BlankNode, NamedNode, Store, Triple

from kentgraf.api.pages.layout.links import site_url
from kentgraf.api.query_service.content_negotiation import choose_media_type
from kentgraf.api.query_service.result_formats import (
    RDF_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.ontology.namespaces import term

_TURTLE: Final = "text/turtle"

router = APIRouter(include_in_schema=False)


@router.api_route("/.well-known/void", methods=["GET", "HEAD"])
def get_dataset(request: Request) -> Response:
    """Return the statements on the datasets, their sources and publishers in the preferred RDF format, else in Turtle."""
    snapshot = current_snapshot(request)
    store = snapshot.store
    chosen = choose_media_type(request.headers.get("accept"), media_types_of(RDF_FORMATS)) or _TURTLE
    endpoint = NamedNode(f"{site_url(request, snapshot)}/sparql")
    triples = []
    datasets = list(store.quads_for_pattern(None, term("rdf:type"), term("void:Dataset"), None))
    for dataset in datasets or store.quads_for_pattern(None, term("rdf:type"), term("dcat:Dataset"), None):
        triples += [quad.triple for quad in store.quads_for_pattern(dataset.subject, None, None, None)]
        triples.append(Triple(dataset.subject, term("void:sparqlEndpoint"), endpoint))
        triples += _describe_related(store, dataset.subject)
    content = serialize_triples(triples, format_of_media_type(RDF_FORMATS, chosen))
    return Response(content, media_type=content_type(chosen), headers={"Vary": "Accept"})


def _describe_related(store: Store, dataset: NamedNode | BlankNode | Triple) -> list[Triple]:
    """Return what the graph says of a dataset's publisher and source: names and titles, and who published the source."""
    related = {
        quad.object
        for predicate in ("dcterms:publisher", "dcterms:source")
        for quad in store.quads_for_pattern(dataset, term(predicate), None, None)
        if isinstance(quad.object, NamedNode)
    }
    return [
        quad.triple
        for node in sorted(related, key=lambda one: one.value)
        for predicate in ("rdf:type", "foaf:name", "dcterms:title", "dcterms:publisher")
        for quad in store.quads_for_pattern(node, term(predicate), None, None)
    ]
