"""Soak a server: everything that strangers can do at once, for a while, and every answer compared.

    python -m soak --seconds 1200 --seed 7 --out figures.json

Ends with status 1 and a sentence for each promise that was broken, with the seed and the first examples.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from soak.pages import UnexpectedPage
from soak.plan import FULL_SECONDS, Plan
from soak.promises import broken_promises
from soak.run import Outcome, soak


def main() -> int:
    """Run the soak that the command line asks for, and return the exit status."""
    parser = argparse.ArgumentParser(prog="make soak", description="Attack a server of the packaged graph.")
    parser.add_argument("--seconds", type=float, default=FULL_SECONDS, help="length of the attack")
    parser.add_argument("--seed", type=int, default=None, help="seed of all that is random; a random one if not given")
    parser.add_argument("--memory", type=int, default=Plan.memory, help="MiB that the server may hold")
    parser.add_argument("--store", type=Path, help="folder with the built packaged graph, of which a copy is served")
    parser.add_argument("--out", type=Path, help="file for the figures, as JSON")
    given = parser.parse_args()
    seed = random.randrange(1_000_000) if given.seed is None else given.seed
    plan = Plan(given.seconds, seed, memory=given.memory)
    print(f"soak of {plan.seconds:g} s with the seed {seed}", flush=True)
    began = time.monotonic()
    try:
        outcome = soak(plan, lambda line: print(f"{time.monotonic() - began:6.0f} s  {line}", flush=True), given.store)
    except UnexpectedPage as error:
        print(f"BROKEN: {error}")
        return 1
    broken = broken_promises(outcome.tally, outcome.measured, outcome.memory_limit, growth=plan.judges_growth)
    figures = describe(plan, outcome, broken)
    if given.out is not None:
        given.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"\nStatuses by kind of request:\n{outcome.tally.table()}\n")
    for name, value in figures["figures"].items():
        print(f"  {name.replace('_', ' ')}: {value}")
    for sentence in [sentence for sentences in broken.values() for sentence in sentences]:
        print(f"BROKEN: {sentence}")
    for example in outcome.tally.examples:
        print(f"  {example}")
    if broken:
        print(f"To see it again: make soak SECONDS={plan.seconds:g} SEED={seed}")
    else:
        print("All promises were kept.")
    return 1 if broken else 0


def describe(plan: Plan, outcome: Outcome, broken: dict[str, list[str]]) -> dict[str, Any]:
    """Return all figures of a soak in plain values."""
    measured = outcome.measured
    return {
        "plan": asdict(plan),
        "figures": {
            "memory_limit_MiB": outcome.memory_limit,
            "warm_up_peak_MiB": round(max(measured.warm_up_memory, default=0)),
            "peak_MiB": round(max(measured.memory, default=0)),
            "descriptors_after_warm_up": measured.warm_up_descriptors,
            "descriptors_at_the_end": measured.descriptors,
            "descriptors_at_most": measured.most_descriptors,
            "quiet_latency_ms": _milliseconds(measured.quiet_latencies),
            "latency_ms": _milliseconds(measured.latencies),
            "killed_children": measured.kills,
        },
        "memory_each_second_MiB": [round(value) for value in measured.memory],
        **outcome.tally.as_dict(),
        "broken": broken,
    }


def _milliseconds(latencies: list[float]) -> float | None:
    """Return the median."""
    return round(statistics.median(latencies) * 1000, 2) if latencies else None


if __name__ == "__main__":
    sys.exit(main())
