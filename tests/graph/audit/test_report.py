"""The audit report has the findings in both languages, with both values and the quoted lines."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

from generate.findings import findings_page, read_verdicts, verdict_key
from pyoxigraph import Store

from kentgraf.graph.audit.report import audit, line_ranges
from kentgraf.ontology.namespaces import PREFIXES
from kentgraf.shapes.messages import format_number


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


def test_every_finding_has_a_verdict_and_no_verdict_is_stale(izmir_store: Store) -> None:
    keys = [verdict_key(finding) for finding in audit(izmir_store).findings]
    verdicts = read_verdicts()
    assert len(keys) == len(set(keys)), "two findings share a verdict"
    assert set(verdicts) == set(keys)
    assert {verdict for verdict, _ in verdicts.values()} <= {"contradiction", "explained", "omission", "true"}
    assert all(re.search(r"[Ll]ines? \d|Target \d|cell", text) for _, text in verdicts.values()), (
        "a verdict names what was read"
    )


def test_the_largest_difference_of_a_rule_comes_first_and_so_does_the_rule_that_has_it(izmir_store: Store) -> None:
    findings = audit(izmir_store).findings
    for severity in ("warning", "info"):
        rules = list(dict.fromkeys(f.rule for f in findings if f.severity == severity))
        sizes = [[f.size for f in findings if f.rule == rule] for rule in rules]
        assert all(of_rule == sorted(of_rule, reverse=True) for of_rule in sizes)
        assert [of_rule[0] for of_rule in sizes] == sorted((of_rule[0] for of_rule in sizes), reverse=True)
        assert sum(map(len, sizes)) == sum(1 for f in findings if f.severity == severity), (
            "a rule's findings stand together"
        )


def test_a_headline_names_its_subject_and_both_figures_in_both_languages(izmir_store: Store) -> None:
    findings = audit(izmir_store).findings
    for finding in findings:
        assert all(": " in message for message in (finding.message_tr, finding.message_en))
        if finding.printed and finding.computed:
            for language, message in (("tr", finding.message_tr), ("en", finding.message_en)):
                values = [format_number(value, language) for value in (finding.printed, finding.computed)]
                assert all(value in message for value in values), message
    parks = next(
        f for f in findings if f.message_en.startswith("Park ve Bahçeler Dairesi Başkanlığı (spending, 2025): ")
    )
    assert "3,603,374,423.64 spent, 3,620,045,091.58" in parks.message_en
    assert "3.603.374.423,64" in parks.message_tr and "3.620.045.091,58" in parks.message_tr


def test_findings_of_one_cause_are_one_finding_with_its_parts_and_still_count_as_failed(izmir_store: Store) -> None:
    report = audit(izmir_store)
    doubled = next(f for f in report.findings if f.rule_name == "transfer-is-listed-once")
    assert len(doubled.parts) == 3 and {3435, 3444, 3445} <= set(doubled.lines)
    assert not {part.iri for part in doubled.parts} & {f.focus for f in report.findings if "sum-of-its-parts" in f.rule}
    (transfers,) = (f for f in report.findings if f.rule_name == "transfers-stay-within-the-departments-money")
    assert len(transfers.parts) == 3
    failed = {check.rule_name: check.failed for check in report.checks}
    assert (failed["figure-is-the-sum-of-its-parts"], failed["shortfall-is-explained"]) == (5, 72)
    assert failed["transfers-stay-within-the-departments-money"] == 3


def test_what_was_checked_is_told_beside_what_was_found(izmir_store: Store) -> None:
    report = audit(izmir_store)
    found = report.as_dict()
    assert found["checked"]["share-can-be-computed-again"] > 500
    assert found["checked"]["total-of-target-closes"] == 75
    sums, held = report.comparisons()["sum"]
    assert sums > 1300
    failed = [check.failed for check in report.checks if check.kind == "sum"]
    assert sums - held == sum(failed) == 5 + 7 + 1 + 2 + 1, "tables, departments, an activity, financing, the deficit"
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
