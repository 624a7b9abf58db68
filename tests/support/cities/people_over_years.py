"""Two years of an invented council, with the truth of who is who, which no matcher sees.

Between the years people leave and come, change their party, marry, become mayors; reports misprint letters and districts, and
several people have the same name.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from kentgraf.loaders.identity.people_over_years import PersonEvidence

GIVEN = (
    "Ayşe", "Fatma", "Emine", "Hatice", "Zeynep", "Elif", "Meryem", "Şerife", "Zehra", "Sultan", "Mehmet", "Mustafa", "Ahmet", "Ali",
    "Hüseyin", "Hasan", "İbrahim", "İsmail", "Osman", "Yusuf", "Murat", "Ömer", "Ramazan", "Halil", "Süleyman", "Abdullah", "Mahmut",
    "Recep", "Salih", "Fatih", "Kadir", "Emre", "Hakan", "Adem", "Kemal", "Yaşar", "Orhan", "Gökhan", "Serkan", "Barış",
)  # fmt: skip
SURNAMES = (
    "YILMAZ", "KAYA", "DEMİR", "ÇELİK", "ŞAHİN", "YILDIZ", "YILDIRIM", "ÖZTÜRK", "AYDIN", "ÖZDEMİR", "ARSLAN", "DOĞAN", "KILIÇ", "ASLAN",
    "ÇETİN", "KARA", "KOÇ", "KURT", "ÖZKAN", "ŞİMŞEK", "POLAT", "KORKMAZ", "ÇAKIR", "ERDOĞAN", "YAVUZ", "CAN", "ACAR", "ŞEN", "AKTAŞ",
    "GÜLER", "YALÇIN", "GÜNEŞ", "BOZKURT", "BULUT", "KESKİN", "ÜNAL", "TURAN", "GÜL", "ÖZER", "IŞIK", "KAPLAN", "AVCI", "SARI",
)  # fmt: skip
WOMEN = 10
"""The first names of `GIVEN` are women's, who may take another surname when they marry."""
PARTIES = ("chp", "akp", "mhp", "iyi")
BODIES = tuple(f"commission/{number}" for number in range(12))
_SLIPS = {"I": "İ", "İ": "I", "Ş": "S", "Ğ": "G", "Ü": "U", "Ö": "O", "Ç": "C", "L": "I", "R": "P", "E": "F", "N": "H"}


@dataclass(frozen=True)
class Person:
    """One person as they are."""

    given: str
    surname: str
    district: str
    party: str
    seat: str
    bodies: frozenset[str]
    came: bool = False


@dataclass
class TwoYears:
    """What two reports tell, and which keys of the first are which of the second."""

    before: list[PersonEvidence] = field(default_factory=list)
    after: list[PersonEvidence] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)


def make_two_years(seed: int, members: int = 180, districts: int = 30) -> TwoYears:
    """Return two years of a council; the same seed gives the same."""
    chance = random.Random(seed)
    places = [f"district-{number}" for number in range(districts)]
    people = [_someone(chance, places, "mayor" if number < districts else "member") for number in range(members)]
    for _ in range(3):  # people who share their whole name with another
        one, other = chance.sample(range(districts, members), 2)
        people[one] = replace(people[one], given=people[other].given, surname=people[other].surname)
    years = TwoYears()
    following: list[tuple[Person, int | None]] = []
    for place, person in enumerate(people):
        if chance.random() < 0.08:
            following.append(
                (replace(_someone(chance, [person.district], person.seat), came=chance.random() < 0.5), None)
            )
        else:
            following.append((_a_year_later(person, chance), place))
    chance.shuffle(following)
    before = [_printed(person, f"2025-{place + 1:03d}", chance) for place, person in enumerate(people)]
    after = [_printed(person, f"2026-{place + 1:03d}", chance) for place, (person, _) in enumerate(following)]
    years.before, years.after = _swapped_districts(before, chance), _swapped_districts(after, chance)
    years.truth = {
        f"2026-{place + 1:03d}": f"2025-{old + 1:03d}" for place, (_, old) in enumerate(following) if old is not None
    }
    return years


def _someone(chance: random.Random, places: list[str], seat: str) -> Person:
    given = chance.choice(GIVEN) if chance.random() < 0.6 else " ".join(chance.sample(GIVEN, 2))
    bodies = frozenset(chance.sample(BODIES, chance.choice((0, 1, 1, 2))))
    return Person(given, chance.choice(SURNAMES), chance.choice(places), chance.choice(PARTIES), seat, bodies)


def _a_year_later(person: Person, chance: random.Random) -> Person:
    if chance.random() < 0.03:
        person = replace(person, party=chance.choice(PARTIES))
    elif chance.random() < 0.02 and person.given.split()[0] in GIVEN[:WOMEN]:
        new = chance.choice(SURNAMES)
        person = replace(person, surname=f"{person.surname} {new}" if chance.random() < 0.5 else new)
    elif chance.random() < 0.01 and person.seat == "member":
        person = replace(person, seat="mayor")
    if chance.random() < 0.2:
        person = replace(person, bodies=frozenset(chance.sample(BODIES, chance.choice((1, 2)))))
    return person


def _printed(person: Person, key: str, chance: random.Random) -> PersonEvidence:
    name = f"{person.given} {person.surname}"
    if chance.random() < 0.04:
        name = _slipped(name, chance)
    return PersonEvidence(
        key, frozenset({name}), frozenset({person.district}), frozenset({person.party}), frozenset({person.seat}), frozenset(),
        person.bodies, person.came,
    )  # fmt: skip


def _slipped(name: str, chance: random.Random) -> str:
    places = [place for place, letter in enumerate(name) if letter in _SLIPS]
    if not places:
        return name
    place = chance.choice(places)
    return name[:place] + _SLIPS[name[place]] + name[place + 1 :]


def _swapped_districts(people: list[PersonEvidence], chance: random.Random) -> list[PersonEvidence]:
    """Return the people with the districts of two of them swapped, as by a slip of the row."""
    one, other = chance.sample(range(len(people)), 2)
    swapped = list(people)
    swapped[one] = replace(people[one], districts=people[other].districts)
    swapped[other] = replace(people[other], districts=people[one].districts)
    return swapped
