"""Every section of a report is found by its headings and read, whatever stands around it."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kentgraf.loaders.documents.headings import Sections
from kentgraf.loaders.documents.text import read_text
from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.bodies import MembershipRow, ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.council import MemberRow, PartyChangeRow
from kentgraf.loaders.tables.decision import SignatoryRow
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import DistrictRow, SpellingRow
from kentgraf.loaders.tables.plan import ActivityRow, PlanRow, ResponsibilityRow
from kentgraf.loaders.tables.registry import EXTRACTED
from kentgraf.loaders.tables.rows import QuotedRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow

SECTIONS = {
    "members": (("members",), r"01\.01\.2031 - 31\.12\.2031 Tarihleri Arasında Görev Yapmış.*?(?=Deniz Büyükşehir Belediyesi Encümeni)"),
    "executive": ((), r"Deniz Büyükşehir Belediyesi Encümeni.*?(?=OTOBÜS Encümeni)"),
    "commissions": (("replacements",), r"01\.01\.2031 - 13\.04\.2031 Tarihleri Arasında İhtisas.*?(?=İçindekiler)"),
    "institutional": (("institutional_money", "responsibilities"), r"2031 Mali Yılı Kurumsal.*?(?=c\. Finansmanın)"),
    "indicators": (("indicators",), r"Performans Sonuçları\n\nErişilebilir.*?(?=Performans Sonuçlarının Değer)"),
    "performance": (("performance_money", "activities"), r"İdare Performans Tablosu.*"),
}  # fmt: skip


def edited(path: Path, folder: Path, old: str, new: str, *, times: int = 1) -> TablePackage:
    """The report with a change, read."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    out = folder / "report.txt"
    out.write_text(text.replace(old, new, times), encoding="utf-8")
    return extract_report(out)


def test_the_source_is_named_from_its_cover(invented: TablePackage) -> None:
    assert (invented.meta.source, invented.meta.city, invented.meta.year) == ("deniz-2031", "deniz", 2031)
    assert invented.meta.municipality == "Deniz Büyükşehir Belediyesi"


def test_members_are_read_with_district_role_and_party(invented: TablePackage) -> None:
    members = invented.rows(MemberRow)
    assert [m.role for m in members[:4]] == ["metropolitan_mayor", "district_mayor", "district_mayor", "district_mayor"]
    assert {m.role for m in members[4:]} == {"member"}
    assert [m.party for m in members[:4]] == ["chp", "ak-parti", "chp", "mhp"]
    assert members[7].district == "cinar"
    assert members[7].district_printed == "Çinar"
    assert (members[0].valid_from, members[0].valid_until) == (date(2031, 1, 1), date(2032, 1, 1))
    assert not members[0].from_known


def test_names_lose_titles_marks_and_glue(invented: TablePackage) -> None:
    names = {row.person: row.spelling for row in invented.rows(SpellingRow) if row.rule == "listed"}
    assert names["2031-001"] == "Ayla SOYDAN"
    assert names["2031-007"] == "Gökçe İNCE"
    assert names["2031-008"] == "Hale Su UZUN YOL"
    assert {p.honorific for p in invented.tables["people"] if p.person == "2031-001"} == {"Dr."}  # type: ignore[attr-defined]


def test_a_mayors_words_under_an_ordinary_member_make_no_mayor(invented: TablePackage) -> None:
    false = invented.rows(MemberRow)[5]
    assert (false.role, false.role_printed) == ("member", "Belediye Başkanı")
    assert any(note.row == "Filiz KAYALI DERE" and note.field == "role" for note in invented.notes)


def test_a_mayor_who_lost_the_words_is_one_by_the_order_of_the_list(invented_path: Path, tmp_path: Path) -> None:
    package = edited(invented_path, tmp_path, "Bağlar Belediye\nBaşkanı\nCHP", "Bağlar\nCHP")
    assert package.rows(MemberRow)[2].role == "district_mayor"
    assert any(note.field == "role" and note.found == "Ceyda IRMAK" for note in package.notes)


def test_district_spellings_meet_in_the_one_that_is_printed_most(invented: TablePackage) -> None:
    districts = {d.district: (d.name, d.spellings) for d in invented.rows(DistrictRow)}
    assert districts == {"akca": ("Akça", "Akca"), "baglar": ("Bağlar", None), "cinar": ("Çınar", "Çinar")}


def test_party_changes_are_joined_to_the_marked_member_or_left_open(invented: TablePackage) -> None:
    first, second = invented.rows(PartyChangeRow)
    assert (first.member, first.on, first.from_party, first.to_party) == (None, date(2031, 2, 14), "ak-parti", "bbp")
    assert (second.member, second.from_party, second.to_party) == (7, "chp", "independent")
    assert any(note.about == "party_changes" and note.row == "¹" for note in invented.notes)


