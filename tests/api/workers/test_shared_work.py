"""What many ask for at once is done once, and only as long as anybody waits for it."""

from __future__ import annotations

import asyncio

import pytest

from kentgraf.api.workers.shared_work import SharedWork


class Work:
    """Counts how often it was begun, ended and cancelled; it is done when `done` is set."""

    def __init__(self) -> None:
        self.begun = self.ended = self.cancelled = 0
        self.done = asyncio.Event()

    async def __call__(self) -> int:
        self.begun += 1
        try:
            await self.done.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        self.ended += 1
        return self.begun


def test_all_who_ask_at_once_get_the_value_of_one_computation() -> None:
    async def use() -> None:
        shared, work = SharedWork[int](), Work()
        asking = [asyncio.create_task(shared.run(b"k", work)) for _ in range(32)]
        other = asyncio.create_task(shared.run(b"other", work))
        await asyncio.sleep(0.01)
        assert work.begun == 2
        work.done.set()
        assert len(set(await asyncio.gather(*asking))) == 1
        await other
        assert await shared.run(b"k", work) == 3, "what is done is begun anew"

    asyncio.run(use())


def test_one_who_goes_away_takes_nothing_from_the_others() -> None:
    async def use() -> None:
        shared, work = SharedWork[int](), Work()
        asking = [asyncio.create_task(shared.run(b"k", work)) for _ in range(3)]
        await asyncio.sleep(0.01)
        asking[0].cancel()
        await asyncio.sleep(0.01)
        assert work.cancelled == 0
        work.done.set()
        assert await asking[1] == await asking[2] == 1

    asyncio.run(use())


def test_work_that_nobody_waits_for_is_cancelled() -> None:
    async def use() -> None:
        shared, work = SharedWork[int](), Work()
        asking = [asyncio.create_task(shared.run(b"k", work)) for _ in range(3)]
        await asyncio.sleep(0.01)
        for one in asking:
            one.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        await asyncio.sleep(0.01)
        assert (work.begun, work.cancelled) == (1, 1)

    asyncio.run(use())


def test_a_failure_is_told_to_all_who_wait_and_not_kept() -> None:
    async def use() -> None:
        shared = SharedWork[int]()
        begun = 0

        async def fail() -> int:
            nonlocal begun
            begun += 1
            await asyncio.sleep(0.01)
            raise ValueError("no")

        failed = await asyncio.gather(*(shared.run(b"k", fail) for _ in range(5)), return_exceptions=True)
        assert [str(one) for one in failed] == ["no"] * 5
        with pytest.raises(ValueError, match="no"):
            await shared.run(b"k", fail)
        assert begun == 2

    asyncio.run(use())
