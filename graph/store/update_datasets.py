"""The dataset of an update request (`using-graph-uri`), written into the update as USING clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import NamedNode

from kentgraf.graph.sparql.tokens import OPAQUE_TOKEN
from kentgraf.ontology.errors import QueryRefused

_TOKEN: Final = re.compile(
    rf"(?P<opaque>{OPAQUE_TOKEN.pattern})|(?P<sign>[{{}};])|(?P<word>[A-Za-z]+)", re.VERBOSE | re.DOTALL
)


def add_using_clauses(text: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """Return the update with USING clauses for the graphs of the request (SPARQL 1.1 Protocol, section 2.2.3).

    Raises QueryRefused if the update has USING or WITH itself, or if a graph's name is not an IRI.
    """
    clauses = " ".join([*_clauses("USING", default_graphs), *_clauses("USING NAMED", named_graphs)])
    if not clauses:
        return text
    written, end = [], 0
    for start, stop, replacement in _replacements(text, clauses):
        written += [text[end:start], replacement]
        end = stop
    return "".join([*written, text[end:]])


def _clauses(keyword: str, graphs: Sequence[str]) -> Iterator[str]:
    for iri in graphs:
        try:
            yield f"{keyword} {NamedNode(iri)}"
        except ValueError:
            raise QueryRefused(f"{iri!r} is not the IRI of a graph.") from None


def _replacements(text: str, clauses: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and replacement of each WHERE outside of braces."""
    depth, before = 0, ""
    for token in _TOKEN.finditer(text):
        if token["opaque"]:
            continue
        if token["sign"]:
            depth += {"{": 1, "}": -1, ";": 0}[token["sign"]]
            before = token["sign"]
        elif depth == 0:
            word = token["word"].upper()
            if word in ("USING", "WITH"):
                raise QueryRefused(f"The request names graphs, and so does the update by {word}; only one of them may.")
            if word == "WHERE":
                end = _end_of_group(text, token.end())
                pattern = text[token.end() : end]
                # DELETE WHERE allows no USING; it is short for a DELETE whose template and pattern are the same
                template = f"{pattern} " if before == "DELETE" else ""
                yield token.start(), token.end(), f"{template}{clauses} WHERE"
            before = word


def _end_of_group(text: str, start: int) -> int:
    """Return the end of the group in braces that begins after `start`."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        if token["sign"] == "{":
            depth += 1
        elif token["sign"] == "}":
            depth -= 1
            if depth == 0:
                return token.end()
    return len(text)
