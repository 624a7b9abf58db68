"""Every query of the gallery has the expected number of rows on the packaged graph, and a known row among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from generate.queries import gallery_page
from pyoxigraph import Store

from kentgraf.graph.sparql.queries import display_text, list_queries, query_text, select
from kentgraf.loaders.load import load_source
from kentgraf.loaders.tables.council import MemberRow
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.people import SpellingRow
from kentgraf.loaders.tables.plan import ResponsibilityRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow, PerformanceMoneyRow
from kentgraf.loaders.tables.transfers import TransferRow

ANSWERS: dict[str, tuple[int, str]] = {
    "activities-of-department": (178, "Emlak ve İstimlak Dairesi Başkanlığı|52|Kamulaştırma Faaliyetleri|545316423.29"),
    "balance-sheet": (15, "assets.1|DÖNEN VARLIKLAR|2025|5800975959.02"),
    "body-terms": (52, "Ulaşım Komisyonu|2025-04-14||9"),
    "checks-made": (57, "kgsh:share-can-be-computed-again|percentage|533|5|"),
    "commission-members": (216, "Ulaşım Komisyonu|Niyazi ARSLAN|kg:chair"),
    "council-by-party": (5, "CHP|138"),
    "cross-party": (5, "Adalet ve Kalkınma Partisi|Cumhuriyet Halk Partisi|277|24"),
    "departments-spending": (47, "2025|Mali Hizmetler Dairesi Başkanlığı|14735339672.43|14518857982.73"),
    "district-mayors": (30, "Aliağa|Serkan ACAR|Milliyetçi Hareket Partisi"),
    "figures-printed-twice": (106, "65018254381.65|2997|65018254381.65|3008|true"),
    "financing": (5, "5|NET FİNANSMAN|16800000000|15544719515.04"),
    "findings-by-rule": (15, "kgsh:ratings-agree"),
    "goal-ratings": (5, "5|Afet ve Ekolojik Krizlere Dirençli İzmir|successful"),
    "goals-spending": (5, "2025|5|Afet ve Ekolojik Krizlere Dirençli İzmir|4891628000|4542425000|3700719531.34"),
    "inferred-affiliations": (5, "Erdem ÖKSÜZ|Adalet ve Kalkınma Partisi||2025-01-14"),
    "missed-indicators": (37, "1.1.1-15|Muhtelif Yapılan Yol ve Sanat Yapısı Sayısı|5|0|Adet"),
    "most-commissions": (20, "Eşref ÇAKIR|4"),
    "name-readings": (30, "Ceren TÜRE UYKAL|Ceren TÜRER UYKAL|near"),
    "offices": (9, "I. Hukuk Müşaviri|Utku KILINÇ"),
    "parties-on-a-day": (184, "Abdulahakim EVİN|Adalet ve Kalkınma Partisi|printed|266"),
    "party-switches": (5, "Eşref ÇAKIR|2025-02-12|Bağımsız|told by a footnote|1246"),
    "quoted-lines": (6, "618000000|10540|618.000.000,00"),
    "rating-thresholds": (4, "good|50|243|0"),
    "ratings": (5, "Hedef ve Üstü|119"),
    "ratings-disputed": (2, "2.3.1-29|Meslek Fabrikasının Tüm Hizmetlerinden Duyulan Ortalama Memnuniyet Oranı|90|90"),
    "reading-notes": (50, "unusual|indicators"),
    "renamed-units": (
        1,
        "Kent Bilgi Sistemleri Dairesi Başkanlığı|Akıllı Şehir ve Kent Bilgi Sistemleri Dairesi Başkanlığı",
    ),
    "replacements": (4, "Ulaşım Komisyonu|Eşref ÇAKIR"),
    "report-decision": (6, "97509404.105.04.537|2026-04-17|Emrah EROL|clerk"),
    "revenue-by-code": (5, "1|Vergi Gelirleri|175648000|151840492.32|151447045.11"),
    "shared-activities": (15, "113|Mezarlıkların ve Yeni Gömü Alanlarının Düzenlenmesi Faaliyetleri|3"),
    "spending-by-economic-code": (9, "1|Personel Giderleri|5687540000|5843315987.28|5330320477.8"),
    "spending-by-function": (8, "1|Genel Kamu Hizmetleri"),
    "transfers-by-department": (6, "Mali Hizmetler Dairesi Başkanlığı|14118254306.1|14518857982.73"),
    "unexplained-shortfalls": (75, "1.1.1-14|Projesi Yapılan Muhtelif Yol ve Sanat Yapısı Sayısı|3|2|good"),
    "unspent-activities": (24, "2025|654|Karşıyaka Zübeyde Hanım Stadı Yapım Faaliyeti|212278000|0"),
}


def rows_of(store: Store, name: str) -> list[str]:
    """Return the rows of a result as texts, cells joined by `|`."""
    found = select(store, query_text(name))
    return [
        "|".join(display_text(cell) for cell in row).replace("https://w3id.org/kentgraf/shapes#", "kgsh:")
        for row in found
    ]


def test_the_gallery_has_a_known_answer_for_each_of_its_queries() -> None:
    assert {query.name for query in list_queries()} == set(ANSWERS)
    assert len(ANSWERS) >= 30


@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_of_the_gallery_answers_what_it_promises(izmir_in_memory: Store, name: str) -> None:
    count, fact = ANSWERS[name]
    rows = rows_of(izmir_in_memory, name)
    assert len(rows) == count
    assert any(fact in row for row in rows), rows[:3]


def test_the_counts_are_those_of_the_tables(izmir_in_memory: Store) -> None:
    package = load_source()
    below = [row for row in package.rows(IndicatorRow) if row.rating and row.rating != "on_target"]
    departments = [row for row in package.rows(InstitutionalMoneyRow) if row.level == 4]
    activities = [row for row in package.rows(PerformanceMoneyRow) if row.level == "activity"]
    expected = {
        "parties-on-a-day": len(package.rows(MemberRow)),
        "district-mayors": sum(1 for row in package.rows(MemberRow) if row.role == "district_mayor"),
        "missed-indicators": sum(1 for row in package.rows(IndicatorRow) if row.rating == "needs_improvement"),
        "unexplained-shortfalls": sum(1 for row in below if not row.deviation_explained),
        "departments-spending": len(departments),
        "activities-of-department": len(package.rows(ResponsibilityRow)),
        "transfers-by-department": sum(1 for row in package.rows(TransferRow) if row.kind == "department_total"),
        "unspent-activities": sum(1 for row in activities if row.net_all and row.spent_all == 0),
        "name-readings": sum(1 for row in package.rows(SpellingRow) if row.rule in ("near", "same_letters")),
    }
    assert {name: len(rows_of(izmir_in_memory, name)) for name in expected} == expected


def test_the_page_of_the_gallery_is_up_to_date() -> None:
    page = Path(__file__).parents[3] / "docs" / "queries.md"
    assert page.read_text(encoding="utf-8") == gallery_page(), "run: make docs"
