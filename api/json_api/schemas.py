"""The schemas of the JSON API's answers. Their names and docstrings are part of its OpenAPI description.

Money is a string of exact digits in TL, days are ISO dates, `line` and `lines` are those of the report, or rows of the table that somebody
typed; `quoted_from` is the IRI of that line or row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NotRequired

from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from kentgraf.api.query_service.snapshot import Kind, Source

Money = dict[str, dict[str, str]]
"""Amounts by phase (`initialBudget`, `netBudget`, `spent`), then by fund (`onBudget`, `offBudget`, `allFunds`)."""


@dataclass(frozen=True)
class Summary:
    """What the graph holds: `base` is the address under which its things have their IRIs."""

    base: str
    triples: int
    sources: tuple[Source, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class GalleryQuery:
    """A query that ships with the graph; titles and descriptions by language."""

    name: str
    title: dict[str, str]
    description: dict[str, str]
    text: str


class Named(TypedDict):
    """A thing: its IRI, and what it is called."""

    iri: str
    name: str


class Subject(TypedDict):
    """What is traced."""

    kind: str
    code: str
    title: str
    iri: str


class EvidencePart(TypedDict):
    """How much of the money is known in one way, in TL and as a share of what is stated.

    `amount` is the activities' whole amounts; `low` and `high` bound what the departments of the rows spent of it, where that
    isn't just the amount. For a department, either the amount or the bounds are its own.
    """

    rows: int
    amount: NotRequired[str]
    amount_percent: NotRequired[str | None]
    low: NotRequired[str]
    low_percent: NotRequired[str | None]
    high: NotRequired[str]
    high_percent: NotRequired[str | None]


class DepartmentLedger(TypedDict):
    """A department that is named for an activity, and where."""

    code: str
    name: str
    line: int | None


class TracedRow(TypedDict):
    """An activity and a department; `amount` where it is known, else the bounds `low` and `high`.

    `named` is false for a department whose ledger closes jointly with that of the one that is named; `together` are these.
    """

    activity: str | None
    kind: str
    title: str
    goal: str | None
    objective: str | None
    target: str | None
    department: str
    department_name: str
    departments: list[DepartmentLedger]
    named: bool
    evidence: str
    counted: bool
    reason: str
    reasons: dict[str, str]
    lines: list[int]
    hints: NotRequired[list[dict[str, str]]]
    together: NotRequired[list[str]]
    amount: NotRequired[str]
    low: NotRequired[str]
    high: NotRequired[str]
    activity_amount: NotRequired[str]
    because: NotRequired[list[Any]]
    excluded: NotRequired[list[Any]]
    money: NotRequired[Money]
    explanation: NotRequired[dict[str, Any]]


class DepartmentSum(TypedDict):
    """What one department spent on the activities of a trace: an amount, else its bounds."""

    department: str
    department_name: str
    rows: int
    amount: NotRequired[str]
    low: NotRequired[str]
    high: NotRequired[str]


class TraceAnswer(TypedDict):
    """Where the money of a thing went; `remainder` is what `sum` leaves of what is stated.

    For a department, `sum` is that of the rows with an amount, and `sum_low` and `sum_high` bound all of its activities together;
    `notes` say what concerns its whole ledger.
    """

    subject: Subject
    year: int
    currency: str
    stated_total: str | None
    stated: Money
    lines: list[int]
    rows: list[TracedRow]
    evidence: dict[str, EvidencePart]
    sum: str | None
    sums: Money
    remainder: str | None
    remainders: Money
    departments: NotRequired[list[DepartmentSum]]
    sum_low: NotRequired[str]
    sum_high: NotRequired[str]
    notes: NotRequired[list[dict[str, str]]]
    remainder_low: NotRequired[str | None]
    excluded: NotRequired[list[Any]]


class NetworkAnswer(TypedDict):
    """Node-link data: nodes have `id`, `kind` and `label`, edges `source` and `target`."""

    directed: bool
    multigraph: bool
    graph: dict[str, Any]
    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]


class PersonMeasured(TypedDict):
    """How one person is linked."""

    person: str
    name: str
    party: str | None
    commissions: int
    degree: int
    strength: int
    betweenness: float
    core: int
    community: int
    degree_rank: int
    betweenness_rank: int


class CommissionChanged(TypedDict):
    """Who stayed, left and came on a commission."""

    commission: str
    stayed: list[str]
    left: list[str]
    came: list[str]
    continuity: float | None


class MeasuresAnswer(TypedDict):
    """The network of a day in figures, and what changed since another; the share is one of the links of known parties."""

    on: str
    links: int
    cross_party_links: int
    cross_party_share: float | None
    weight: int
    cross_party_weight: int
    unknown_party_links: int
    communities: int
    people: list[PersonMeasured]
    since: str | None
    changes: list[CommissionChanged]


class FindingPart(TypedDict):
    """One of the things that a finding gathers: an amount, or the result of an indicator."""

    iri: str
    label: str | None
    amount: str | None
    target: str | None
    actual: str | None
    rating: str | None


class FoundByCheck(TypedDict):
    """One finding; the message begins with what it is about."""

    iri: str
    rule: str
    severity: str
    focus: str
    message: str
    messages: dict[str, str]
    printed: str | None
    computed: str | None
    difference: str | None
    lines: list[int]
    target: str | None
    actual: str | None
    rating: str | None
    parts: list[FindingPart]


class Held(TypedDict):
    """How many comparisons of a kind were made, and how many of them held."""

    made: int
    held: int


class NotChecked(TypedDict):
    """What a rule could not check, how often, and why."""

    rule: str
    number: int | None
    because: str


class AuditAnswer(TypedDict):
    """All findings, and what was compared to find them."""

    findings: list[FoundByCheck]
    counts: dict[str, int]
    checked: dict[str, int]
    held: dict[str, Held]
    not_checked: list[NotChecked]
    people: dict[str, int]
    open: list[dict[str, Any]]


class MemberOnDay(TypedDict):
    """A member of the council on a day."""

    person: str
    name: str
    roles: list[str]
    district: str | None
    party: str | None
    party_basis: str | None
    line: int | None
    quoted_from: str


class MembersAnswer(TypedDict):
    """The council on a day, and how many members each party has."""

    on: str
    strength: dict[str, int]
    members: list[MemberOnDay]


Holding = TypedDict(
    "Holding",
    {
        "kind": str,
        "person": Named,
        "organisation": Named,
        "role": str | None,
        "office": str | None,
        "from": str | None,
        "until": str | None,
        "from_known": bool,
        "until_known": bool,
        "uncertain": bool,
        "basis": str | None,
        "started_by": str | None,
        "ended_by": str | None,
        "replaced": str | None,
        "line": int | None,
        "quoted_from": str,
    },
)
"""A seat, membership, office or party of a person with its half-open period.

A bound whose field `from_known` or `until_known` is false is only the edge of what the source tells: no day of a change.
"""


class BodyAnswer(TypedDict):
    """Who sits on a body on a day."""

    on: str
    body: str
    members: list[Holding]


class PersonAnswer(TypedDict):
    """What a person held, over time or on a day."""

    on: str | None
    name: str
    holdings: list[Holding]
