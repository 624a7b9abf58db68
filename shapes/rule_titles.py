"""Titles and messages of rules in Turkish and English: the `rdfs:label` and `sh:message` in the shape files.

Rules on structure have no title: a graph that breaks one is never served, so they never appear as findings.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from pyoxigraph import RdfFormat, Store

from kentgraf.ontology.namespaces import SPARQL_PROLOGUE
from kentgraf.shapes.messages import MessageTemplate
from kentgraf.shapes.shape_files import SHAPES_NS, packaged_shapes

_TITLES = "SELECT ?rule ?title WHERE { ?rule sh:severity ?severity ; rdfs:label ?title }"
_MESSAGES = "SELECT ?rule ?message WHERE { ?rule a kgsh:ReadingRule ; sh:message ?message }"


def rule_title(rule: str, language: str) -> str:
    """Return the title of a rule in `tr` or `en`, or the words of its name if it has no title.

    `rule` is the last part of the rule's IRI, e.g. `ratings-agree`.
    """
    return _titles().get((rule, language)) or rule.replace("-", " ")


def fill_messages(rule: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the messages, by language, of a rule that is checked beside the shapes, filled with `values`."""
    return {language: template.fill(values) for language, template in _messages()[rule].items()}


@cache
def _messages() -> dict[str, dict[str, MessageTemplate]]:
    found: dict[str, dict[str, MessageTemplate]] = {}
    rows: Any = _rules().query(f"{SPARQL_PROLOGUE}PREFIX kgsh: <{SHAPES_NS}>\n{_MESSAGES}")
    for row in rows:
        template = MessageTemplate(row["message"].value, row["message"].language)
        found.setdefault(row["rule"].value, {})[template.language] = template
    return found


@cache
def _rules() -> Store:
    shapes = Store()
    shapes.load(packaged_shapes().encode(), format=RdfFormat.TURTLE)
    return shapes


@cache
def _titles() -> dict[tuple[str, str], str]:
    rows: Any = _rules().query(SPARQL_PROLOGUE + _TITLES)
    return {(row["rule"].value.rpartition("#")[2], row["title"].language): row["title"].value for row in rows}
