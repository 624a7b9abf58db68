"""Make the shapes of literals from `ontology/datatypes.toml`: one rule a form, which checks all properties of that form.

`make shapes` writes what this module prints to `literals.ttl`; a test holds the file to it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from kentgraf.ontology.literals import LiteralForm, literal_forms
from kentgraf.ontology.namespaces import PREFIXES
from kentgraf.shapes.shape_files import SHAPES_NS

_DECLARED_ELSEWHERE: Final = frozenset({"kg", "dcterms", "org", "prov", "skos", "xsd"})
"""The prefixes that `prefixes.ttl` declares for SPARQL."""

_HEAD: Final = """\
# Literals: what is let in can be read. Made by `make shapes` from ontology/datatypes.toml; change that file.

@prefix kgsh: <{shapes}> .
{prefixes}
"""
_SHAPE: Final = """\
kgsh:{name}-that-cannot-be-read a sh:SPARQLConstraint ;
    sh:prefixes <https://w3id.org/kentgraf/shapes> ;
    sh:select \"\"\"
        SELECT $this ?path ?value ?name WHERE {{
            {branches}
            BIND (STR(?literal) AS ?value)
            FILTER (!COALESCE({datatypes} && STRLEN(?value) <= {longest} && REGEX(?value, "{pattern}"), false))
        }}\"\"\" .

kgsh:{name}-can-be-read a sh:NodeShape ;
    sh:targetSubjectsOf {targets} ;
    sh:sparql kgsh:{name}-that-cannot-be-read ;
    sh:severity sh:Violation ;
    sh:message "{{?name}}: {{?value}} okunamıyor. Beklenen: {tr}."@tr ,
        "{{?name}}: {{?value}} can't be read. Expected: {en}."@en .
"""


def literal_shapes() -> str:
    """Return the shapes of all literals as one Turtle document."""
    forms = literal_forms().values()
    return "\n".join([_head(forms), *map(_shape, forms)])


def _head(forms: Iterable[LiteralForm]) -> str:
    names = [name for form in forms for name in (*form.properties, *form.datatypes)]
    used = sorted({name.partition(":")[0] for name in names} | {"sh", "xsd"})
    prefixes = "\n".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> ." for prefix in used)
    new = [prefix for prefix in used if prefix not in _DECLARED_ELSEWHERE | {"sh"}] + ["sh"]
    nodes = " , ".join(f"kgsh:prefix-{prefix}" for prefix in new)
    declared = [
        f'kgsh:prefix-{prefix} a sh:PrefixDeclaration ; sh:prefix "{prefix}" ; sh:namespace "{PREFIXES[prefix]}"^^xsd:anyURI .'
        for prefix in new
    ]
    text = _HEAD.format(shapes=SHAPES_NS, prefixes=prefixes)
    return "\n".join([text, f"<https://w3id.org/kentgraf/shapes> sh:declare\n    {nodes} .", "", *declared, ""])


def _shape(form: LiteralForm) -> str:
    branches = "\n            UNION\n            ".join(
        f'{{ $this {name} ?literal . BIND ({name} AS ?path) BIND ("{name}" AS ?name) }}' for name in form.properties
    )
    return _SHAPE.format(
        name=form.name,
        branches=branches,
        datatypes=f"DATATYPE(?literal) IN ({', '.join(form.datatypes)})",
        pattern=form.pattern.replace("\\", "\\\\\\\\"),
        longest=form.longest,
        targets=" , ".join(form.properties),
        tr=form.expected["tr"].replace('"', '\\"'),
        en=form.expected["en"].replace('"', '\\"'),
    )


if __name__ == "__main__":
    sys.stdout.write(literal_shapes())
