"""Every spelling leads to one person or stays open; two people with near names stay two."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from kentgraf.loaders.identity.names import is_capital_word, parse_name
from kentgraf.loaders.identity.people import PeopleRegister
from kentgraf.loaders.tables.corrections import AliasRow
from kentgraf.loaders.tables.notes import Notes
from kentgraf.ontology.turkish import fold

NAMES = (
    "Serkan ACAR", "Onur YİĞİT", "Davut SAKARSU", "İrfan ÖNAL", "Lal DENİZLİ", "Onur Emrah YILDIZ", "Mehmet TÜRKMEN",
    "Mehmet TÜRKBAŞ", "Hakan YILDIZ", "Celal YILDIZ", "Gizem AKYÜZ DUMAN", "Gizem ÇETİNKAYA ÜLKER", "Ali BOR",
    "Zafer Levent YILDIR", "Köksal YILDIRIM", "Mustafa GENÇ", "Mustafa ÖZUSLU", "Nail KAHRAMAN", "Nail KOCABAŞ",
)  # fmt: skip


def register(*names: str, aliases: tuple[AliasRow, ...] = ()) -> PeopleRegister:
    people = PeopleRegister(2031, aliases)
    for name in names:
        people.add_member(name, None, 1)
    return people


def person_of(people: PeopleRegister, name: str) -> str | None:
    """The name of the person to whom a spelling leads; None where it stays open."""
    notes = Notes()
    key = people.resolve_member(name, None, 9, notes, about="test")
    return None if notes.rows() else next(row.name for row in people.rows() if row.person == key)


def test_case_marks_titles_and_a_split_name_make_no_difference() -> None:
    people = register(*NAMES)
    for spelling, name in (
        ("Onur YIGIT", "Onur YİĞİT"), ("ONUR yiğit", "Onur YİĞİT"), ("TÜRKBAŞ Mehmet", "Mehmet TÜRKBAŞ"),
        ("Mehmet TÜRK BAŞ", "Mehmet TÜRKBAŞ"), ("Onur EMRAH YILDIZ", "Onur Emrah YILDIZ"),
    ):  # fmt: skip
        assert person_of(people, spelling) == name
    assert parse_name("**Dr. Zafer Levent YILDIR²").name == "Zafer Levent YILDIR"
    assert parse_name("Op. Dr. Ali BOR").honorific == "Op. Dr."


def test_a_slipped_letter_and_a_second_name_left_out_still_lead_to_the_person() -> None:
    people = register(*NAMES)
    assert person_of(people, "Davut SAKARSV") == "Davut SAKARSU"
    assert person_of(people, "Mustafa ÖZUSTU") == "Mustafa ÖZUSLU"
    assert person_of(people, "Zafer YILDIR") == "Zafer Levent YILDIR"
    rules = {row.spelling: row.rule for row in people.spellings()}
    assert rules["Zafer YILDIR"] == "missing_name"
    assert rules["Davut SAKARSV"] == "near"


def test_two_people_with_near_names_stay_two() -> None:
    people = register("Mehmet TÜRKMEN", "Mehmet TÜRKMAN")
    assert person_of(people, "Mehmet TÜRKMEN") == "Mehmet TÜRKMEN"
    assert person_of(people, "Mehmet TÜRKMAN") == "Mehmet TÜRKMAN"
    assert person_of(people, "Mehmet TÜRKMİN") is None


def test_a_name_that_meets_nobody_is_kept_as_somebody_of_its_own_and_noted() -> None:
    people = register(*NAMES)
    notes = Notes()
    key = people.resolve_member("Zeynep TANYERİ", None, 12, notes, about="memberships")
    assert [row.known_by for row in people.rows() if row.person == key] == ["unmatched"]
    assert "nearest is" in str(notes.rows()[0])
    assert people.resolve_member("Zeynep TANYERİ", None, 13, notes, about="memberships") == key


def test_what_a_person_decided_goes_before_the_rules() -> None:
    apart = AliasRow(spelling="Ali BOZ", name="Ali BOR", same=False, reason="two people")
    same = AliasRow(spelling="Zehra AK", name="Lal DENİZLİ", same=True, reason="married name")
    people = register(*NAMES, aliases=(apart, same))
    assert person_of(people, "Ali BOZ") is None
    assert person_of(people, "Zehra AK") == "Lal DENİZLİ"


def test_an_office_holder_is_not_taken_for_a_member_with_a_near_name() -> None:
    people = register(*NAMES)
    key = people.resolve_office_holder("Serkan ACER", None, 5, may_be_member=False)
    assert [row.known_by for row in people.rows() if row.person == key] == ["office"]
    assert people.resolve_office_holder("Serkan ACER", "Dr.", 6, may_be_member=False) == key


LETTERS = "abcçdefgğhıijklmnoöprsştuüvyz"


@settings(max_examples=300)
@given(st.sampled_from(NAMES), st.randoms(use_true_random=False), st.integers(1, 2))
def test_slips_of_the_reader_never_lead_to_another_person(name: str, chance: random.Random, slips: int) -> None:
    spelling = name
    for _ in range(slips):
        at = chance.randrange(len(spelling))
        letter = chance.choice(LETTERS)
        spelling = chance.choice(
            [
                spelling[:at] + letter + spelling[at + 1 :],
                spelling[:at] + spelling[at + 1 :],
                spelling[:at] + letter + spelling[at:],
            ]
        )
    if fold(spelling) in {fold(other) for other in NAMES if other != name}:
        return
    assert person_of(register(*NAMES), spelling) in (name, None)


def test_surnames_are_told_by_their_capitals() -> None:
    assert is_capital_word("YİĞİT")
    assert is_capital_word("İNAY")
    assert not is_capital_word("Çetin")
    assert not is_capital_word("Z.")
