"""The description of the JSON interface (OpenAPI), with the refusals as they really are."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

_REFUSAL: Final[dict[str, Any]] = {
    "title": "Refusal",
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string", "description": "Why there is no answer, in one sentence."}},
}
_REFUSED: Final = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}


def describe_interface(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI description of `app`: a parameter that can't be read is a 400 here, an unknown name a 404."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        for operations in schema.get("paths", {}).values():
            for operation in operations.values():
                _say_refusals(operation)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        for unused in ("HTTPValidationError", "ValidationError"):
            schemas.pop(unused, None)
        schemas["Refusal"] = _REFUSAL
        app.openapi_schema = schema
    return app.openapi_schema


def _say_refusals(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    answers["200"]["description"] = "The answer."
    if answers.pop("422", None):
        answers["400"] = {"description": "A parameter can't be read.", "content": _REFUSED}
        answers["404"] = {"description": "The graph has nothing of that code or name.", "content": _REFUSED}
