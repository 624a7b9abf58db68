"""How much was checked: what each rule looked at, what it could not look at, and why.

A rule that compares figures says in its own file how to count what it compares (`kgsh:counted`) and what it leaves out
(`kgsh:leftOut`); of any other rule the nodes that it is aimed at are counted. What no rule can reach is listed in
`out-of-reach.ttl`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode, RdfFormat, Store

from kentgraf.ontology.namespaces import PREFIXES, SPARQL_PROLOGUE

_KGSH: Final = "https://w3id.org/kentgraf/shapes#"
_SHAPES_PROLOGUE: Final = f"{SPARQL_PROLOGUE}PREFIX kgsh: <{_KGSH}>\n"
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
_TARGETS: Final = (
    (
        "targetClass",
        "SELECT (COUNT(DISTINCT ?this) AS ?checked) WHERE { ?this a ?class . ?class rdfs:subClassOf* ?target }",
    ),
    ("targetSubjectsOf", "SELECT (COUNT(DISTINCT ?this) AS ?checked) WHERE { ?this ?target ?any }"),
    ("targetObjectsOf", "SELECT (COUNT(DISTINCT ?this) AS ?checked) WHERE { ?any ?target ?this }"),
)


@dataclass(frozen=True)
class Check:
    """How many comparisons (or nodes) a rule looked at, how many it had to leave out, and why in both languages.

    `kind` is what is compared: `sum`, `percentage`, `restatement`, `count`, `rating`, `row`, `signal`; `structure` for rules
    that compare nothing, `none` for what no rule reaches.
    """

    rule: str
    kind: str
    checked: int
    left_out: int = 0
    because_tr: str | None = None
    because_en: str | None = None


def count_checks(data: Store, shapes: str) -> list[Check]:
    """What each rule of `shapes` (Turtle) looked at in `data`, a store with everything in its default graph.

    What no rule reaches comes last, with nothing checked and a reason.
    """
    rules = Store()
    rules.load(shapes.encode(), format=RdfFormat.TURTLE)
    found = []
    aimed: dict[str, int] = {}
    asked: Any = rules.query(_SHAPES_PROLOGUE + _RULES)
    for row in asked:
        rule = row["rule"]
        counted = row["counted"].value if row["counted"] else None
        checked = _number(data, counted, "checked") if counted else _aimed_at(data, rules, rule, aimed)
        left = _number(data, row["left"].value, "number") if row["left"] else 0
        because = (row["tr"].value, row["en"].value) if left and row["tr"] else (None, None)
        kind = row["kind"].value if row["kind"] else "structure"
        found.append(Check(rule.value, kind, checked, left, *because))
    unreached: Any = rules.query(_SHAPES_PROLOGUE + _OUT_OF_REACH)
    for row in unreached:
        found.append(Check(row["what"].value, "none", 0, 0, row["tr"].value, row["en"].value))
    return found


def _number(data: Store, query: str, name: str) -> int:
    answers: Any = data.query(SPARQL_PROLOGUE + query)
    return int(next(iter(answers))[name].value)


def _aimed_at(data: Store, rules: Store, rule: NamedNode, aimed: dict[str, int]) -> int:
    """How many nodes the rule's targets name; `aimed` remembers what was counted for other rules."""
    total = 0
    for name, query in _TARGETS:
        for target in _objects(rules, rule, NamedNode(PREFIXES["sh"] + name)):
            text = query.replace("?target", f"<{target.value}>")
            if text not in aimed:
                aimed[text] = _number(data, text, "checked")
            total += aimed[text]
    return total


def _objects(rules: Store, rule: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
    for quad in rules.quads_for_pattern(rule, predicate, None, None):
        if isinstance(quad.object, NamedNode):
            yield quad.object
