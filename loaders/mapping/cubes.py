"""Data sets of the RDF Data Cube Vocabulary: one a ledger, each with a structure that its observations keep.

Within a data set no two observations share all dimensions (integrity constraint IC-12 of the recommendation), and each has
every measure of its structure (IC-14). So totals by code, copies of a row, and results of which other values are printed
are data sets of their own.
"""

from __future__ import annotations

from collections.abc import Sequence

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.statements import Statements
from kentgraf.ontology.namespaces import term


def add_data_set(
    out: Statements,
    name: Sequence[str],
    dimensions: Sequence[str],
    measures: Sequence[str],
    attributes: Sequence[str] = (),
) -> NamedNode:
    """Add a data set and its structure, unless they are there; return the data set.

    Components are prefixed names of properties. Data sets with the same components share a structure.
    """
    node = NamedNode("/".join((out.mint.dataset().value, *name)))
    if not out.describes(node):
        out.add_types(node, "qb:DataSet")
        out.add(node, "qb:structure", _structure(out, dimensions, measures, attributes))
        out.add(node, "dcterms:isPartOf", out.mint.dataset())
        out.add_text(node, "rdfs:label", ", ".join(part.replace("_", " ") for part in name))
    return node


def _structure(
    out: Statements, dimensions: Sequence[str], measures: Sequence[str], attributes: Sequence[str]
) -> NamedNode:
    components = [
        *(("dimension", name) for name in dimensions),
        *(("measure", name) for name in measures),
        *(("attribute", name) for name in attributes),
    ]
    key = "-".join(name.partition(":")[2] for _, name in components)
    node = NamedNode(f"{out.mint.dataset().value}/structure/{key}")
    if out.describes(node):
        return node
    out.add_types(node, "qb:DataStructureDefinition")
    for place, (kind, name) in enumerate(components, start=1):
        component = NamedNode(f"{node.value}/{name.partition(':')[2]}")
        out.add(node, "qb:component", component)
        out.add_types(component, "qb:ComponentSpecification")
        out.add(component, f"qb:{kind}", term(name))
        out.add_integer(component, "qb:order", place)
    return node
