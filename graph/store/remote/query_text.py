"""Queries as other servers need them: with their prefixes declared, and with the values of variables written in."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN
from kentgraf.ontology.errors import QueryRefused

Term = NamedNode | BlankNode | Literal | Triple


def whole_query(text: str, prefixes: Mapping[str, str], values: Mapping[Variable, Term]) -> str:
    """The query in standard SPARQL: those of `prefixes` that it may use in front, `values` as VALUES in its pattern.

    A prefix that the query declares itself counts as it says there. QueryRefused if values are given and the query has
    no pattern that they could be written into.
    """
    used = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items() if f"{name}:" in text)
    return used + (_with_values(text, values) if values else text)


def _with_values(text: str, values: Mapping[Variable, Term]) -> str:
    """VALUES stands first in the outermost pattern, so that OPTIONAL and FILTER there see the variable bound."""
    start = _masked(text).find("{")
    if start < 0:
        raise QueryRefused("Values can be given only to a query with a pattern.")
    names = " ".join(f"?{variable.value}" for variable in values)
    terms = " ".join(str(term) for term in values.values())
    return f"{text[: start + 1]} VALUES ({names}) {{ ({terms}) }} {text[start + 1 :]}"


def _masked(text: str) -> str:
    """The query with every sign of strings, IRIs and comments made a blank, so that places stay right."""
    return OPAQUE_TOKEN.sub(lambda match: " " * len(match[0]), text)
