"""SPARQL 1.1 Protocol, the reading half: what a request asks for, and which requests are refused with what status.

Only queries: there is no update operation. Running a query and writing its answer is `answers`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from fastapi import HTTPException
from pyoxigraph import NamedNode

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
UPDATE_TYPE: Final = "application/sparql-update"
LONGEST_BODY: Final = 1_000_000
_MOST_PARAMETERS: Final = 200


@dataclass(frozen=True)
class QueryRequest:
    """One query and the dataset it is asked of. `default_graphs` and `named_graphs` are both None when the request
    names no dataset, so that the query's own FROM, or else the union of all graphs, counts."""

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    format: str | None = None


def read_query_request(method: str, query_string: bytes, content_type: str | None, body: bytes) -> QueryRequest | None:
    """What a request to the endpoint asks for; None when it is a GET without any parameter of the protocol.

    Raises HTTPException: 400 for no query, two queries, an update, bad UTF-8 or a graph name that is no IRI; 413 for
    a body over the limit; 415 for a body that is neither a form nor a query.
    """
    parameters = _read_parameters(query_string)
    queries = [value for name, value in parameters if name == "query"]
    if method == "POST":
        if len(body) > LONGEST_BODY:
            raise HTTPException(413, f"The request's body is longer than {LONGEST_BODY} bytes.")
        media_type = _media_type(content_type)
        if media_type == FORM_TYPE:
            form = _read_parameters(body)
            parameters += form
            queries += [value for name, value in form if name == "query"]
        elif media_type == QUERY_TYPE:
            queries.append(_decode(body))
        elif media_type == UPDATE_TYPE:
            raise HTTPException(415, "This endpoint answers queries only; it takes no updates.")
        else:
            raise HTTPException(
                415, f"The body must be {QUERY_TYPE} or {FORM_TYPE}, and not {media_type or 'of no stated type'}."
            )
    names = {name for name, _ in parameters}
    if names & {"update", "using-graph-uri", "using-named-graph-uri"}:
        raise HTTPException(400, "This endpoint answers queries only; it takes no updates.")
    if not queries and method != "POST" and not names & {"default-graph-uri", "named-graph-uri"}:
        return None
    if len(queries) != 1:
        raise HTTPException(400, f"The request must hold one query; it holds {len(queries) or 'none'}.")
    default_graphs = _read_graphs(parameters, "default-graph-uri")
    named_graphs = _read_graphs(parameters, "named-graph-uri")
    says_dataset = bool(default_graphs or named_graphs)
    return QueryRequest(
        queries[0],
        default_graphs if says_dataset else None,
        named_graphs if says_dataset else None,
        next((value for name, value in parameters if name == "format"), None),
    )


def _media_type(content_type: str | None) -> str:
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
