"""One cause, one finding: results that follow from another result become part of it.

A rule that finds a cause (a row that stands in the wrong table, say) names the rule of what follows from it with
`kgsh:explains`, and its query gives the focus nodes of those results in `?explained`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import RdfFormat, Store

from kentgraf.shapes.shape_files import SHAPES_NS, packaged_shapes

if TYPE_CHECKING:
    from kentgraf.shapes.validator import ValidationResult

_EXPLAINS = f"SELECT ?rule ?explained WHERE {{ ?rule <{SHAPES_NS}explains> ?explained }}"


def merge_by_cause(results: Iterable[ValidationResult]) -> tuple[ValidationResult, ...]:
    """Return the results without those that another one explains; that one takes over what they rest on."""
    known = tuple(results)
    causes: dict[tuple[str, str], ValidationResult] = {}
    for result in known:
        for rule in explained_rules().get(result.rule, ()):
            causes.update({(rule, focus): result for focus in result.explained})
    evidence: dict[ValidationResult, set[str]] = {}
    kept = []
    for result in known:
        cause = causes.get((result.rule, result.focus))
        if cause is None:
            kept.append(result)
        else:
            evidence.setdefault(cause, set()).update((result.focus, *result.evidence))
    return tuple(
        replace(result, evidence=tuple(sorted({*result.evidence, *evidence.get(result, ())}))) for result in kept
    )


@cache
def explained_rules() -> dict[str, frozenset[str]]:
    """Return the rules whose results the results of a rule can explain, by the rule's IRI."""
    shapes = Store()
    shapes.load(packaged_shapes().encode(), format=RdfFormat.TURTLE)
    rows: Any = shapes.query(_EXPLAINS)
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["rule"].value, set()).add(row["explained"].value)
    return {rule: frozenset(explained) for rule, explained in found.items()}
