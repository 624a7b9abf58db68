"""SPARQL 1.1 Protocol, the reading half: what a request asks for, and which requests are refused with what status.

Running a query and writing its answer is `answers`, making an update `updating`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final
from urllib.parse import parse_qsl

from fastapi import HTTPException
from pyoxigraph import NamedNode

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
UPDATE_TYPE: Final = "application/sparql-update"
_MOST_PARAMETERS: Final = 200
_OF_UPDATES: Final = {"update", "using-graph-uri", "using-named-graph-uri"}


@dataclass(frozen=True)
class QueryRequest:
    """One query and the dataset it is asked of. `default_graphs` and `named_graphs` are both None when the request
    names no dataset, so that the query's own FROM, or else the union of all graphs, counts."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


@dataclass(frozen=True)
class UpdateRequest:
    """One update and the graphs that its WHERE parts are asked of, where the request names them."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes, *, takes_updates: bool, longest_query: int
) -> QueryRequest | UpdateRequest | None:
    """What a request to the endpoint asks for; None when it is a GET without any parameter of the protocol.

    Raises HTTPException: 400 for none or two queries or updates, both, an update by GET, bad UTF-8 or a graph name that is
    no IRI; 413 for a text of more than `longest_query` characters; 415 for a body that is neither a form nor a query;
    400 and 415 also for any update where the server takes none.
    """
    parameters = _read_parameters(query_string)
    if method == "POST":
        parameters = _with_body(parameters, media_type_of(content_type), body, takes_updates=takes_updates)
    names = {name for name, _ in parameters}
    if names & _OF_UPDATES:
        if not takes_updates:
            raise HTTPException(400, "This endpoint answers queries only; it takes no updates.")
        if method != "POST":
            raise HTTPException(400, "An update comes by POST.")
        return _read_update(parameters, names)
    if "query" not in names and method != "POST" and not names & {"default-graph-uri", "named-graph-uri"}:
        return None
    default_graphs = _read_graphs(parameters, "default-graph-uri")
    named_graphs = _read_graphs(parameters, "named-graph-uri")
    says_dataset = bool(default_graphs or named_graphs)
    return QueryRequest(
        _read_one(parameters, "query", longest_query),
        default_graphs if says_dataset else None,
        named_graphs if says_dataset else None,
        next((value for name, value in parameters if name == "format"), None),
    )


def _with_body(
    parameters: list[tuple[str, str]], media_type: str, body: bytes, *, takes_updates: bool
) -> list[tuple[str, str]]:
    """The parameters with what the body says."""
    if media_type == FORM_TYPE:
        return parameters + _read_parameters(body)
    if media_type == QUERY_TYPE:
        return [*parameters, ("query", _decode(body))]
    if media_type == UPDATE_TYPE:
        if not takes_updates:
            raise HTTPException(415, "This endpoint answers queries only; it takes no updates.")
        return [*parameters, ("update", _decode(body))]
    raise HTTPException(
        415, f"The body must be {QUERY_TYPE} or {FORM_TYPE}, and not {media_type or 'of no stated type'}."
    )


def _read_update(parameters: list[tuple[str, str]], names: set[str]) -> UpdateRequest:
    if names & {"query", "default-graph-uri", "named-graph-uri"}:
        raise HTTPException(400, "The request holds a query and an update; only one of them may be there.")
    return UpdateRequest(
        _read_one(parameters, "update"),
        _read_graphs(parameters, "using-graph-uri"),
        _read_graphs(parameters, "using-named-graph-uri"),
    )


def _read_one(parameters: list[tuple[str, str]], wanted: str, longest: float = inf) -> str:
    texts = [value for name, value in parameters if name == wanted]
    if len(texts) != 1:
        raise HTTPException(400, f"The request must hold one {wanted}; it holds {len(texts) or 'none'}.")
    if len(texts[0]) > longest:
        raise HTTPException(413, f"The {wanted} is longer than {longest} characters.")
    return texts[0]


def media_type_of(content_type: str | None) -> str:
    """The media type of the body. Raises HTTPException 415 for a charset other than UTF-8."""
    media_type, *parameters = (part.strip().lower() for part in (content_type or "").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "charset" and value.strip(" \"'") not in ("utf-8", "utf8", "us-ascii"):
            raise HTTPException(415, f"The body must be UTF-8, and not {value.strip()}.")
    return media_type


def _decode(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HTTPException(400, f"Byte {error.start} of the request is not UTF-8.") from None


def _read_parameters(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(_decode(raw), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS)
    except UnicodeDecodeError:
        raise HTTPException(400, "A percent-encoded character of the request is not UTF-8.") from None
    except ValueError:
        raise HTTPException(400, f"The request has more than {_MOST_PARAMETERS} parameters.") from None


def _read_graphs(parameters: list[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    graphs = []
    for name, value in parameters:
        if name == wanted:
            try:
                graphs.append(NamedNode(value).value)
            except ValueError:
                raise HTTPException(400, f"{wanted} must be an absolute IRI, and {value!r} is none.") from None
    return tuple(graphs)