def test_the_executive_committee_has_its_comings_and_goings(invented: TablePackage) -> None:
    rows = [row for row in invented.rows(MembershipRow) if row.body == "executive-committee"]
    assert [(r.name_printed, r.role, r.seat_kind) for r in rows[:2]] == [
        ("Ayla SOYDAN", "chair", "ex_officio"),
        ("Kerem DAĞLI", "member", "ex_officio"),
    ]
    left, came = rows[1], rows[2]
    assert (left.valid_until, left.until_known) == (date(2031, 1, 15), True)
    assert (came.valid_from, came.from_known) == (date(2031, 1, 15), True)
    late = rows[-1]
    assert (late.name_printed, late.valid_from, late.seat_kind) == ("Jale KORKMAZ", date(2031, 4, 14), "elected")


def test_a_renamed_unit_is_told_from_the_remark(invented: TablePackage) -> None:
    (change,) = invented.rows(UnitChangeRow)
    assert (change.former_name, change.name) == ("Bahçe Dairesi Başkanlığı", "Park Dairesi Başkanlığı")
    assert (change.on, change.department) == (date(2031, 10, 13), "46.99.1.2")


def test_committees_printed_as_columns_or_plain_lists_are_read(invented: TablePackage) -> None:
    agency = [row for row in invented.rows(MembershipRow) if row.body == "executive-committee/otobus"]
    assert [(r.name_printed, r.valid_from) for r in agency if r.term_from == "2031-04-14"] == [
        ("Jale KORKMAZ", date(2031, 4, 14)),
        ("Emre IŞIK", date(2031, 4, 14)),
    ]
    audit = [row for row in invented.rows(MembershipRow) if row.body == "audit-commission"]
    assert [row.name_printed for row in audit] == ["Emre IŞIK", "Jale KORKMAZ", "Işıl ÇAĞLAR"]
    assert {(row.valid_from, row.from_known) for row in audit} == {(None, False)}


def test_commissions_keep_their_identity_over_terms_and_slips(invented: TablePackage) -> None:
    rows = [row for row in invented.rows(MembershipRow) if row.body.startswith("commission/")]
    assert {row.body for row in rows} == {"commission/ulasim", "commission/turizm-ve-fuarcilik"}
    assert len(rows) == 2 * 2 * 3
    assert {row.role for row in rows if row.slot == 2} == {"vice_chair"}
    assert {row.person for row in rows if row.body.endswith("ulasim") and row.slot == 3} == {"2031-009"}


def test_a_replacement_is_read_with_who_left_who_came_and_the_decision(invented: TablePackage) -> None:
    (row,) = invented.rows(ReplacementRow)
    assert (row.body, row.slot, row.left_person, row.joined_person) == ("commission/ulasim", 2, "2031-007", "2031-010")
    assert (row.petition_on, row.decided_on, row.decision) == (date(2031, 3, 5), date(2031, 3, 10), "203")
    assert (row.resigned_from, row.outcome) == ("party", "replaced")


def test_the_decision_on_the_report_has_its_signatories(invented: TablePackage) -> None:
    assert [(row.name_printed, row.capacity) for row in invented.rows(SignatoryRow)] == [
        ("Emre IŞIK", "presiding"),
        ("Işıl ÇAĞLAR", "clerk"),
    ]


def test_the_plan_hangs_together(invented: TablePackage) -> None:
    parents = {(row.level, row.code): row.parent for row in invented.rows(PlanRow)}
    assert parents[("goal", "2")] == "2"
    assert parents[("objective", "2.1")] == "2"
    assert parents[("target", "2.1.1")] == "2.1"
    assert parents[("area", "1")] is None


def test_activities_meet_over_tables_that_differ_in_a_letter(invented: TablePackage) -> None:
    activities = {row.code: row for row in invented.rows(ActivityRow)}
    assert activities["5"].name == "Park Yapım Faaliyetleri"
    assert activities["5"].spellings == "Parq Yapım Faaliyetleri"
    assert activities["416"].name == "5 Yıllık Sokak Programı Faaliyetleri"
    assert activities["416"].target == "1.1.1"


