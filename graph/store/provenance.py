"""Provenance of the graph: the run of the loader (PROV), and statistics of the dataset (VoID, DCAT)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import KG_NS, term

_DATE_TIME = term("xsd:dateTime")
_COUNTED_CLASSES = ("kg:Seat", "kg:BodyMembership", "kg:Activity", "kg:IndicatorResult", "kg:BudgetLine", "kg:Finding")


def provenance_as_quads(facts: Store, mint: Mint, started: datetime, ended: datetime, software: str) -> Iterator[Quad]:
    """Yield the load as a `prov:Activity`, and the counts of the dataset, in the source's `about` graph.

    `started` and `ended` are in UTC, `software` is the version of Kentgraf.
    """
    graph = mint.graph("about")
    load = mint.load(started.strftime("%Y%m%dT%H%M%SZ"))
    agent = NamedNode(f"{KG_NS.removesuffix('/ns#')}/software")
    dataset = mint.dataset()

    def statement(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, term(predicate), value, graph)

    yield statement(load, "rdf:type", term("prov:Activity"))
    yield statement(load, "rdfs:label", Literal(f"{ended:%Y-%m-%d %H:%M} UTC yüklemesi", language="tr"))
    yield statement(load, "rdfs:label", Literal(f"load of {ended:%Y-%m-%d %H:%M} UTC", language="en"))
    yield statement(load, "prov:used", mint.document())
    yield statement(load, "prov:generated", dataset)
    yield statement(dataset, "prov:wasGeneratedBy", load)
    yield statement(load, "prov:startedAtTime", _date_time(started))
    yield statement(load, "prov:endedAtTime", _date_time(ended))
    yield statement(load, "prov:wasAssociatedWith", agent)
    yield statement(agent, "rdf:type", term("prov:SoftwareAgent"))
    yield statement(agent, "rdfs:label", Literal(f"Kentgraf {software}"))
    yield statement(agent, "schema:softwareVersion", Literal(software))
    yield statement(dataset, "dcterms:modified", _date_time(ended))
    for part in ("", "findings", "about"):
        yield statement(dataset, "dcterms:hasPart", mint.graph(part))
    stated = list(facts.quads_for_pattern(None, None, None, mint.graph()))
    yield statement(dataset, "void:triples", _integer(len(stated)))
    yield statement(dataset, "void:entities", _integer(len({quad.subject for quad in stated})))
    yield statement(dataset, "void:properties", _integer(len({quad.predicate for quad in stated})))
    yield statement(dataset, "void:vocabulary", NamedNode(KG_NS))
    yield statement(dataset, "void:uriSpace", Literal(mint.municipality().value + "/"))
    for name in _COUNTED_CLASSES:
        members = sum(1 for _ in facts.quads_for_pattern(None, term("rdf:type"), term(name), None))
        partition = NamedNode(f"{dataset.value}/class/{name.partition(':')[2]}")
        yield statement(dataset, "void:classPartition", partition)
        yield statement(partition, "void:class", term(name))
        yield statement(partition, "void:entities", _integer(members))


def remove_dataset_counts(facts: Store, mint: Mint) -> None:
    """Remove the counts and the modification time of the dataset from the `about` graph, before new ones are added."""
    dataset = mint.dataset()
    for name in ("dcterms:modified", "void:triples", "void:entities", "void:properties", "void:classPartition"):
        for quad in list(facts.quads_for_pattern(dataset, term(name), None, mint.graph("about"))):
            facts.remove(quad)
            if name == "void:classPartition" and isinstance(quad.object, NamedNode):
                for count in list(facts.quads_for_pattern(quad.object, term("void:entities"), None, None)):
                    facts.remove(count)


def _date_time(when: datetime) -> Literal:
    return Literal(when.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_DATE_TIME)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=term("xsd:integer"))
