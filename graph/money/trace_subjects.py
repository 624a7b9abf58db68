"""The subjects of traces, and finding a subject by its code.

A code is printed in the report: a goal `5`, an objective `5.1`, a target `5.1.1`, an activity `87`, a department `46.35.1.42`.
Areas have no printed code and are numbered. If several things have the same code, it means the one that is higher in the plan (`1`
is the goal, not the activity); a prefix selects another (`activity:1`, `area:1`). Totals beside the activities have a word as their
code: `general-management`, `transfers`.
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
"""The kinds of subjects by class, in the order in which a code without a prefix is resolved."""

TRANSFERS: Final = term("kg:transfersToOtherBodies").value
BESIDE_ACTIVITIES: Final = {"general-management": term("kg:generalManagement").value, "transfers": TRANSFERS}
"""The totals that the source states beside the activities, by their codes. Their kind is `total`."""

_RANKS: Final = {kind: rank for rank, kind in enumerate([*KINDS.values(), "total"])}
_MAX_SUGGESTIONS: Final = 5
_MAX_TITLE_LENGTH: Final = 60
_NUMBER: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True)
class TraceSubject:
    """The subject of a trace: its kind, printed code (for areas the number), title and IRI."""

    kind: str
    code: str
    title: str
    iri: str


class UnknownCode(NotInGraph):
    """Nothing in the graph has a code. `near` are similar subjects."""

    def __init__(self, code: str, near: list[TraceSubject]) -> None:
        self.code = code
        self.near = tuple(near)
        names = ", ".join(f"{s.kind}:{s.code} ({_truncate(s.title)})" for s in near)
        super().__init__(
            f"Nothing in the graph has the code {code!r}. A code is that of a goal, objective, target, activity or"
            f" department.{f' Near it are {names}.' if near else ''}"
        )


def find_subject(store: Store, code: str) -> TraceSubject:
    """Return the subject of a code, a code with its kind (`activity:1`), or an IRI.

    Raises UnknownCode if there is none, and NotInGraph if several subjects have the same kind and code.
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


def list_subjects(store: Store) -> list[TraceSubject]:
    """Return all subjects of traces, in the order of kinds."""
    found: dict[str, TraceSubject] = {}
    for row in select(store, query_text("_trace_subjects")):
        iri, kind = row["thing"].value, KINDS[shorten(row["class"].value)]
        printed = value_of(row, "code") or iri.rpartition("/")[2]
        found.setdefault(iri, TraceSubject(kind, printed, value_of(row, "label") or printed, iri))
    for word, iri in BESIDE_ACTIVITIES.items():
        for row in select(store, query_text("_trace_other_totals"), thing=NamedNode(iri)):
            found.setdefault(iri, TraceSubject("total", word, value_of(row, "label") or word, iri))
    return sorted(found.values(), key=lambda subject: _RANKS[subject.kind])


def _with_code(subjects: list[TraceSubject], wanted: str) -> list[TraceSubject]:
    """Return the subjects of a kind and code; without a kind, those of the first kind that has the code."""
    kind, _, code = wanted.rpartition(":")
    named = [s for s in subjects if s.code == code.strip() and kind.strip().lower() in ("", s.kind)]
    return [subject for subject in named if subject.kind == named[0].kind]


def _near(subjects: list[TraceSubject], wanted: str) -> list[TraceSubject]:
    """Return subjects whose title contains the text, then those under the same parent code, then those with similar codes."""
    code = wanted.rpartition(":")[2].strip()
    words = fold(code)
    parent = f"{code.rpartition('.')[0]}."
    titled = [s for s in subjects if len(words) > 2 and words in fold(s.title)]
    siblings = [s for s in subjects if parent != "." and (s.code.startswith(parent) or s.code == parent[:-1])]
    numbered, similar = _with_near_number(subjects, code), _with_similar_code(subjects, code)
    found = dict.fromkeys([*titled, *siblings, *numbered, *similar])
    return list(found)[:_MAX_SUGGESTIONS]


def _with_near_number(subjects: list[TraceSubject], code: str) -> list[TraceSubject]:
    if not _NUMBER.fullmatch(code):
        return []
    numbered = [subject for subject in subjects if _NUMBER.fullmatch(subject.code)]
    return sorted(numbered, key=lambda subject: abs(int(subject.code) - int(code)))[:_MAX_SUGGESTIONS]


def _with_similar_code(subjects: list[TraceSubject], code: str) -> list[TraceSubject]:
    codes = sorted({subject.code for subject in subjects})
    similar = [match for match, _, _ in process.extract(code, codes, limit=_MAX_SUGGESTIONS, score_cutoff=60)]
    return [subject for subject in subjects if subject.code in similar]


def _truncate(title: str) -> str:
    return title if len(title) <= _MAX_TITLE_LENGTH else f"{title[:_MAX_TITLE_LENGTH].rstrip()}…"
