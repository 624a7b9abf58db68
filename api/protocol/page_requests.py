"""Requests that are answered by the worker processes for pages: all that the server's own process has no answer for.

An answer depends on the build, the URL and a few headers, so it is kept like a query's result, and clients that ask the same
at the same time get the same one.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from kentgraf.api.protocol.client_disconnect import await_unless_disconnected
from kentgraf.api.protocol.leased_response import LeasedResponse
from kentgraf.api.protocol.source_choice import Elsewhere, choose_served, served_source
from kentgraf.api.workers.answer_budget import Lease
from kentgraf.api.workers.jobs import QUERY_OUTCOME, PageAnswer, PageJob, QueryOutcome, plain_scope
from kentgraf.api.workers.result_cache import cache_key

_VARYING_KEYS: Final = ("method", "scheme", "root_path", "path", "raw_path", "query_string", "state")
_VARYING_HEADERS: Final = (b"host", b"accept", b"accept-language", b"accept-encoding", b"cookie")
"""What an answer may depend on."""
_KEPT_METHODS: Final = ("GET", "HEAD")


async def answer_from_graph(request: Request) -> Response:
    """Return the answer of a worker, or the one that is kept. Raises KentgrafError as the scheduler does."""
    served = await choose_served(request)
    if isinstance(served, Elsewhere):
        return RedirectResponse(served.address, 307)
    job = PageJob(plain_scope(request.scope))
    if request.method not in _KEPT_METHODS:
        return _respond(*await await_unless_disconnected(request, served.pages.run(job)))
    key = _key(job)
    kept = served.cache.get(key)
    if isinstance(kept, PageAnswer):
        return _respond(kept)

    async def make() -> tuple[PageAnswer, Lease | None]:
        answer, lease = await served.pages.run(job)
        if answer.status == 200 and b"no-store" not in dict(answer.headers).get(b"cache-control", b""):
            served.cache.put(key, answer)
        return answer, lease

    answer, lease = await await_unless_disconnected(request, served.shared.run(key, make))
    return _respond(answer, lease)


async def show_query_outcome(request: Request, outcome: QueryOutcome) -> Response:
    """Return the page of the endpoint that shows `outcome`, made by a worker."""
    served = await served_source(request)
    job = PageJob(plain_scope(request.scope, **{QUERY_OUTCOME: outcome}))
    return _respond(*await await_unless_disconnected(request, served.pages.run(job)))


class _PageRequests:
    """The requests as an ASGI application, to which the router passes all methods."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = await answer_from_graph(Request(scope, receive, send))
        await response(scope, receive, send)


router = APIRouter(include_in_schema=False)
router.add_route("/{path:path}", _PageRequests(), include_in_schema=False)  # type: ignore[arg-type]


def _respond(answer: PageAnswer, lease: Lease | None = None) -> Response:
    response = LeasedResponse(answer.content, answer.status, lease)
    response.raw_headers = [*answer.headers]
    return response


def _key(job: PageJob) -> bytes:
    scope = job.scope
    headers = [(name, value) for name, value in scope["headers"] if name in _VARYING_HEADERS]
    return cache_key((*(scope.get(key) for key in _VARYING_KEYS), headers))
