"""A day of which no source tells gets that sentence in every face, and never an empty table or a zero."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from subprocess import CompletedProcess

import httpx
import pytest

Run = Callable[..., CompletedProcess[str]]
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
TYPED_CITY = Path(__file__).parents[1] / "support" / "typed_city"
UNTOLD = "2027-01-01"
PAGES = ("/", "/council", "/bodies", "/network")
FILES = ("/council.csv", "/network.graphml", "/network.gexf", "/network.csv", "/network.svg")
ANSWERS = (
    "/api/members",
    "/api/network",
    "/api/network?people=true",
    "/api/measures",
    "/api/body?name=ulasim",
    "/api/person?name=aykol",
)
COMMANDS = (
    ("members",),
    ("members", "--format", "json"),
    ("body", "ulasim"),
    ("person", "aykol"),
    ("network",),
    ("network", "--projection", "people", "--format", "csv"),
    ("measures",),
)


def on(path: str, day: str = UNTOLD) -> str:
    return f"{path}{'&' if '?' in path else '?'}on={day}"


def address_of(client: httpx.Client, name: str) -> str:
    href: str = client.get("/api/search", params={"q": name}).json()[0]["href"]
    return href


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_in_both_languages_which_days_are_told_of(client: httpx.Client, path: str) -> None:
    english = client.get(on(path), headers={**BROWSER, "Accept-Language": "en"})
    assert english.status_code == 404
    assert "No source tells of 1 January 2027. The days told of are 1 January 2025 to 31 December 2025." in english.text
    turkish = client.get(on(path), headers={**BROWSER, "Accept-Language": "tr"})
    assert turkish.status_code == 404
    assert "Hiçbir kaynakta 01.01.2027 gününe ait bilgi yok" in turkish.text
    assert "01.01.2025 – 31.12.2025" in turkish.text
    for told in ("2025-01-01", "2025-12-31"):
        assert client.get(on(path, told), headers=BROWSER).status_code == 200


@pytest.mark.parametrize("name", ["Ulaşım Komisyonu", "Denetim Komisyonu", "esref cakir"])
def test_the_page_of_a_body_or_person_names_it(client: httpx.Client, name: str) -> None:
    href = address_of(client, name)
    page = client.get(on(href), headers={**BROWSER, "Accept-Language": "en"})
    assert page.status_code == 404
    label = (
        client.get(href, headers={**BROWSER, "Accept-Language": "en"}).text.partition("<h1>")[2].partition("</h1>")[0]
    )
    assert f"{label}: no source tells of 1 January 2027. The days told of are 1 January 2025" in page.text


@pytest.mark.parametrize("path", [*FILES, *ANSWERS])
def test_a_file_or_answer_for_programs_is_refused_with_the_same_sentence(client: httpx.Client, path: str) -> None:
    for day in (UNTOLD, "2024-12-31"):
        refused = client.get(on(path, day))
        assert refused.status_code == 404
        error = refused.json()["error"]
        assert day in error and "the days told of are 2025-01-01 to 2025-12-31" in error
    assert client.get(on(path, "2025-12-31")).status_code == 200


def test_what_changed_since_a_day_not_told_of_is_not_told(client: httpx.Client) -> None:
    refused = client.get("/api/measures", params={"on": "2025-12-31", "since": "2024-06-01"})
    assert refused.status_code == 404
    assert "2024-06-01" in refused.json()["error"]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_ends_with_status_1_and_the_sentence(run: Run, command: tuple[str, ...]) -> None:
    done = run(*command, "--on", UNTOLD)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert "2027-01-01; the days told of are 2025-01-01 to 2025-12-31." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("measures", "--since", "2024-06-01"),
        ("network", "--on", "2025-06-01", "--until", "2026-06-01", "--format", "gexf"),
        ("network", "--on", "2024-06-01", "--until", "2025-06-01", "--format", "csv"),
    ],
    ids=" ".join,
)
def test_both_ends_of_a_span_must_be_told_of(run: Run, options: tuple[str, ...]) -> None:
    done = run(*options)
    assert (done.returncode, done.stdout) == (1, "")
    assert "No source tells" in done.stderr


def test_a_span_begins_with_the_first_day_told_of(tmp_path: Path, run: Run) -> None:
    copytree(TYPED_CITY, tmp_path / "city")
    for name in ("memberships", "body_terms"):
        table = tmp_path / "city" / f"{name}.csv"
        rows = table.read_text(encoding="utf-8").replace("2025-01-01,2026-01-01,false", "2025-04-01,2026-01-01,true")
        table.write_text(rows, encoding="utf-8")
    store = {"KENTGRAF_STORE": str(tmp_path / "store")}
    assert run("build", str(tmp_path / "city"), "--store", str(tmp_path / "store")).returncode == 0
    done = run("network", "--until", "2025-12-31", "--format", "gexf", env=store)
    assert 'start="2025-04-01"' in done.stdout, done.stderr
    early = run("body", "cevre", "--on", "2025-03-31", env=store)
    assert (early.returncode, early.stdout) == (1, "")
    assert (
        "No source tells of Çevre Komisyonu on 2025-03-31; the days told of are 2025-04-01 to 2025-12-31."
        in early.stderr
    )
    assert run("members", "--on", "2025-03-31", env=store).returncode == 0, "of the council the sources tell all year"
