"""The audit tells what the checks found, in both languages, with both values and the lines of both sides."""

from __future__ import annotations

import json
import re

from pyoxigraph import Store

from kentgraf.graph.audit import audit
from kentgraf.ontology.namespaces import PREFIXES


def test_a_finding_tells_both_values_and_where_they_stand(city: Store) -> None:
    found = {finding["rule"].rpartition("#")[2]: finding for finding in audit(city).as_dict()["findings"]}
    total = found["total-of-goal-closes"]
    assert (total["printed"], total["computed"], total["difference"]) == ("55.00", "50.00", "5.00")
    assert total["lines"] == [110, 111]
    assert total["messages"] == {"tr": "Toplam tutmuyor.", "en": "The total <b>differs</b>."}
    assert total["message"] == total["messages"]["en"]
    assert audit(city).as_dict("tr")["findings"][1]["message"] == "Toplam tutmuyor."
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
