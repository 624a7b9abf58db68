"""Say which IRIs stand for those of an earlier scheme, so that old addresses and queries find their way.

In the first scheme, what belongs to a strategic plan stood directly under the city, an indicator was named by its target and
its place in the table, and codes and offices had no year.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from kentgraf.loaders.mapping.statements import Statements


def map_retired(facts: Statements, out: Statements) -> None:
    """Add `dcterms:isReplacedBy` from each IRI that was retired while `facts` were mapped to the one that stands for it now.

    What `facts` don't describe is left out: its old address would lead nowhere.
    """
    for old, new in facts.retired.items():
        if facts.describes(new):
            add_retired(old, new, out)


def add_retired(old: NamedNode, new: NamedNode, out: Statements) -> None:
    """Add that `new` stands for what `old` stood for."""
    out.add(old, "dcterms:isReplacedBy", new)
    path = old.value.removeprefix(out.mint.base)
    out.add_turkish(old, "rdfs:label", f"{path} (eski adres)")
    out.add_english(old, "rdfs:label", f"{path} (former address)")
