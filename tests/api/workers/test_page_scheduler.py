"""Whatever a page does, others get theirs: it has an end, a bound on its memory, and a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.workers.builds import BuildManager, ServedBuild
from kentgraf.api.workers.errors import QueryStopped, ServerBusy
from kentgraf.api.workers.jobs import PageAnswer, PageJob

SUPPORT = Path(__file__).parents[2] / "support" / "attacks"
SETTINGS = Settings(page_workers=2, page_seconds=2.0, page_memory=200, answer_memory=4, wait_seconds=60.0)
Ask = Callable[[str], Awaitable[PageAnswer]]


@pytest.fixture(scope="module")
def served(typed_store: Path) -> Iterator[ServedBuild]:
    """A build of a small city, whose pages are those of `support/attacks/odd_pages.py`."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(SUPPORT)
    manager = BuildManager(typed_store, SETTINGS, "odd_pages:make_app")
    if before is None:
        del os.environ["PYTHONPATH"]
    else:
        os.environ["PYTHONPATH"] = before
    yield manager.current()
    manager.close()


def asking(served: ServedBuild, use: Callable[[Ask], Awaitable[Any]]) -> Any:
    """Run `use` with a function that asks for the page at a path."""

    async def ask(path: str) -> PageAnswer:
        answer, lease = await served.pages.run(PageJob({"type": "http", "path": path}))
        if lease is not None:
            lease.release()
        return answer

    return asyncio.run(use(ask))


def pid_of(answer: PageAnswer) -> int:
    return int(answer.content.split()[0])


def test_a_worker_stays_so_that_what_it_computed_is_kept(served: ServedBuild) -> None:
    async def use(ask: Ask) -> tuple[PageAnswer, PageAnswer]:
        return await ask("/"), await ask("/")

    first, second = asking(served, use)
    assert pid_of(first) == pid_of(second)
    assert int(second.content.split()[1]) == int(first.content.split()[1]) + 1


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/endless", "stopped after 2 s"), ("/hungry", "memory"), ("/dead", "memory"), ("/long", "larger than 4 MiB")],
)
def test_a_page_that_goes_wrong_is_refused_with_its_reason_and_the_next_is_made(
    served: ServedBuild, path: str, reason: str
) -> None:
    async def use(ask: Ask) -> PageAnswer:
        with pytest.raises((QueryStopped, Exception), match=reason):
            await ask(path)
        return await ask("/")

    assert asking(served, use).content.endswith(str(served.snapshot.triples).encode())


def test_the_process_that_forks_the_workers_counts_in_the_memory_of_the_server(typed_store: Path) -> None:
    manager = BuildManager(typed_store, replace(SETTINGS, page_seconds=60.0), "kentgraf.api.graph_app:create_graph_app")
    served = manager.current()
    before = served.fork_server.memory()
    nowhere = {
        "type": "http",
        "method": "GET",
        "path": "/nowhere",
        "raw_path": b"/nowhere",
        "query_string": b"",
        "headers": [],
    }
    answer, _ = asyncio.run(served.pages.run(PageJob(nowhere)))
    assert answer.status == 404
    assert served.fork_server.memory() > before + (10 << 20)  # its modules
    manager.close()


def test_a_worker_that_has_grown_is_replaced(served: ServedBuild) -> None:
    async def use(ask: Ask) -> tuple[int, int]:
        grown = pid_of(await ask("/fat"))
        return grown, pid_of(await ask("/"))

    grown, next_one = asking(served, use)
    assert grown != next_one


def test_workers_that_were_killed_while_idle_cost_no_page(served: ServedBuild) -> None:
    async def use(ask: Ask) -> set[int]:
        pids = {pid_of(answer) for answer in await asyncio.gather(ask("/slow"), ask("/slow"))}
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return pids & {pid_of(answer) for answer in await asyncio.gather(ask("/"), ask("/"))}

    assert asking(served, use) == set()


def test_pages_beyond_the_workers_wait_and_all_are_made(served: ServedBuild) -> None:
    async def use(ask: Ask) -> int:
        return len({pid_of(answer) for answer in await asyncio.gather(*(ask("/slow") for _ in range(6)))})

    assert asking(served, use) <= SETTINGS.page_workers


def test_large_answers_wait_for_room_and_give_it_back(served: ServedBuild) -> None:
    async def use(ask: Ask) -> list[int]:
        return [len(answer.content) for answer in await asyncio.gather(*(ask("/large") for _ in range(12)))]

    assert asking(served, use) == [2 << 20] * 12


def test_who_finds_no_room_for_a_large_answer_is_ended_at_the_deadline(served: ServedBuild) -> None:
    async def use(ask: Ask) -> tuple[int, int]:
        budget = served.pages._budget
        lease = await budget.acquire(1 << 40)
        with pytest.raises(QueryStopped, match="stopped after 2 s"):
            await ask("/large")
        held = budget.held
        lease.release()
        await ask("/large")
        return held, budget.held

    held, after = asking(served, use)
    assert held > 0
    assert after == 0


def test_who_waits_too_long_is_sent_away(typed_store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(SUPPORT))
    settings = Settings(page_workers=1, page_seconds=3.0, wait_seconds=0.2)
    manager = BuildManager(typed_store, settings, "odd_pages:make_app")

    async def use(ask: Ask) -> list[object]:
        return list(await asyncio.gather(ask("/endless"), ask("/"), return_exceptions=True))

    try:
        endless, sent_away = asking(manager.current(), use)
    finally:
        manager.close()
    assert isinstance(endless, QueryStopped)
    assert isinstance(sent_away, ServerBusy)
