"""Find the people of one source among those known from others: the same person over the years, by written rules.

A name alone never decides where two people could be meant. What else is known of both must agree: the district, the parties, the kind
of seat, the unit of an office. The rules, strictest first, each for those whom the rules before it have left:

1. The same name. If it is one person's on both sides, one difference (a party changed, a member became mayor) may stand against what
   agrees; a district that differs only if the two sit in a body in common. If several have it, only who agrees in everything is taken.
2. A name in which letters slipped, or a second name was left out, if everything that is known agrees.
3. Another surname after the same given names, beside the old one or in its place, if everything agrees; in its place only if
   district and party are known and the same bodies are sat in.

Whoever is known to have come or left within the year may have followed a namesake, and is taken by none of the rules. Whoever may be a
known person all the same is an open case, with those persons as candidates; everybody else is new. Nothing is merged or split in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from rapidfuzz.distance import OSA

from kentgraf.loaders.identity.matching import Link, Matching, OpenCase
from kentgraf.loaders.identity.name_distance import allowed_slips, letters_apart, name_cost, same_letters
from kentgraf.ontology.turkish import fold

Rule = Literal["same_letters", "same_name_elsewhere_apart", "near", "surname_changed"]

_MOST_SLIPS: Final = 2
_SHORT_WORD: Final = 3
_LONG_WORD: Final = 9
"""From so many letters on, two of a word may have slipped."""
_CONFIDENCE: Final[dict[Rule, Decimal]] = {
    "same_letters": Decimal("1.00"),
    "same_name_elsewhere_apart": Decimal("0.95"),
    "near": Decimal("0.90"),
    "surname_changed": Decimal("0.85"),
}
_A_DIFFERENCE: Final = Decimal("0.05")


@dataclass(frozen=True)
class PersonEvidence:
    """What is told of a person, as far as it helps to find them elsewhere. Empty sets are what nothing is told of.

    `names` are all printed spellings; `seats` the kinds of seats held (`mayor`, `member`, `official`). `came` and `left` tell that
    a seat is known to have begun or ended within the year.
    """

    key: str
    names: frozenset[str]
    districts: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    seats: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()
    came: bool = False
    left: bool = False


@dataclass(frozen=True)
class _Comparison:
    """What is known of two people and agrees, and what differs."""

    agreeing: tuple[str, ...]
    differing: tuple[str, ...]

    @property
    def in_words(self) -> str:
        told = [f"{name} agrees" for name in self.agreeing] + [f"{name} differs" for name in self.differing]
        return ", ".join(told) or "nothing else is known of both"


def match_people(known: Sequence[PersonEvidence], new: Sequence[PersonEvidence]) -> Matching:
    """Return who of `new` is who of `known`; each is at most one of the other side. The order of the people doesn't matter."""
    matcher = _Matcher(sorted(known, key=_key), sorted(new, key=_key))
    matcher.link(_have_same_name, _same_name_rule, _is_same_name_enough)
    matcher.link(_have_near_names, _near_rule, _agrees)
    matcher.link(_may_have_married, _married_rule, _is_marriage_enough)
    return matcher.result()


_Test = Callable[[PersonEvidence, PersonEvidence], bool]


class _Matcher:
    """Who is still to be settled on each side."""

    def __init__(self, known: list[PersonEvidence], new: list[PersonEvidence]) -> None:
        self._known = known
        self._new = new
        self._links: list[Link] = []

    def link(self, may_be_one: _Test, rule_of: Callable[[bool], Rule], is_enough: _Test) -> None:
        """Link those who may be one and nobody else, if the evidence is enough; of several, those who alone agree in everything."""
        for new, known in _groups(self._new, self._known, may_be_one):
            alone = len(new) == len(known) == 1
            test = is_enough if alone else _agrees
            pairs = [(other, one) for one in new for other in known if may_be_one(other, one) and test(other, one)]
            for other, one in pairs:
                if sum(1 for pair in pairs if other in pair or one in pair) == 1:
                    self._settle(other, one, rule_of(alone))

    def result(self) -> Matching:
        """Return what was settled; whoever is left is an open case if they may be one of the known that are left, else new."""
        matching = Matching(self._links)
        for one in self._new:
            candidates = [other for other in self._known if _may_be_one(other, one)]
            if candidates:
                reason = "; ".join(_difference(other, one) for other in candidates)
                matching.open_cases.append(OpenCase(one.key, tuple(other.key for other in candidates), reason))
            else:
                matching.new.append(one.key)
        return matching

    def _settle(self, known: PersonEvidence, new: PersonEvidence, rule: Rule) -> None:
        seen = _compare(known, new)
        confidence = _CONFIDENCE[rule] - _A_DIFFERENCE * len(seen.differing)
        self._links.append(Link(known.key, new.key, rule, seen.in_words, confidence))
        self._known.remove(known)
        self._new.remove(new)


def _same_name_rule(alone: bool) -> Rule:
    return "same_letters" if alone else "same_name_elsewhere_apart"


def _near_rule(_: bool) -> Rule:
    return "near"


def _married_rule(_: bool) -> Rule:
    return "surname_changed"


