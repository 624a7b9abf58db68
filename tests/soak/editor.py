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
_NO_GRAPHS: Final = (("<urn:x-soak:a> <urn:x-soak:b> .", 400), ("# " + "x" * 1_100_000, 413))
"""Contents that are no graph, or too long for the server's `longest_body`, with the statuses that they get."""
# an update sees the graphs that it names, and the default one is empty
_WITHOUT_BOUND: Final = (
    f"INSERT {{ GRAPH <{_GRAPH}> {{ ?a ?e ?f }} }} WHERE {{ GRAPH ?g {{ ?a ?b ?c }} GRAPH ?h {{ ?d ?e ?f }} }}",
    f"INSERT {{ GRAPH <{_GRAPH}> {{ <urn:x-soak:note> rdfs:comment ?all }} }} "
    "WHERE { { SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?all) WHERE { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } } } }",
)
_TAKE_OVER_SECONDS: Final = 60.0
_UNANSWERED: Final = "reset"
_NOT_SHOWN: Final = 202
"""The change was made, and the graph that has it is served a moment later."""

Notes = frozenset[int]


def editing_client(address: str, patience: float) -> httpx.Client:
    """Return a client that may change the graph, and waits for an answer for `patience` seconds."""
    return httpx.Client(base_url=address, timeout=patience, headers={"Authorization": f"Bearer {TOKEN}"})


class Editor:
    """Changes the graph in the folder `store` through its server by `client`, one change after another.

    Some changes would need memory without bound.
    """

    def __init__(self, client: httpx.Client, store: Path, seed: int, tally: Tally) -> None:
        self._client = client
        self._store = store
        self._chance = random.Random(seed)
        self._tally = tally
        self._next_number = 0
        self.possible: set[Notes] = {frozenset()}
        """What the graph can hold: several where a change got no answer, and so may have been made or not."""
        self._may_come_late = False
        """Whether a change without an answer can still be under way, and be made after the graph was read."""
        steps = [
            self.insert,
            self._refuse_malformed,
            self.insert,
            self._refuse_violation,
            self.delete,
            self.replace,
        ]
        self._steps = [
            *steps,
            self._refuse_stranger,
            self._refuse_graph,
            self._fill_memory,
        ]
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
                self.read_back()
            time.sleep(0.5)

    def insert(self) -> None:
        """Add a note."""
        number = self._number()
        text = f"INSERT DATA {{ GRAPH <{_GRAPH}> {{ {_NOTE.format(number=number)} }} }}"
        self._change("POST", "/sparql", text, {notes: notes | {number} for notes in self.possible})

    def delete(self) -> None:
        """Remove a note."""
        held = sorted(frozenset().union(*self.possible))
        number = self._chance.choice(held) if held else 0
        text = f"DELETE DATA {{ GRAPH <{_GRAPH}> {{ {_NOTE.format(number=number)} }} }}"
        self._change("POST", "/sparql", text, {notes: notes - {number} for notes in self.possible})

    def replace(self) -> None:
        """Put a graph of five notes in place of the one that is there."""
        numbers = frozenset(self._number() for _ in range(5))
        content = "\n".join(_NOTE.format(number=number) for number in sorted(numbers))
        path, after = f"/graphs?graph={_GRAPH}", dict.fromkeys(self.possible, numbers)
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
            self.possible = set(after.values())
        else:
            self.possible |= set(after.values())
            if status not in (*REFUSALS, _UNANSWERED, _NOT_SHOWN):
                self._tally.fault(CHANGE, content, "2xx", f"{status} {told}")

    def _refuse_malformed(self) -> None:
        self._refuse(REFUSED_CHANGE, self._chance.choice(_MALFORMED), (400,))

    def _refuse_violation(self) -> None:
        self._refuse(REFUSED_CHANGE, self._chance.choice(_VIOLATIONS), (409,))

    def _refuse_stranger(self) -> None:
        self._refuse(REFUSED_CHANGE, "CLEAR ALL", (401,), {"Authorization": "Bearer guessed"})

    def _refuse_graph(self) -> None:
        content, status = self._chance.choice(_NO_GRAPHS)
        self._refuse(
            REFUSED_CHANGE, content, (status,), method="PUT", path=f"/graphs?graph={_GRAPH}", media_type="text/turtle"
        )

    def _fill_memory(self) -> None:
        self._refuse(MEMORY_CHANGE, self._chance.choice(_WITHOUT_BOUND), (400, 413, 503))

    def _refuse(
        self,
        kind: str,
        text: str,
        expected: tuple[int, ...],
        headers: dict[str, str] | None = None,
        *,
        method: str = "POST",
        path: str = "/sparql",
        media_type: str = "application/sparql-update",
    ) -> None:
        """Send a change that must get one of the statuses `expected`."""
        status, told = self._send(kind, method, path, text, media_type, headers)
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
            self._may_come_late = True
            self._tally.count(kind, "no answer")
            self._tally.fault(kind, content, f"an answer within {self._client.timeout.read:g} s", "none")
            return _UNANSWERED, ""
        except httpx.TransportError as error:
            self._may_come_late = True
            self._tally.count(kind, _UNANSWERED)
            return _UNANSWERED, str(error)
        self._tally.count(kind, answer.status_code)
        self._may_come_late = False  # the server makes one change after another, so those before have ended
        return answer.status_code, answer.text

    def read_back(self) -> Notes | None:
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
        if found not in self.possible:
            expected = " or ".join(str(sorted(notes)) for notes in self.possible)
            self._tally.fault(READ_BACK, _NOTES, expected, sorted(found))
        elif not self._may_come_late:
            self.possible = {found}
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
        self.possible |= {frozenset()}
        deadline = time.monotonic() + _TAKE_OVER_SECONDS
        while self.read_back() != frozenset():
            self.possible |= {frozenset()}
            if time.monotonic() > deadline:
                self._tally.fault(BUILD, _NOTES, f"the new build within {_TAKE_OVER_SECONDS:g} s", "the one before")
                return
            time.sleep(0.5)
