"""The responses to errors, the same in the server's own process and in the workers that make pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kentgraf.api.json_api.encoding import dump_json
from kentgraf.api.middleware.security_headers import NO_SNIFFING
from kentgraf.api.pages.layout.errors import LocalizedError, error_message
from kentgraf.api.pages.layout.links import page_path, request_path
from kentgraf.api.pages.layout.rendering import page_language, render_page
from kentgraf.api.pages.search.suggestions import suggest, words_of_url
from kentgraf.api.protocol.http_status import status_of
from kentgraf.api.protocol.violation_response import violation_response
from kentgraf.api.query_service.content_negotiation import accepts_by_name
from kentgraf.api.query_service.result_formats import HTML
from kentgraf.api.query_service.snapshot import current_snapshot
from kentgraf.graph.store.failures import is_engine_failure
from kentgraf.ontology.errors import AmbiguousScope, KentgrafError, ShapeViolation

_JSON: Final = "application/json"
_log = logging.getLogger("kentgraf.api")


def add_error_responses(app: FastAPI) -> None:
    """Let `app` answer every error with a sentence."""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_exception_handler(Exception, _handle_fault)


def _handle_violation(request: Request, error: Exception) -> Response:
    assert isinstance(error, ShapeViolation)
    return violation_response(request, error)


def _handle_kentgraf_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, KentgrafError)
    retry = getattr(error, "retry_after", None)
    return _error_response(request, status_of(error), error, {"Retry-After": str(retry)} if retry else None)


def _handle_ambiguous_scope(request: Request, error: Exception) -> Response:
    """Answer with the addresses among which the client may choose (RFC 9110, section 15.4.1)."""
    assert isinstance(error, AmbiguousScope)
    rest = [(name, value) for name, value in request.query_params.multi_items() if name != "city"]
    choices = [(choice, f"{request_path(request)}?{urlencode([('city', choice), *rest])}") for choice in error.choices]
    return _error_response(request, status_of(error), error, choices=choices)


def _handle_http_exception(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error_response(request, error.status_code, error, dict(error.headers or {}))


def _handle_invalid_parameters(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return _error_response(request, 400, error)


def _handle_lack_of_memory(request: Request, error: Exception) -> Response:
    _log.error("no memory left on %s %s: %r", request.method, request.url.path, error)
    return _error_response(request, 503, LocalizedError(503, "refused.memory"))


_HANDLERS: Final[dict[type[Exception], Callable[[Request, Exception], Response]]] = {
    ShapeViolation: _handle_violation,
    AmbiguousScope: _handle_ambiguous_scope,
    KentgrafError: _handle_kentgraf_error,
    HTTPException: _handle_http_exception,
    RequestValidationError: _handle_invalid_parameters,
    MemoryError: _handle_lack_of_memory,
}


def _handle_fault(request: Request, error: Exception) -> Response:
    _log.error("failed on %s %s", request.method, request.url.path, exc_info=error)
    if is_engine_failure(error):
        return _error_response(request, 503, LocalizedError(503, "refused.unreadable"))
    return _error_response(request, 500, LocalizedError(500, "refused.fault"))


def _error_response(
    request: Request,
    status: int,
    error: Exception,
    headers: dict[str, str] | None = None,
    choices: Sequence[tuple[str, str]] = (),
) -> Response:
    """Return a page for a browser, with suggestions on 404, and `{"error": …}` for other clients; `choices` with their addresses."""
    if not accepts_by_name(request.headers.get("accept"), [HTML]) or page_path(request).startswith("/api/"):
        added = {"Vary": "Accept", **dict([NO_SNIFFING]), **(headers or {})}  # a fault's answer passes no middleware
        answer: dict[str, object] = {"error": error_message(request, error)}
        if choices:
            answer["choices"] = [{"city": choice, "href": href} for choice, href in choices]
        return Response(dump_json(answer), status, added, _JSON)
    snapshot = current_snapshot(request)
    is_missing = status == 404
    return render_page(
        request,
        "error.html",
        status=status,
        headers=headers,
        sentence=error_message(request, error, page_language(request)),
        near=suggest(request, snapshot, error) if is_missing and snapshot.holds_graph else [],
        words=words_of_url(request) if is_missing else "",
        is_missing=is_missing,
        choices=choices,
    )
