"""The pages on a trace and on the JSON interface."""

from __future__ import annotations

from decimal import Decimal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kentgraf.api.docs_page import read_operations
from kentgraf.api.numbers import format_money
from kentgraf.api.publication import current_publication
from kentgraf.api.rendering import page_language, render_page
from kentgraf.graph.trace import SPENT, trace

router = APIRouter(include_in_schema=False)


@router.api_route("/trace", methods=["GET", "HEAD"])
def show_trace(request: Request, code: str) -> HTMLResponse:
    """Where a goal's money went. NotInGraph for a code that nothing has."""
    language = page_language(request)

    def money(amount: Decimal | None) -> str:
        return "" if amount is None else format_money(amount, language)

    found = trace(current_publication(request).store, code)
    return render_page(request, "trace.html", found=found, spent=SPENT, money=money)


@router.api_route("/docs", methods=["GET", "HEAD"])
def show_docs(request: Request) -> HTMLResponse:
    """The description of the JSON interface."""
    return render_page(request, "docs.html", operations=read_operations(request.app.openapi()))
