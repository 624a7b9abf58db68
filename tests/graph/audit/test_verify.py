"""`verify` compares values and whole cells: what merely stands within a longer number or word is no quotation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from kentgraf.graph.audit.verify import Verification, verify
from kentgraf.ontology.namespaces import term

FACT, GRAPH = NamedNode("https://example.org/id/fact"), NamedNode("https://example.org/graph")
SOURCE = NamedNode("https://example.org/id/source/k-2025")
Verify = Callable[..., Verification]


@pytest.fixture
def verified(tmp_path: Path) -> Verify:
    """Verify one fact, quoted from the lines `lines`, of the class and with the value that are given."""

    def run(
        text: str, printed: str, *, kind: str = "kg:Decision", name: str | None = None, value: str = ""
    ) -> Verification:
        path = tmp_path / "report.txt"
        path.write_text(text, encoding="utf-8")
        lines = text.count("\n") + 1
        line = NamedNode(f"{SOURCE.value}#line=1")
        statements: list[tuple[NamedNode, str, NamedNode | Literal]] = [
            (line, "kg:line", Literal(1)),
            (line, "kg:lastLine", Literal(lines)),
            (line, "dcterms:isPartOf", SOURCE),
            (FACT, "rdf:type", term(kind)),
            (FACT, "prov:wasQuotedFrom", line),
            (FACT, "kg:printed", Literal(printed)),
        ]
        if name:
            statements.append((FACT, name, Literal(value, datatype=term("xsd:decimal"))))
        store = Store()
        store.extend(Quad(subject, term(predicate), node, GRAPH) for subject, predicate, node in statements)
        return verify(store, path)

    return run


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Harcama\t11.028.699.000,00", "11.028.699.000,00"),
        ("Pay\t%4,71", "4,71"),
        ("<b>Pay</b>\t**4,71**", "Pay | 4,71"),
        ("3. madde ile 11.028.699.000,00 TL harcandı.", "11.028.699.000,00"),
        ("Görevde 14 kişi var (2, 5).", "14"),
        ("Işık ÇINAR²\tÜye", "Işık ÇINAR | Üye"),
        ("14/01/2025 tarihli ve 45 sayılı Karar", "14/01/2025 | 45"),
        ("Bank Dairesi Başkanlığının adı değişti.", "Bank Dairesi Başkanlığı"),
        ("Mahalle Yollarının Bakımı\nve Onarımı", "Mahalle Yollarının Bakımı ve Onarımı"),
    ],
)
def test_what_the_lines_print_matches(verified: Verify, text: str, printed: str) -> None:
    assert verified(text, printed).mismatches == ()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Harcama\t11.028.699.000,00", "11.028"),
        ("Harcama\t11.028.699.000,00", "699"),
        ("Harcama\t11.028.699.000,00\t5", "11.028 | 5"),
        ("Harcama 11.028.699.000,00 TL", "11.028"),
        ("Harcama 11.028.699.000,00 TL", "028.699.000,00"),
        ("Harcama -500,00 TL", "500,00"),
        ("Harcama\t-500,00", "500,00"),
        ("Başkanlık\tÜyelik", "Üye"),
        ("Ali BOR\tÜye", "li BOR"),
        ("Ali BOR\tÜye", "Ali BOR Üye"),
        ("1\t2\n3\t4", "1 3"),
        ("15 kişi", "5"),
    ],
)
def test_what_stands_only_within_something_else_does_not(verified: Verify, text: str, printed: str) -> None:
    (found,) = verified(text, printed).mismatches
    assert found.missing and found.fact == FACT.value


@pytest.mark.parametrize(
    "cells",
    ["115.000\t15.000\t12.000", "15.000\t12.000\t15.000", "15.000\t\t12.000"],
    ids=["changed", "exchanged", "blank"],
)
def test_a_figure_of_a_neighbouring_cell_is_not_taken_for_its_own(cells: str, tmp_path: Path) -> None:
    """Each of the cells still stands in the line, but not in its column."""
    line = f"7-Kaldırım Yapımı\t{cells}"
    path = tmp_path / "report.txt"
    path.write_text(line, encoding="utf-8")
    store, node = Store(), NamedNode(f"{SOURCE.value}#line=0,1")
    text = "7-Kaldırım Yapımı | 15.000 | 15.000 | 12.000"
    for subject, name, value in (
        (node, "rdf:type", term("kg:SourceLine")),
        (node, "kg:line", Literal(1)),
        (node, "kg:lineText", Literal(text)),
        (node, "dcterms:isPartOf", SOURCE),
        (FACT, "prov:wasQuotedFrom", node),
        (FACT, "kg:printed", Literal("15.000")),
    ):
        store.add(Quad(subject, term(name), value, GRAPH))
    (found,) = verify(store, path).mismatches
    assert found.fact == node.value and found.missing


def test_a_value_that_its_printed_cell_does_not_say_is_told_with_both(verified: Verify) -> None:
    (found,) = verified("Kaldırım\t15.000", "15.000", kind="kg:Amount", name="kg:amount", value="15.000").mismatches
    assert found.missing == () and found.contradicted == ("kg:amount is '15'; printed there is '15.000'",)
    assert "kg:amount is '15'" in str(found)
    assert verified("Kaldırım\t15.000", "15.000", kind="kg:Amount", name="kg:amount", value="15000").mismatches == ()
