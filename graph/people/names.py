"""Find people, bodies and parties by their names.

Names are found under every printed spelling, regardless of case and diacritics, and by a part of the name if it is unambiguous.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from pyoxigraph import Store
from rapidfuzz import fuzz, process

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.turkish import fold

Named = Literal["body", "commission", "party", "person"]
"""What has a name: also the variable of the query that reads the names."""

_QUERIES: Final[dict[Named, str]] = {
    "body": "_bodies",
    "commission": "_commissions",
    "party": "_parties",
    "person": "_people",
}
_MIN_SIMILARITY: Final = 80
_MAX_SUGGESTIONS: Final = 5


class UnknownName(NotInGraph):
    """Nothing has a name, or several things have it (`is_ambiguous`). `near` are those, or similar names."""

    def __init__(self, what: Named, name: str, near: Sequence[str], *, is_ambiguous: bool = False) -> None:
        self.what = what
        self.name = name
        self.near = tuple(near)
        self.is_ambiguous = is_ambiguous
        names = ", ".join(near)
        if is_ambiguous:
            super().__init__(f"{name!r} may mean more than one {what}: {names}. Give more of the name.")
        else:
            super().__init__(f"The graph has no {what} named {name!r}{f'; near it are {names}' if near else ''}.")


def find_by_name(store: Store, what: Named, name: str) -> tuple[str, str]:
    """Return the IRI and name of the thing that is found by IRI, by spelling, by a part of a name or by a similar spelling.

    Raises UnknownName, which names what is near, if nothing or more than one thing has the name.
    """
    spellings: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    for row in select(store, query_text(_QUERIES[what])):
        iri = row[what].value
        labels[iri] = row["name"].value
        spellings.setdefault(iri, set()).update(fold(s) for s in (labels[iri], value_of(row, "spelling")) if s)
    if name in labels:
        return name, labels[name]
    wanted = fold(name)
    tests = (
        lambda spelling: spelling == wanted,
        lambda spelling: spelling.startswith(f"{wanted} "),
        lambda spelling: set(wanted.split()) <= set(spelling.split()),
        lambda spelling: fuzz.ratio(spelling, wanted) >= 90,
    )
    for test in tests:
        found = [iri for iri, known in spellings.items() if wanted and any(test(spelling) for spelling in known)]
        if len(found) == 1:
            return found[0], labels[found[0]]
        if found:
            raise UnknownName(what, name, sorted(labels[iri] for iri in found)[:_MAX_SUGGESTIONS], is_ambiguous=True)
    raise UnknownName(what, name, _similar(wanted, list(labels.values())))


def _similar(wanted: str, labels: Sequence[str]) -> list[str]:
    near = process.extract(
        wanted, labels, processor=fold, scorer=fuzz.WRatio, limit=_MAX_SUGGESTIONS, score_cutoff=_MIN_SIMILARITY
    )
    return [label for label, _, _ in near]
