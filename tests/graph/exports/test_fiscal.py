"""The Fiscal Data Package is valid, and the sum of every ledger is that of the graph, to the kuruş."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package
from pyoxigraph import Literal, NamedNode, Quad, Store
from support.cities.kentova import BASE, FACTS, add_amount, kentova

from kentgraf.graph.exports.data_packages import to_zip
from kentgraf.graph.exports.fiscal import PHASES, fiscal_files
from kentgraf.graph.sparql.queries import select
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import KG_NS, term

Sums = dict[tuple[str, str, str], Decimal]


def read_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def sums_of(content: bytes) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for row in read_csv(content):
        sums[row["year"], row["phase"], row["fund"]] += Decimal(row["amount"])
    return sums


def sums_in(store: Store, kind: str) -> Sums:
    sums: Sums = defaultdict(Decimal)
    for row in select(
        store,
        f"""SELECT ?line ?year ?phase ?fund ?amount WHERE {{ ?line a kg:BudgetLine ; kg:about/a {kind} ; kg:year ?year ;
        kg:phase ?phase ; kg:fund ?fund ; kg:amount ?amount }}""",
    ):
        phase, fund = (row[name].value.removeprefix(KG_NS) for name in ("phase", "fund"))
        sums[row["year"].value, PHASES.get(phase, phase), fund] += Decimal(row["amount"].value)
    return sums


def validate(files: dict[str, bytes], directory: Path) -> None:
    """Validate as a tabular package, which every fiscal package is: the fiscal profile would be fetched from the network."""
    for name, content in files.items():
        (directory / name).write_bytes(content)
    descriptor = json.loads(files["datapackage.json"])
    assert descriptor["profile"] == "fiscal-data-package"
    descriptor["profile"] = "tabular-data-package"
    (directory / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    report = Package(str(directory / "datapackage.json")).validate()
    assert report.valid, report.to_summary()


def fields(files: dict[str, bytes], resource: str) -> dict[str, Any]:
    found = {r["name"]: r for r in json.loads(files["datapackage.json"])["resources"]}
    return {field["name"]: field for field in found[resource]["schema"]["fields"]}


@pytest.fixture
def classified(own_city: Store) -> Store:
    """Kentova with an economic classification of two levels, revenue in another phase, and a line about an unknown thing."""
    said = [
        ("economicExpenditure", "01", "Personel", None),
        ("economicExpenditure", "01.1", "Memurlar", "01"),
        ("economicExpenditure", "03", "Mal ve hizmet", None),
        ("revenues", "01", "Vergi gelirleri", None),
        ("balanceSheet", "100", "Kasa", None),
    ]
    for scheme, code, title, above in said:
        node, of = kentova(f"{scheme}/{code}"), kentova(scheme)
        own_city.add(Quad(of, term("skos:prefLabel"), Literal(f"{scheme} sınıflandırması", language="tr"), FACTS))
        own_city.add(Quad(node, term("rdf:type"), term("kg:ClassificationCode"), FACTS))
        own_city.add(Quad(node, term("skos:inScheme"), of, FACTS))
        own_city.add(Quad(node, term("skos:notation"), Literal(code), FACTS))
        own_city.add(Quad(node, term("skos:prefLabel"), Literal(title, language="tr"), FACTS))
        if above:
            own_city.add(Quad(node, term("skos:broader"), kentova(f"{scheme}/{above}"), FACTS))
    amounts = [
        ("economicExpenditure/01.1", "BudgetLine", "spent", "0.10"),
        ("economicExpenditure/03", "BudgetLine", "spent", "90071992547409.93"),
        ("economicExpenditure/01", "StatedTotal", "spent", "0.10"),
        ("revenues/01", "BudgetLine", "collected", "12.50"),
        ("balanceSheet/100", "BudgetLine", "yearEnd", "-7.00"),
        ("nowhere", "BudgetLine", "spent", "1.00"),
    ]
    for line, (about, kind, phase, amount) in enumerate(amounts, start=130):
        add_amount(own_city, kentova(about), kind, phase, "allFunds", Decimal(amount), line)
    return own_city


def test_the_package_of_the_real_money_is_valid(izmir_in_memory: Store, tmp_path: Path) -> None:
    validate(fiscal_files(izmir_in_memory), tmp_path)


def test_every_ledger_adds_up_to_what_the_graph_holds(izmir_in_memory: Store) -> None:
    files = fiscal_files(izmir_in_memory)
    assert sums_of(files["activities.csv"]) == sums_in(izmir_in_memory, "kg:Activity")
    assert sums_of(files["departments.csv"]) == sums_in(izmir_in_memory, "kg:Department")
    assert sums_of(files["departments.csv"])["2025", "executed", "allFunds"] == Decimal("77844704594.27")
    assert sums_of(files["activities.csv"])["2025", "executed", "allFunds"] == Decimal("47993914115.57")


def test_every_budget_line_is_there_once_and_no_stated_total(izmir_in_memory: Store) -> None:
    files = fiscal_files(izmir_in_memory)
    found = [row["line_id"] for name, text in files.items() if name.endswith(".csv") for row in read_csv(text)]
    lines = [row["line"].value for row in select(izmir_in_memory, "SELECT ?line WHERE { ?line a kg:BudgetLine }")]
    assert sorted(found) == sorted(lines)


def test_an_activity_carries_the_plan_above_it(city: Store) -> None:
    row = next(row for row in read_csv(fiscal_files(city)["activities.csv"]) if row["activity_code"] == "87")
    assert (row["goal_code"], row["objective_code"], row["target_code"]) == ("1", "1.1", "1.1.1")
    assert (row["goal_title"], row["target_title"]) == ("Ulaşılabilir Kent", "Yol yapmak")
    assert (row["direction"], row["currency"]) == ("expenditure", "TRY")


def test_columns_are_mapped_to_fiscal_concepts(city: Store) -> None:
    found = fields(fiscal_files(city), "activities")
    assert found["amount"]["columnType"] == "value" and found["amount"]["type"] == "number"
    assert found["year"]["columnType"] == "date:fiscal-year" and found["year"]["type"] == "integer"
    assert found["phase"]["columnType"] == "phase:id"
    assert found["goal_code"]["columnType"] == "activity:generic:program:code"
    assert "columnType" not in found["lines"]


def test_each_classification_is_a_ledger_of_its_own(classified: Store, tmp_path: Path) -> None:
    files = fiscal_files(classified)
    validate(files, tmp_path)
    assert list(files) == [
        "datapackage.json",
        "activities.csv",
        "departments.csv",
        "balance-sheet.csv",
        "economic-expenditure.csv",
        "revenues.csv",
        "other-lines.csv",
    ]
    rows = read_csv(files["economic-expenditure.csv"])
    assert [(row["code"], row["title"], row["parent_code"], row["amount"]) for row in rows] == [
        ("01.1", "Memurlar", "01", "0.1"),
        ("03", "Mal ve hizmet", "", "90071992547409.93"),
    ]
    assert sums_of(files["economic-expenditure.csv"]) == {
        ("2025", "executed", "allFunds"): Decimal("90071992547410.03")
    }


def test_a_classification_says_what_its_codes_are_and_which_way_money_flows(classified: Store) -> None:
    files = fiscal_files(classified)
    assert fields(files, "economic-expenditure")["code"]["columnType"] == "economic-classification:generic:code"
    assert {row["direction"] for row in read_csv(files["economic-expenditure.csv"])} == {"expenditure"}
    assert {row["direction"] for row in read_csv(files["revenues.csv"])} == {"revenue"}
    assert {row["phase"] for row in read_csv(files["revenues.csv"])} == {"collected"}
    assert "columnType" not in fields(files, "balance-sheet")["code"]
    assert "direction" not in fields(files, "balance-sheet")


def test_schemes_whose_names_end_alike_keep_their_own_files(own_city: Store) -> None:
    for place in ("a", "b"):
        scheme, code = NamedNode(f"{BASE}{place}/functional"), NamedNode(f"{BASE}{place}/functional/1")
        own_city.add(Quad(code, term("skos:inScheme"), scheme, FACTS))
        add_amount(own_city, code, "BudgetLine", "spent", "allFunds", Decimal(1), 130)
    assert {"functional.csv", "functional-2.csv"} <= set(fiscal_files(own_city))


def test_a_scheme_never_takes_the_place_of_another_ledger(own_city: Store) -> None:
    before = fiscal_files(own_city)["departments.csv"]
    code = kentova("code/1")
    own_city.add(Quad(code, term("skos:inScheme"), kentova("departments"), FACTS))
    add_amount(own_city, code, "BudgetLine", "spent", "allFunds", Decimal(1), 130)
    files = fiscal_files(own_city)
    assert files["departments.csv"] == before and "departments-2.csv" in files


def test_the_zip_is_the_same_however_the_graph_came(city: Store) -> None:
    other = Store()
    for quad in sorted(city, key=str, reverse=True):
        other.add(quad)
    packed = to_zip(fiscal_files(city))
    assert to_zip(fiscal_files(other)) == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == fiscal_files(city)
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_graph_without_money_is_refused_with_a_sentence() -> None:
    with pytest.raises(NotInGraph, match="no budget lines"):
        fiscal_files(Store())
