"""Titles of rules: the `rdfs:label` of a shape in Turkish and English.

Rules on structure have no title: a graph that breaks one is never served, so they never appear as findings.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pyoxigraph import RdfFormat, Store

from kentgraf.ontology.namespaces import SPARQL_PROLOGUE
from kentgraf.shapes.shape_files import packaged_shapes

_TITLES = "SELECT ?rule ?title WHERE { ?rule sh:severity ?severity ; rdfs:label ?title }"


def rule_title(rule: str, language: str) -> str:
    """Return the title of a rule in `tr` or `en`, or the words of its name if it has no title.

    `rule` is the last part of the rule's IRI, e.g. `ratings-agree`.
    """
    return _titles().get((rule, language)) or rule.replace("-", " ")


@cache
def _titles() -> dict[tuple[str, str], str]:
    shapes = Store()
    shapes.load(packaged_shapes().encode(), format=RdfFormat.TURTLE)
    rows: Any = shapes.query(SPARQL_PROLOGUE + _TITLES)
    return {(row["rule"].value.rpartition("#")[2], row["title"].language): row["title"].value for row in rows}
