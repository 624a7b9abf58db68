"""What stands above the statements on the page of a thing, by what kind of thing it is: a person's history, a goal's plan.

A room of pages says which kinds it portrays; a thing of no such kind has its statements only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import Request
from pyoxigraph import NamedNode

from kentgraf.api.query_service.publication import Publication
from kentgraf.ontology.namespaces import term

Way = tuple[tuple[str | None, str], ...]
"""The pages between the start page and one: their addresses and names, the one next to the start page first."""


@dataclass(frozen=True)
class Portrait:
    """A part of a page: the template that it is made with, and what that is given; the way to the page, and what it is
    called at the end of the way, where that is not its whole name."""

    template: str
    shown: dict[str, Any] = field(default_factory=dict)
    way: Way = ()
    here: str | None = None


Portrayer = Callable[[Request, Publication, NamedNode], Portrait | None]
"""Makes the portrait of one thing; None if there is nothing to say of it."""

_PORTRAYERS: Final[dict[NamedNode, Portrayer]] = {}


def portrays(*kinds: str) -> Callable[[Portrayer], Portrayer]:
    """Marks a function as the one that portrays things of these classes, given as prefixed names."""

    def register(portrayer: Portrayer) -> Portrayer:
        for kind in kinds:
            _PORTRAYERS[term(kind)] = portrayer
        return portrayer

    return register


def portrait_of(request: Request, publication: Publication, iri: NamedNode) -> Portrait | None:
    """The portrait of a thing by the first of its classes that has one."""
    kinds = {
        quad.object.value: quad.object
        for quad in publication.store.quads_for_pattern(iri, term("rdf:type"), None, None)
        if isinstance(quad.object, NamedNode)
    }
    for name in sorted(kinds):
        portrayer = _PORTRAYERS.get(kinds[name])
        if portrayer is not None:
            return portrayer(request, publication, iri)
    return None
