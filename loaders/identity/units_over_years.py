"""Find the units of one source among those known from others: renamed, moved to another code, or another unit under an old code.

A unit is known by its code in the institutional classification and by its name; either may change, and a code may be given to another
unit. The rules, strictest first, each for those whom the rules before it have left:

1. The same code and the same name, after Turkish folding and with abbreviations written out.
2. The same code under a name that a source says is the new one (`unit_changes`), or a name in which letters slipped.
3. The same name under another code: the unit was moved.

The same code under a name that is neither is an open case: renamed, or another unit under an old code. Who is left is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from rapidfuzz.distance import OSA

from kentgraf.loaders.identity.department_names import departments_of, expand_abbreviations
from kentgraf.loaders.identity.matching import Matching, OpenCase, Rules, match_by_rules
from kentgraf.loaders.tables.bodies import UnitChangeRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.loaders.tables.spending import InstitutionalMoneyRow
from kentgraf.ontology.turkish import fold

_CONFIDENCE: Final[dict[str, Decimal]] = {
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


def match_units(known: Sequence[UnitEvidence], new: Sequence[UnitEvidence]) -> Matching:
    """Return which of `new` is which of `known`; each is at most one of the other side. The order of the units doesn't matter."""
    return match_by_rules(known, new, _RULES, _CONFIDENCE, _open_case)


def _open_case(left: list[UnitEvidence], unit: UnitEvidence) -> OpenCase | None:
    """Return the case of a unit under the code of a known one and under another name."""
    candidate = next((one for one in reversed(left) if one.code == unit.code), None)
    if candidate is None:
        return None
    names = f"{' / '.join(sorted(candidate.names))} is now {' / '.join(sorted(unit.names))}"
    reason = f"the code {unit.code} stays and the name doesn't: {names}; no source tells of a change"
    return OpenCase(unit.key, (candidate.key,), reason)


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


_RULES: Final[Rules[UnitEvidence]] = (
    ("same_unit", lambda known, new: known.code == new.code and _have_same_name(known, new)),
    ("told_renamed", _is_told_renamed),
    ("near_name", lambda known, new: known.code == new.code and _have_near_name(known, new)),
    ("moved", _have_same_name),
)


def _folded(names: Iterable[str]) -> set[str]:
    return {fold(name) for name in names}


def _written_out(name: str) -> str:
    return " ".join(expand_abbreviations(name).split())