def test_all_nine_columns_of_money_are_read_and_a_blank_is_no_zero(invented: TablePackage) -> None:
    rows = {(row.level, row.code): row for row in invented.rows(PerformanceMoneyRow)}
    park = rows[("activity", "5")]
    assert [park.initial_on_budget, park.initial_off_budget, park.initial_all] == [300, 50, 350]
    assert [park.spent_on_budget, park.spent_off_budget, park.spent_all] == [Decimal("300.25"), 10, Decimal("310.25")]
    pavement = rows[("activity", "87")]
    assert (pavement.spent_off_budget, rows[("activity", "6")].spent_all) == (None, Decimal("0.00"))
    assert rows[("activity", "6")].percent_of_net is None
    assert rows[("budget", "budget")].spent_all == Decimal("900.50")
    assert rows[("area", "2")].net_all == Decimal("450.00")


def test_departments_are_the_lowest_level_of_the_institutional_table(invented: TablePackage) -> None:
    rows = {row.code: row for row in invented.rows(InstitutionalMoneyRow)}
    assert [code for code, row in rows.items() if row.level == 4] == ["46.99.1.1", "46.99.1.2", "46.99.1.3"]
    assert rows["46.99.1.2"].spent == Decimal("400.25")
    assert (rows["46.99.1.3"].spent, rows["46.99.1.3"].percent_of_net) == (Decimal("0.00"), None)


def test_departments_are_joined_to_activities_by_the_labels_under_the_heading(invented: TablePackage) -> None:
    pairs = {(row.activity, row.department) for row in invented.rows(ResponsibilityRow)}
    assert pairs == {
        ("87", "46.99.1.1"),
        ("416", "46.99.1.1"),
        ("416", "46.99.1.2"),
        ("5", "46.99.1.2"),
        ("6", "46.99.1.2"),
    }
    assert any(note.found == "Çocuk Birimi" for note in invented.notes)


def test_indicators_are_read_with_numbers_durations_texts_and_ratings(invented: TablePackage) -> None:
    rows = {row.indicator: row for row in invented.rows(IndicatorRow)}
    first = rows["1.1.1-1"]
    assert (first.unit, first.baseline, first.actual, first.rating) == ("m²", 1300, Decimal("2500.5"), "on_target")
    assert rows["1.1.1-2"].baseline is None
    assert rows["1.1.1-2"].actual == Decimal("68.07")
    arrival = rows["1.1.1-3"]
    assert (arrival.value_kind, arrival.actual, arrival.direction) == ("duration", 257, "decrease")
    credit = rows["2.1.1-2"]
    assert (credit.value_kind, credit.actual, credit.actual_printed) == ("text", None, "BB- (Durağan)")
    assert rows["2.1.1-1"].deviation_explained
    assert [row.reason for row in invented.tables["deviation_reasons"]] == ["Yer bulunamadı."]  # type: ignore[attr-defined]


def test_every_row_stands_on_the_lines_that_it_names(invented: TablePackage, invented_path: Path) -> None:
    source = read_text(invented_path)
    checked = 0
    for row_class in EXTRACTED:
        for row in invented.tables.get(row_class.table, []):
            if isinstance(row, QuotedRow):
                assert row.line and row.printed, row
                text = " ".join(line for _, line in source.span(row.line, row.last_line or row.line))
                for cell in row.printed.split(" | "):
                    assert cell in " ".join(text.split()) or cell in text, (row, cell)
                checked += 1
    assert checked > 80


@pytest.mark.parametrize("name", SECTIONS)
def test_a_missing_section_is_named_and_the_rest_is_read(
    name: str, invented: TablePackage, invented_path: Path, tmp_path: Path
) -> None:
    tables, pattern = SECTIONS[name]
    text = invented_path.read_text(encoding="utf-8")
    without = re.sub(pattern, "\n", text, count=1, flags=re.DOTALL)
    assert len(without) < len(text) - 100
    path = tmp_path / "report.txt"
    path.write_text(without, encoding="utf-8")
    package = extract_report(path)
    assert any(note.kind == "missing" for note in package.notes)
    for table in tables:
        assert not package.tables.get(table), table
    kept = set(SECTIONS) - {name}
    for other in kept:
        for table in SECTIONS[other][0]:
            if table not in tables and table not in ("responsibilities", "activities"):
                assert len(package.tables.get(table, [])) == len(invented.tables[table]), (other, table)


@pytest.mark.parametrize("share", [i / 20 for i in range(3, 20)])
def test_a_report_cut_anywhere_gives_what_is_there(share: float, invented_path: Path, tmp_path: Path) -> None:
    data = invented_path.read_bytes()
    path = tmp_path / "report.txt"
    path.write_bytes(data[: int(len(data) * share)].decode("utf-8", errors="ignore").encode())
    package = extract_report(path)
    assert package.tables["members"]
    assert any(note.kind == "missing" for note in package.notes) or share > 0.9


