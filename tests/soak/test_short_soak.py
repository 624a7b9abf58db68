"""A server keeps its promises while it is attacked for some seconds; `make soak` does the same for longer."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from soak.editor import BUILD, CHANGE, READ_BACK
from soak.hostile_clients import MALFORMED, QUERY
from soak.latency_probe import KIND as LOOKUP
from soak.plan import Plan
from soak.promises import broken_promises
from soak.run import soak
from soak.small_queries import SmallQueries

DEPENDS_ON_THE_MACHINE = ("latency", "load")


def test_the_same_seed_asks_the_same_queries_and_all_are_different(store_dir: Path) -> None:
    once, again, other = (list(SmallQueries(store_dir, seed).make(60)) for seed in (1, 1, 2))
    assert once == again
    assert once != other
    assert len({str(expected.request) for expected in once}) == 60


@pytest.mark.alone
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_a_server_under_attack_answers_rightly_and_loses_nothing(store_dir: Path) -> None:
    outcome = soak(Plan(seconds=20, seed=20251231), built=store_dir)
    broken = broken_promises(outcome.tally, outcome.measured, outcome.memory_limit, growth=False)
    broken = {name: told for name, told in broken.items() if name not in DEPENDS_ON_THE_MACHINE}
    assert broken == {}, "\n".join(map(str, outcome.tally.examples))
    assert {"small query", "page", LOOKUP, QUERY, MALFORMED, CHANGE, READ_BACK, BUILD} <= outcome.tally.outcomes.keys()
    assert outcome.tally.total("small query")["200"] > 50
    assert outcome.measured.kills
