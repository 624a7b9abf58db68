"""Refuse queries and updates that would call other hosts, by SERVICE or by LOAD.

pyoxigraph itself calls the hosts that a query names, so this is checked before the query runs.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

from kentgraf.graph.sparql.syntax_errors import explain_syntax_error
from kentgraf.graph.sparql.tokens import (
    parse_update,
    parse_without_keyword,
    strip_opaque_tokens,
    unescape_letters,
)
from kentgraf.ontology.errors import QueryRefused

_HOST: Final = r"(\s+)(?:silent)?(\s*)<(?P<host>[^<>\s]*)>"
_CALLS: Final = (
    (re.compile(rf"\bservice{_HOST}", re.IGNORECASE), r"GRAPH\1\2<\3>"),
    (re.compile(rf"\bload{_HOST}(\s+)into(\s+graph\s+<[^<>\s]*>)", re.IGNORECASE), r"COPY\1\2<\3>\4TO\5"),
    (re.compile(rf"\bload{_HOST}", re.IGNORECASE), r"CLEAR GRAPH\1\2<\3>"),
)
"""Calls of hosts that are named by an absolute IRI, and what calls no host and may stand in the same place."""

_NAME: Final = re.compile(r"(?<![\w:])[\w.-]*:[\w.:-]*|[?$@][\w-]*")


def refuse_services(text: str, allowed_hosts: Collection[str] = ()) -> None:
    """Raise QueryRefused if a query uses SERVICE, or if it contains the word and can't be parsed.

    Calls of `allowed_hosts` (as `name` or `name:port`) are permitted where the host is named by an absolute IRI.
    """
    text = _replace_allowed_calls(text, allowed_hosts)
    error = parse_without_keyword("service", text)
    if error is None:
        return
    if "service" in _NAME.sub(" ", strip_opaque_tokens(unescape_letters(text))).lower():
        raise QueryRefused("SERVICE is refused here: a query may ask only this graph, not other hosts.") from None
    message = explain_syntax_error(error, text)
    raise QueryRefused(f"{message} It may also hold SERVICE, which is refused here.") from error


def refuse_loads(text: str, allowed_hosts: Collection[str] = ()) -> None:
    """Raise QueryRefused if an update calls a host that is not allowed, by SERVICE or by LOAD."""
    text = _replace_allowed_calls(text, allowed_hosts)
    for keyword in ("service", "load"):
        error = parse_without_keyword(keyword, text, parse_update)
        if error is not None:
            raise QueryRefused(
                f"The update can't be read, or holds {keyword.upper()}, which is refused here: {error}."
            ) from error


def _replace_allowed_calls(text: str, allowed_hosts: Collection[str]) -> str:
    """Put other keywords in place of those of each call of an allowed host, so that only refused calls are left.

    Only the keywords are replaced, and nothing else: what looks like a call may stand in a comment or a string, and there the
    text must end where it ended, or the parser would judge another text than the one that runs.
    """
    if not allowed_hosts:
        return text
    for call, harmless in _CALLS:

        def replace(match: re.Match[str], harmless: str = harmless) -> str:
            return match.expand(harmless) if _host(match["host"]) in allowed_hosts else match[0]

        text = call.sub(replace, text)
    return text


def _host(iri: str) -> str | None:
    """Return `name` or `name:port` of an HTTP IRI, or None for an IRI that could be interpreted in two ways."""
    try:
        parts = urlsplit(iri)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "\\" in iri:
        return None
    return parts.hostname if port is None else f"{parts.hostname}:{port}"
