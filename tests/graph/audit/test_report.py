"""The audit report has the findings in both languages, with both values and the quoted lines."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from generate.findings import findings_page
from pyoxigraph import Store

from kentgraf.graph.audit.report import audit, line_ranges
from kentgraf.ontology.namespaces import PREFIXES


def test_a_finding_tells_both_values_and_where_they_stand(city: Store) -> None:
    found = {finding["rule"].rpartition("#")[2]: finding for finding in audit(city).as_dict()["findings"]}
    total = found["total-of-goal-closes"]
    assert (total["printed"], total["computed"], total["difference"]) == ("55.00", "50.00", "5.00")
    assert total["lines"] == [110, 111]
    assert total["messages"] == {"tr": "Toplam tutmuyor.", "en": "The total <b>differs</b>."}
    assert total["message"] == total["messages"]["en"]
    assert "Toplam tutmuyor." in {finding["message"] for finding in audit(city).as_dict("tr")["findings"]}
    assert total["severity"] == "warning"


def test_a_finding_that_quotes_no_line_is_told_too(city: Store) -> None:
    found = {finding.rule_name: finding for finding in audit(city).findings}
    assert found["activity-names-a-department"].lines == ()
    assert found["activity-names-a-department"].printed is None


def test_findings_are_counted_by_rule_and_severity(city: Store) -> None:
    assert audit(city).counts() == {
        ("activity-names-a-department", "info"): 1,
        ("total-of-goal-closes", "warning"): 1,
    }


def test_the_page_needs_nothing_else_and_keeps_markup_out(city: Store) -> None:
    page = audit(city).to_html()
    assert "The total &lt;b&gt;differs&lt;/b&gt;." in page
    assert "<script" not in page
    assert "src=" not in page
    assert set(re.findall(r'href="(.)', page)) == {"#"}


def test_a_graph_without_findings_has_an_empty_report() -> None:
    report = audit(Store())
    assert report.as_dict()["findings"] == []
    assert report.to_html()


def test_every_finding_of_the_real_city_leads_to_a_line(izmir_store: Store) -> None:
    report = audit(izmir_store)
    assert report.findings
    assert all(finding.lines for finding in report.findings)
    assert all(finding.rule.startswith("https://w3id.org/kentgraf/shapes#") for finding in report.findings)
    json.dumps(report.as_dict())


def test_findings_use_the_terms_of_shacl(city: Store) -> None:
    assert PREFIXES["sh"] + "Warning" in {
        quad.object.value for quad in city.quads_for_pattern(None, None, None, None) if hasattr(quad.object, "value")
    }


def test_the_page_on_the_findings_is_up_to_date(izmir_store: Store) -> None:
    page = Path(__file__).parents[3] / "docs" / "findings.md"
    assert page.read_text(encoding="utf-8") == findings_page(izmir_store), "run: make docs"


def test_what_was_checked_is_told_beside_what_was_found(izmir_store: Store) -> None:
    report = audit(izmir_store)
    found = report.as_dict()
    assert found["checked"]["share-can-be-computed-again"] > 500
    assert found["checked"]["total-of-target-closes"] == 75
    sums, held = report.comparisons()["sum"]
    assert sums > 1300
    assert sums - held == report.counts()[("figure-is-the-sum-of-its-parts", "warning")] == 5
    assert {entry["because"] for entry in found["not_checked"]}
    assert all(entry["rule"] and entry["because"] for entry in found["not_checked"])


def test_findings_can_be_narrowed_to_a_rule_or_to_what_is_grave(izmir_store: Store) -> None:
    report = audit(izmir_store)
    grave = report.filtered(severity="warning")
    assert {finding.severity for finding in grave.findings} == {"warning"}
    assert report.filtered(rule="ratings-agree").counts() == {("ratings-agree", "warning"): 2}
    rows = list(csv.DictReader(io.StringIO(grave.to_csv())))
    assert [row["rule"] for row in rows] == [finding.rule for finding in grave.findings]


def test_lines_are_written_as_ranges() -> None:
    assert line_ranges((1, 2, 4, 5, 6, 9)) == "1, 2, 4–6, 9"
