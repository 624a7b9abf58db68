"""The soak itself: each promise that a server breaks is named by a sentence with its figures."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest
from soak.editor import CHANGE
from soak.promises import Measurements, broken_promises
from soak.tally import Tally
from support.servers.process_family import descriptors_of, generations, kill_descendant, memory_of

KEPT = Measurements(
    quiet_latencies=[0.003, 0.004, 0.005],
    latencies=[0.005, 0.006, 0.5],
    warm_up_memory=[400.0, 500.0],
    memory=[450.0, 590.0, 410.0],
    warm_up_descriptors=17,
    descriptors=22,
    status=130,
)


def tally_of(**outcomes: int) -> Tally:
    tally = Tally()
    for outcome, number in outcomes.items():
        tally.count("small query", outcome.removeprefix("s").replace("_", " "), number)
    return tally


def test_a_server_that_keeps_all_promises_passes() -> None:
    assert broken_promises(tally_of(s200=95, s503=5, not_sent=10), KEPT, 600) == {}


@pytest.mark.parametrize(
    ("name", "changed", "told"),
    [
        ("memory", replace(KEPT, memory=[601.0]), "601 MiB; 600"),
        ("memory", replace(KEPT, warm_up_memory=[650.0]), "650 MiB; 600"),
        ("memory", replace(KEPT, memory=[], warm_up_memory=[]), "not measured"),
        ("growth", replace(KEPT, warm_up_memory=[400.0]), "590 MiB, more than 1.2 × the 400"),
        ("descriptors", replace(KEPT, descriptors=23), "23 descriptors"),
        ("latency", replace(KEPT, latencies=[0.009, 0.0081, 0.001]), "8.1 ms"),
        ("latency", replace(KEPT, latencies=[]), "No lookup"),
        ("server", replace(KEPT, is_running=False), "before it was asked"),
        ("server", replace(KEPT, status=None), "didn't end"),
        ("server", replace(KEPT, status=1), "status 1"),
        ("server", replace(KEPT, left_over=2), "2 processes"),
        ("server", replace(KEPT, tracebacks=["KeyError: 'x'"]), "KeyError"),
    ],
)
def test_a_broken_promise_is_named_with_its_figures(name: str, changed: Measurements, told: str) -> None:
    broken = broken_promises(tally_of(s200=100), changed, 600)
    assert told in " ".join(broken[name])


def test_a_server_that_refuses_nearly_everything_breaks_a_promise() -> None:
    assert list(broken_promises(tally_of(s200=89, s503=11), KEPT, 600)) == ["refusals"]
    assert list(broken_promises(tally_of(s200=89, reset=11), KEPT, 600)) == ["refusals"]


def test_a_soak_that_sent_hardly_anything_proves_nothing() -> None:
    assert list(broken_promises(tally_of(s200=49, not_sent=51), KEPT, 600)) == ["load"]
    assert list(broken_promises(Tally(), KEPT, 600)) == ["load"]


def test_a_wrong_answer_breaks_a_promise_wherever_it_was_counted() -> None:
    here, there = tally_of(s200=100), Tally()
    there.fault(CHANGE, "INSERT DATA …", "2xx", "500")
    here.add(there.as_dict())
    assert list(broken_promises(here, KEPT, 600)) == ["answers"]
    assert "INSERT DATA" in str(here.examples[0])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are read from /proc")
def test_only_descendants_of_the_server_are_killed() -> None:
    program = "import subprocess, sys; subprocess.Popen(['sleep', '600']); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdin is not None and server.stdout is not None
        server.stdout.readline()
        try:
            assert [len(generation) for generation in generations(server.pid)] == [1]
            assert memory_of(server.pid) > 1
            assert descriptors_of(server.pid) >= 3
            killed = kill_descendant(server.pid, random.Random(1))
            assert killed is not None and "generation 1" in killed
            assert server.poll() is None
        finally:
            server.kill()
