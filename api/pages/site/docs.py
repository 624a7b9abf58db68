"""`/docs`: the description of the JSON API as a page. FastAPI's own page would load scripts from another host."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kentgraf.api.pages.layout.rendering import render_page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation; `place` is `path` or `query`."""

    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True)
class OperationResponse:
    """A response of an operation."""

    status: str
    description: str
    media_types: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """A method of a path. `example` is a URL to try, if the examples of the parameters suffice for one."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[OperationResponse, ...]
    example: str | None


@router.api_route("/docs", methods=["GET", "HEAD"])
def show_docs(request: Request) -> HTMLResponse:
    """Show all operations of the JSON API."""
    return render_page(request, "docs.html", operations=read_operations(request.app.openapi()))


def read_operations(schema: dict[str, Any]) -> list[Operation]:
    """Return the operations of an OpenAPI description in its order."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            parameters=tuple(_read_parameter(p) for p in operation.get("parameters", [])),
            answers=tuple(
                OperationResponse(status, answer.get("description", ""), tuple(answer.get("content", {})))
                for status, answer in sorted(operation.get("responses", {}).items())
            ),
            example=_make_example(path, operation.get("parameters", [])) if method == "get" else None,
        )
        for path, methods in schema.get("paths", {}).items()
        for method, operation in methods.items()
    ]


def _read_parameter(parameter: dict[str, Any]) -> Parameter:
    return Parameter(
        parameter["name"], parameter["in"], parameter.get("required", False), parameter.get("description", "")
    )


def _make_example(path: str, parameters: list[dict[str, Any]]) -> str | None:
    """Return a URL to try; None if a parameter that must be given has no example."""
    for parameter in parameters:
        if parameter["in"] == "query" and parameter.get("required"):
            return None
        if parameter["in"] == "path":
            examples = parameter.get("schema", {}).get("examples") or []
            if not examples:
                return None
            path = path.replace("{" + parameter["name"] + "}", str(examples[0]))
    return path
