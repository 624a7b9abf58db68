"""Crash test of the store: kills writers with SIGKILL at random moments and checks what is on disk after each.

python tests/support/stores/crash_consistency.py STORE TABLES TRIALS SEED        prints what is wrong, and how many changes landed

Writers are forks of this process, so that a trial starts at once. The store is opened in forks only.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path

from kentgraf.graph.sparql.queries import select
from kentgraf.graph.store.build import build
from kentgraf.graph.store.changes import Update
from kentgraf.graph.store.opening import open_store
from kentgraf.graph.store.updates import apply_change

MARK = "INSERT DATA {{ GRAPH <urn:x-test:marks> {{ <urn:x-test:{number}> rdfs:comment 'landed' }} }}"
MAX_LIFETIME_SECONDS = 1.5
BUILD_EVERY = 5


def write(store: Path, tables: Path, log: Path, first: int, before: frozenset[int]) -> None:
    """Change the store in a loop; log the expected marks before each change, and again when it has been committed."""
    marks = before
    with log.open("a", encoding="utf-8") as told:
        for number in range(first, first + 1000):
            marks = frozenset() if number % BUILD_EVERY == 0 else marks | {number}
            print("begins", *sorted(marks), file=told, flush=True)
            if number % BUILD_EVERY == 0:
                build(tables, store)
            else:
                apply_change(Update(MARK.format(number=number)), store)
            print("landed", *sorted(marks), file=told, flush=True)


def marks_in(store: Path) -> frozenset[int]:
    """Return the marks that the store holds, and assert that it opens and holds the city."""
    graph = open_store(store)
    assert len(select(graph, "SELECT ?goal WHERE { ?goal a kg:Goal }")) > 0
    rows = select(graph, "SELECT ?mark WHERE { ?mark rdfs:comment 'landed' }")
    return frozenset(int(row["mark"].value.rpartition(":")[2]) for row in rows)


def check(store: Path, log: Path) -> int:
    """Return 0 if the store holds the last committed marks or those of the change under way, else print both and return 1."""
    lines = log.read_text("utf-8").splitlines() if log.is_file() else []
    noted = [frozenset(map(int, line.split()[1:])) for line in lines]
    landed = max((place for place, line in enumerate(lines) if line.startswith("landed")), default=None)
    allowed = {noted[landed] if landed is not None else frozenset[int]()} | ({noted[-1]} if noted else set())
    found = marks_in(store)
    if found in allowed:
        log.write_text(f"landed {' '.join(map(str, sorted(found)))}\n", "utf-8")
        return 0
    print(f"found {sorted(found)} where {[sorted(marks) for marks in allowed]} was to be there")
    return 1


def run_in_fork(work: object, *arguments: object) -> int:
    """Fork this process, run `work` in the child, and return the child's process id."""
    number = os.fork()
    if number:
        return number
    try:
        status = work(*arguments)  # type: ignore[operator]
        sys.stdout.flush()
        os._exit(status or 0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", flush=True)
        os._exit(2)


def main() -> int:
    """Run the trials; return 1 if any store was wrong."""
    store, tables, trials, seed = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    log = store.parent / "log"
    chance = random.Random(seed)
    wrong = landed = 0
    for trial in range(trials):
        held = log.read_text("utf-8").split()[1:] if log.is_file() else []
        before = frozenset(map(int, held))
        writer = run_in_fork(write, store, tables, log, 1 + trial * 1000, before)
        time.sleep(chance.uniform(0.01, MAX_LIFETIME_SECONDS))
        os.kill(writer, signal.SIGKILL)
        os.waitpid(writer, 0)
        landed += log.read_text("utf-8").count("landed") - bool(held) if log.is_file() else 0
        _, status = os.waitpid(run_in_fork(check, store, log), 0)
        wrong += status != 0
    print(f"{trials} kills, {landed} changes landed, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
