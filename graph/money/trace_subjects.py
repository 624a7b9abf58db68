"""What a trace may start from, and how a typed code leads to it.

A code is what the report prints: a goal `5`, an objective `5.1`, a target `5.1.1`, an activity `87`, a department
`46.35.1.42`. Areas have no printed code and are known by their number. Where several things have the same code, the one
higher in the plan is meant (`1` is the goal, not the activity); `activity:1`, `area:1`, … choose another. What is stated
beside the activities is known by a word: `general-management`, `transfers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Store
from rapidfuzz import process

from kentgraf.graph.sparql.queries import query_text, select, value_of
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import shorten, term
from kentgraf.ontology.turkish import fold

KINDS: Final = {
    "kg:Goal": "goal",
    "kg:Objective": "objective",
    "kg:PerformanceTarget": "target",
    "kg:Activity": "activity",
    "kg:Department": "department",
    "kg:StrategicArea": "area",
}
"""The kinds of subjects, those first that a bare code means first."""

TRANSFERS: Final = term("kg:transfersToOtherBodies").value
BESIDE_ACTIVITIES: Final = {"general-management": term("kg:generalManagement").value, "transfers": TRANSFERS}
"""What the source states beside the activities, by the words that a trace knows it by; its kind is `total`."""

_RANKS: Final = {kind: rank for rank, kind in enumerate([*KINDS.values(), "total"])}
_MOST_NEAR: Final = 5
_LONGEST_TITLE: Final = 60
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class Subject:
    """What a trace is about: its kind, printed code (of areas their number) and title."""

    kind: str
    code: str
    title: str
    iri: str


class UnknownCode(NotInGraph):
    """A code that nothing in the graph has, and the subjects that are near it."""

    def __init__(self, code: str, near: list[Subject]) -> None:
        self.code = code
        self.near = tuple(near)
        names = ", ".join(f"{s.kind}:{s.code} ({_cut(s.title)})" for s in near)
        super().__init__(
            f"Nothing in the graph has the code {code!r}. A code is that of a goal, objective, target, activity or"
            f" department.{f' Near it are {names}.' if near else ''}"
        )


def find_subject(store: Store, code: str) -> Subject:
    """The subject that `code` means: a bare code, one with its kind (`activity:1`), or an IRI.

    Raises NotInGraph, with what is near, if there is none, or if the graph has several of the same kind and code.
    """
    subjects = list_subjects(store)
    wanted = code.strip().rstrip(".")
    found = [subject for subject in subjects if subject.iri == wanted] or _with_code(subjects, wanted)
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"<{subject.iri}>" for subject in found)
        raise NotInGraph(f"There are {len(found)} things with the code {code!r}; write the IRI of one: {choices}.")
    raise UnknownCode(code, _near(subjects, wanted))


def list_subjects(store: Store) -> list[Subject]:
    """Everything that a trace may start from, in the order of kinds."""
    found: dict[str, Subject] = {}
    for row in select(store, query_text("_subjects")):
        iri, kind = row["thing"].value, KINDS[shorten(row["class"].value)]
        printed = value_of(row, "code") or iri.rpartition("/")[2]
        found.setdefault(iri, Subject(kind, printed, value_of(row, "label") or printed, iri))
    for word, iri in BESIDE_ACTIVITIES.items():
        for row in select(store, query_text("_beside_activities"), thing=NamedNode(iri)):
            found.setdefault(iri, Subject("total", word, value_of(row, "label") or word, iri))
    return sorted(found.values(), key=lambda subject: _RANKS[subject.kind])


def _with_code(subjects: list[Subject], wanted: str) -> list[Subject]:
    """The subjects of the wanted kind and code; without a kind, those of the first kind that has the code."""
    kind, _, code = wanted.rpartition(":")
    named = [s for s in subjects if s.code == code.strip() and kind.strip().lower() in ("", s.kind)]
    return [subject for subject in named if subject.kind == named[0].kind]


def _near(subjects: list[Subject], wanted: str) -> list[Subject]:
    """Subjects whose title holds the words, those beside the place where the code would stand, then similar codes."""
    code = wanted.rpartition(":")[2].strip()
    words = fold(code)
    above = f"{code.rpartition('.')[0]}."
    titled = [s for s in subjects if len(words) > 2 and words in fold(s.title)]
    beside = [s for s in subjects if above != "." and (s.code.startswith(above) or s.code == above[:-1])]
    found = dict.fromkeys([*titled, *beside, *_with_near_number(subjects, code), *_with_like_code(subjects, code)])
    return list(found)[:_MOST_NEAR]


def _with_near_number(subjects: list[Subject], code: str) -> list[Subject]:
    if not _NUMBER.fullmatch(code):
        return []
    numbered = [subject for subject in subjects if _NUMBER.fullmatch(subject.code)]
    return sorted(numbered, key=lambda subject: abs(int(subject.code) - int(code)))[:_MOST_NEAR]


def _with_like_code(subjects: list[Subject], code: str) -> list[Subject]:
    codes = {subject.code for subject in subjects}
    like = [match for match, _, _ in process.extract(code, codes, limit=_MOST_NEAR, score_cutoff=60)]
    return [subject for subject in subjects if subject.code in like]


def _cut(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"
