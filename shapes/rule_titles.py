"""What a rule demands, in a few words: the `rdfs:label` that it has in its file, in Turkish and English.

Rules on structure have none, for a graph that breaks one is never served; their names tell.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from pyoxigraph import RdfFormat, Store

from kentgraf.ontology.namespaces import SPARQL_PROLOGUE
from kentgraf.shapes.shape_files import packaged_shapes

_TITLES = "SELECT ?rule ?title WHERE { ?rule sh:severity ?severity ; rdfs:label ?title }"


def title_of(rule: str, language: str) -> str:
    """The title of a rule, named by the last part of its IRI, in `tr` or `en`; for one without a title, its name's words."""
    return _titles().get((rule, language)) or rule.replace("-", " ")


@cache
def _titles() -> dict[tuple[str, str], str]:
    shapes = Store()
    shapes.load(packaged_shapes().encode(), format=RdfFormat.TURTLE)
    rows: Any = shapes.query(SPARQL_PROLOGUE + _TITLES)
    return {(row["rule"].value.rpartition("#")[2], row["title"].language): row["title"].value for row in rows}
