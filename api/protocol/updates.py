"""Changes that clients make: who may, one after the other, in a process of its own, and how it went as an answer."""

from __future__ import annotations

import asyncio
import hmac
import logging
import sys

from fastapi import HTTPException, Request, Response
from pyoxigraph import RdfFormat, parse
from starlette.concurrency import run_in_threadpool

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.query_service.content_negotiation import choose_media_type, names_any
from kentgraf.api.query_service.ipc import pack, unpack
from kentgraf.api.query_service.publication import Publisher
from kentgraf.api.query_service.result_formats import (
    GRAPH_FORMS,
    content_type,
    form_of_type,
    offered_types,
    write_triples,
)
from kentgraf.api.query_service.scheduler import QueryStopped
from kentgraf.graph.store.location import Address
from kentgraf.graph.store.updates import Change, Landed
from kentgraf.ontology.errors import KentgrafError, ShapeViolation, StoreError

_JSON = "application/json"
_log = logging.getLogger("kentgraf.api")


def require_token(request: Request) -> None:
    """Raise HTTPException: 403 where nobody may change the graph, 401 for who doesn't send the token."""
    expected: str = request.app.state.settings.update_token
    if not expected:
        raise HTTPException(403, "This server takes no changes of the graph.")
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not hmac.compare_digest(sent.strip().encode(), expected.encode()):
        raise HTTPException(
            401, "Who changes the graph must send the token: Authorization: Bearer …", {"WWW-Authenticate": "Bearer"}
        )


async def make(request: Request, change: Change) -> Landed:
    """Make the change, and serve the graph with it from then on; changes wait for each other.

    Raises what `graph.updates.apply` raises, and QueryStopped when it takes too long.
    """
    publisher: Publisher = request.app.state.publisher
    seconds: float = request.app.state.settings.update_seconds
    if isinstance(publisher.place, Address):
        raise HTTPException(501, "The graph stands on another server; changes of it are made there.")
    async with request.app.state.one_change_at_a_time:
        answer = await _run(change, str(publisher.place), seconds)
        if isinstance(answer, KentgrafError):
            raise answer
        await run_in_threadpool(publisher.refresh)
    return answer


async def _run(change: Change, directory: str, seconds: float) -> Landed | KentgrafError:
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
    assert isinstance(answer, Landed | KentgrafError)
    return answer


def refuse_violation(request: Request, refusal: ShapeViolation) -> Response:
    """`409` with the report on what would not conform: in RDF for who asks for that by name, else in JSON."""
    accept = request.headers.get("accept")
    forms = [name for name in offered_types(GRAPH_FORMS) if name != _JSON]
    if names_any(accept, forms) and (chosen := choose_media_type(accept, forms)):
        quads = parse(refusal.report, format=RdfFormat.N_TRIPLES)
        content = write_triples((quad.triple for quad in quads), form_of_type(GRAPH_FORMS, chosen))
        return Response(content, 409, media_type=content_type(chosen))
    error = "The graph would not conform to its shapes with this change, so nothing was changed."
    return Response(dump_json({"error": error, "violations": list(refusal.sentences)}), 409, media_type=_JSON)
