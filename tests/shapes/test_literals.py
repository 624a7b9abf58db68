"""What the shapes let in, the code can read: every property that has literals, and every odd way to write one."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from importlib.resources import files

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.ontology.literals import (
    LiteralForm,
    UnreadableLiteral,
    literal_forms,
    read_date,
    read_decimal,
    read_integer,
)
from kentgraf.ontology.namespaces import shorten, term
from kentgraf.ontology.vocabulary import vocabulary_triples
from kentgraf.shapes import validate
from kentgraf.shapes.literal_shapes import literal_shapes
from kentgraf.shapes.shape_files import SHAPES_NS

GRAPH = NamedNode("https://example.org/graph")
OWL_DATATYPES = {"xsd:integer", "xsd:decimal", "xsd:boolean", "xsd:string"}
"""Those in OWL 2's datatype map; `xsd:date` is not among them."""
FORM_OF = {name: form for form in literal_forms().values() for name in form.properties}
ODD = (
    # dates and times
    "2025-06-01", "2025-06-01Z", "2025-06-01+03:00", "2025-6-1", "2025-02-29", "2024-02-29", "2025-02-30", "2025-13-01", "0000-01-01",
    "-0044-03-15", "12025-01-01", "2025", "2025-06", "2025-06-01T09:30:00", "2025-06-01T09:30:00Z", "2025-06-01T24:00:00",
    "2025-06-01T09:30:00.1234567Z", "2025-06-01T09:30:00+14:00", "2025-06-01T25:00:00", "20250601", "2199-12-31", "2200-01-01",
    # numbers
    "0", "1", "-1", "+1", "007", "12", "1.5", "1.50", "-0.0", ".5", "5.", "1e5", "NaN", "INF", "1,5", "1_000", "٣", "on iki", "1066",
    "99999",
    "9" * 9, "9" * 10, "9" * 18, "9" * 19, "1" * 400, f"0.{'1' * 9}", f"0.{'1' * 18}", f"0.{'1' * 400}",
    # others
    "", " ", "true", "false", "TRUE", "evet", "553e45db", "553", "Ada IŞIK", "Ada\nIŞIK", "Ada\n", "2025\n", "Ada\tIŞIK", "Ada\x00",
    "\x1b[2J", "\x07",
    "a\x85b",
    "\x7f",
)  # fmt: skip
TYPES = (
    "xsd:string", "xsd:date", "xsd:dateTime", "xsd:gYear", "xsd:integer", "xsd:int", "xsd:decimal", "xsd:double", "xsd:boolean",
    "xsd:hexBinary", "xsd:anyURI", "rdf:langString",
)  # fmt: skip


def form_takes(form: LiteralForm, literal: Literal) -> bool:
    return shorten(literal.datatype.value) in form.datatypes and form.allows(literal.value)


def read(form: LiteralForm, text: str) -> object:
    """Read a value as the code does that uses properties of the form."""
    if form.name in ("year", "position", "count"):
        return read_integer(text)
    readers = {"day": read_date, "decimal": read_decimal, "moment": lambda moment: datetime.fromisoformat(moment)}
    return readers[form.name](text) if form.name in readers else text


def test_the_shapes_are_up_to_date() -> None:
    """`make shapes` writes them anew."""
    assert (files("kentgraf.shapes") / "literals.ttl").read_text("utf-8") == literal_shapes()


def test_every_property_of_the_vocabulary_that_has_literals_has_one_form() -> None:
    declared = {
        shorten(triple.subject.value)
        for triple in vocabulary_triples()
        if triple.object == term("owl:DatatypeProperty") and isinstance(triple.subject, NamedNode)
    }
    own = {name for name in declared if name.startswith("kg:")}
    assert len(own) > 45 and own <= set(FORM_OF)
    assert [
        name for name, times in Counter(n for f in literal_forms().values() for n in f.properties).items() if times > 1
    ] == []


def test_the_ranges_of_the_vocabulary_are_the_datatypes() -> None:
    """A range is stated where OWL 2 knows the datatype, and nowhere else: reasoners refuse an ontology with others."""
    ranges: dict[str, set[str]] = {}
    for triple in vocabulary_triples():
        if triple.predicate == term("rdfs:range") and isinstance(triple.object, NamedNode):
            ranges.setdefault(shorten(triple.subject.value), set()).add(shorten(triple.object.value))  # type: ignore[union-attr]
    for name, form in FORM_OF.items():
        if name.startswith("kg:"):
            known = set(form.datatypes) & OWL_DATATYPES if len(form.datatypes) == 1 else set()
            assert ranges.get(name, set()) == known, name
    assert not {name for name, kinds in ranges.items() if kinds & {"xsd:date", "rdf:langString"}}


def test_every_property_refuses_what_cannot_be_read_and_takes_what_can() -> None:
    """Every property with every odd literal of its datatypes, and with some of every datatype, in one validation."""
    store = Store()
    for number, name in enumerate(FORM_OF):
        for place, text in enumerate(ODD):
            thing = NamedNode(f"https://example.org/{number}/{place}")
            kinds = TYPES if place % 12 == number % 12 else FORM_OF[name].datatypes
            for kind in kinds:
                tagged = kind == "rdf:langString"
                literal = Literal(text, language="tr") if tagged else Literal(text, datatype=term(kind))
                store.add(Quad(thing, term(name), literal, GRAPH))
    expected, taken = set(), Counter[str]()
    for quad in store:
        form = FORM_OF[shorten(quad.predicate.value)]
        assert isinstance(quad.object, Literal)
        if form_takes(form, quad.object):
            taken[form.name] += 1
            assert read(form, quad.object.value) is not None
        else:
            expected.add((f"{SHAPES_NS}{form.name}-can-be-read", str(quad.subject)[1:-1], quad.predicate.value))
    assert set(taken) == set(literal_forms())
    prefixes = (files("kentgraf.shapes") / "prefixes.ttl").read_text("utf-8")
    found = {
        (result.rule, result.focus, result.path)
        for result in validate(store, shapes=prefixes + literal_shapes()).results
    }
    assert found == expected


@pytest.mark.parametrize(("reader", "good", "value"), [
    (read_date, "2024-02-29", date(2024, 2, 29)),
    (read_decimal, "-12.50", Decimal("-12.50")),
    (read_integer, "8360", 8360),
])  # fmt: skip
def test_readers_take_what_is_let_in_and_name_what_they_do_not(reader, good, value) -> None:  # type: ignore[no-untyped-def]
    assert reader(good) == value
    for text in ("2025-06-01Z", "on iki", "1" * 400, "", "1_0", "٣", f"{good}\n"):
        with pytest.raises(UnreadableLiteral, match="expected"):
            reader(text)
