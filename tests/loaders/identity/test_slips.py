"""New slips of the page reader, put into the real report: how many names still lead home, how many stay open, none astray."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from kentgraf.loaders.sections.extract import extract_report
from kentgraf.loaders.tables.bodies import MembershipRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.people import PersonRow
from kentgraf.ontology.turkish import fold

SLIPS = 150
LETTERS = "abcçdefgğhıijklmnoöprsştuüvyzABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ"


def one_letter(name: str, chance: random.Random) -> str:
    at = chance.choice([place for place, letter in enumerate(name) if letter.isalpha()])
    letter = chance.choice([c for c in LETTERS if fold(c) != fold(name[at])])
    letter = letter.upper() if name[at].isupper() else letter.lower()
    return chance.choice(
        [name[:at] + letter + name[at + 1 :], name[:at] + name[at + 1 :], name[:at] + letter + name[at:]]
    )


def two_letters(name: str, chance: random.Random) -> str:
    return one_letter(one_letter(name, chance), chance)


def swapped(name: str, _: random.Random) -> str:
    words = name.split()
    given = words[:-1]
    return " ".join([*given[1:], given[0], words[-1]]) if len(given) > 1 else name


def second_name_left_out(name: str, _: random.Random) -> str:
    words = name.split()
    return " ".join([words[0], *words[2:]]) if len(words) > 2 else name


@pytest.mark.parametrize(
    ("slip", "least"),
    [(one_letter, 0.9), (two_letters, 0.5), (swapped, 0.95), (second_name_left_out, 0.6)],
    ids=["one letter", "two letters", "swapped parts", "second name left out"],
)
def test_new_slips_lead_home_or_stay_open_but_never_astray(
    slip: Callable[[str, random.Random], str], least: float, izmir: TablePackage, report_path: Path, tmp_path: Path
) -> None:
    chance = random.Random(2025)
    lines = report_path.read_text(encoding="utf-8").split("\n")
    seats = [row for row in izmir.rows(MembershipRow) if row.body.startswith("commission/") and not row.mark]
    chance.shuffle(seats)
    changed: dict[tuple[str, str, int], tuple[str, str]] = {}
    for row in seats:
        assert row.line
        new = slip(row.name_printed, chance)
        cells = lines[row.line - 1].split("\t")
        if new == row.name_printed or cells.count(row.name_printed) != 1 or len(changed) == SLIPS:
            continue
        cells[cells.index(row.name_printed)] = new
        lines[row.line - 1] = "\t".join(cells)
        changed[(row.body, row.term_from, row.slot)] = (row.person, new)
    path = tmp_path / "report.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    package = extract_report(path)
    people = {person.person: person for person in package.rows(PersonRow)}
    members = {row.person for row in izmir.rows(PersonRow) if row.known_by == "member_list"}
    home = refused = 0
    for row in package.rows(MembershipRow):
        if (row.body, row.term_from, row.slot) not in changed:
            continue
        truth, spelling = changed[(row.body, row.term_from, row.slot)]
        if row.person == truth:
            home += 1
        else:
            assert people[row.person].known_by == "unmatched", f"{spelling!r} was led to {people[row.person].name!r}"
            assert row.person not in members
            assert any(people[row.person].name in (note.found or "") for note in package.notes), (
                f"{spelling!r} is not listed"
            )
            refused += 1
    print(f"{slip.__name__}: {len(changed)} slips, {home} resolved, {refused} refused, 0 led astray")
    assert home + refused == len(changed) >= 40
    assert home / len(changed) >= least
