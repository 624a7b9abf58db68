"""What is found when the things of a source are held against those known from others, and the way by rules to find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol, TypeVar

from kentgraf.loaders.identity.unique_pairs import unique_pairs


@dataclass(frozen=True)
class Link:
    """A thing of a source that is a known one: both keys, the rule, the evidence in words, and the confidence (1 is certain)."""

    known: str
    new: str
    rule: str
    evidence: str
    confidence: Decimal


@dataclass(frozen=True)
class OpenCase:
    """A thing of a source that may be one of the known `candidates`, and why that can't be told."""

    new: str
    candidates: tuple[str, ...]
    reason: str


@dataclass
class Matching:
    """The things of a source that are known, those of which it can't be told, and the rest, which are new."""

    links: list[Link] = field(default_factory=list)
    open_cases: list[OpenCase] = field(default_factory=list)
    new: list[str] = field(default_factory=list)


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_Evidence = TypeVar("_Evidence", bound=_Keyed)
Rules = Sequence[tuple[str, Callable[[_Evidence, _Evidence], bool]]]
"""The rules by name, strictest first: whether a known thing and one of the source may be one."""


def match_by_rules(
    known: Sequence[_Evidence],
    new: Sequence[_Evidence],
    rules: Rules[_Evidence],
    confidence: Mapping[str, Decimal],
    open_case: Callable[[list[_Evidence], _Evidence], OpenCase | None],
) -> Matching:
    """Link the pairs that by a rule may be nothing else, each rule for those whom the rules before it have left.

    Of whatever is left then, `open_case` tells from the known that are left whether it may be one of them; else it is new. Each is
    at most one of the other side. The order of the things doesn't matter.
    """
    left_known = sorted(known, key=lambda one: one.key)
    left_new = sorted(new, key=lambda one: one.key)
    matching = Matching()
    for rule, may_be_one in rules:
        for one, other in unique_pairs(left_known, left_new, may_be_one):
            matching.links.append(Link(one.key, other.key, rule, "", confidence[rule]))
            left_known.remove(one)
            left_new.remove(other)
    for other in left_new:
        case = open_case(left_known, other)
        if case is None:
            matching.new.append(other.key)
        else:
            matching.open_cases.append(case)
    return matching
