"""The statements say what the tables hold, each quoted from the line that prints it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from kentgraf.loaders.mapping.package import map_package
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.corrections import CorrectionRow
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.package import SourceMeta, TablePackage
from kentgraf.loaders.tables.people import PersonRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow
from kentgraf.ontology.namespaces import PREFIXES
from kentgraf.shapes.validator import validate

BASE = "https://w3id.org/kentgraf/id/"


def graph_of(package: TablePackage, base: str = BASE) -> Store:
    store = Store()
    store.extend(map_package(package, base))
    return store


def ask(store: Store, query: str) -> list[tuple[str, ...]]:
    result = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert isinstance(result, QuerySolutions)
    width = len(result.variables)
    return sorted(tuple(row[n].value if row[n] is not None else "" for n in range(width)) for row in result)  # type: ignore[union-attr]


def test_the_same_tables_give_the_same_statements_in_the_same_order(invented: TablePackage) -> None:
    assert list(map_package(invented)) == list(map_package(invented))


def test_an_invented_report_keeps_every_structural_shape(invented: TablePackage) -> None:
    assert validate(graph_of(invented)).violations == ()


def test_an_amount_is_exact_and_quotes_its_cell_and_line(invented: TablePackage) -> None:
    rows = ask(
        graph_of(invented),
        """SELECT ?amount ?printed ?line ?quoted WHERE {
             ?a a kg:BudgetLine ; kg:about/skos:notation "87" ; kg:phase kg:spent ; kg:fund kg:allFunds ;
                kg:amount ?amount ; kg:printed ?printed ; kg:line ?line ; prov:wasQuotedFrom ?quoted }""",
    )
    line = next(r.line for r in invented.rows(PerformanceMoneyRow) if r.code == "87" and r.level == "activity")
    assert line is not None
    assert rows == [("500.25", "500,25", str(line), f"{BASE}source/deniz-2031#line={line - 1},{line}")]


def test_a_blank_cell_is_no_amount_and_a_printed_zero_is_one(invented: TablePackage) -> None:
    amounts = ask(
        graph_of(invented),
        """SELECT ?code ?fund ?amount WHERE { ?a a kg:BudgetLine ; kg:about ?x ; kg:phase kg:spent ; kg:fund ?fund ; kg:amount ?amount .
           ?x a kg:Activity ; skos:notation ?code FILTER(?code IN ("6", "87")) }""",
    )
    off = "https://w3id.org/kentgraf/ns#offBudget"
    assert not [row for row in amounts if row[1] == off]
    assert ("6", "https://w3id.org/kentgraf/ns#allFunds", "0") in [
        (c, f, str(Decimal(a).normalize())) for c, f, a in amounts
    ]


def test_lines_and_totals_are_never_the_same_kind(invented: TablePackage) -> None:
    kinds = ask(
        graph_of(invented),
        """SELECT ?kind ?about (COUNT(*) AS ?n) WHERE { VALUES ?kind { kg:BudgetLine kg:StatedTotal }
           ?a a ?kind ; kg:about/a ?about
           FILTER (STRSTARTS(STR(?about), STR(kg:))) } GROUP BY ?kind ?about""",
    )
    by_kind = {(kind.rpartition("#")[2], about.rpartition("#")[2]) for kind, about, _ in kinds}
    codes = {"ClassificationCode", "EconomicCode", "FunctionalCode"}
    assert {about for kind, about in by_kind if kind == "BudgetLine"} == {"Activity", "Department"} | codes
    assert {"Goal", "Objective", "PerformanceTarget", "StrategicArea"} <= {a for k, a in by_kind if k == "StatedTotal"}


def test_a_seat_that_changed_hands_is_two_memberships_with_the_decision_between(invented: TablePackage) -> None:
    rows = ask(
        graph_of(invented),
        """SELECT ?left ?until ?came ?from ?number WHERE { ?new dcterms:replaces ?old ; org:member/foaf:name ?came ; kg:validFrom ?from ;
             kg:startedBy/kg:number ?number . ?old org:member/foaf:name ?left ; kg:validUntil ?until ; kg:endedBy/kg:number ?number }""",
    )
    assert rows == [("Gökçe İNCE", "2031-03-10", "Jale KORKMAZ", "2031-03-10", "203")]


def test_every_printed_spelling_is_kept_beside_the_name(invented: TablePackage) -> None:
    rows = ask(graph_of(invented), 'SELECT ?s WHERE { ?p foaf:name "Hale Su UZUN YOL" ; skos:altLabel ?s }')
    assert rows == [("Hale Su UZUN YOL",), ("Hale UZUN YOL",)]


def test_a_correction_stands_beside_what_is_printed(invented: TablePackage) -> None:
    correction = CorrectionRow(
        about="indicators", row="1.1.1-2", field="actual", printed="68.07", corrected="60.87", reason="why"
    )
    package = TablePackage(invented.meta, {**invented.tables, "corrections": [correction]})
    store = graph_of(package)
    assert ask(store, "SELECT ?p ?c WHERE { ?x a kg:Correction ; kg:printed ?p ; kg:corrected ?c }") == [
        ("68.07", "60.87")
    ]
    assert ask(store, 'SELECT ?a WHERE { ?r kg:indicator/skos:notation "1.1.1-2" ; kg:actual ?a }') == [("68.07",)]


def test_tables_written_without_a_report_quote_their_own_rows() -> None:
    meta = SourceMeta(source="ada-2040", city="ada", municipality="Ada Belediyesi", year=2040, title="Ada")
    package = TablePackage(
        meta,
        {
            "people": [PersonRow(person="2040-001", name="Ece GÜL", known_by="member_list")],
            "members": [MemberRow(number=1, person="2040-001", name_printed="Ece GÜL", role="member", party="chp")],
            "institutional_money": [
                InstitutionalMoneyRow(code="1", level=1, name="Park Müdürlüğü", spent=Decimal("1.50"))
            ],
        },
    )
    store = graph_of(package)
    assert ask(store, "SELECT ?q WHERE { ?s a kg:Seat ; prov:wasQuotedFrom ?q }") == [
        (f"{BASE}source/ada-2040/members.csv#row=2",)
    ]
    assert ask(store, "SELECT ?a WHERE { ?b a kg:BudgetLine ; kg:amount ?a }") == [("1.5",)]
    assert validate(store).violations == ()


def test_iris_follow_the_chosen_base(invented: TablePackage) -> None:
    store = graph_of(invented, "https://veri.example/id/")
    assert store.contains_named_graph(NamedNode("https://veri.example/id/graph/deniz-2031"))
    assert not [q for q in store if isinstance(q.subject, NamedNode) and q.subject.value.startswith(BASE)]
    assert not [q for q in store if isinstance(q.object, Literal) and "veri.example" in q.object.value]


@pytest.mark.parametrize("share", [i / 16 for i in range(2, 16)])
def test_a_report_cut_anywhere_still_makes_a_graph_of_sound_structure(
    share: float, invented_path: Path, tmp_path: Path
) -> None:
    data = invented_path.read_bytes()
    path = tmp_path / "report.txt"
    path.write_bytes(data[: int(len(data) * share)].decode("utf-8", errors="ignore").encode())
    assert validate(graph_of(extract_report(path))).violations == ()


def test_without_the_plan_and_the_performance_table_the_indicators_still_hang_together(
    invented_path: Path, tmp_path: Path
) -> None:
    text = invented_path.read_text(encoding="utf-8")
    start, end = text.index("2.1. İdarenin Amaç ve Hedefleri\n\n"), text.index("2.2. Temel")
    path = tmp_path / "report.txt"
    path.write_text(text[:start] + text[end : text.index("İdare Performans Tablosu")], encoding="utf-8")
    package = extract_report(path)
    assert validate(graph_of(package)).violations == ()
    assert len(package.tables["indicators"]) == 5
    assert any(note.about == "plan" and note.kind == "missing" for note in package.notes)
