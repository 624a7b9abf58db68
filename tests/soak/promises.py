"""What a server promises under attack, held against what was measured: a sentence for each broken promise."""

from __future__ import annotations

import signal
import statistics
from dataclasses import dataclass, field
from typing import Final

from soak.editor import READ_BACK
from soak.latency_probe import KIND as LOOKUP
from soak.tally import Tally

ORDINARY: Final = ("small query", "page", "page of a thing", "JSON", "linked data", "download", LOOKUP, READ_BACK)
MOST_REFUSED: Final = 0.1
"""The share of ordinary requests that may be sent away, while children of the server are killed all the time."""
FEWEST_SENT: Final = 0.5
"""The share of the planned ordinary requests that have to be sent, since less would prove nothing."""
ORDERLY_ENDS: Final = (0, 128 + signal.SIGINT, -signal.SIGINT)
"""The statuses of a server that was interrupted and has ended in order."""
SLOWDOWN: Final = 2.0
MEMORY_GROWTH: Final = 1.2
MORE_DESCRIPTORS: Final = 5


@dataclass
class Measurements:
    """What was measured. Memory is the PSS of all processes in MiB, a sample a second; descriptors are those of the server
    when nobody asks; latencies are in seconds.
    """

    quiet_latencies: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    warm_up_memory: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    warm_up_descriptors: int = 0
    descriptors: int = 0
    most_descriptors: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    is_running: bool = True
    status: int | None = 0
    left_over: int = 0
    tracebacks: list[str] = field(default_factory=list)


def broken_promises(
    tally: Tally, measured: Measurements, memory_limit: int, *, growth: bool = True
) -> dict[str, list[str]]:
    """Return the sentences on each broken promise by its name; `memory_limit` is in MiB.

    `growth` is whether the memory is held against that of the warm-up, which has to be long enough for all kinds of requests.
    """
    checks = {
        "answers": _check_answers(tally),
        "load": _check_load(tally),
        "refusals": _check_refusals(tally),
        "memory": _check_memory(measured, memory_limit),
        "growth": _check_growth(measured) if growth else [],
        "descriptors": _check_descriptors(measured),
        "latency": _check_latency(measured),
        "server": _check_server(measured),
    }
    return {name: sentences for name, sentences in checks.items() if sentences}


def _check_answers(tally: Tally) -> list[str]:
    return [
        f"{number} answers to requests of the kind {kind!r} were not what they should have been."
        for kind, number in sorted(tally.faults.items())
    ]


def _check_load(tally: Tally) -> list[str]:
    planned, sent, _ = _count_ordinary(tally)
    if sent and sent >= FEWEST_SENT * planned:
        return []
    return [f"Only {sent} of {planned} ordinary requests could be sent, which proves nothing."]


def _check_refusals(tally: Tally) -> list[str]:
    _, sent, answered = _count_ordinary(tally)
    if sent - answered <= MOST_REFUSED * sent:
        return []
    return [f"Of {sent} ordinary requests only {answered} were answered; {MOST_REFUSED:.0%} may be refused."]


def _count_ordinary(tally: Tally) -> tuple[int, int, int]:
    """Return how many ordinary requests were planned, sent and answered."""
    outcomes = tally.total(*ORDINARY)
    planned = sum(outcomes.values())
    return planned, planned - outcomes["not sent"], outcomes["200"]


def _check_memory(measured: Measurements, limit: int) -> list[str]:
    samples = [*measured.warm_up_memory, *measured.memory]
    if not samples:
        return ["The memory was not measured."]
    if max(samples) <= limit:
        return []
    return [f"The processes held {max(samples):.0f} MiB; {limit} were allowed."]


def _check_growth(measured: Measurements) -> list[str]:
    peak, first_peak = max(measured.memory, default=0), max(measured.warm_up_memory, default=0)
    if peak <= MEMORY_GROWTH * first_peak:
        return []
    return [f"The processes held {peak:.0f} MiB, more than {MEMORY_GROWTH} × the {first_peak:.0f} of the warm-up."]


def _check_descriptors(measured: Measurements) -> list[str]:
    if measured.descriptors <= measured.warm_up_descriptors + MORE_DESCRIPTORS:
        return []
    return [
        f"The server has {measured.descriptors} descriptors open when nobody asks; after the warm-up it had"
        f" {measured.warm_up_descriptors}."
    ]


def _check_latency(measured: Measurements) -> list[str]:
    if not measured.quiet_latencies or not measured.latencies:
        return ["No lookup was answered, so that no latency could be measured."]
    quiet, meanwhile = statistics.median(measured.quiet_latencies), statistics.median(measured.latencies)
    if meanwhile <= SLOWDOWN * quiet:
        return []
    return [
        f"A lookup took {meanwhile * 1000:.1f} ms (median), more than {SLOWDOWN:g} × the {quiet * 1000:.1f} ms of a quiet"
        " server."
    ]


def _check_server(measured: Measurements) -> list[str]:
    sentences = []
    if not measured.is_running:
        sentences.append("The server itself ended before it was asked to.")
    elif measured.status not in ORDERLY_ENDS:
        told = "didn't end" if measured.status is None else f"ended with status {measured.status}"
        sentences.append(f"The server {told} when it was asked to end.")
    if measured.left_over:
        sentences.append(f"{measured.left_over} processes of the server stayed after its end.")
    if measured.tracebacks:
        sentences.append(f"The log has {len(measured.tracebacks)} tracebacks; the first: {measured.tracebacks[0]}")
    return sentences
