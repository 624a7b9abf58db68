"""The register of a city: which rows of its sources stand for the same person, unit or indicator, by which rule, and how sure that is.

The sources are settled in the order of their years, each against all before it, so that the same rows are joined in whatever order the
sources came. A thing keeps the key that it was given first. Decisions of a person stand above the rules. What neither settles is an
open case: the row stands for a thing of its own, and the things that it may be are named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal, TypeVar

from kentgraf.loaders.identity.indicator_keys import indicator_keys
from kentgraf.loaders.identity.indicators_over_years import IndicatorEvidence, indicator_evidence, match_indicators
from kentgraf.loaders.identity.matching import Matching
from kentgraf.loaders.identity.people_over_years import PersonEvidence, match_people
from kentgraf.loaders.identity.person_evidence import evidence_of
from kentgraf.loaders.identity.units_over_years import UnitEvidence, match_units, unit_evidence
from kentgraf.loaders.tables.indicators import IndicatorRow
from kentgraf.loaders.tables.package import TablePackage

Kind = Literal["person", "unit", "indicator"]
Evidence = PersonEvidence | UnitEvidence | IndicatorEvidence
_One = TypeVar("_One", PersonEvidence, UnitEvidence, IndicatorEvidence)

KINDS: Final[tuple[Kind, ...]] = ("person", "unit", "indicator")
NEW: Final = "new"
"""The rule of a row that stands for a thing of which no source before tells."""
DECIDED: Final = "decided"
_CERTAIN: Final = Decimal("1.00")


@dataclass(frozen=True)
class RegisterRow:
    """A row of a source, and the thing that it stands for.

    `told.key` is the row's key in the tables of `source`, `key` that of the thing in the graph. `rule` says why it is that thing,
    in words `evidence`, with `confidence` (1 is certain). `proposed` is the key that the thing would get from this row.
    """

    kind: Kind
    key: str
    source: str
    year: int
    told: Evidence
    proposed: str
    rule: str = NEW
    confidence: Decimal = _CERTAIN
    evidence: str = ""


@dataclass(frozen=True)
class OpenRow:
    """A row of a source that may stand for one of the things with the keys `candidates`, and why that can't be told."""

    kind: Kind
    source: str
    row: str
    candidates: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Decision:
    """What a person decided: the row stands for the thing with the key `key`, or, where that is empty, for one of its own."""

    kind: Kind
    source: str
    row: str
    key: str
    reason: str


@dataclass(frozen=True)
class CityRegister:
    """The register of one city. `retired` has the keys of things that turned out to be others, with the keys of these."""

    city: str
    rows: tuple[RegisterRow, ...] = ()
    open_rows: tuple[OpenRow, ...] = ()
    decisions: tuple[Decision, ...] = ()
    retired: Mapping[tuple[Kind, str], str] = field(default_factory=dict)

    def keys_of(self, source: str, kind: Kind) -> dict[str, str]:
        """Return the keys of things by the keys of the rows in a source's tables."""
        return {row.told.key: row.key for row in self.rows if (row.source, row.kind) == (source, kind)}


def extend_register(register: CityRegister, packages: Iterable[TablePackage]) -> CityRegister:
    """Return the register with the sources added; one that is there already is read anew. All must be of the register's city."""
    added = list(packages)
    read_anew = {package.meta.source for package in added}
    rows = [row for row in register.rows if row.source not in read_anew]
    for package in added:
        rows += _rows_of(package)
    given = {(row.kind, row.source, row.told.key): row.key for row in register.rows}
    settled = [_settle(kind, [row for row in rows if row.kind == kind], given, register.decisions) for kind in KINDS]
    retired = dict(register.retired)
    for one in settled:
        retired |= one.retired
    return CityRegister(
        register.city,
        tuple(row for one in settled for row in one.rows),
        tuple(case for one in settled for case in one.open_rows),
        register.decisions,
        retired,
    )


def combine_registers(first: CityRegister, second: CityRegister) -> CityRegister:
    """Return the first register with what the second tells of further sources, and with the decisions of both, the first's before."""
    known = {row.source for row in first.rows}
    decided = {(one.kind, one.source, one.row) for one in first.decisions}
    return CityRegister(
        first.city,
        (*first.rows, *(row for row in second.rows if row.source not in known)),
        (*first.open_rows, *(case for case in second.open_rows if case.source not in known)),
        (
            *first.decisions,
            *(one for one in second.decisions if (one.kind, one.source, one.row) not in decided),
        ),
        {**second.retired, **first.retired},
    )


def _rows_of(package: TablePackage) -> list[RegisterRow]:
    """Return what the tables of a source tell of each person, unit and indicator, not yet settled."""
    meta = package.meta
    indicators = package.rows(IndicatorRow)
    names = indicator_keys(indicators)
    told: dict[Kind, Sequence[Evidence]] = {
        "person": evidence_of(package),
        "unit": unit_evidence(package),
        "indicator": indicator_evidence(indicators),
    }
    return [
        RegisterRow(
            kind, "", meta.source, meta.year, one, names.get(one.key, one.key) if kind == "indicator" else one.key
        )
        for kind in KINDS
        for one in told[kind]
    ]


@dataclass
class _Settled:
    rows: list[RegisterRow] = field(default_factory=list)
    open_rows: list[OpenRow] = field(default_factory=list)
    retired: dict[tuple[Kind, str], str] = field(default_factory=dict)


_Given = Mapping[tuple[Kind, str, str], str]
"""The keys that things have been given, by kind, source and row."""
_Thing = list[RegisterRow]
"""The rows that stand for one thing, the earliest first."""


