"""Coverage of the rules: how many things each rule checked, how many it could not check, and why.

A rule that compares figures has two counting queries beside its own: `kgsh:counted` for the comparisons made and
`kgsh:leftOut` for those left out. For any other rule its focus nodes are counted. What no rule can check is listed in
`out-of-reach.ttl`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from kentgraf.ontology.namespaces import PREFIXES, SPARQL_PROLOGUE
from kentgraf.shapes.shape_files import SHAPES_NS

_SHAPES_PROLOGUE: Final = f"{SPARQL_PROLOGUE}PREFIX kgsh: <{SHAPES_NS}>\n"
_RULES: Final = """
    SELECT ?rule ?counted ?kind ?left ?tr ?en WHERE {
        ?rule sh:severity ?severity .
        OPTIONAL { ?rule sh:sparql ?constraint . ?constraint kgsh:counted ?counted ; kgsh:kind ?kind }
        OPTIONAL {
            ?rule sh:sparql/kgsh:leftOut ?left ; sh:sparql/kgsh:leftOutBecause ?tr , ?en .
            FILTER (LANG(?tr) = "tr" && LANG(?en) = "en")
        }
    }
    ORDER BY ?rule"""
_OUT_OF_REACH: Final = """
    SELECT ?what ?tr ?en WHERE {
        ?what a kgsh:OutOfReach ; rdfs:label ?tr , ?en .
        FILTER (LANG(?tr) = "tr" && LANG(?en) = "en")
    }
    ORDER BY ?what"""
_TARGET_COUNTS: Final = (
    (
        "targetClass",
        "SELECT (COUNT(DISTINCT ?this) AS ?checked) WHERE { ?this a ?class . ?class rdfs:subClassOf* ?target }",
    ),
    ("targetSubjectsOf", "SELECT (COUNT(DISTINCT ?this) AS ?checked) WHERE { ?this ?target ?any }"),
    ("targetObjectsOf", "SELECT (COUNT(DISTINCT ?this) AS ?checked) WHERE { ?any ?target ?this }"),
)


@dataclass(frozen=True)
class Check:
    """How many comparisons (or focus nodes) a rule checked, how many it left out and why (in both languages), how many failed.

    `kind` is what the rule compares: `sum`, `percentage`, `restatement`, `count`, `rating`, `row` or `signal`. It is
    `structure` for rules that compare nothing, and `none` for what no rule can check.
    """

    rule: str
    kind: str
    checked: int
    left_out: int = 0
    reason_tr: str | None = None
    reason_en: str | None = None
    failed: int = 0

    @property
    def rule_name(self) -> str:
        """The last part of the rule's IRI."""
        return self.rule.rpartition("#")[2]


def count_checks(data: Store, shapes: str) -> list[Check]:
    """Return the coverage of each rule in `shapes` (Turtle) on `data`, a store with all triples in its default graph.

    What no rule can check comes last, with a count of 0 and a reason.
    """
    rules = Store()
    rules.load(shapes.encode(), format=RdfFormat.TURTLE)
    checks = []
    known_counts: dict[str, int] = {}
    rows: Any = rules.query(_SHAPES_PROLOGUE + _RULES)
    for row in rows:
        rule = row["rule"]
        counted = row["counted"].value if row["counted"] else None
        checked = _count(data, counted, "checked") if counted else _count_targets(data, rules, rule, known_counts)
        left_out = _count(data, row["left"].value, "number") if row["left"] else 0
        reasons = (row["tr"].value, row["en"].value) if left_out and row["tr"] else (None, None)
        kind = row["kind"].value if row["kind"] else "structure"
        checks.append(Check(rule.value, kind, checked, left_out, *reasons))
    unreached: Any = rules.query(_SHAPES_PROLOGUE + _OUT_OF_REACH)
    for row in unreached:
        checks.append(Check(row["what"].value, "none", 0, 0, row["tr"].value, row["en"].value))
    return checks


def _count(data: Store, query: str, variable: str) -> int:
    rows: Any = data.query(SPARQL_PROLOGUE + query)
    return int(next(iter(rows))[variable].value)


def _count_targets(data: Store, rules: Store, rule: NamedNode, known_counts: dict[str, int]) -> int:
    """Count the focus nodes of a rule; `known_counts` caches the counts by query, since rules share targets."""
    total = 0
    for name, query in _TARGET_COUNTS:
        for target in _objects(rules, rule, NamedNode(PREFIXES["sh"] + name)):
            text = query.replace("?target", f"<{target.value}>")
            if text not in known_counts:
                known_counts[text] = _count(data, text, "checked")
            total += known_counts[text]
    return total


def _objects(rules: Store, rule: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
    for quad in rules.quads_for_pattern(rule, predicate, None, None):
        if isinstance(quad.object, NamedNode):
            yield quad.object
