"""All that is known of a thing: what is said of it, what points to it, and the lines that print it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from kentgraf.graph.sparql.queries import display_text, query_text, select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import PREFIXES


@dataclass(frozen=True)
class Shown:
    """A thing with its statements as texts for people: predicate and value, then subject and predicate of what points to it."""

    iri: str
    statements: tuple[tuple[str, str], ...]
    incoming: tuple[tuple[str, str], ...]
    lines: tuple[int, ...]


def show(store: Store, name: str) -> Shown:
    """Everything about the thing of that IRI (or prefixed name, such as `kg:Goal`).

    Raises NotInGraph if nothing is known of it, and for what is neither.
    """
    node = _node(name)
    said = select(store, query_text("_statements_from"), thing=node)
    pointing = select(store, query_text("_statements_to"), thing=node)
    if not said and not pointing:
        raise NotInGraph(f"Nothing is known of {name}.")
    statements = tuple((display_text(row["predicate"]), display_text(row["value"])) for row in said)
    lines = sorted({int(value) for predicate, value in statements if predicate == "kg:line"})
    incoming = tuple((display_text(row["subject"]), display_text(row["predicate"])) for row in pointing)
    return Shown(node.value, statements, incoming, tuple(lines))


def _node(name: str) -> NamedNode:
    given = name.strip("<>")
    prefix, colon, local = given.partition(":")
    try:
        return NamedNode(PREFIXES[prefix] + local if colon and prefix in PREFIXES else given)
    except ValueError:
        raise NotInGraph(f"{name!r} is neither a whole IRI nor a prefixed name such as kg:Goal.") from None
