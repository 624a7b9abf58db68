"""HermiT, a reasoner of full OWL 2, takes the vocabulary and finds it without contradictions."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kentgraf.ontology.namespaces import term
from kentgraf.ontology.vocabulary import vocabulary_triples


@pytest.fixture
def hermit(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Run HermiT with an action on triples; skipped, with the reason, where Java or HermiT is missing."""
    java, found = shutil.which("java"), find_spec("owlready2")
    if java is None:
        pytest.skip("HermiT needs Java, and there is no `java` here")
    if found is None or found.origin is None:
        pytest.skip("HermiT comes with owlready2, which isn't installed")
    folder = Path(found.origin).parent / "hermit"
    classes = f"{folder}:{folder / 'HermiT.jar'}"

    def run(action: str, triples: list[Triple]) -> str:
        path = tmp_path / "vocabulary.rdf"
        path.write_bytes(serialize(triples, format=RdfFormat.RDF_XML) or b"")
        command = [java, "-Xmx1g", "-cp", classes, "org.semanticweb.HermiT.cli.CommandLine", action, path.as_uri()]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
        return done.stdout + done.stderr

    return run


def test_the_vocabulary_is_consistent_and_every_class_can_have_members(hermit) -> None:  # type: ignore[no-untyped-def]
    triples = list(vocabulary_triples())
    assert "owl#Thing is satisfiable" in hermit("-k", triples)
    empty = [line.strip() for line in hermit("-U", triples).splitlines() if line.startswith("\t")]
    assert empty == ["owl:Nothing"]


def test_hermit_would_refuse_a_datatype_that_owl_does_not_know(hermit) -> None:  # type: ignore[no-untyped-def]
    day = Triple(term("kg:validFrom"), term("rdfs:range"), term("xsd:date"))
    assert "UnsupportedDatatypeException" in hermit("-k", [*vocabulary_triples(), day])


def test_hermit_would_find_a_contradiction(hermit) -> None:  # type: ignore[no-untyped-def]
    both = [
        Triple(NamedNode("https://example.org/both"), term("rdf:type"), term(kind))
        for kind in ("skos:Concept", "skos:ConceptScheme")
    ]
    assert "InconsistentOntologyException" in hermit("-k", [*vocabulary_triples(), *both])
