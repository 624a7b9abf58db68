"""The one who changes the graph: updates of a graph of its own, changes that must be refused, and new builds.

Nobody else changes the graph, so the editor knows what its own graph holds after each change, and reads it to see.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import httpx
from soak.ordinary_clients import REFUSALS
from soak.server import TOKEN
from soak.tally import Tally

CHANGE: Final = "change"
REFUSED_CHANGE: Final = "change that must be refused"
MEMORY_CHANGE: Final = "change that would take all memory"
BUILD: Final = "new build"
READ_BACK: Final = "graph after a change"
_GRAPH: Final = "urn:x-soak:notes"
_NOTE: Final = '<urn:x-soak:note> <http://www.w3.org/2000/01/rdf-schema#comment> "{number}" .'
_NOTES: Final = f"SELECT ?text WHERE {{ GRAPH <{_GRAPH}> {{ <urn:x-soak:note> rdfs:comment ?text }} }}"
_VIOLATIONS: Final = (
    "DELETE { GRAPH ?g { ?a kg:amount ?m } } WHERE { GRAPH ?g { ?a a kg:BudgetLine ; kg:amount ?m } }",
    "DELETE { GRAPH ?g { ?a foaf:name ?n } } WHERE { GRAPH ?g { ?a a foaf:Person ; foaf:name ?n } }",
)
_MALFORMED: Final = (
    "INSERT DATA {",
    "LOAD <file:///etc/passwd>",
    "LOAD SILENT <http://127.0.0.1:1/>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "CLEAR GRAPH <urn:x-soak:none>",
    "DROP",
)
_WITHOUT_BOUND: Final = (
    f"INSERT {{ GRAPH <{_GRAPH}> {{ ?a ?e ?f }} }} WHERE {{ ?a ?b ?c . ?d ?e ?f }}",
    f"INSERT {{ GRAPH <{_GRAPH}> {{ <urn:x-soak:note> rdfs:comment ?all }} }} "
    "WHERE { { SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?all) WHERE { ?a ?b ?c . ?d ?e ?f } } }",
)
_TAKE_OVER_SECONDS: Final = 60.0
_UNANSWERED: Final = "reset"

Notes = frozenset[int]


class Editor:
    """Changes the graph in the folder `store` through the server at `address`, one change after another.

    `patience` is for how long a change may take, in seconds. With `fills_memory`, some changes would need memory without
    bound; a server that doesn't limit the memory of changes can't be given these.
    """

    def __init__(
        self, address: str, store: Path, seed: int, tally: Tally, *, patience: float, fills_memory: bool
    ) -> None:
        self._client = httpx.Client(base_url=address, timeout=patience, headers={"Authorization": f"Bearer {TOKEN}"})
        self._store = store
        self._chance = random.Random(seed)
        self._tally = tally
        self._next_number = 0
        self._possible: set[Notes] = {frozenset()}
        """What the graph can hold: several where a change got no answer, and so may have been made or not."""
        steps = [
            self._insert,
            self._refuse_malformed,
            self._insert,
            self._refuse_violation,
            self._delete,
            self._replace,
        ]
        self._steps = [*steps, self._refuse_stranger, *([self._fill_memory] if fills_memory else [])]
        self._turn = 0

    def run(self, seconds: float, build_interval: float) -> None:
        """Make changes for `seconds`, and a new build after each `build_interval`; the last one is finished."""
        end = time.monotonic() + seconds
        next_build = time.monotonic() + min(build_interval, seconds) / 2
        while time.monotonic() < end:
            if time.monotonic() > next_build:
                self._build()
                next_build = time.monotonic() + build_interval
            else:
                self._steps[self._turn % len(self._steps)]()
                self._turn += 1
                self._read_back()
            time.sleep(0.5)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _insert(self) -> None:
        number = self._number()
        text = f"INSERT DATA {{ GRAPH <{_GRAPH}> {{ {_NOTE.format(number=number)} }} }}"
        self._change("POST", "/sparql", text, {notes: notes | {number} for notes in self._possible})

    def _delete(self) -> None:
        held = sorted(frozenset().union(*self._possible))
        number = self._chance.choice(held) if held else 0
        text = f"DELETE DATA {{ GRAPH <{_GRAPH}> {{ {_NOTE.format(number=number)} }} }}"
        self._change("POST", "/sparql", text, {notes: notes - {number} for notes in self._possible})

    def _replace(self) -> None:
        numbers = frozenset(self._number() for _ in range(5))
        content = "\n".join(_NOTE.format(number=number) for number in sorted(numbers))
        path, after = f"/graphs?graph={_GRAPH}", dict.fromkeys(self._possible, numbers)
        self._change("PUT", path, content, after, media_type="text/turtle")

    def _number(self) -> int:
        self._next_number += 1
        return self._next_number

    def _change(
        self,
        method: str,
        path: str,
        content: str,
        after: dict[Notes, Notes],
        media_type: str = "application/sparql-update",
    ) -> None:
        """Make a change; `after` is what the graph holds then by what it held before."""
        status, told = self._send(CHANGE, method, path, content, media_type)
        if status in (200, 201, 204):
            self._possible = set(after.values())
        else:
            self._possible |= set(after.values())
            if status not in (*REFUSALS, _UNANSWERED):
                self._tally.fault(CHANGE, content, "2xx", f"{status} {told}")

    def _refuse_malformed(self) -> None:
        self._refuse(REFUSED_CHANGE, self._chance.choice(_MALFORMED), (400,))

    def _refuse_violation(self) -> None:
        self._refuse(REFUSED_CHANGE, self._chance.choice(_VIOLATIONS), (409,))

    def _refuse_stranger(self) -> None:
        self._refuse(REFUSED_CHANGE, "CLEAR ALL", (401,), {"Authorization": "Bearer guessed"})

    def _fill_memory(self) -> None:
        self._refuse(MEMORY_CHANGE, self._chance.choice(_WITHOUT_BOUND), (400, 413, 503))

    def _refuse(self, kind: str, text: str, expected: tuple[int, ...], headers: dict[str, str] | None = None) -> None:
        status, told = self._send(kind, "POST", "/sparql", text, "application/sparql-update", headers)
        if status not in (*expected, *REFUSALS, _UNANSWERED):
            self._tally.fault(kind, text, f"one of {expected}", f"{status} {told}")

    def _send(
        self, kind: str, method: str, path: str, content: str, media_type: str, headers: dict[str, str] | None = None
    ) -> tuple[int | str, str]:
        try:
            answer = self._client.request(
                method, path, content=content.encode(), headers={"Content-Type": media_type, **(headers or {})}
            )
        except httpx.TimeoutException:
            self._tally.count(kind, "no answer")
            self._tally.fault(kind, content, f"an answer within {self._client.timeout.read} s", "none")
            return _UNANSWERED, ""
        except httpx.TransportError as error:
            self._tally.count(kind, _UNANSWERED)
            return _UNANSWERED, str(error)
        self._tally.count(kind, answer.status_code)
        return answer.status_code, answer.text

    def _read_back(self) -> Notes | None:
        """Read the editor's graph, and note it as a fault if it can't hold that; return it, or None if refused."""
        try:
            answer = self._client.get("/sparql", params={"query": _NOTES}, headers={"Accept": "text/csv"})
        except httpx.TransportError:
            self._tally.count(READ_BACK, _UNANSWERED)
            return None
        self._tally.count(READ_BACK, answer.status_code)
        if answer.status_code != 200:
            if answer.status_code not in REFUSALS:
                self._tally.fault(READ_BACK, _NOTES, "200", f"{answer.status_code} {answer.text}")
            return None
        found = frozenset(int(line) for line in answer.text.split()[1:])
        if found not in self._possible:
            expected = " or ".join(str(sorted(notes)) for notes in self._possible)
            self._tally.fault(READ_BACK, _NOTES, expected, sorted(found))
        self._possible = {found}
        return found

    def _build(self) -> None:
        """Build the packaged graph anew while it is served; then the editor's graph is gone."""
        built = subprocess.run(
            [sys.executable, "-m", "kentgraf.api.cli", "build", "--store", str(self._store)],
            capture_output=True,
            text=True,
            check=False,
        )
        self._tally.count(BUILD, f"status {built.returncode}")
        if built.returncode != 0:
            # a change that was left without an answer can still be under way, and then nobody else may build
            if "another process" not in built.stderr:
                self._tally.fault(BUILD, "kentgraf build", "status 0", f"{built.returncode}: {built.stderr}")
            return
        self._possible |= {frozenset()}
        deadline = time.monotonic() + _TAKE_OVER_SECONDS
        while self._read_back() != frozenset():
            self._possible |= {frozenset()}
            if time.monotonic() > deadline:
                self._tally.fault(BUILD, _NOTES, f"the new build within {_TAKE_OVER_SECONDS:g} s", "the one before")
                return
            time.sleep(0.5)
