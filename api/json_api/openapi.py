"""The OpenAPI description of the JSON API, with our own error responses in place of FastAPI's."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_ERROR_SCHEMA: Final[dict[str, Any]] = {
    "title": "Refusal",
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "Why there is no answer, in one sentence."}},
}
_ERROR_CONTENT: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}


def describe_api(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of `app`: an invalid parameter gives 400 and not 422, an unknown name 404."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for operations in schema.get("paths", {}).values():
            for operation in operations.values():
                _describe_errors(operation)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["Refusal"] = _ERROR_SCHEMA
        app.openapi_schema = schema
    return app.openapi_schema


def _describe_errors(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses["200"]["description"] = "The answer."
    if responses.pop("422", None):
        responses["400"] = {"description": "A parameter can't be read.", "content": _ERROR_CONTENT}
        responses["404"] = {
            "description": "The graph has nothing of that code or name, or no source tells of that day.",
            "content": _ERROR_CONTENT,
        }
