"""The filters of pages and answers: which of them a route takes, and the refusal of those that it would ignore."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from kentgraf.api.pages.layout.errors import LocalizedError
from kentgraf.api.pages.layout.links import page_path


def filters_of(routes: Iterable[BaseRoute]) -> frozenset[str]:
    """Return the names of the query parameters that routes declare."""
    return frozenset(
        parameter.alias for one in routes if isinstance(one, APIRoute) for parameter in one.dependant.query_params
    )


def refuse_foreign_filters(request: Request) -> None:
    """Refuse a filter that other routes take but this one doesn't: without it the answer would be another than was asked for.

    Parameters that no route takes, such as those that others add to links, are ignored. Raises LocalizedError, 400.
    """
    own = filters_of([request.scope["route"]])
    for name, value in request.query_params.multi_items():
        if value.strip() and name in request.app.state.filters and name not in own:
            key = "refused.filter" if own else "refused.nofilter"
            raise LocalizedError(400, key, path=page_path(request), name=name, choices=", ".join(sorted(own)))
