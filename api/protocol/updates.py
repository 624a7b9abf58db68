"""Changes of the graph by clients: authorization, and one process for each change."""

from __future__ import annotations

import asyncio
import hmac
import logging
import sys
from contextlib import suppress

from fastapi import HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.query_service.settings import Settings
from kentgraf.api.workers.builds import BuildManager
from kentgraf.api.workers.errors import QueryStopped
from kentgraf.api.workers.ipc import pack, unpack
from kentgraf.api.workers.memory import unshared_bytes
from kentgraf.graph.store.changes import Change, ChangeResult
from kentgraf.graph.store.location import ServerAddress
from kentgraf.ontology.errors import KentgrafError

_SECONDS_TO_SHOW = 20.0
_SECONDS_BETWEEN_TRIES = 0.3
_log = logging.getLogger("kentgraf.api")


def require_token(request: Request) -> None:
    """Raise HTTPException: 403 if the server takes no changes, 401 if the request doesn't send the token."""
    expected: str = request.app.state.settings.update_token
    if not expected:
        raise HTTPException(403, "This server takes no changes of the graph.")
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(sent.strip().encode(), expected.encode()):
        raise HTTPException(
            401, "Who changes the graph must send the token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"}
        )


async def apply_change(request: Request, change: Change) -> tuple[ChangeResult, bool]:
    """Make a change, after the changes before it, and serve the new build from the return of this call on.

    Return its result, and whether that build is served: if it can't be read within some seconds, it is as soon as it can.

    Raises what `graph.store.updates.apply_change` raises, QueryStopped when it takes too long or too much memory, and
    HTTPException 501 when the graph is on another server.
    """
    builds: BuildManager = request.app.state.builds
    if isinstance(builds.location, ServerAddress):
        raise HTTPException(501, "The graph stands on another server; changes of it are made there.")
    async with request.app.state.update_lock:
        answer = await _run(change, builds, request.app.state.settings)
        if isinstance(answer, KentgrafError):
            raise answer
        deadline = asyncio.get_running_loop().time() + _SECONDS_TO_SHOW
        while not await run_in_threadpool(builds.refresh):
            if asyncio.get_running_loop().time() > deadline:
                return answer, False
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)
    return answer, True


def change_response(status: int, *, is_shown: bool) -> Response:
    """Return an empty answer of the status, or 202 with a sentence if the change was made and isn't shown yet."""
    if is_shown:
        return Response(status_code=status)
    said = "The change was made. The graph that has it can't be read at the moment, and is shown as soon as it can be."
    return Response(dump_json({"message": said}), 202, media_type="application/json")


class _ChangeRun:
    """The process that makes a change, for the watch over the memory of all."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.reason: KentgrafError | None = None

    def memory(self) -> int:
        return unshared_bytes(self._process.pid)

    def stop(self, reason: KentgrafError) -> None:
        self.reason = self.reason or reason
        with suppress(ProcessLookupError):
            self._process.kill()


async def _run(change: Change, builds: BuildManager, settings: Settings) -> ChangeResult | KentgrafError:
    megabytes = min(settings.update_memory, builds.watch.room() // 2)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kentgraf.api.protocol.update_worker", str(builds.location), str(megabytes)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    run = _ChangeRun(process)
    builds.watch.add(run)
    try:
        async with asyncio.timeout(settings.update_seconds):
            written, _ = await process.communicate(pack(change))
    except TimeoutError:
        run.stop(QueryStopped(f"The change was stopped after {settings.update_seconds:g} s; the graph is as it was."))
    finally:
        builds.watch.discard(run)
        if process.returncode is None:
            run.stop(QueryStopped("The change was stopped."))
            await process.wait()
    if run.reason is not None:
        raise run.reason
    if process.returncode != 0:
        _log.error("a change ended with status %s", process.returncode)
        raise QueryStopped(
            f"The change was stopped, most likely since it needed more than {megabytes} MiB, which is update_memory or half of"
            " what memory leaves; the graph is as it was."
        )
    answer = unpack(written)
    assert isinstance(answer, ChangeResult | KentgrafError)
    return answer
