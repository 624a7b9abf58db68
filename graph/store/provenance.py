"""How the graph came about: one run of the loader (PROV), and what the dataset holds in figures (VoID, DCAT)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.ontology.iris import Mint
from kentgraf.ontology.namespaces import KG_NS, term

_DATE_TIME = term("xsd:dateTime")
_COUNTED_CLASSES = ("kg:Seat", "kg:BodyMembership", "kg:Activity", "kg:IndicatorResult", "kg:BudgetLine", "kg:Finding")


def load_as_quads(facts: Store, mint: Mint, started: datetime, ended: datetime, software: str) -> Iterator[Quad]:
    """The load as a `prov:Activity` of this `software` (its version), and the dataset's counts, in the `about` graph."""
    graph = mint.graph("about")
    load = mint.load(started.strftime("%Y%m%dT%H%M%SZ"))
    agent = NamedNode(f"{KG_NS.removesuffix('/ns#')}/software")
    dataset = mint.dataset()

    def say(subject: NamedNode, predicate: str, value: NamedNode | Literal) -> Quad:
        return Quad(subject, term(predicate), value, graph)

    yield say(load, "rdf:type", term("prov:Activity"))
    yield say(load, "prov:used", mint.document())
    yield say(load, "prov:generated", dataset)
    yield say(dataset, "prov:wasGeneratedBy", load)
    yield say(load, "prov:startedAtTime", _moment(started))
    yield say(load, "prov:endedAtTime", _moment(ended))
    yield say(load, "prov:wasAssociatedWith", agent)
    yield say(agent, "rdf:type", term("prov:SoftwareAgent"))
    yield say(agent, "rdfs:label", Literal(f"Kentgraf {software}"))
    yield say(agent, "schema:softwareVersion", Literal(software))
    yield say(dataset, "dcterms:modified", _moment(ended))
    for part in ("", "findings", "about"):
        yield say(dataset, "dcterms:hasPart", mint.graph(part))
    stated = list(facts.quads_for_pattern(None, None, None, mint.graph()))
    yield say(dataset, "void:triples", _count(len(stated)))
    yield say(dataset, "void:entities", _count(len({quad.subject for quad in stated})))
    yield say(dataset, "void:properties", _count(len({quad.predicate for quad in stated})))
    yield say(dataset, "void:vocabulary", NamedNode(KG_NS))
    yield say(dataset, "void:uriSpace", Literal(mint.municipality().value + "/"))
    for name in _COUNTED_CLASSES:
        members = sum(1 for _ in facts.quads_for_pattern(None, term("rdf:type"), term(name), None))
        partition = NamedNode(f"{dataset.value}/class/{name.partition(':')[2]}")
        yield say(dataset, "void:classPartition", partition)
        yield say(partition, "void:class", term(name))
        yield say(partition, "void:entities", _count(members))


def forget_counts(facts: Store, mint: Mint) -> None:
    """Take out of the `about` graph what holds for one state of the dataset only, before it is said anew."""
    dataset = mint.dataset()
    for name in ("dcterms:modified", "void:triples", "void:entities", "void:properties", "void:classPartition"):
        for quad in list(facts.quads_for_pattern(dataset, term(name), None, mint.graph("about"))):
            facts.remove(quad)
            if name == "void:classPartition" and isinstance(quad.object, NamedNode):
                for count in list(facts.quads_for_pattern(quad.object, term("void:entities"), None, None)):
                    facts.remove(count)


def _moment(when: datetime) -> Literal:
    return Literal(when.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=_DATE_TIME)


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=term("xsd:integer"))
