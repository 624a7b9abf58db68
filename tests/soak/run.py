"""One soak: build, expected answers, a quiet measurement, a warm-up, the attack, and the measurements of all of it."""

from __future__ import annotations

import asyncio
import json
import random
import shutil
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import httpx
from soak.answers import Canonicalizer, Expected
from soak.editor import Editor, editing_client
from soak.ordinary_clients import PATIENCE, OrdinaryClients
from soak.pages import list_requests, take_expected
from soak.plan import Plan
from soak.priority import give_way
from soak.promises import Measurements
from soak.server import SoakedServer, soaked_server
from soak.small_queries import SmallQueries
from soak.tally import Tally
from support.servers.process_family import descriptors_of, kill_descendant, memory_of

from kentgraf.graph.store.build import build

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FOLDER: Final = Path(__file__).parents[1]
_SETTLE_SECONDS: Final = 60.0
_SPARE_SECONDS: Final = 30.0
"""How much longer than the deadline of a change its client waits."""
_STEADY_SAMPLES: Final = 6
Report = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What a soak found; `memory_limit` is in MiB."""

    tally: Tally
    measured: Measurements
    memory_limit: int


def soak(plan: Plan, report: Report = print, built: Path | None = None) -> Outcome:
    """Soak a server of the packaged graph by `plan`. `built` is a folder with that graph, of which a copy is made."""
    with TemporaryDirectory(prefix="kentgraf-soak-") as folder:
        store = Path(folder) / "store"
        if built is None:
            report("building the packaged graph")
            build(None, store)
        else:
            shutil.copytree(built, store)
        options = ("--memory", str(plan.memory))
        settings: dict[str, object] = {"query_seconds": plan.query_seconds, "update_seconds": plan.update_seconds}
        queries, pages, canonicalizer, port = _prepare(plan, store, options, settings, report)
        tally, measured = Tally(), Measurements()
        # at the port of the quiet server, so that links with the host are the same
        with (
            soaked_server(store, *options, port=port, **settings) as server,
            editing_client(server.address, plan.update_seconds + _SPARE_SECONDS) as editing,
        ):
            run = _Run(plan, server, store, tally, measured, canonicalizer, editing, report)
            run.attack(queries, pages)
            measured.is_running = server.is_running
        measured.status, measured.left_over = server.status, server.left_over
        log = "".join(server.log)
        measured.tracebacks = [part[-600:].strip() for part in log.split("Traceback (most recent call last)")[1:]]
        return Outcome(tally, measured, plan.memory)


def _prepare(
    plan: Plan, store: Path, options: Sequence[str], settings: dict[str, object], report: Report
) -> tuple[list[Expected], list[Expected], Canonicalizer, int]:
    """Return the small queries and the pages with the answers that are right, and the port of the quiet server."""
    report(f"computing the answers of {plan.small_queries} small queries")
    maker = SmallQueries(store, plan.seed)
    queries = list(maker.make(plan.small_queries))
    with soaked_server(store, *options, **settings) as quiet:
        with httpx.Client(base_url=quiet.address, timeout=PATIENCE) as client:
            requests = list_requests(client, maker.main_graph, plan.seed, plan.page_paths)
            report(f"taking {len(requests)} pages from a quiet server")
            pages = take_expected(client, requests, maker.canonicalizer)
        return queries, pages, maker.canonicalizer, quiet.port


class _Run:
    """The attack on a running server."""

    def __init__(
        self,
        plan: Plan,
        server: SoakedServer,
        store: Path,
        tally: Tally,
        measured: Measurements,
        canonicalizer: Canonicalizer,
        client: httpx.Client,
        report: Report,
    ) -> None:
        self._plan = plan
        self._server = server
        self._tally = tally
        self._measured = measured
        self._report = report
        self._chance = random.Random(plan.seed)
        self._last_kill = float("-inf")
        self._clients = OrdinaryClients(server.address, canonicalizer, tally, lambda: self._last_kill)
        self._editor = Editor(client, store, plan.seed, tally)

    def attack(self, queries: list[Expected], pages: list[Expected]) -> None:
        """Measure the quiet server, warm up, and attack; the warm-up is an attack too, only shorter."""
        plan, measured = self._plan, self._measured
        self._report(f"measuring a quiet server for {plan.quiet_seconds:g} s")
        measured.quiet_latencies = asyncio.run(self._probe(plan.quiet_seconds))
        asked = self._chance.choices(pages, k=max(plan.pages, len(pages)))
        asked[: len(pages)] = pages
        self._chance.shuffle(asked)
        share = plan.warm_up / plan.seconds
        first = round(len(queries) * share), round(len(asked) * share)
        self._report(f"warming up for {plan.warm_up:g} s")
        measured.warm_up_memory, _ = self._attack_for(plan.warm_up, queries[: first[0]], asked[: first[1]], 0)
        measured.warm_up_descriptors = self._settle()
        rest = plan.seconds - plan.warm_up
        self._report(f"attacking for {rest:g} s")
        measured.memory, measured.latencies = self._attack_for(rest, queries[first[0] :], asked[first[1] :], 1)
        measured.descriptors = self._settle()

    def _attack_for(
        self, seconds: float, queries: list[Expected], pages: list[Expected], number: int
    ) -> tuple[list[float], list[float]]:
        """Attack for `seconds`, and return the memory of each second and the latencies of the lookups."""
        with _sampling(lambda: self._sample()) as samples:
            latencies = asyncio.run(self._attack_at_once(seconds, queries, pages, number))
        return [memory for memory in samples if memory], latencies

    async def _attack_at_once(
        self, seconds: float, queries: list[Expected], pages: list[Expected], number: int
    ) -> list[float]:
        plan = self._plan
        share = seconds / plan.seconds
        amounts = round(plan.hostile_queries * share), round(plan.malformed_requests * share), plan.slow_clients
        hostile = [str(value) for value in (self._server.port, seconds, plan.seed * 2 + number, *amounts)]
        killer = asyncio.create_task(self._kill_children(seconds))
        judging = ThreadPoolExecutor(1)
        latencies, tally, *_ = await asyncio.gather(
            self._probe(seconds),
            _run_module("soak.hostile_clients", hostile),
            asyncio.get_running_loop().run_in_executor(judging, self._ask_and_judge, queries, pages, seconds),
            asyncio.to_thread(self._editor.run, seconds, plan.build_interval),
        )
        await killer
        self._tally.add(tally)
        return latencies

    def _ask_and_judge(self, queries: list[Expected], pages: list[Expected], seconds: float) -> None:
        """Send the ordinary requests, in a thread of its own."""

        async def ask() -> None:
            await asyncio.gather(
                self._clients.run(queries, seconds, at_once=4), self._clients.run(pages, seconds, at_once=2)
            )

        give_way()
        asyncio.run(ask())

    async def _probe(self, seconds: float) -> list[float]:
        told = await _run_module("soak.latency_probe", [self._server.address, str(seconds)])
        self._tally.add(told["tally"])
        latencies: list[float] = told["seconds"]
        return latencies

    async def _kill_children(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        kills = Counter(self._measured.kills)
        while (wait := self._chance.uniform(0.2, 1.8) * self._plan.kill_interval) < end - time.monotonic():
            await asyncio.sleep(wait)
            victim = await asyncio.to_thread(kill_descendant, self._server.process.pid, self._chance)
            if victim is not None:
                self._last_kill = time.monotonic()
                kills[victim] += 1
        self._measured.kills = dict(kills)

    def _sample(self) -> float:
        """Return the memory of all processes in MiB, 0 when the server has ended."""
        if not self._server.is_running:
            return 0.0
        self._measured.most_descriptors = max(self._measured.most_descriptors, self._count_descriptors())
        return memory_of(self._server.process.pid)

    def _count_descriptors(self) -> int:
        try:
            return descriptors_of(self._server.process.pid)
        except OSError:
            return 0

    def _settle(self) -> int:
        """Wait until the number of descriptors stays the same for a while, and return it."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        seen: list[int] = []
        while time.monotonic() < deadline:
            seen = [*seen, self._count_descriptors()][-_STEADY_SAMPLES:]
            if len(seen) == _STEADY_SAMPLES and len(set(seen)) == 1:
                break
            time.sleep(0.5)
        return seen[-1]


async def _run_module(name: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a client in a process of its own, and return what it prints as JSON."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", name, *arguments), cwd=_FOLDER, stdout=asyncio.subprocess.PIPE
    )
    try:
        printed, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        raise RuntimeError(f"{name} ended with status {process.returncode}.")
    found: dict[str, Any] = json.loads(printed)
    return found


@contextmanager
def _sampling(sample: Callable[[], float], interval: float = 1.0) -> Iterator[list[float]]:
    """Take a sample each second, in a thread, until the block ends."""
    samples: list[float] = []
    ended = threading.Event()

    def take() -> None:
        give_way()
        while not ended.wait(interval):
            samples.append(sample())

    thread = threading.Thread(target=take, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()