def _is_same_name_enough(known: PersonEvidence, new: PersonEvidence) -> bool:
    """Return whether nothing stands against the same name, or one difference against enough that agrees.

    Whoever is known to have come or left within the year may have had a namesake in the same place.
    """
    seen = _compare(known, new)
    if not seen.differing:
        return not (known.left or new.came)
    if len(seen.differing) != 1 or not seen.agreeing or known.left or new.came:
        return False
    return seen.differing != ("the district",) or bool(known.bodies & new.bodies)


def _is_marriage_enough(known: PersonEvidence, new: PersonEvidence) -> bool:
    seen = _compare(known, new)
    if seen.differing or not seen.agreeing:
        return False
    return _keeps_surname(known, new) or bool(new.bodies and new.bodies == known.bodies)


def _may_be_one(known: PersonEvidence, new: PersonEvidence) -> bool:
    """Return whether two people who weren't linked may be one all the same."""
    if _have_same_name(known, new):
        return True
    is_likely = len(_compare(known, new).differing) < 2 or bool(known.bodies & new.bodies)
    if is_likely and (_have_near_names(known, new) or _keeps_surname(known, new)):
        return True
    return _may_have_married(known, new)


def _difference(known: PersonEvidence, new: PersonEvidence) -> str:
    letters = min(letters_apart(one, other) for one in known.names for other in new.names)
    name = "the name agrees" if not letters else f"the name differs in {letters} letters"
    return f"{known.key}: {name}, {_compare(known, new).in_words}"


def _compare(known: PersonEvidence, new: PersonEvidence) -> _Comparison:
    agreeing: list[str] = []
    differing: list[str] = []
    for name, one, other in (
        ("the district", known.districts, new.districts),
        ("the party", known.parties, new.parties),
        ("the kind of seat", known.seats, new.seats),
        ("the unit", known.units, new.units),
    ):
        if one and other:
            (agreeing if one & other else differing).append(name)
    return _Comparison(tuple(agreeing), tuple(differing))


def _agrees(known: PersonEvidence, new: PersonEvidence) -> bool:
    """Return whether all that is known of both agrees, and neither is known to have come or left within the year."""
    seen = _compare(known, new)
    return bool(seen.agreeing) and not seen.differing and not known.left and not new.came


def _have_same_name(known: PersonEvidence, new: PersonEvidence) -> bool:
    return any(same_letters(one, other) for one in known.names for other in new.names)


def _have_near_names(known: PersonEvidence, new: PersonEvidence) -> bool:
    return any(_is_near(one, other) and not _adds_surname(one, other) for one in known.names for other in new.names)


def _is_near(one: str, other: str) -> bool:
    """Return whether letters slipped in some words of a name, or a second name was left out; not what makes another name of one."""
    words, others = fold(one).split(), fold(other).split()
    if len(words) == len(others):
        slips = [int(OSA.distance(*pair)) for pair in zip(words, others, strict=True)]
        return sum(slips) <= _MOST_SLIPS and all(map(_may_slip, words, slips))
    cost, missing = name_cost(one, other)
    return cost <= allowed_slips(min(one, other, key=len), missing)


def _may_slip(word: str, slips: int) -> bool:
    return slips <= (1 if len(word) < _LONG_WORD else _MOST_SLIPS)


def _may_have_married(known: PersonEvidence, new: PersonEvidence) -> bool:
    """Return whether the given names are the same, nothing speaks against one person, and more than that speaks for it."""
    if known.left or new.came:
        return False
    seen = _compare(known, new)
    if _keeps_surname(known, new):
        return len(seen.differing) < 2 and bool(seen.agreeing)
    if seen.differing:
        return False
    has_same_given_names = any(_given(one) == _given(other) for one in known.names for other in new.names)
    return has_same_given_names and {"the district", "the party"} <= set(seen.agreeing)


def _keeps_surname(known: PersonEvidence, new: PersonEvidence) -> bool:
    return any(_adds_surname(one, other) for one in known.names for other in new.names)


def _adds_surname(one: str, other: str) -> bool:
    """Return whether one of two names is the other with a further surname; a letter of each word may have slipped."""
    short, long = sorted((fold(one).split(), fold(other).split()), key=len)
    if not 2 <= len(short) < len(long) or not _is_word(short[0], long[0]) or _is_word(short[-1], long[-1]):
        return False
    return all(any(_is_word(word, told) for told in long) for word in short)


def _is_word(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) > _SHORT_WORD and OSA.distance(one, other) == 1)


def _given(name: str) -> tuple[str, ...]:
    return tuple(fold(name).split()[:-1])


def _groups(
    new: Iterable[PersonEvidence],
    known: Iterable[PersonEvidence],
    may_be_one: Callable[[PersonEvidence, PersonEvidence], bool],
) -> list[tuple[list[PersonEvidence], list[PersonEvidence]]]:
    """Return the groups of people who may be one of the others, each with both sides; whoever may be nobody is in none."""
    known = list(known)
    groups: list[tuple[list[PersonEvidence], list[PersonEvidence]]] = []
    for one in new:
        meant = [other for other in known if may_be_one(other, one)]
        if not meant:
            continue
        touching = [group for group in groups if any(other in group[1] for other in meant)]
        joined: tuple[list[PersonEvidence], list[PersonEvidence]] = ([one], meant)
        for group in touching:
            groups.remove(group)
            joined[0].extend(group[0])
            joined[1].extend(other for other in group[1] if other not in joined[1])
        groups.append(joined)
    return groups


def _key(person: PersonEvidence) -> str:
    return person.key
