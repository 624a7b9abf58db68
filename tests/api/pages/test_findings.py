"""The pages of findings: filters, both values, downloads, and the page of a finding."""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from pathlib import Path

import httpx
import pytest
from support.pages.page_assertions import assert_only_own_scripts

from kentgraf.graph.audit.report import AuditReport, audit
from kentgraf.graph.store.opening import open_store
from kentgraf.shapes.rule_titles import rule_title

BROWSER = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def report(store_dir: Path) -> AuditReport:
    """What the checks found in the packaged graph."""
    return audit(open_store(store_dir))


def _read(client: httpx.Client, path: str, language: str = "en") -> str:
    page = client.get(path, headers={**BROWSER, "Accept-Language": language})
    assert page.status_code == 200, path
    return page.text


def _count(page: str) -> int:
    return int(re.findall(r"<h2>(?:Findings|Bulgu): (\d+)</h2>", page)[0])


@pytest.mark.parametrize("language", ["tr", "en"])
def test_the_page_is_in_the_language_and_keeps_to_the_content_security_policy(
    client: httpx.Client, report: AuditReport, language: str
) -> None:
    for path in ("/findings", f"/id/{report.findings[0].iri.partition('/id/')[2]}"):
        page = _read(client, path, language)
        assert f'<html lang="{language}">' in page
        assert_only_own_scripts(page)
        assert ("Hesaplanan" in page) == (language == "tr")


def test_every_filter_shows_all_matching_findings_of_the_graph(client: httpx.Client, report: AuditReport) -> None:
    assert _count(_read(client, "/findings")) == len(report.findings)
    for rule, count in Counter(finding.rule_name for finding in report.findings).items():
        assert _count(_read(client, f"/findings?rule={rule}")) == count, rule
    for severity, count in Counter(finding.severity for finding in report.findings).items():
        assert _count(_read(client, f"/findings?severity={severity}")) == count, severity
    line = report.findings[0].lines[0]
    assert 0 < _count(_read(client, f"/findings?q={line}")) < len(report.findings)
    assert _count(_read(client, "/findings?q=nobody+wrote+this")) == 0
    turkish = _count(_read(client, "/findings?q=G%C3%96STERGE"))
    assert turkish == _count(_read(client, "/findings?q=g%C3%B6sterge")), "capitals make no difference"


def test_pages_show_every_finding_once(client: httpx.Client, report: AuditReport) -> None:
    seen: list[str] = []
    path: str | None = "/findings"
    while path:
        page = _read(client, path)
        seen += re.findall(r'<a href="/id/([^"]*/finding/[^"]*)"', page)
        following = re.findall(r'rel="next" href="([^"]*)"', page)
        path = html.unescape(following[0]) if following else None
    assert sorted(seen) == sorted(finding.iri.partition("/id/")[2] for finding in report.findings)


def test_a_difference_is_written_in_the_readers_language_with_its_currency(client: httpx.Client) -> None:
    path = "/findings?rule=net-financing-is-the-deficit"
    assert "2.718.269.302,42 TL" in _read(client, path, "tr")
    english = _read(client, path, "en")
    assert all(f"{value} TL" in english for value in ("15,544,719,515.04", "12,826,450,212.62", "2,718,269,302.42"))


@pytest.mark.parametrize(
    ("language", "words"), [("tr", ("Hedef: 10", "Gerçekleşen: 0")), ("en", ("Target: 10", "Actual: 0"))]
)
def test_a_finding_without_two_figures_shows_target_actual_value_and_rating(
    client: httpx.Client, report: AuditReport, language: str, words: tuple[str, ...]
) -> None:
    page = _read(client, "/findings?rule=missed-target-is-explained", language)
    assert all(word in page for word in words)
    finding = next(one for one in report.findings if one.rule_name == "missed-target-is-explained")
    assert finding.result is not None and finding.result.target is not None
    own = _read(client, f"/id/{finding.iri.partition('/id/')[2]}", language)
    assert finding.result.target in own and finding.result.ratings[language] in own
    both = re.search(r'<table class="sides">(.*?)</table>', own, re.DOTALL)
    assert both is not None and "<td>–</td>" not in both[1], "no empty pair of values"


