"""Queries for other servers, which know neither our predefined prefixes nor values that are bound from outside."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from kentgraf.graph.sparql.tokens import mask_opaque_tokens
from kentgraf.ontology.errors import QueryRefused

Term = NamedNode | BlankNode | Literal | Triple


def make_standalone(text: str, prefixes: Mapping[str, str], values: Mapping[Variable, Term]) -> str:
    """Return the query in standard SPARQL, with declarations of the prefixes that it may use, and `values` as VALUES.

    A declaration in the query itself takes precedence. Raises QueryRefused if there are values and the query has no pattern.
    """
    used = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes.items() if f"{name}:" in text)
    return used + (_insert_values(text, values) if values else text)


def _insert_values(text: str, values: Mapping[Variable, Term]) -> str:
    """Insert VALUES at the start of the outermost group, so that OPTIONAL and FILTER in it see the variables bound."""
    start = mask_opaque_tokens(text).find("{")
    if start < 0:
        raise QueryRefused("Values can be given only to a query with a pattern.")
    names = " ".join(f"?{variable.value}" for variable in values)
    terms = " ".join(str(term) for term in values.values())
    return f"{text[: start + 1]} VALUES ({names}) {{ ({terms}) }} {text[start + 1 :]}"
