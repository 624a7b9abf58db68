"""Parties and offices by the day: what a footnote tells holds from its day, and what had to be inferred says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kentgraf.loaders.identity.affiliations import resolve_affiliations
from kentgraf.loaders.identity.offices import find_unit_of_office
from kentgraf.loaders.tables.bodies import ReplacementRow, UnitChangeRow
from kentgraf.loaders.tables.council import AffiliationRow, MemberRow, PartyChangeRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import OfficeRow
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow

YEAR = (date(2031, 1, 1), date(2032, 1, 1))


def member(number: int, party: str, mark: str | None = None) -> MemberRow:
    return MemberRow(
        number=number, person=f"p{number}", name_printed=f"N{number}", role="member", party=party, party_printed=party,
        mark=mark, valid_from=YEAR[0], valid_until=YEAR[1], line=number, printed=f"N{number}",
    )  # fmt: skip


def change(mark: str, on: date, left: str | None, joined: str, who: int | None = None) -> PartyChangeRow:
    return PartyChangeRow(mark=mark, member=who, on=on, from_party=left, to_party=joined, line=90, printed=mark)


def settle(
    members: Sequence[MemberRow], changes: Sequence[PartyChangeRow], replacements: Sequence[ReplacementRow] = ()
) -> tuple[dict[int, list[AffiliationRow]], Notes]:
    notes = Notes()
    rows = resolve_affiliations(members, changes, (), replacements, notes)
    return {m.number: [r for r in rows if r.member == m.number] for m in members}, notes


def parties_on(rows: Sequence[AffiliationRow], day: date) -> list[str]:
    return [r.party for r in rows if (r.valid_from or day) <= day and (r.valid_until is None or day < r.valid_until)]


def test_a_member_who_changed_party_counts_for_both_in_turn() -> None:
    day = date(2031, 3, 5)
    rows, _ = settle([member(1, "independent", "²")], [change("²", day, "chp", "independent", 1)])
    assert parties_on(rows[1], day - timedelta(days=1)) == ["chp"]
    assert parties_on(rows[1], day) == ["independent"]
    assert [r.basis for r in rows[1]] == ["footnote", "footnote"]


def test_a_lost_mark_is_inferred_from_the_party_and_said_to_be_inferred() -> None:
    rows, notes = settle([member(1, "chp"), member(2, "bbp")], [change("¹", date(2031, 2, 1), "ak-parti", "bbp")])
    assert [r.party for r in rows[2]] == ["ak-parti", "bbp"]
    assert {r.basis for r in rows[2]} == {"inferred"}
    assert all(r.reason for r in rows[2])
    assert any("inferred" in str(note) for note in notes.rows())


def test_a_footnote_of_a_commission_on_the_same_day_decides_between_two() -> None:
    told = ReplacementRow(
        term_from="2031-01-01", mark="¹", left_person="p3", resigned_from="party", petition_on=date(2031, 2, 1)
    )
    members = [member(1, "chp"), member(2, "bbp"), member(3, "bbp")]
    rows, _ = settle(members, [change("¹", date(2031, 2, 1), "ak-parti", "bbp")], [told])
    assert [r.party for r in rows[3]] == ["ak-parti", "bbp"]
    assert rows[3][0].alternatives == "2"
    assert [r.party for r in rows[2]] == ["bbp"]


def test_a_misread_mark_does_not_give_a_member_a_party_that_the_list_denies() -> None:
    leaves, returns = (
        change("³", date(2031, 2, 1), "chp", "independent", 1),
        change("⁴", date(2031, 4, 1), None, "chp", 2),
    )
    rows, _ = settle([member(1, "chp", "³"), member(2, "independent", "⁴")], [leaves, returns])
    assert [r.party for r in rows[1]] == ["chp", "independent", "chp"]
    assert rows[1][2].basis == "inferred"
    assert [r.party for r in rows[2]] == ["independent"]


def test_a_footnote_that_fits_nobody_stays_open() -> None:
    rows, notes = settle([member(1, "chp")], [change("¹", date(2031, 2, 1), "ak-parti", "mhp")])
    assert [r.party for r in rows[1]] == ["chp"]
    assert any("left open" in str(note) for note in notes.rows())


PARTIES = ("chp", "mhp", "bbp", "independent")


@given(st.lists(st.tuples(st.sampled_from(PARTIES), st.dates(YEAR[0] + timedelta(days=1), YEAR[1])), max_size=3))
def test_everybody_has_one_party_on_every_day_whatever_the_footnotes_say(footnotes: list[tuple[str, date]]) -> None:
    members = [member(1, "chp", "¹"), member(2, "bbp"), member(3, "independent", "²")]
    marks = "¹²³"
    changes = [change(marks[n], on, None, to, {0: 1, 1: 3}.get(n)) for n, (to, on) in enumerate(footnotes)]
    rows, _ = settle(members, changes)
    for number, own in rows.items():
        assert own[-1].party == members[number - 1].party or own[-1].valid_until != YEAR[1]
        for before, after in pairwise(own):
            assert before.valid_until == after.valid_from
        for offset in range(0, 365, 7):
            assert len(parties_on(own, YEAR[0] + timedelta(days=offset))) <= 1


def test_izmirs_party_changes_lead_to_the_parties_printed_at_the_years_end(izmir: TablePackage) -> None:
    last = {m.number: m.party for m in izmir.rows(MemberRow)}
    final = {row.member: row.party for row in izmir.rows(AffiliationRow) if row.valid_until == date(2026, 1, 1)}
    assert final == last
    inferred = {row.change for row in izmir.rows(AffiliationRow) if row.basis == "inferred" and row.change}
    assert inferred == {"¹", "⁴", "⁵"}


@pytest.mark.parametrize(
    ("day", "strength"),
    [
        (date(2025, 1, 1), {"chp": 139, "ak-parti": 37, "mhp": 7, "independent": 1}),
        (date(2025, 1, 14), {"chp": 139, "ak-parti": 36, "mhp": 7, "independent": 1, "bbp": 1}),
        (date(2025, 2, 12), {"chp": 138, "ak-parti": 36, "mhp": 7, "independent": 2, "bbp": 1}),
        (date(2025, 3, 5), {"chp": 137, "ak-parti": 36, "mhp": 7, "independent": 3, "bbp": 1}),
        (date(2025, 4, 14), {"chp": 138, "ak-parti": 36, "mhp": 7, "independent": 2, "bbp": 1}),
        (date(2025, 12, 8), {"chp": 138, "ak-parti": 35, "mhp": 7, "independent": 3, "bbp": 1}),
    ],
)
def test_the_councils_strength_changes_on_the_day_of_each_change(
    day: date, strength: dict[str, int], izmir: TablePackage
) -> None:
    def count(on: date) -> dict[str, int]:
        found: dict[str, int] = {}
        for row in izmir.rows(AffiliationRow):
            if (row.valid_from or on) <= on < (row.valid_until or date.max):
                found[row.party] = found.get(row.party, 0) + 1
        return found

    assert count(day) == strength
    assert sum(strength.values()) == 184
    if day > date(2025, 1, 1):
        assert count(day - timedelta(days=1)) != strength


def test_an_offices_terms_that_follow_each_other_are_one_time_in_office(izmir: TablePackage) -> None:
    secretaries = [(r.valid_from, r.valid_until) for r in izmir.rows(OfficeRow) if r.role == "secretary_general"]
    assert secretaries == [
        (date(2025, 1, 1), date(2025, 1, 15)),
        (date(2025, 1, 15), date(2025, 6, 30)),
        (date(2025, 6, 30), date(2026, 1, 1)),
    ]
    renamed = [r for r in izmir.rows(OfficeRow) if r.unit == "46.35.1.56"]
    assert [(r.valid_from, r.valid_until) for r in renamed] == [(date(2025, 1, 1), date(2026, 1, 1))]


def test_the_head_of_a_unit_leads_to_the_unit_under_its_new_name_too() -> None:
    units = [
        InstitutionalMoneyRow(code="1", level=1, name="Yeni Park Dairesi Bşk."),
        InstitutionalMoneyRow(code="2", level=1, name="1.Hukuk Müşavirliği"),
    ]
    changes = [
        UnitChangeRow(former_name="Bahçe Dairesi Başkanlığı", name="Yeni Park Dairesi Başkanlığı", on=date(2031, 5, 1))
    ]
    assert find_unit_of_office("Yeni Park Dairesi Başkanı", units) == "1"
    assert find_unit_of_office("Bahçe Dairesi Başkanı", units, changes) == "1"
    assert find_unit_of_office("I. Hukuk Müşaviri", units) == "2"
    assert find_unit_of_office("Su Dairesi Başkanı", units) is None
