"""What the templates of findings need: the values of findings with their units, titles of rules, links to lines."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from fastapi import Request

from kentgraf.api.pages.findings.data import graph_findings
from kentgraf.api.pages.layout.links import Links
from kentgraf.api.pages.layout.rendering import page_language
from kentgraf.api.pages.sources.line_links import line_links
from kentgraf.api.pages.sources.source_lines import source_lines
from kentgraf.api.query_service.snapshot import GraphSnapshot
from kentgraf.shapes.messages import format_number
from kentgraf.shapes.rule_titles import rule_title


def finding_context(request: Request, snapshot: GraphSnapshot) -> dict[str, Any]:
    """Return the variables `value`, `rule_title`, `line_of` and `lines` of the templates."""
    language = page_language(request)
    units = graph_findings(snapshot).units

    def value(text: str | None, focus: str) -> str:
        if not text:
            return "–"
        written, unit = format_number(text, language), units.get(focus) if _is_number(text) else None
        if unit == "%":
            return f"%{written}" if language == "tr" else f"{written}%"
        return f"{written} {unit}" if unit else written

    return {
        "value": value,
        "rule_title": lambda name: rule_title(name, language),
        "line_of": line_links(Links(request, snapshot), snapshot),
        "lines": source_lines(snapshot),
    }


def _is_number(text: str | None) -> bool:
    try:
        return Decimal(text or "").is_finite()
    except InvalidOperation:
        return False