def _settle(kind: Kind, rows: Sequence[RegisterRow], given: _Given, decisions: Iterable[Decision]) -> _Settled:
    """Join the rows of one kind, source by source, and give each thing its key."""
    by_source: dict[tuple[int, str], _Thing] = defaultdict(list)
    for row in rows:
        by_source[row.year, row.source].append(row)
    decided = {(one.source, one.row): one for one in decisions if one.kind == kind}
    things: list[_Thing] = []
    cases: list[tuple[RegisterRow, tuple[int, ...], str]] = []
    for _, told in sorted(by_source.items()):
        _join(kind, things, sorted(told, key=lambda row: row.told.key), decided, given, cases)
    keys = _keys_of(kind, things, given)
    settled = _Settled()
    for thing, (key, former) in zip(things, keys, strict=True):
        settled.rows += [replace(row, key=key) for row in thing]
        settled.retired |= {(kind, one): key for one in former}
    settled.open_rows = [
        OpenRow(kind, row.source, row.told.key, tuple(keys[place][0] for place in candidates), reason)
        for row, candidates, reason in cases
    ]
    return settled


def _join(
    kind: Kind,
    things: list[_Thing],
    told: Sequence[RegisterRow],
    decided: Mapping[tuple[str, str], Decision],
    given: _Given,
    cases: list[tuple[RegisterRow, tuple[int, ...], str]],
) -> None:
    """Add the rows of one source to the things that they stand for, or to new ones."""
    rows = {row.told.key: row for row in told}
    taken: set[int] = set()
    alone: list[RegisterRow] = []
    for row in told:
        decision = decided.get((row.source, row.told.key))
        if decision is not None:
            del rows[row.told.key]
            place = _find(kind, things, decision.key, given) if decision.key else None
            made = replace(row, rule=DECIDED, evidence=decision.reason)
            if place is None:
                alone.append(made)
            else:
                things[place].append(made)
                taken.add(place)
    places = {_name(thing[-1]): place for place, thing in enumerate(things) if place not in taken}
    known = [_merge(things[place], name) for name, place in places.items()]
    matching = _match(kind, known, [row.told for row in rows.values()])
    for link in matching.links:
        made = replace(rows[link.new], rule=link.rule, confidence=link.confidence, evidence=link.evidence)
        things[places[link.known]].append(made)
    things += [[rows[key]] for key in matching.new]
    for case in matching.open_cases:
        things.append([rows[case.new]])
        cases.append((rows[case.new], tuple(places[name] for name in case.candidates), case.reason))
    things += [[row] for row in alone]


def _name(row: RegisterRow) -> str:
    """Return how a row is named in a sentence."""
    return f"{row.source}/{row.told.key}"


def _match(kind: Kind, known: Sequence[Evidence], told: Sequence[Evidence]) -> Matching:
    """Match by the rules of the kind."""
    if kind == "person":
        return match_people(_of(PersonEvidence, known), _of(PersonEvidence, told))
    if kind == "unit":
        return match_units(_of(UnitEvidence, known), _of(UnitEvidence, told))
    return match_indicators(_of(IndicatorEvidence, known), _of(IndicatorEvidence, told))


def _of(kind: type[_One], told: Iterable[Evidence]) -> list[_One]:
    return [one for one in told if isinstance(one, kind)]


def _merge(thing: _Thing, key: str) -> Evidence:
    """Return what is known of a thing: what its latest row tells, and for a person all spellings of the name."""
    latest = thing[-1].told
    if not isinstance(latest, PersonEvidence):
        return replace(latest, key=key)
    people = _of(PersonEvidence, (row.told for row in thing))
    return replace(
        latest,
        key=key,
        names=frozenset().union(*(one.names for one in people)),
        districts=next((one.districts for one in reversed(people) if one.districts), frozenset()),
        parties=next((one.parties for one in reversed(people) if one.parties), frozenset()),
    )


def _find(kind: Kind, things: Sequence[_Thing], key: str, given: _Given) -> int | None:
    """Return the place of the thing that has a key, or that would get it; None if there is none."""
    for place, thing in enumerate(things):
        if any(key in (given.get((kind, row.source, row.told.key)), row.proposed) for row in thing):
            return place
    return None


def _keys_of(kind: Kind, things: Sequence[_Thing], given: _Given) -> list[tuple[str, list[str]]]:
    """Return the key of each thing, and other keys that it has had.

    It keeps a key that it was given; of several the one that most of its rows have, then the earliest. A new one is made from its
    earliest row, with the year where something else has it.
    """
    had = [
        [key for row in thing if (key := given.get((kind, row.source, row.told.key))) is not None] for thing in things
    ]
    keys: dict[int, str] = {}
    taken: set[str] = set()
    for place, known in enumerate(had):
        free = [key for key in dict.fromkeys(known) if key not in taken]
        if free:
            keys[place] = max(free, key=known.count)
            taken.add(keys[place])
    taken |= {key for known in had for key in known}
    for place, thing in enumerate(things):
        if place not in keys:
            keys[place] = _fresh(thing[0], taken)
            taken.add(keys[place])
    return [
        (keys[place], [key for key in dict.fromkeys(known) if key not in keys.values()])
        for place, known in enumerate(had)
    ]


def _fresh(row: RegisterRow, taken: set[str]) -> str:
    if row.proposed not in taken:
        return row.proposed
    number, key = 1, f"{row.proposed}-{row.year}"
    while key in taken:
        number += 1
        key = f"{row.proposed}-{row.year}-{number}"
    return key
