"""Find the units of one source among those known from others: renamed, moved to another code, or another unit under an old code.

A unit is known by its code in the institutional classification and by its name; either may change, and a code may be given to another
unit. The rules, strictest first, each for those whom the rules before it have left:

1. The same code and the same name, after Turkish folding and with abbreviations written out.
2. The same code under a name that a source says is the new one (`unit_changes`), or a name in which letters slipped.
3. The same name under another code: the unit was moved.

The same code under a name that is neither is an open case: renamed, or another unit under an old code. Who is left is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from rapidfuzz.distance import OSA

from kentgraf.loaders.identity.department_names import departments_of, expand_abbreviations
from kentgraf.loaders.identity.unique_pairs import unique_pairs
from kentgraf.loaders.tables.bodies import UnitChangeRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.turkish import fold

UnitRule = Literal["same_unit", "told_renamed", "near_name", "moved"]

_CONFIDENCE: Final[dict[UnitRule, Decimal]] = {
    "same_unit": Decimal("1.00"),
    "told_renamed": Decimal("1.00"),
    "near_name": Decimal("0.95"),
    "moved": Decimal("0.95"),
}
_LETTERS_A_SLIP: Final = 12
"""In so many letters of a name one may have slipped."""


@dataclass(frozen=True)
class UnitEvidence:
    """A unit as a source tells of it: its key there, code, and all names, abbreviations written out; `former` names it had before."""

    key: str
    code: str
    names: frozenset[str]
    former: frozenset[str] = frozenset()


@dataclass(frozen=True)
class UnitLink:
    """A unit of a source that is a known one: both keys, the rule, and the confidence (1 is certain)."""

    known: str
    new: str
    rule: UnitRule
    confidence: Decimal


@dataclass(frozen=True)
class OpenUnit:
    """A unit under the code of the known unit `candidate` and under another name: renamed, or another unit."""

    new: str
    candidate: str
    reason: str


@dataclass
class UnitMatching:
    """The units of a source that are known, those of which it can't be told, and the rest, which are new."""

    links: list[UnitLink] = field(default_factory=list)
    open_cases: list[OpenUnit] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


_Test = Callable[[UnitEvidence, UnitEvidence], bool]


def unit_evidence(package: TablePackage) -> list[UnitEvidence]:
    """Return the departments that the source tells of, by code; of one that was renamed within the year both names."""
    changes = package.rows(UnitChangeRow)
    found = []
    for row in departments_of(package.rows(InstitutionalMoneyRow)):
        name = _written_out(row.name)
        told = [one for one in changes if one.department == row.code or fold(_written_out(one.name)) == fold(name)]
        former = frozenset(_written_out(one.former_name) for one in told)
        found.append(UnitEvidence(row.code, row.code, frozenset({name}), former))
    return found


def match_units(known: Sequence[UnitEvidence], new: Sequence[UnitEvidence]) -> UnitMatching:
    """Return which of `new` is which of `known`; each is at most one of the other side. The order of the units doesn't matter."""
    left_known = sorted(known, key=lambda unit: unit.key)
    left_new = sorted(new, key=lambda unit: unit.key)
    matching = UnitMatching()
    for rule, test in _RULES:
        for one, other in unique_pairs(left_known, left_new, test):
            matching.links.append(UnitLink(one.key, other.key, rule, _CONFIDENCE[rule]))
            left_known.remove(one)
            left_new.remove(other)
    by_code = {unit.code: unit for unit in left_known}
    for unit in left_new:
        candidate = by_code.get(unit.code)
        if candidate is None:
            matching.new.append(unit.key)
        else:
            names = f"{' / '.join(sorted(candidate.names))} is now {' / '.join(sorted(unit.names))}"
            reason = f"the code {unit.code} stays and the name doesn't: {names}; no source tells of a change"
            matching.open_cases.append(OpenUnit(unit.key, candidate.key, reason))
    return matching


def _have_same_name(known: UnitEvidence, new: UnitEvidence) -> bool:
    return bool(_folded(known.names) & _folded(new.names))


def _is_told_renamed(known: UnitEvidence, new: UnitEvidence) -> bool:
    """Return whether the new name's source says that the unit had the known name before, or the other way round."""
    return bool(_folded(known.names) & _folded(new.former) or _folded(new.names) & _folded(known.former))


def _have_near_name(known: UnitEvidence, new: UnitEvidence) -> bool:
    return any(
        OSA.distance(one, other) <= max(1, len(one) // _LETTERS_A_SLIP)
        for one in _folded(known.names)
        for other in _folded(new.names)
    )


_RULES: Final[tuple[tuple[UnitRule, _Test], ...]] = (
    ("same_unit", lambda known, new: known.code == new.code and _have_same_name(known, new)),
    ("told_renamed", _is_told_renamed),
    ("near_name", lambda known, new: known.code == new.code and _have_near_name(known, new)),
    ("moved", _have_same_name),
)


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _written_out(name: str) -> str:
    return " ".join(expand_abbreviations(name).split())