def test_lines_put_in_elsewhere_move_the_lines_and_nothing_else(
    invented: TablePackage, invented_path: Path, tmp_path: Path
) -> None:
    lines = invented_path.read_text(encoding="utf-8").split("\n")
    at = lines.index("İçindekiler")
    path = tmp_path / "report.txt"
    path.write_text("\n".join([*lines[:at], "Araya giren bir paragraf.", "", *lines[at:]]), encoding="utf-8")
    moved = extract_report(path)
    assert moved.counts() == invented.counts()
    for before, after in zip(invented.rows(IndicatorRow), moved.rows(IndicatorRow), strict=True):
        assert after.line == (before.line or 0) + 2
        assert after.model_copy(update={"line": before.line}) == before


@pytest.mark.parametrize(
    "name", ["members", "commissions", "plan", "institutional", "financing", "results", "transfers"]
)
def test_sections_in_another_order_lose_nothing(
    name: str, invented: TablePackage, invented_path: Path, tmp_path: Path
) -> None:
    lines = invented_path.read_text(encoding="utf-8").split("\n")
    section = Sections(read_text(invented_path)).all(name)[0]
    moved = [*lines[: section.heading - 1], *lines[section.last :], *lines[section.heading - 1 : section.last]]
    path = tmp_path / "report.txt"
    path.write_text("\n".join(moved), encoding="utf-8")
    assert extract_report(path).counts() == invented.counts()


@pytest.mark.parametrize(
    ("old", "new", "table", "field"),
    [
        (
            "500,25	83,38	71,46\nStratejik Hedef 1.1",
            "5OO,25	83,38	71,46\nStratejik Hedef 1.1",
            "performance_money",
            "spent_all",
        ),
        ("	700,00	500,25	71,46\n46", "	7OO,00	500,25	71,46\n46", "institutional_money", "net"),
        ("2.500,5	■ Hedef ve Üstü", "2.5a0,5	■ Hedef ve Üstü", "indicators", "actual"),
        ("■ Geliştirilmeli", "■ ???", "indicators", "rating"),
        ("<i>Üye</i>	Hale", "<i>??</i>	Hale", "memberships", "role"),
    ],
    ids=["performance", "department", "indicator", "rating", "role"],
)
def test_an_unreadable_cell_costs_that_cell_and_is_listed(
    old: str, new: str, table: str, field: str, invented: TablePackage, invented_path: Path, tmp_path: Path
) -> None:
    package = edited(invented_path, tmp_path, old, new)
    assert package.counts() | {"notes": 0} == invented.counts() | {"notes": 0}
    note = next(n for n in package.notes if n.kind == "unreadable" and n.about == table)
    assert (note.field, bool(note.line)) == (field, True)
    changed = [
        (one, two) for one, two in zip(invented.tables[table], package.tables[table], strict=True)
        if one.model_dump(exclude={"printed", "role_printed", "rating_printed", "actual_printed"})
        != two.model_dump(exclude={"printed", "role_printed", "rating_printed", "actual_printed"})
    ]  # fmt: skip
    assert len(changed) == 1
    assert getattr(changed[0][1], field) is None


def test_a_row_cut_short_keeps_the_cells_that_are_there(invented_path: Path, tmp_path: Path) -> None:
    whole = "87-Kaldırım Onarım Faaliyetleri\t500,00\t\t500,00\t600,00\t\t600,00\t500,25\t\t500,25\t100,05\t83,38"
    package = edited(invented_path, tmp_path, whole, "\t".join(whole.split("\t")[:4]))
    row = next(r for r in package.rows(PerformanceMoneyRow) if r.code == "87")
    assert (row.initial_all, row.spent_all) == (Decimal("500.00"), None)
    assert any(note.kind == "missing" and note.row == "activity/87" for note in package.notes)


@pytest.mark.parametrize(
    "heading", ["Bozuk bir satır", "14.04.2031 - 31.12.2031\tTarihleri Arasında Ihtisas Komisyonlarnda"]
)
def test_a_term_whose_heading_is_lost_is_not_added_to_the_term_before(
    heading: str, invented_path: Path, tmp_path: Path
) -> None:
    printed = "14.04.2031 - 31.12.2031 Tarihleri Arasında İhtisas Komisyonlarında Görev Yapan Meclis Üyeleri"
    package = edited(invented_path, tmp_path, printed, heading)
    rows = [row for row in package.rows(MembershipRow) if row.body.startswith("commission/")]
    assert len(rows) == 12
    assert len({row.row_key() for row in rows}) == 12
    second = {(row.term_from, row.valid_from) for row in rows} - {("2031-01-01", date(2031, 1, 1))}
    assert second == ({("2031-04-14", date(2031, 4, 14))} if "\t" in heading else {("undated", None)})
