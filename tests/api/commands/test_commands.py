"""The commands as a user runs them: results on standard output, messages on standard error, and an exit status."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from subprocess import CompletedProcess

import networkx as nx
import pytest

from kentgraf.api.commands import app

Run = Callable[..., CompletedProcess[str]]


def test_a_build_from_a_report_prints_rows_triples_warnings_and_seconds(
    run: Run, invented_path: Path, tmp_path: Path
) -> None:
    done = run("build", str(invented_path), "--store", str(tmp_path / "store"))
    assert done.returncode == 0
    assert done.stdout == ""
    assert "members" in done.stderr and "triples" in done.stderr and "warnings" in done.stderr
    asked = run(
        "query", "SELECT (COUNT(*) AS ?n) WHERE { ?s a kg:Seat }", "--format", "csv", "--store", str(tmp_path / "store")
    )
    assert asked.stdout.split() == ["n", "10"]


def test_extract_writes_tables_that_build_reads(run: Run, invented_path: Path, tmp_path: Path) -> None:
    done = run("extract", str(invented_path), "--out", str(tmp_path / "tables"))
    assert done.returncode == 0
    assert "needs" in done.stderr or "notes" in done.stderr
    assert (tmp_path / "tables" / "datapackage.json").is_file()
    assert run("build", str(tmp_path / "tables"), "--store", str(tmp_path / "store")).returncode == 0


def test_a_decision_on_a_name_survives_the_next_extraction(run: Run, invented_path: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    text = invented_path.read_text(encoding="utf-8")
    report.write_text(text.replace("Hale UZUN YOL\tÜye", "Zeliha AKIN\tÜye"), encoding="utf-8")
    tables = tmp_path / "tables"
    assert "Zeliha AKIN" in run("extract", str(report), "--out", str(tables)).stderr
    alias = "spelling,name,same,reason\nZeliha AKIN,Hale Su UZUN YOL,true,told by the council's office\n"
    (tables / "aliases.csv").write_text(alias, encoding="utf-8")
    assert "Zeliha AKIN" not in run("extract", str(report), "--out", str(tables)).stderr
    assert (tables / "aliases.csv").read_text(encoding="utf-8") == alias
    assert "told by the council's office" in (tables / "spellings.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\xff", "binary"),
        (b"Bir yemek tarifi, 2025.\n", "none of the sections"),
        (b"\xc3\x28 broken \xff\xe9\xd0", "UTF-8"),
    ],
    ids=["empty", "binary", "no report", "broken"],
)
def test_unreadable_input_gets_a_sentence_and_status_2(content: bytes, word: str, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(content)
    for command in (
        ["build", str(path), "--store", str(tmp_path / "s")],
        ["extract", str(path), "--out", str(tmp_path / "t")],
    ):
        done = run(*command)
        assert done.returncode == 2
        assert word in done.stderr and "expected" in done.stderr
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "t").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.encode("cp1254", errors="ignore"),
        lambda text: text[: text.index("416- 5 Yıllık") + 40].encode(),
        lambda text: text.replace("Performans Sonuçları\n\nEri", "Başka Bir Başlık\n\nEri").encode(),
    ],
    ids=["crlf", "nfd", "windows-1254", "cut in a table", "missing section"],
)
def test_what_can_be_read_is_built_and_what_is_missing_is_named(
    change: Callable[[str], bytes], run: Run, invented_path: Path, tmp_path: Path
) -> None:
    path = tmp_path / "report.txt"
    path.write_bytes(change(invented_path.read_text(encoding="utf-8")))
    done = run("build", str(path), "--store", str(tmp_path / "store"))
    assert done.returncode == 0, done.stderr
    extracted = run("extract", str(path), "--out", str(tmp_path / "tables"))
    assert extracted.returncode == 0
    notes = (tmp_path / "tables" / "notes.csv").read_text(encoding="utf-8")
    assert ("missing" in notes) == (b"Genel B" not in path.read_bytes() or b"Ba\xc5\x9fka Bir" in path.read_bytes())


def test_a_table_with_a_missing_column_is_refused_with_file_row_and_column(
    run: Run, invented_path: Path, tmp_path: Path
) -> None:
    tables = tmp_path / "tables"
    run("extract", str(invented_path), "--out", str(tables))
    path = tables / "plan.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("code,", "kod,", 1), encoding="utf-8")
    done = run("build", str(tables), "--store", str(tmp_path / "store"))
    assert done.returncode == 2
    assert "plan.csv, row 1, column code" in done.stderr


def test_a_build_that_breaks_a_shape_ends_with_1_and_the_old_graph_stays(
    run: Run, invented_path: Path, tmp_path: Path
) -> None:
    store = str(tmp_path / "store")
    tables = tmp_path / "tables"
    run("extract", str(invented_path), "--out", str(tables))
    assert run("build", str(tables), "--store", store).returncode == 0
    path = tables / "plan.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("target,2.1.1,2.1,", "target,2.1.1,1.1,"), encoding="utf-8"
    )
    broken = run("build", str(tables), "--store", store)
    assert broken.returncode == 1
    assert "target/2.1.1" in broken.stderr
    assert run("trace", "2.1.1", "--store", store).returncode == 0


def test_wrong_use_ends_with_2_and_no_traceback(run: Run, tmp_path: Path) -> None:
    commands = (
        ["query", "SELECT * WHERE {"],
        ["query", "@nothing"],
        ["query", "SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }"],
        ["trace", "99.99"],
        ["network", "--on", "2025-02-31"],
        ["network", "--format", "docx"],
        ["members", "--on", "gestern"],
        ["body", "Uzay Komisyonu"],
        ["person", "Mehmet"],
        ["show", "https://example.org/nothing"],
        ["show", "no iri"],
        ["query", "ASK {}", "--store", str(tmp_path / "nowhere")],
        ["verify", str(tmp_path / "nowhere.txt")],
        ["build", str(tmp_path / "nowhere")],
        ["nothing"],
    )
    with ThreadPoolExecutor() as together:
        ended = list(together.map(lambda command: run(*command), commands))
    for command, done in zip(commands, ended, strict=True):
        assert done.returncode == 2, command
        assert done.stderr.strip(), command
        assert "Traceback" not in done.stderr, command


def test_queries_answer_in_every_form(run: Run) -> None:
    query = "SELECT ?goal ?title WHERE { ?g a kg:Goal ; skos:notation ?goal ; skos:prefLabel ?title } ORDER BY ?goal"
    assert len(json.loads(run("query", query, "--format", "json").stdout)["results"]["bindings"]) == 5
    assert len(list(csv.DictReader(io.StringIO(run("query", query, "--format", "csv").stdout)))) == 5
    assert "Güçlü Altyapı" in run("query", query).stdout
    assert run("query", "ASK { ?s a kg:Goal }").stdout.strip() == "true"
    assert "kg:Goal" in run("query", "CONSTRUCT { ?g a kg:Goal } WHERE { ?g a kg:Goal }", "--format", "turtle").stdout
    assert run("query", "@ratings", "--format", "csv").stdout.splitlines()[1].endswith("119")


def test_a_trace_is_exact_in_json_and_csv(run: Run) -> None:
    found = json.loads(run("trace", "5", "--format", "json").stdout)
    assert found["stated_total"] == "3700719531.34"
    amounts = {row["activity"]: Decimal(row["activity_amount"]) for row in found["rows"] if row["activity_amount"]}
    assert sum(amounts.values()) == Decimal(found["stated_total"])
    assert Decimal(found["remainder"]) == 0
    rows = list(csv.DictReader(io.StringIO(run("trace", "5", "--format", "csv").stdout)))
    assert sum(Decimal(row["spent_allFunds"] or "0") for row in rows) == Decimal("3700719531.34")
    assert "3.700.719.531,34" in run("trace", "5").stdout


def test_a_network_is_as_of_the_day_and_reads_back(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "network.graphml"
    assert run("network", "--on", "2025-03-01", "--out", str(out)).returncode == 0
    graph = nx.read_graphml(out)
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    assert kinds.count("commission") == 24
    assert graph.number_of_edges() == 24 * 9
    people = nx.node_link_graph(
        json.loads(run("network", "--projection", "people", "--format", "json").stdout), edges="edges"
    )
    assert people.graph["on"] == "2025-12-31"
    assert all(data["weight"] == len(data["commissions"]) for _, _, data in people.edges(data=True))


def test_council_and_bodies_are_as_of_a_day_and_the_default_day_is_printed(run: Run) -> None:
    done = run("members", "--format", "json")
    assert "2025-12-31" in done.stderr
    answer = json.loads(done.stdout)
    assert answer["on"] == "2025-12-31"
    assert sum(answer["strength"].values()) == len(answer["members"]) == 184
    before = json.loads(run("body", "ulasim", "--on", "2025-02-11", "--format", "json").stdout)
    after = json.loads(run("body", "ULAŞIM", "--on", "12.02.2025", "--format", "json").stdout)
    assert len(before["members"]) == len(after["members"]) == 9
    names = [{m["person"]["name"] for m in answer["members"]} for answer in (before, after)]
    assert names[0] - names[1] == {"Eşref ÇAKIR"}
    assert names[1] - names[0] == {"Özgür KORKMAZ"}
    history = json.loads(run("person", "esref cakir", "--format", "json").stdout)["holdings"]
    parties = [(h["organisation"]["name"], h["from"]) for h in history if h["kind"] == "PartyAffiliation"]
    assert sorted(parties, key=lambda party: party[1]) == [
        ("Cumhuriyet Halk Partisi", "2025-01-01"),
        ("Bağımsız", "2025-02-12"),
        ("Cumhuriyet Halk Partisi", "2025-04-14"),
    ]


def test_verify_finds_the_report_true_and_each_planted_change(run: Run, report_path: Path, tmp_path: Path) -> None:
    done = run("verify", str(report_path), "--format", "json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["mismatches"] == []
    changed = tmp_path / "changed.txt"
    lines = report_path.read_text(encoding="utf-8").split("\n")
    planted = {
        46 - 1: ("Dr. Cemil TUGAY", "Dr. Cemal TUGAY"),
        1243 - 2: ("14/01/2025", "15/01/2025"),
        1257 - 1: ("15.01.2025", "16.01.2025"),
        1306 - 1: ("Başkan", "Başkn"),
        1369 - 1: ("158 sayılı", "185 sayılı"),
        1494 - 1: ("97509404", "97509440"),
        2680 - 1: ("Güçlü", "Guçlü"),
        3145 - 1: ("675.352.218,10", "675.352.218,01"),
        8359 - 1: ("Taşıt ve Yaya", "Taşıt ve Yayla"),
        10541 - 1: ("2.750.000.000,00", "2.570.000.000,00"),
    }
    hit = set()
    for at, (old, new) in planted.items():
        for near in range(at - 4, at + 5):
            if old in lines[near]:
                lines[near] = lines[near].replace(old, new)
                hit.add(near + 1)
                break
        else:
            raise AssertionError(f"{old!r} is not near line {at + 1}")
    changed.write_text("\n".join(lines), encoding="utf-8")
    found = run("verify", str(changed), "--format", "json")
    assert found.returncode == 1
    answer = json.loads(found.stdout)
    assert not answer["checksum"]["same"]
    named = [(m["line"], m["last_line"]) for m in answer["mismatches"]]
    for line in hit:
        assert any(first <= line <= last for first, last in named), line


def test_show_prints_statements_with_a_thing_as_subject_and_as_object(run: Run) -> None:
    text = run("show", "https://w3id.org/kentgraf/id/izmir/plan/2025-2029/activity/87").stdout
    assert "kg:Activity" in text and "kg:about" in text


def test_exports_and_audits_are_complete(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "graph.nq"
    assert run("export", "--format", "nquads", "--out", str(out)).returncode == 0
    assert sum(1 for _ in out.open(encoding="utf-8")) > 40_000
    assert {f["severity"] for f in json.loads(run("audit", "--format", "json").stdout)["findings"]} <= {
        "warning",
        "info",
    }
    assert run("audit", "--format", "html").stdout.startswith("<!doctype html>")


def test_a_command_imports_no_more_than_it_needs() -> None:
    """What checks shapes and reads reports takes longer to load than a query takes to answer."""
    script = "import sys; from kentgraf.api.commands import app; app.make_app('query'); print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert "kentgraf.api.commands.query" in loaded
    assert not {
        "pyshacl",
        "oxrdflib",
        "kentgraf.loaders.sections.extract",
        "kentgraf.api.commands.serve",
        "kentgraf.api.commands.trace",
        "fastapi",
    } & set(loaded)


def test_every_module_of_commands_is_a_command_of_its_name() -> None:
    for name in app.COMMANDS:
        assert getattr(import_module(f"kentgraf.api.commands.{name}"), name).__name__ == name
    modules = {path.stem for path in Path(str(files("kentgraf.api.commands"))).glob("*.py")}
    assert modules - {"__init__", "app", "options"} == set(app.COMMANDS)


def test_a_change_is_asked_for_from_an_earlier_day_to_a_later_one(run: Run) -> None:
    done = run("measures", "--since", "2025-01-20", "--on", "2025-05-01")
    assert "From 2025-01-20 to 2025-05-01:" in done.stdout
    refused = run("measures", "--since", "2025-05-01", "--on", "2025-01-20")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "ends on 2025-01-20, before it begins on 2025-05-01" in refused.stderr
