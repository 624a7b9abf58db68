"""The build that the server serves, with its workers; replaced when a new build is committed."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from kentgraf.api.query_service.settings import Settings
from kentgraf.api.query_service.snapshot import GraphInfo, GraphSnapshot
from kentgraf.api.workers.answer_budget import AnswerBudget, Lease
from kentgraf.api.workers.errors import GraphUnavailable
from kentgraf.api.workers.jobs import CountJob, InfoJob, PageAnswer, WorkerConfig
from kentgraf.api.workers.memory_watch import MemoryWatch
from kentgraf.api.workers.page_scheduler import PageScheduler
from kentgraf.api.workers.result_cache import ResultCache
from kentgraf.api.workers.scheduler import QueryScheduler
from kentgraf.api.workers.shared_work import SharedWork
from kentgraf.api.workers.slots import ServerSlots
from kentgraf.api.workers.worker_process import SECONDS_TO_LOAD, ForkServer
from kentgraf.graph.store.checksums import check_files
from kentgraf.graph.store.failures import unreadable
from kentgraf.graph.store.location import StoreLocation
from kentgraf.graph.store.opening import require_intact
from kentgraf.graph.store.sources.parts import part_folder
from kentgraf.graph.store.sources.source_list import SourceEntry, read_sources
from kentgraf.graph.store.versions import VersionCache
from kentgraf.ontology.errors import DamagedBuild, KentgrafError, StoreError

_SECONDS_BETWEEN_CHECKS: Final = 0.3
_SECONDS_TO_A_TRY: Final = 2.0
_MOST_SECONDS_BETWEEN_TRIES: Final = 60.0
_SECONDS_TO_ASK: Final = 2.0
"""After so long, who has seen a build as the current one has asked it."""
_SECONDS_TO_COUNT: Final = 10.0
_SECONDS_BETWEEN_LOOKS: Final = 1.0
_MOST_SOURCES_OPEN: Final = 4
"""Graphs of single sources that stay open beside that of all of them; each takes some hundred MiB."""
_log = logging.getLogger("kentgraf.api")


class ServedBuild:
    """A graph that is served, of all sources or of one: what is known of it, its workers, and the answers that are kept.

    `sources` are those of the store, by city and year; none where it doesn't tell them.
    """

    def __init__(
        self,
        snapshot: GraphSnapshot,
        fork_server: ForkServer,
        watch: MemoryWatch,
        budget: AnswerBudget,
        settings: Settings,
        slots: ServerSlots,
        sources: tuple[SourceEntry, ...] = (),
    ) -> None:
        self.snapshot = snapshot
        self.sources = sources
        self.fork_server = fork_server
        self.watch = watch
        self.queries = QueryScheduler(fork_server, watch, budget, settings, slots)
        self.pages = PageScheduler(fork_server, watch, budget, settings, slots)
        self.cache = ResultCache(settings.cache_memory << 20)
        self.shared = SharedWork[tuple[PageAnswer, Lease | None]]()
        self._look = Lock()
        self._looked_at = float("-inf")
        self._unreadable: KentgrafError | None = None

    @property
    def build(self) -> str:
        """The name of the build."""
        return self.snapshot.build

    def require_readable(self) -> None:
        """Have a worker count the triples, unless one did within the last second.

        Raises GraphUnavailable if none answers, or counts others than there were.
        """
        with self._look:
            if time.monotonic() - self._looked_at > _SECONDS_BETWEEN_LOOKS:
                self._unreadable = self._look_for_fault()
                self._looked_at = time.monotonic()
            if self._unreadable is not None:
                raise self._unreadable

    def _look_for_fault(self) -> KentgrafError | None:
        try:
            count = self.fork_server.ask(CountJob(), self.watch.room() // 2, _SECONDS_TO_COUNT)
        except OSError as error:
            return GraphUnavailable(f"No process can be made to read the graph ({error}).")
        except KentgrafError as error:
            return error.with_traceback(None)
        if count in (None, self.snapshot.triples):
            return None
        return GraphUnavailable(f"The graph has {count} triples now; expected {self.snapshot.triples}.")

    def is_asked(self) -> bool:
        """Return whether anybody still waits for an answer from this build."""
        return bool(self.queries.asking or self.pages.asking)

    def close(self) -> None:
        """End the workers: the idle ones now, the others when they are done. Whoever asks from now on gets GraphUnavailable."""
        self.queries.close()
        self.pages.close()
        self.watch.remove_staying(self.fork_server.memory)
        self.fork_server.close()


class _Failures:
    """When the build that couldn't be read is tried again: after seconds at first, then more and more seldom."""

    def __init__(self) -> None:
        self._build = ""
        self._delay = 0.0
        self._until = 0.0

    def has_to_wait(self, build: str) -> bool:
        """Return whether it is too early to try `build` again."""
        return build == self._build and time.monotonic() < self._until

    def note(self, build: str) -> None:
        """Note that `build` couldn't be read."""
        self._delay = min(self._delay * 2, _MOST_SECONDS_BETWEEN_TRIES) if build == self._build else _SECONDS_TO_A_TRY
        self._build = build
        self._until = time.monotonic() + self._delay


