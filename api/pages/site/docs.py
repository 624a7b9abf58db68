"""`/docs`: the JSON interface on a page, taken from the OpenAPI description. The usual page would load scripts from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kentgraf.api.pages.frame.rendering import render_page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation; `place` is `path` or `query`."""

    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True)
class Answer:
    """A status that an operation may answer with."""

    status: str
    description: str
    media_types: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one path; `example` is an address to try, where one can be made from the parameters' examples."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    answers: tuple[Answer, ...]
    example: str | None


@router.api_route("/docs", methods=["GET", "HEAD"])
def show_docs(request: Request) -> HTMLResponse:
    """The description of the JSON interface."""
    return render_page(request, "docs.html", operations=read_operations(request.app.openapi()))


def read_operations(schema: dict[str, Any]) -> list[Operation]:
    """The operations of an OpenAPI description, in its order."""
    return [
        Operation(
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            parameters=tuple(_read_parameter(p) for p in operation.get("parameters", [])),
            answers=tuple(
                Answer(status, answer.get("description", ""), tuple(answer.get("content", {})))
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
    for parameter in parameters:
        if parameter["in"] == "path":
            examples = parameter.get("schema", {}).get("examples") or []
            if not examples:
                return None
            path = path.replace("{" + parameter["name"] + "}", str(examples[0]))
    return path
