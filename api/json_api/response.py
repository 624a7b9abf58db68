"""Responses in JSON."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from kentgraf.api.json_api.encoding import dump_json


def json_response(value: Any) -> Response:
    """Return a response with `value` as JSON."""
    return Response(dump_json(value), media_type="application/json")