class BuildManager:
    """Serves the current build at a location, and the next build as soon as it is committed and can be read."""

    def __init__(self, location: StoreLocation, settings: Settings, pages: str) -> None:
        """Open the graph at `location`; `pages` names what makes the application for pages, as `module:function`.

        Raises StoreError if there is no graph, or if it can't be read.
        """
        self.location = location
        self.watch = MemoryWatch(settings.memory)
        self.budget = AnswerBudget(min(settings.answers_memory, settings.memory // 8) << 20)
        self._settings = settings
        self._slots = ServerSlots(settings.workers, settings.long_workers, settings.page_workers, settings.waiting)
        self._pages = pages
        self._versions = VersionCache(location)
        self._lock = Lock()
        self._warning = ""
        self._failures = _Failures()
        self._replaced: dict[int, tuple[float, ServedBuild]] = {}
        self._parts: OrderedDict[str, ServedBuild] = OrderedDict()
        self._opening = Lock()
        self._served = self._open()
        self._closed = Event()
        Thread(target=self._watch_builds, daemon=True).start()

    def current(self) -> ServedBuild:
        """Return the build that is served now."""
        return self._served

    def snapshot(self) -> GraphSnapshot:
        """Return what is known of the graph that is served now."""
        return self._served.snapshot

    def find_open(self, entry: SourceEntry) -> ServedBuild | None:
        """Return the graph of one source alone if it is open."""
        found = self._parts.get(entry.part) if entry.part else self._served
        with suppress(KeyError):  # another thread may close it
            self._parts.move_to_end(entry.part)
        return found

    def open_source(self, entry: SourceEntry) -> ServedBuild:
        """Return the graph of one source alone, which is opened if it isn't; of many, those asked last stay open. Waits for it.

        Raises StoreError if it can't be read, as when it was replaced meanwhile.
        """
        if not entry.part:
            return self._served
        with self._opening:
            served = self._parts.get(entry.part)
            if served is None:
                assert isinstance(self.location, Path)
                folder = part_folder(self.location, entry.part)
                try:
                    check_files(folder)
                except DamagedBuild as damage:
                    raise unreadable(self.location, f"the graph of {entry.source} is damaged ({damage})") from damage
                served = self._serve(str(folder), entry.part, self._served.sources)
            self._parts[entry.part] = served
            self._parts.move_to_end(entry.part)
            while len(self._parts) > _MOST_SOURCES_OPEN:
                self._retire(self._parts.popitem(last=False)[1])
        return served

    def _retire(self, served: ServedBuild) -> None:
        """Let a graph be closed when nobody asks it any more."""
        self._replaced[id(served)] = time.monotonic(), served

    def _close_foreign_parts(self) -> None:
        """Close the graphs of sources that are no longer in the store, or were replaced in it."""
        named = {entry.part for entry in self._served.sources}
        with self._opening:
            for part in self._parts.keys() - named:
                self._retire(self._parts.pop(part))

    def refresh(self) -> bool:
        """Serve the current build from the return of this call on; keep the last one, and return False, if it can't be opened.

        Raises StoreError if it can't be told which build is current.
        """
        with self._lock:
            build = self._versions.current()
            if build is None or build == self._served.build:
                return True
            if self._failures.has_to_wait(build):
                return False
            try:
                previous, self._served = self._served, self._open()
            except (KentgrafError, OSError) as error:
                self._failures.note(build)
                self._warn(f"{error} The build {self._served.build} is served on.")
                return False
            self._served.pages.warm_up()
            self._warning = ""
            self._retire(previous)
            self._close_foreign_parts()
            return True

    def close(self) -> None:
        """Stop watching for builds, and end the workers."""
        self._closed.set()
        with self._lock:
            for build in (self._served, *self._parts.values(), *(replaced for _, replaced in self._replaced.values())):
                build.close()

    def _close_replaced(self) -> None:
        """Close the builds that were replaced and that nobody asks any more."""
        with self._lock:
            now = time.monotonic()
            for name, (since, build) in list(self._replaced.items()):
                if now - since > _SECONDS_TO_ASK and not build.is_asked():
                    del self._replaced[name]
                    build.close()

    def _open(self) -> ServedBuild:
        """Open the current build. Raises StoreError when there is none, or when it can't be read."""
        if isinstance(self.location, Path):
            folder = require_intact(self.location)
            return self._serve(str(folder), folder.name, read_sources(folder))
        build = self._versions.current() or ""
        if not build:
            raise StoreError(f"{self.location}: there is no graph yet; `kentgraf build` makes one.")
        return self._serve(str(self.location), build, ())

    def _serve(self, place: str, build: str, sources: tuple[SourceEntry, ...]) -> ServedBuild:
        """Begin to serve a graph of a store that holds `sources`. Raises StoreError when it can't be read."""
        settings = self._settings
        listed = sources if len(sources) > 1 else ()
        config = WorkerConfig(place, build, None, self._pages, settings, listed)
        fork_server = ForkServer(config)
        try:
            info = fork_server.ask(InfoJob(), self.watch.room() // 2, SECONDS_TO_LOAD)
        except GraphUnavailable as error:
            fork_server.close()
            if not isinstance(self.location, Path):
                raise
            if error.is_damaged:
                raise unreadable(self.location, f"the build {build} can't be read") from None
            raise StoreError(
                f"{self.location}: the process that reads the build {build} was ended, or didn't end in time; the system"
                " may give too little memory (`ulimit -v`) or too few processes (`ulimit -u`)."
            ) from None
        except BaseException:
            fork_server.close()
            raise
        assert isinstance(info, GraphInfo)
        fork_server.expect(info.triples)
        self.watch.add_staying(fork_server.memory)
        if self.watch.lacks_room():
            self._warn(
                f"The graph and the server leave no room for queries within {settings.memory} MiB; many will be stopped."
                " Set --memory higher."
            )
        return ServedBuild(
            GraphSnapshot(info, build, None, listed),
            fork_server,
            self.watch,
            self.budget,
            settings,
            self._slots,
            sources,
        )

    def _warn(self, warning: str) -> None:
        """Log a warning once as long as it stays the same."""
        if warning != self._warning:
            _log.warning("%s", warning)
        self._warning = warning

    def _watch_builds(self) -> None:
        while not self._closed.wait(_SECONDS_BETWEEN_CHECKS):
            try:
                self._close_replaced()
                self.refresh()
            except Exception as error:
                self._warn(f"the next build can't be looked for: {error!r}")
