"""The vocabulary is complete, bilingual, sound, and loads the same everywhere."""

from __future__ import annotations

import re
from pathlib import Path

import owlrl
import pytest
import rdflib
from generate.vocabulary import vocabulary_page
from pyoxigraph import RdfFormat, parse, serialize
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from kentgraf.ontology.namespaces import KG_NS, PREFIXES
from kentgraf.ontology.vocabulary import VOCABULARY_GRAPH, vocabulary_triples, vocabulary_turtle

ROOT = Path(__file__).parents[2]
CITY = ROOT / "tests" / "shapes" / "city.ttl"
KG = rdflib.Namespace(KG_NS)
PROMISED = """
    Municipality District Party Body Council ExecutiveCommittee Commission AuditCommission Department Directorate Agency
    Company Seat BodyMembership PartyAffiliation Office chair viceChair member mayor validFrom validUntil fromKnown
    untilKnown startedBy endedBy Decision number district StrategicArea Goal Objective PerformanceTarget Activity Indicator
    partOf carriedOutBy IndicatorResult indicator year baseline target actual baselineText targetText actualText unit
    direction increase decrease printedRating computedRating onTarget successful good inProgress needsImprovement Amount
    about phase initialBudget netBudget spent fund onBudget offBudget allFunds amount currency BudgetLine StatedTotal line
    printed Finding
"""
WITHOUT_PARENT = {KG.boundKnown, KG.deviationExplained}
"""Properties without a more general one in the common vocabularies."""


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vocabulary_turtle(), format="turtle")


def own_terms(vocabulary: rdflib.Graph) -> set[rdflib.URIRef]:
    return {node for node in vocabulary.subjects() if isinstance(node, rdflib.URIRef) and node in KG}


def names_in(text: str) -> set[rdflib.URIRef]:
    return {KG[name] for name in re.findall(r"\bkg:([A-Za-z]\w*)", text)}


def test_every_name_that_users_were_promised_is_there(vocabulary: rdflib.Graph) -> None:
    assert {KG[name] for name in PROMISED.split()} <= own_terms(vocabulary)


def test_every_name_in_the_description_of_the_graph_is_declared(vocabulary: rdflib.Graph) -> None:
    assert names_in((ROOT / "docs" / "model.md").read_text(encoding="utf-8")) <= own_terms(vocabulary)


@pytest.mark.parametrize("room", ["loaders", "graph", "api", "shapes"])
def test_no_room_uses_a_name_that_nobody_declared(room: str, vocabulary: rdflib.Graph) -> None:
    known = own_terms(vocabulary)
    for path in sorted((ROOT / room).rglob("*")):
        if path.suffix in {".py", ".rq", ".ttl", ".html"}:
            unknown = names_in(path.read_text(encoding="utf-8")) - known
            assert not unknown, f"{path.relative_to(ROOT)} uses {sorted(unknown)}"


def test_every_term_has_a_name_and_a_meaning_in_turkish_and_english(vocabulary: rdflib.Graph) -> None:
    for term in own_terms(vocabulary):
        for property_ in (RDFS.label, RDFS.comment):
            texts = list(vocabulary.objects(term, property_))
            assert sorted(text.language for text in texts) == ["en", "tr"], (term, property_)
            assert all(text.strip() for text in texts)


def test_every_term_stands_under_one_that_is_declared(vocabulary: rdflib.Graph) -> None:
    declared = set(vocabulary.subjects(RDF.type))
    for term in own_terms(vocabulary) - WITHOUT_PARENT - {KG.independent}:
        if (term, RDF.type, SKOS.ConceptScheme) in vocabulary:
            continue
        parents = {
            parent
            for name in (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.inScheme)
            for parent in vocabulary.objects(term, name)
        }
        assert parents and parents <= declared, term


def test_every_concept_is_in_a_list_and_says_its_name(vocabulary: rdflib.Graph) -> None:
    for concept in vocabulary.subjects(RDF.type, SKOS.Concept):
        assert len(set(vocabulary.objects(concept, SKOS.inScheme))) == 1
        assert {label.language for label in vocabulary.objects(concept, SKOS.prefLabel)} == {"tr", "en"}
        at_the_top = set(vocabulary.objects(concept, SKOS.topConceptOf))
        assert bool(at_the_top) != bool(set(vocabulary.objects(concept, SKOS.broader)))


def test_ratings_can_be_put_in_order(vocabulary: rdflib.Graph) -> None:
    ranked = sorted(vocabulary.subject_objects(KG["rank"]), key=lambda pair: -pair[1].toPython())
    names = [str(rating).removeprefix(KG_NS) for rating, _ in ranked]
    assert names == ["onTarget", "successful", "good", "inProgress", "needsImprovement"]


