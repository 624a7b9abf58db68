"""The W3C's SPARQL 1.1 query tests, read from their manifests, and one store that holds the data of all of them.

The files aren't part of this project: the environment variable KENTGRAF_W3C names their folder (`sparql11`), which defaults
to one beside the repository. Each data file becomes a named graph whose IRI is made from BASE and the file's path. A request
names the graphs of its test as its dataset.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib.collection import Collection
from rdflib.namespace import RDF

from kentgraf.graph.store.folder import new_build

DEFAULT_FOLDER = Path(__file__).parents[4] / "shared" / "w3c" / "sparql11"
FOLDER = Path(os.environ.get("KENTGRAF_W3C") or DEFAULT_FOLDER)
BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
EMPTY_GRAPH = BASE + "empty"
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}
_KINDS = {
    MF.QueryEvaluationTest: "evaluation",
    MF.CSVResultFormatTest: "evaluation",
    MF.PositiveSyntaxTest11: "good syntax",
    MF.NegativeSyntaxTest11: "bad syntax",
}

NO_ENTAILMENT = "it asks for what an entailment regime (RDFS, OWL, RIF) adds; the graph is asked as it stands"
NO_FEDERATION = "it asks other endpoints by SERVICE, which is refused: a query calls no other host"
OUT_OF_REACH = {"entailment": NO_ENTAILMENT, "service": NO_FEDERATION, "syntax-fed": NO_FEDERATION}
"""Folders whose tests need what the server doesn't offer, each with the reason."""

_UNKNOWN_TERM = (
    "Oxigraph finds no path of no steps at an IRI that is written in the query and stands nowhere in the graph"
)
FAILURES = {
    "aggregates/agg-empty-group-count-graph": "Oxigraph leaves `?g` unbound when `GRAPH ?g` holds a subquery that counts",
    "aggregates/agg-groupconcat-04": "Oxigraph's GROUP_CONCAT keeps the language when all texts have the same one",
    "aggregates/agg-groupconcat-06": "Oxigraph's GROUP_CONCAT keeps the language when all texts have the same one",
    "bindings/graph": "Oxigraph leaves `?g` unbound when `GRAPH ?g` holds nothing but VALUES with UNDEF for it",
    "csv-tsv-res/csv03": "Oxigraph keeps the value of a number and not how it was written: 1.0E6 comes as 1000000",
    "csv-tsv-res/tsv03": "Oxigraph keeps whole numbers of all types as xsd:integer, such as this xsd:negativeInteger",
    "functions/bnode01": "Oxigraph's BNODE(text) gives the same node in all solutions, and should only within one",
    "negation/graph-minus": "Oxigraph takes the variable of an outer GRAPH as shared by both sides of a MINUS",
    "property-path/zero_or_more_set_end": _UNKNOWN_TERM,
    "property-path/zero_or_more_set_start": _UNKNOWN_TERM,
    "property-path/zero_or_one_set_end": _UNKNOWN_TERM,
    "property-path/zero_or_one_set_start": _UNKNOWN_TERM,
    "syntax-query/test_4": "it is read, but refused (400) by the name of the function that it calls and nobody knows",
}
"""Tests that fail, each with its reason. Where the reason is Oxigraph, the test also fails on Oxigraph alone."""


@dataclass(frozen=True)
class Case:
    """One test: a query, the files of its dataset, and the file with the expected result (None for syntax tests)."""

    name: str
    kind: str
    query: Path
    default_graphs: tuple[Path, ...] = ()
    named_graphs: tuple[Path, ...] = ()
    answer: Path | None = None

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]


def read_cases() -> dict[str, Case]:
    """Return all query tests by `folder/name`, or none without the W3C's files. Update tests are left out."""
    cases = [case for manifest in sorted(FOLDER.glob("*/manifest.ttl")) for case in _read_manifest(manifest)]
    return {case.name: case for case in cases}


def _read_manifest(path: Path) -> Iterable[Case]:
    manifest = rdflib.Graph().parse(path)
    for entries in manifest.objects(None, MF.entries):
        for test in Collection(manifest, entries):
            kind = next((_KINDS[t] for t in manifest.objects(test, RDF.type) if t in _KINDS), None)
            name = f"{path.parent.name}/{str(test).rpartition('#')[2]}"
            action, answer = manifest.value(test, MF.action), manifest.value(test, MF.result)
            if kind is None or action is None or str(action).endswith(".ru"):
                continue
            query = manifest.value(action, QT.query) or action
            yield Case(
                name,
                kind,
                _path(query),
                tuple(map(_path, manifest.objects(action, QT.data))),
                tuple(map(_path, manifest.objects(action, QT.graphData))),
                None if answer is None else _path(answer),
            )


def _path(address: rdflib.term.Node) -> Path:
    return Path.from_uri(str(address)) if hasattr(Path, "from_uri") else Path(str(address).removeprefix("file://"))


def name_of(path: Path) -> str:
    """Return the IRI of a test file, which is also the name of its graph."""
    return f"{BASE}{path.parent.name}/{path.name}"


def build_store(directory: Path, cases: Iterable[Case]) -> None:
    """Write a store that holds the data of all `cases`, one named graph per file."""
    files = {path for case in cases for path in (*case.default_graphs, *case.named_graphs)}
    with new_build(directory) as folder:
        store = Store(str(folder))
        for path in sorted(files):
            graph = NamedNode(name_of(path))
            triples = parse(
                path=str(path), format=FORMATS[path.suffix], base_iri=name_of(path), rename_blank_nodes=True
            )
            store.extend(Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
        store.flush()
        del store