def test_a_finding_of_one_cause_lists_all_that_it_gathers(client: httpx.Client, report: AuditReport) -> None:
    finding = next(one for one in report.findings if one.rule_name == "shortfall-is-explained")
    page = _read(client, f"/id/{finding.iri.partition('/id/')[2]}")
    assert len(finding.parts) == 72
    assert all(part.iri.partition("/id/")[2] in page for part in finding.parts)
    assert all(part.target and part.actual and part.ratings for part in finding.parts)
    one = _read(client, f"/id/{finding.parts[0].iri.partition('/id/')[2]}")
    assert finding.iri.partition("/id/")[2] in one, "what is gathered leads to the finding"


def test_the_counts_of_each_rule_are_those_of_the_graph(client: httpx.Client, report: AuditReport) -> None:
    page = _read(client, "/findings")
    rows = dict(re.findall(r'<span class="about">([\w-]+)</span></td>(.*?)</tr>', page, re.DOTALL))
    check = next(check for check in report.checks if check.rule_name == "ratings-agree")
    found = sum(1 for finding in report.findings if finding.rule_name == "ratings-agree")
    figures = re.findall(r'<td class="number"[^>]*>([\d,]+)</td>', rows["ratings-agree"])
    assert figures == [str(found), str(check.checked), str(check.checked - found)]
    assert check.reason_en is not None and check.reason_en in rows["ratings-agree"]
    for name, number in report.rules_checked().items():
        if number and any(c.rule_name == name and c.kind != "structure" for c in report.checks):
            assert name in rows, name


@pytest.mark.parametrize("language", ["tr", "en"])
def test_rules_are_chosen_by_their_titles_and_not_by_their_names(
    client: httpx.Client, report: AuditReport, language: str
) -> None:
    page = _read(client, "/findings", language)
    offered = dict(re.findall(r'<option value="([\w-]+)"[^>]*>([^<]+)</option>', page))
    assert {finding.rule_name for finding in report.findings} <= offered.keys()
    for rule, title in offered.items():
        assert html.unescape(title) == rule_title(rule, language), rule
        assert title != rule.replace("-", " "), "it has no title of its own"


def test_the_downloads_hold_what_the_page_shows(client: httpx.Client) -> None:
    for wish in ("", "?rule=ratings-agree", "?severity=warning&q=rating"):
        count = _count(_read(client, f"/findings{wish}"))
        table = client.get(f"/findings.csv{wish}")
        assert table.headers["content-type"].startswith("text/csv")
        assert len(list(csv.DictReader(io.StringIO(table.text)))) == count
        assert client.get(f"/findings.json{wish}").json()["count"] == count
    page = html.unescape(_read(client, "/findings?severity=warning&q=rating"))
    assert "/findings.csv?severity=warning&q=rating" in page


def test_an_unknown_filter_gets_an_error_page(client: httpx.Client) -> None:
    for wish in ("rule=nonsense", "severity=awful", "page=99", "page=x", "page=0"):
        page = client.get(f"/findings?{wish}", headers={**BROWSER, "Accept-Language": "en"})
        assert page.status_code == 404, wish
        assert "There is no" in page.text


def test_typed_markup_is_escaped(client: httpx.Client) -> None:
    page = _read(client, '/findings?q="><b>x</b>')
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


def test_a_finding_shows_both_values_and_its_lines_among_their_neighbours(
    client: httpx.Client, report: AuditReport
) -> None:
    finding = next(one for one in report.findings if one.rule_name == "net-financing-is-the-deficit")
    page = _read(client, f"/id/{finding.iri.partition('/id/')[2]}")
    assert "15,544,719,515.04 TL" in page and "12,826,450,212.62 TL" in page
    marked = re.findall(r'<tr class="meant"><td class="number">► <a href="/source/(\d+)">', page)
    assert [int(line) for line in marked] == list(finding.lines)
    assert len(re.findall(r'<td class="number">(?:► )?<a href="/source/\d+">', page)) > len(finding.lines)
    assert 'href="/findings?rule=net-financing-is-the-deficit"' in page
