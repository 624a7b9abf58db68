"""The dataset that an update's request names, written into the update: `using-graph-uri` as USING, as the protocol has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode

from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN
from kentgraf.ontology.errors import QueryRefused

_PART: Final = re.compile(
    rf"(?P<opaque>{OPAQUE_TOKEN.pattern})|(?P<sign>[{{}};])|(?P<word>[A-Za-z]+)", re.VERBOSE | re.DOTALL
)


def with_dataset(text: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with the graphs that its WHERE parts are asked of (SPARQL 1.1 Protocol, 2.2.3).

    Raises QueryRefused if the update itself says by USING or WITH what it is asked of, or a name is no IRI.
    """
    clauses = " ".join([*_clauses("USING", default_graphs), *_clauses("USING NAMED", named_graphs)])
    if not clauses:
        return text
    written, end = [], 0
    for start, stop, instead in _changes(text, clauses):
        written += [text[end:start], instead]
        end = stop
    return "".join([*written, text[end:]])


def _clauses(keyword: str, graphs: Sequence[str]) -> Iterator[str]:
    for iri in graphs:
        try:
            yield f"{keyword} {NamedNode(iri)}"
        except ValueError:
            raise QueryRefused(f"{iri!r} is not the IRI of a graph.") from None


def _changes(text: str, clauses: str) -> Iterator[tuple[int, int, str]]:
    """Which parts of the text are to be replaced by what: each WHERE outside of braces."""
    depth, before = 0, ""
    for part in _PART.finditer(text):
        if part["opaque"]:
            continue
        if part["sign"]:
            depth += {"{": 1, "}": -1, ";": 0}[part["sign"]]
            before = part["sign"]
        elif depth == 0:
            word = part["word"].upper()
            if word in ("USING", "WITH"):
                raise QueryRefused(f"The request names graphs, and so does the update by {word}; only one of them may.")
            if word == "WHERE":
                end = _end_of_braces(text, part.end())
                pattern = text[part.end() : end]
                # DELETE WHERE takes no USING; it stands for a template and a pattern that are the same
                deleted = f"{pattern} " if before == "DELETE" else ""
                yield part.start(), part.end(), f"{deleted}{clauses} WHERE"
            before = word


def _end_of_braces(text: str, start: int) -> int:
    """Where the group that begins after `start` ends."""
    depth = 0
    for part in _PART.finditer(text, start):
        if part["sign"] == "{":
            depth += 1
        elif part["sign"] == "}":
            depth -= 1
            if depth == 0:
                return part.end()
    return len(text)
