"""Changes of the graph by clients: authorization, one process for each change, and the response to a shape violation."""

from __future__ import annotations

import asyncio
import hmac
import logging
import sys

from fastapi import HTTPException, Request, Response
from pyoxigraph import RdfFormat, parse
from starlette.concurrency import run_in_threadpool

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.query_service.builds import BuildManager
from kentgraf.api.query_service.content_negotiation import accepts_by_name, choose_media_type
from kentgraf.api.query_service.errors import QueryStopped
from kentgraf.api.query_service.ipc import pack, unpack
from kentgraf.api.query_service.result_formats import (
    RDF_FORMATS,
    content_type,
    format_of_media_type,
    media_types_of,
    serialize_triples,
)
from kentgraf.graph.store.location import ServerAddress
from kentgraf.graph.store.updates import Change, ChangeResult
from kentgraf.ontology.errors import KentgrafError, ShapeViolation, StoreError

_JSON = "application/json"
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


async def apply_change(request: Request, change: Change) -> ChangeResult:
    """Make a change, after the changes before it, and serve the new build from the return of this call on.

    Raises what `graph.store.updates.apply` raises, QueryStopped when it takes too long, and HTTPException 501 when the
    graph is on another server.
    """
    builds: BuildManager = request.app.state.builds
    seconds: float = request.app.state.settings.update_seconds
    if isinstance(builds.location, ServerAddress):
        raise HTTPException(501, "The graph stands on another server; changes of it are made there.")
    async with request.app.state.update_lock:
        answer = await _run(change, str(builds.location), seconds)
        if isinstance(answer, KentgrafError):
            raise answer
        await run_in_threadpool(builds.refresh)
    return answer


async def _run(change: Change, directory: str, seconds: float) -> ChangeResult | KentgrafError:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "kentgraf.api.protocol.update_worker", directory),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(seconds):
            written, _ = await process.communicate(pack(change))
    except TimeoutError:
        raise QueryStopped(f"The change was stopped after {seconds:g} s; the graph is as it was.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        _log.error("a change ended with status %s", process.returncode)
        raise StoreError("The change could not be made; the server's log says why, and the graph is as it was.")
    answer = unpack(written)
    assert isinstance(answer, ChangeResult | KentgrafError)
    return answer


def violation_response(request: Request, violation: ShapeViolation) -> Response:
    """Return 409 with the validation report, in RDF if the client names an RDF media type, else in JSON."""
    accept = request.headers.get("accept")
    offered = [name for name in media_types_of(RDF_FORMATS) if name != _JSON]
    if accepts_by_name(accept, offered) and (chosen := choose_media_type(accept, offered)):
        quads = parse(violation.report, format=RdfFormat.N_TRIPLES)
        content = serialize_triples((quad.triple for quad in quads), format_of_media_type(RDF_FORMATS, chosen))
        return Response(content, 409, media_type=content_type(chosen))
    error = "The graph would not conform to its shapes with this change, so nothing was changed."
    return Response(dump_json({"error": error, "violations": list(violation.sentences)}), 409, media_type=_JSON)
