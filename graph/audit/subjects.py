"""What a finding is about, in a few words: `Park ve Bahçeler Dairesi Başkanlığı (spending, 2025)`."""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, Store

from kentgraf.ontology.namespaces import term

_LABEL: Final = term("rdfs:label")
_LEADS_TO: Final = (term("kg:about"), term("kg:indicator"), term("kg:termOf"), term("org:member"))
_NUMBERED: Final = (
    term("kg:Activity"),
    term("kg:Indicator"),
    term("kg:Goal"),
    term("kg:Objective"),
    term("kg:PerformanceTarget"),
)
_SPELLED_OUT: Final = (term("kg:phase"), term("kg:fund"), term("kg:comparedPhase"), term("org:organization"))
_TAKEN_FOR_GRANTED: Final = term("kg:allFunds")


def finding_subject(focus: NamedNode, facts: Store, language: str) -> str | None:
    """Return the name of what a focus node is about, with phase, fund and year of an amount; None if nothing has a name.

    A membership is named by its member, with the organization.
    `language` is `tr` or `en`; a name that is given in one language only is taken for both.
    """
    about = next((node for relation in _LEADS_TO for node in _objects(focus, relation, facts)), None)
    name = _name(about or focus, facts, language)
    if name is None or about is None:
        return name
    details = [
        _label(node, facts, language)
        for relation in _SPELLED_OUT
        for node in _objects(focus, relation, facts)
        if node != _TAKEN_FOR_GRANTED
    ]
    years = _texts(focus, term("kg:year"), facts)
    inside = ", ".join(text for text in (*details, *years[:1]) if text)
    return f"{name} ({inside})" if inside else name


def _name(node: NamedNode, facts: Store, language: str) -> str | None:
    """Return the label of a node, for elements of the plan with the code before it."""
    label = _label(node, facts, language)
    if label is None or not any(_is_a(node, kind, facts) for kind in _NUMBERED):
        return label
    codes = _texts(node, term("skos:notation"), facts)
    return f"{codes[0]} {label}" if codes else label


def _label(node: NamedNode, facts: Store, language: str) -> str | None:
    quads = facts.quads_for_pattern(node, _LABEL, None, None)
    labels = sorted(
        (quad.object for quad in quads if isinstance(quad.object, Literal)),
        key=lambda one: (one.language != language, one.value),
    )
    return labels[0].value if labels else None


def _objects(node: NamedNode, relation: NamedNode, facts: Store) -> list[NamedNode]:
    found = (quad.object for quad in facts.quads_for_pattern(node, relation, None, None))
    return sorted((one for one in found if isinstance(one, NamedNode)), key=lambda one: one.value)


def _is_a(node: NamedNode, kind: NamedNode, facts: Store) -> bool:
    return any(True for _ in facts.quads_for_pattern(node, term("rdf:type"), kind, None))


def _texts(node: NamedNode, property_: NamedNode, facts: Store) -> list[str]:
    objects = (quad.object for quad in facts.quads_for_pattern(node, property_, None, None))
    return sorted(one.value for one in objects if isinstance(one, Literal))
