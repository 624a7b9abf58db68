"""Give every thing a label: its own name, or one made from what is said of it (`labels.toml`).

The standard property is `rdfs:label`, so any client shows something readable without knowing our classes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from pyoxigraph import Literal, NamedNode

from kentgraf.loaders.mapping.statements import About
from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import vocabulary_triples

LANGUAGES: Final = ("tr", "en")
_LABEL: Final = term("rdfs:label")
_TYPE: Final = term("rdf:type")
_NAMES: Final = (term("skos:prefLabel"), term("foaf:name"))
_FIELD: Final = re.compile(r"\{([\w-]+:[\w-]+)\}")
_LONGEST: Final = 200


def labels_of(*said: Mapping[NamedNode, About]) -> Iterator[tuple[NamedNode, Literal]]:
    """Yield labels for each thing that has no `rdfs:label`: its names, or a text a language by its class.

    `said` is what several graphs say of the things.
    """
    things: dict[NamedNode, About] = {}
    for part in said:
        for thing, about in part.items():
            known = things.get(thing, {})
            things[thing] = (
                {name: [*known.get(name, ()), *about.get(name, ())] for name in {**known, **about}} if known else about
            )
    namer = _Namer(things)
    for thing, about in things.items():
        if _LABEL not in about:
            for label in namer.labels(thing):
                yield thing, label


class _Namer:
    """Knows what things are called, those of the vocabulary included."""

    def __init__(self, things: Mapping[NamedNode, About]) -> None:
        self._things = things
        self._names: dict[tuple[NamedNode, str], str] = {}

    def labels(self, thing: NamedNode) -> list[Literal]:
        """Return the names that are given to a thing, else those made by the template of its class."""
        about = self._things.get(thing, {})
        given = [name for names in _NAMES for name in about.get(names, ()) if isinstance(name, Literal)]
        if given:
            return given
        template = self._template(about)
        if template is None:
            return []
        return [Literal(self._filled(template[lang], about, lang)[:_LONGEST], language=lang) for lang in LANGUAGES]

    def _template(self, about: About) -> dict[str, str] | None:
        classes = set(about.get(_TYPE, ()))
        return next((template for name, template in _templates().items() if name in classes), None)

    def _filled(self, template: str, about: About, language: str) -> str:
        def value(found: re.Match[str]) -> str:
            values = about.get(term(found[1]), ())
            told = sorted(values, key=lambda one: not isinstance(one, Literal) or one.language != language)
            return self._name(told[0], language) if told else "–"

        return _FIELD.sub(value, template)

    def _name(self, node: NamedNode | Literal, language: str) -> str:
        """Return a literal's text, or what a thing is called in the language, else in any, else the end of its IRI."""
        if isinstance(node, Literal):
            return node.value
        if (node, language) not in self._names:
            self._names[node, language] = self._called(node, language)
        return self._names[node, language]

    def _called(self, node: NamedNode, language: str) -> str:
        names = self.labels(node) or list(_vocabulary_names().get(node, ()))
        chosen = [name.value for name in names if name.language == language] or [name.value for name in names]
        return chosen[0] if chosen else re.split(r"[/#]", node.value)[-1]


@cache
def _templates() -> dict[NamedNode, dict[str, str]]:
    text = (files("kentgraf.loaders.mapping") / "labels.toml").read_text(encoding="utf-8")
    return {term(name): template for name, template in tomllib.loads(text).items()}


@cache
def _vocabulary_names() -> dict[NamedNode, tuple[Literal, ...]]:
    found: dict[NamedNode, tuple[Literal, ...]] = {}
    for name in (_LABEL, term("skos:prefLabel")):  # the label of a concept that is meant for people goes first
        for triple in vocabulary_triples():
            if (
                triple.predicate == name
                and isinstance(triple.subject, NamedNode)
                and isinstance(triple.object, Literal)
            ):
                found[triple.subject] = (triple.object, *found.get(triple.subject, ()))
    return found
