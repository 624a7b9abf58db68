"""A server and all processes that it started, as /proc tells of them: memory, descriptors, and who can be killed."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

_KIBIBYTES_IN_MEBIBYTE = 1024


def children(process: int) -> list[int]:
    """Return the ids of the child processes of a process; none if it has ended."""
    found = []
    for listed in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += [int(child) for child in listed.read_text("ascii").split()]
        except OSError:  # the thread has ended meanwhile
            continue
    return found


def generations(process: int) -> list[list[int]]:
    """Return the descendants of a process by generation: its children, their children, and so on."""
    found = []
    generation = children(process)
    while generation:
        found.append(generation)
        generation = [child for parent in generation for child in children(parent)]
    return found


def memory_of(process: int) -> float:
    """Return the MiB that a process and its descendants hold, shared pages counted once (PSS)."""
    family = [process, *(child for generation in generations(process) for child in generation)]
    return sum(map(proportional_set, family))


def proportional_set(process: int) -> float:
    """Return the PSS of one process in MiB; 0 if it has ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0) / _KIBIBYTES_IN_MEBIBYTE


def descriptors_of(process: int) -> int:
    """Return how many descriptors a process has open. Raises OSError if it has ended."""
    return len(os.listdir(f"/proc/{process}/fd"))  # noqa: PTH208 - names are enough


def members_of_session(leader: int) -> list[int]:
    """Return the processes of the session that `leader` began, whether or not it still runs; zombies don't count."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            found.append(int(status.parent.name))
    return found


def kill_descendant(process: int, chance: random.Random) -> str | None:
    """Kill a descendant of a process by SIGKILL and return which; None if there is none.

    Each generation is chosen as often as any other, so that the few makers of workers die too, and not workers only.
    """
    found = generations(process)
    if not found:
        return None
    depth = chance.randrange(len(found))
    victim = chance.choice(found[depth])
    try:
        words = Path(f"/proc/{victim}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
        if words == [""]:  # it has ended, and its parent hasn't looked yet
            return None
        os.kill(victim, signal.SIGKILL)
    except OSError:  # it has ended by itself
        return None
    module = words[words.index("-m") + 1] if "-m" in words[:-1] else words[0][:80]
    return f"{module} (generation {depth + 1})"
