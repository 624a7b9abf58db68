"""The description of a thing: statements about it, statements that refer to it, and the lines that print it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from kentgraf.graph.sparql.queries import display_text, query_text, select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.literals import integer_or_none
from kentgraf.ontology.namespaces import PREFIXES


@dataclass(frozen=True)
class Description:
    """A thing with its statements as texts for display.

    `statements` are pairs of predicate and value, `incoming` pairs of subject and predicate of the statements that refer to
    it, and `lines` the numbers of the source's lines.
    """

    iri: str
    statements: tuple[tuple[str, str], ...]
    incoming: tuple[tuple[str, str], ...]
    lines: tuple[int, ...]


def describe(store: Store, name: str) -> Description:
    """Return the description of a thing, given by its IRI or a prefixed name such as `kg:Goal`.

    Raises NotInGraph if the graph has no statements about it, or if `name` is neither.
    """
    node = _node(name)
    outgoing = select(store, query_text("_statements_from"), thing=node)
    referring = select(store, query_text("_statements_to"), thing=node)
    if not outgoing and not referring:
        raise NotInGraph(f"Nothing is known of {name}.")
    statements = tuple((display_text(row["predicate"]), display_text(row["value"])) for row in outgoing)
    numbers = (integer_or_none(value) for predicate, value in statements if predicate == "kg:line")
    lines = sorted({number for number in numbers if number is not None})
    incoming = tuple((display_text(row["subject"]), display_text(row["predicate"])) for row in referring)
    return Description(node.value, statements, incoming, tuple(lines))


def _node(name: str) -> NamedNode:
    given = name.strip("<>")
    prefix, colon, local = given.partition(":")
    try:
        return NamedNode(PREFIXES[prefix] + local if colon and prefix in PREFIXES else given)
    except ValueError:
        raise NotInGraph(f"{name!r} is neither a whole IRI nor a prefixed name such as kg:Goal.") from None
