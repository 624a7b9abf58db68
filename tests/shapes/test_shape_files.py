"""The shape files: every rule has a unique name and messages in two languages, and uses only terms of the vocabulary."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files

import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from pyparsing import ParseResults
from rdflib.namespace import SH
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kentgraf.ontology.namespaces import PREFIXES
from kentgraf.ontology.vocabulary import vocabulary_turtle
from kentgraf.shapes import packaged_shapes
from kentgraf.shapes.messages import read_message_templates
from kentgraf.shapes.rule_titles import rule_title

KG = "https://w3id.org/kentgraf/ns#"
RULES = "https://w3id.org/kentgraf/shapes#"
SUBJECTS = sorted(item.name for item in files("kentgraf.shapes").iterdir() if item.name.endswith(".ttl"))


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return rdflib.Graph().parse(data=packaged_shapes(), format="turtle")


@pytest.fixture(scope="module")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(data=vocabulary_turtle(), format="turtle")


def test_every_shape_that_can_report_is_one_rule_with_a_name_and_a_severity(shapes: rdflib.Graph) -> None:
    reporting = set(shapes.subjects(SH.targetClass)) | set(shapes.subjects(SH.targetSubjectsOf))
    assert reporting == set(shapes.subjects(SH.severity))
    assert all(isinstance(rule, rdflib.URIRef) and rule.startswith(RULES) for rule in reporting)
    assert len(reporting) > 100


def test_no_rule_is_written_twice() -> None:
    heads = re.findall(r"^kgsh:(\S+) a sh:(?:Node|Property)Shape", packaged_shapes(), re.MULTILINE)
    assert [name for name, times in Counter(heads).items() if times > 1] == []


def test_every_rule_speaks_turkish_and_english_with_the_same_values(shapes: rdflib.Graph) -> None:
    templates = read_message_templates(shapes)
    for rule in shapes.subjects(SH.severity):
        spoken = {template.language: set(template.variables) for template in templates.get(str(rule), [])}
        assert set(spoken) == {"tr", "en"}, rule
        assert spoken["tr"] == spoken["en"], rule


def test_every_rule_that_can_become_a_finding_has_a_title_in_both_languages(shapes: rdflib.Graph) -> None:
    for rule, severity in shapes.subject_objects(SH.severity):
        if severity != SH.Violation:
            name = str(rule).removeprefix(RULES)
            titles = [rule_title(name, language) for language in ("tr", "en")]
            assert len({*titles, name.replace("-", " ")}) == 3, name
            assert all(len(title) < 65 for title in titles), titles


def test_a_rule_that_compares_tells_all_that_it_compared(shapes: rdflib.Graph) -> None:
    templates = read_message_templates(shapes)
    for rule, query in shapes.subject_objects(SH.sparql / SH.select):
        chosen = str(query).partition("WHERE")[0]
        selected = {name for name in ("printed", "computed", "difference") if f"?{name}" in chosen}
        assert selected <= set(templates[str(rule)][0].variables), rule


def test_a_violation_breaks_the_build_and_sums_only_warn(shapes: rdflib.Graph) -> None:
    comparing = {rule for rule, query in shapes.subject_objects(SH.sparql / SH.select) if "?difference" in query}
    assert comparing
    assert all(shapes.value(rule, SH.severity) != SH.Violation for rule in comparing)


def test_rules_use_only_words_that_the_vocabulary_declares(shapes: rdflib.Graph, vocabulary: rdflib.Graph) -> None:
    used = {
        thing
        for name in (SH.path, SH["class"], SH.targetClass, SH.targetSubjectsOf, SH.lessThan, SH.lessThanOrEquals)
        for thing in shapes.objects(None, name)
        if isinstance(thing, rdflib.URIRef)
    }
    prefixes = {
        str(shapes.value(node, SH.prefix)): str(shapes.value(node, SH.namespace))
        for node in shapes.objects(None, SH.declare)
    }
    for query in shapes.objects(None, SH.select):
        for prefix, local in re.findall(r"\b([a-z]+):([A-Za-z]+)", str(query)):
            used.add(rdflib.URIRef(prefixes[prefix] + local))
    declared = set(vocabulary.subjects(rdflib.RDF.type))
    datatypes = ("http://www.w3.org/2001/XMLSchema#", str(rdflib.RDF.langString))
    known = {str(name) for name in used if str(name).startswith(datatypes)}
    assert {name for name in used - declared if str(name) not in known} == set()


@pytest.mark.parametrize("name", SUBJECTS)
def test_each_file_stands_alone_as_turtle_with_a_head_that_says_what_it_holds(name: str) -> None:
    text = (files("kentgraf.shapes") / name).read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert sum(1 for _ in parse(text, format=RdfFormat.TURTLE)) == len(rdflib.Graph().parse(data=text, format="turtle"))


def test_queries_keep_to_what_shacl_allows_and_to_safe_comparisons(shapes: rdflib.Graph) -> None:
    for query in shapes.objects(None, SH.select):
        text = str(query)
        assert not re.search(r"\b(MINUS|VALUES|SERVICE)\b", text)
        assert "$this" in text.partition("WHERE")[0]
        for variable in re.findall(r"OPTIONAL \{ \S+ \S+ \?(\w+) \}", text):
            assert f"!BOUND(?{variable})" in text or f"COALESCE(?{variable}," in text, text


SUB_SELECTS = "SELECT $this WHERE {{ $this ?p ?o {{ SELECT {chosen} WHERE {{ $this ?q ?x }} GROUP BY $this }} }}"


def sub_selects_without_this(query: str) -> list[str]:
    """Return the variables of each sub-SELECT that doesn't project `$this`, which SHACL, section 5.2.1, asks for."""
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    found: list[str] = []

    def look(node: object, outermost: bool) -> None:
        if isinstance(node, CompValue):
            if node.name in ("SelectQuery", "SubSelect") and not outermost:
                projected = [str(item.var or item.evar) for item in node.projection or ()]
                if "this" not in projected:
                    found.append(" ".join(projected) or "*")
            for value in node.values():
                look(value, outermost=False)
        elif isinstance(node, list | tuple | ParseResults):
            for one in node:
                look(one, outermost=False)

    look(parseQuery(prologue + query)[1], outermost=True)
    return found


def test_every_sub_select_of_every_shape_projects_this(shapes: rdflib.Graph) -> None:
    queries = {str(rule): str(query) for rule, query in shapes.subject_objects(SH.select)}
    assert sum("SELECT" in query.partition("SELECT")[2] for query in queries.values()) >= 4
    assert {rule: lacking for rule, query in queries.items() if (lacking := sub_selects_without_this(query))} == {}


def test_a_sub_select_without_this_is_seen_at_any_depth() -> None:
    assert sub_selects_without_this(SUB_SELECTS.format(chosen="$this (COUNT(?x) AS ?n)")) == []
    assert sub_selects_without_this(SUB_SELECTS.format(chosen="(COUNT(?x) AS ?n)")) == ["n"]
    deep = "SELECT $this WHERE { OPTIONAL { $this a ?c { { SELECT ?a WHERE { ?a ?b ?c } } UNION { ?d ?e ?f } } } }"
    assert sub_selects_without_this(deep) == ["a"]


def test_the_shapes_are_shacl_by_shacls_own_shapes(shapes: rdflib.Graph) -> None:
    conforms, _, text = pyshacl.validate(rdflib.Graph(), shacl_graph=shapes, meta_shacl=True)
    assert conforms, text
