"""Kentova, the invented city on which queries are tested: `city.trig`, and its amounts in `money.csv`."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH, vocabulary_triples

BASE = "https://example.org/id/"
FACTS = NamedNode(f"{BASE}graph/kentova-2025")
_HERE = Path(__file__).parent


def add_amount(store: Store, about: NamedNode, kind: str, phase: str, fund: str, amount: Decimal, line: int) -> None:
    """Add one amount of 2025, in TL, with the statements that the loaders make for it."""
    node = NamedNode(f"{BASE}amount/{about.value.removeprefix(BASE)}/{phase}/{fund}/{kind}")
    integer = term("xsd:integer")
    properties: dict[str, NamedNode | Literal] = {
        "rdf:type": term(f"kg:{kind}"),
        "kg:about": about,
        "kg:year": Literal("2025", datatype=integer),
        "kg:phase": term(f"kg:{phase}"),
        "kg:fund": term(f"kg:{fund}"),
        "kg:amount": Literal(format(amount, "f"), datatype=term("xsd:decimal")),
        "kg:currency": NamedNode("http://publications.europa.eu/resource/authority/currency/TRY"),
        "prov:wasQuotedFrom": NamedNode(f"{BASE}source/kentova-2025#line=L{line}"),
        "kg:line": Literal(str(line), datatype=integer),
        "kg:printed": Literal(format(amount, "f")),
    }
    store.extend(Quad(node, term(predicate), value, FACTS) for predicate, value in properties.items())


def make_city() -> Store:
    """Return a store that holds Kentova, its amounts and the vocabulary."""
    store = Store()
    store.load(path=_HERE / "city.trig", format=RdfFormat.TRIG)
    with (_HERE / "money.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            about = NamedNode(f"{BASE}kentova/{row['about']}")
            add_amount(store, about, row["kind"], row["phase"], row["fund"], Decimal(row["amount"]), int(row["line"]))
    store.extend(Quad(t.subject, t.predicate, t.object, VOCABULARY_GRAPH) for t in vocabulary_triples())
    return store


def kentova(path: str) -> NamedNode:
    """Return the IRI of a thing of Kentova, e.g. `kentova("goal/1")`."""
    return NamedNode(f"{BASE}kentova/{path}")