def test_rdflib_and_oxigraph_read_the_same_triples(vocabulary: rdflib.Graph) -> None:
    lines = serialize(vocabulary_triples(), format=RdfFormat.N_TRIPLES).decode()
    by_oxigraph = rdflib.Graph().parse(data=lines, format="nt")
    assert set(by_oxigraph) == set(vocabulary)


def test_two_exports_are_equal_because_nothing_is_nameless(vocabulary: rdflib.Graph) -> None:
    assert not any(isinstance(node, rdflib.BNode) for triple in vocabulary for node in triple)


def test_an_owl_tool_finds_everything_declared_and_of_one_kind(vocabulary: rdflib.Graph) -> None:
    built_in = (str(RDF), str(RDFS), str(OWL))
    declared = set(vocabulary.subjects(RDF.type))
    used = {predicate for predicate in vocabulary.predicates() if not str(predicate).startswith(built_in)}
    used |= {kind for kind in vocabulary.objects(None, RDF.type) if not str(kind).startswith(built_in)}
    used |= set(vocabulary.objects(None, RDFS.domain)) | set(vocabulary.objects(None, OWL.disjointWith))
    assert used <= declared
    kinds = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty, OWL.Class)
    for term in declared:
        assert len([kind for kind in kinds if (term, RDF.type, kind) in vocabulary]) <= 1, term


def test_the_file_says_which_version_of_what_it_is_and_who_may_use_it(vocabulary: rdflib.Graph) -> None:
    header = rdflib.URIRef(VOCABULARY_GRAPH.value)
    assert (header, RDF.type, OWL.Ontology) in vocabulary
    assert {text.language for text in vocabulary.objects(header, rdflib.DCTERMS.title)} == {"tr", "en"}
    assert vocabulary.value(header, OWL.versionInfo) and vocabulary.value(header, rdflib.DCTERMS.license)


def test_turtle_prefixes_are_those_that_queries_may_use() -> None:
    parser = parse(vocabulary_turtle(), format=RdfFormat.TURTLE)
    list(parser)
    for prefix, iri in PREFIXES.items():
        assert parser.prefixes.get(prefix, iri) == iri


@pytest.fixture(scope="module")
def concluded() -> rdflib.Graph:
    """The invented city with all that follows from it and the vocabulary by OWL 2 RL."""
    graph = rdflib.Graph().parse(data=vocabulary_turtle(), format="turtle").parse(CITY)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    return graph


def errors(graph: rdflib.Graph) -> list[str]:
    return [str(kind) for kind in graph.objects(None, RDF.type) if str(kind).endswith("#ErrorMessage")]


def test_reasoning_over_a_city_finds_no_contradiction(concluded: rdflib.Graph) -> None:
    assert errors(concluded) == []


def test_reasoning_finds_an_amount_that_is_line_and_total_at_once() -> None:
    graph = rdflib.Graph().parse(data=vocabulary_turtle(), format="turtle")
    both = rdflib.URIRef("https://example.org/both")
    graph.add((both, RDF.type, KG.BudgetLine))
    graph.add((both, RDF.type, KG.StatedTotal))
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    assert errors(graph)


@pytest.mark.parametrize(
    ("thing", "kinds"),
    [
        ("ornek", "kg:Municipality org:FormalOrganization org:Organization foaf:Agent"),
        ("yukari", "kg:District org:FormalOrganization org:Organization foaf:Agent"),
        ("ornek/unit/imar", "kg:Commission kg:Body org:OrganizationalUnit org:Organization foaf:Agent"),
        ("ornek/unit/parks", "kg:Department org:OrganizationalUnit org:Organization foaf:Agent"),
        ("ornek/person/ada", "foaf:Person foaf:Agent"),
        ("ornek/seat/ada", "kg:Seat org:Membership"),
        ("ornek/activity/10", "kg:Activity prov:Activity skos:Concept"),
        ("ornek/goal/1", "kg:Goal skos:Concept"),
        ("ornek/amount/10-net-on", "kg:BudgetLine kg:Amount qb:Observation"),
        ("ornek/result/1.1.1-1", "kg:IndicatorResult qb:Observation"),
        ("responsibility", "prov:Association"),
        ("decision", "kg:Decision prov:Activity eli:LegalResource"),
        ("report", "kg:Source prov:Entity dcat:Resource foaf:Document"),
    ],
)
def test_reasoning_makes_nothing_of_a_thing_that_it_is_not(thing: str, kinds: str, concluded: rdflib.Graph) -> None:
    found = set(concluded.objects(rdflib.URIRef(f"https://example.org/id/{thing}"), RDF.type)) - {
        OWL.Thing,
        RDFS.Resource,
    }
    expected = {rdflib.URIRef(PREFIXES[prefix] + local) for prefix, local in (k.split(":") for k in kinds.split())}
    assert found == expected


def test_the_page_for_readers_is_up_to_date() -> None:
    page = (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8")
    assert page == vocabulary_page(), "run: make docs"
