"""Parses requests of the SPARQL 1.1 Protocol. Running queries is up to `endpoint`, making updates to `updates`."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from math import inf
from typing import Final
from urllib.parse import parse_qsl

from fastapi import HTTPException
from pyoxigraph import NamedNode

QUERY_TYPE: Final = "application/sparql-query"
FORM_TYPE: Final = "application/x-www-form-urlencoded"
UPDATE_TYPE: Final = "application/sparql-update"
_MAX_PARAMETERS: Final = 200
_UPDATE_PARAMETERS: Final = {"update", "using-graph-uri", "using-named-graph-uri"}
_MAX_FORMATS: Final = 16
_LONGEST_FORMAT: Final = 100
_FORMAT_PARAMETERS: Final = ("format", "output", "results")
"""No standard names the parameter; clients send one of these, or all of them."""


@dataclass(frozen=True)
class QueryRequest:
    """A query and its dataset.

    `default_graphs` and `named_graphs` are both None when the request names no dataset; the dataset then is that of the
    query's FROM clauses, or the union of all graphs. `formats` are the names of wanted formats, the preferred one first.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    formats: tuple[str, ...] = ()


@dataclass(frozen=True)
class UpdateRequest:
    """An update and the dataset of its WHERE clauses, if the request names one."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


def read_request(
    method: str, query_string: bytes, content_type: str | None, body: bytes, *, takes_updates: bool, longest_query: int
) -> QueryRequest | UpdateRequest | None:
    """Return what a request asks for; None for a GET without a parameter of the protocol.

    Raises HTTPException: 400 if there isn't exactly one query or update, for an update by GET, invalid UTF-8, and a graph
    name that is not an IRI; 413 for a query of more than `longest_query` characters; 415 for a body of another type than a
    form, a query or an update; 400 or 415 for any update unless `takes_updates`.
    """
    parameters = _read_parameters(query_string)
    if method == "POST":
        parameters = _with_body(parameters, media_type_of(content_type), body, takes_updates=takes_updates)
    names = {name for name, _ in parameters}
    if names & _UPDATE_PARAMETERS:
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
        _read_formats(parameters),
    )


def _read_formats(parameters: list[tuple[str, str]]) -> tuple[str, ...]:
    """Return the formats that the request names. A value may be a list of media types, as in an Accept header.

    Only the first ones are kept, and the beginning of each, so that what is remembered of requests stays small.
    """
    values = (value for name, value in parameters if name in _FORMAT_PARAMETERS)
    words = (word[:_LONGEST_FORMAT] for value in values for part in value.split(",") if (word := part.strip()))
    return tuple(islice(dict.fromkeys(words), _MAX_FORMATS))


def _with_body(
    parameters: list[tuple[str, str]], media_type: str, body: bytes, *, takes_updates: bool
) -> list[tuple[str, str]]:
    """Return the parameters with those of the body."""
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
    """Return the media type without parameters. Raises HTTPException 415 for a charset other than UTF-8."""
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
        return parse_qsl(_decode(raw), keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
    except UnicodeDecodeError:
        raise HTTPException(400, "A percent-encoded character of the request is not UTF-8.") from None
    except ValueError:
        raise HTTPException(400, f"The request has more than {_MAX_PARAMETERS} parameters.") from None


def _read_graphs(parameters: list[tuple[str, str]], wanted: str) -> tuple[str, ...]:
    graphs = []
    for name, value in parameters:
        if name == wanted:
            try:
                graphs.append(NamedNode(value).value)
            except ValueError:
                raise HTTPException(400, f"{wanted} must be an absolute IRI, and {value!r} is none.") from None
    return tuple(graphs)
