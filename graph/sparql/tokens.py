"""Asks the parser whether a word in a query or an update is a keyword: SERVICE and LOAD, which would call other hosts, and
FROM, which chooses graphs.

Where a word is a keyword and where it is part of a text, an IRI, a name or a comment only the parser can say: it takes
`SERVICEex:here{…}` for a keyword and `?a<?b)SERVICE?c#>` for no IRI. With another word in place of every `service`, a
query can still be read if all of them were mere words, and can't if one was the keyword.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from contextlib import suppress
from itertools import product
from string import ascii_lowercase
from typing import Final
from urllib.parse import urlsplit

from pyoxigraph import Store

from kentgraf.graph.sparql.guard import explain_refusal, without_words
from kentgraf.ontology.errors import QueryRefused
from kentgraf.ontology.namespaces import PREFIXES

_CALLS: Final = {
    "service": re.compile(r"\bservice\s+(?:silent\s+)?<([^<>\s]*)>", re.IGNORECASE),
    "load": re.compile(r"\bload\s+(?:silent\s+)?<([^<>\s]*)>(?:\s+into\s+graph\s+<[^<>\s]*>)?", re.IGNORECASE),
}
"""Calls of hosts that are named by a whole IRI."""

_ESCAPED: Final = re.compile(r"\\u00([0-9a-fA-F]{2})|\\U000000([0-9a-fA-F]{2})")
_NAME: Final = re.compile(r"(?<![\w:])[\w.-]*:[\w.:-]*|[?$@][\w-]*")


def refuse_services(text: str, allowed: Collection[str] = ()) -> None:
    """Raise QueryRefused if the query holds the keyword SERVICE, or if it holds the word and can't be read anyway.

    The store would call the host that stands after it by itself. It may call those that are `allowed` (as `name` or
    `name:port`) where they are named by a whole IRI.
    """
    text = _take_out(_CALLS["service"], "GRAPH", text, allowed)
    error = _read_without("service", text)
    if error is None:
        return
    if "service" in _NAME.sub(" ", without_words(_unescape_letters(text))).lower():
        raise QueryRefused("SERVICE is refused here: a query may ask only this graph, not other hosts.") from None
    raise QueryRefused(f"{explain_refusal(error, text)} It may also hold SERVICE, which is refused here.") from error


def refuse_loads(text: str, allowed: Collection[str] = ()) -> None:
    """The same for an update: raise QueryRefused if it would call a host that is not allowed, by SERVICE or by LOAD."""
    text = _take_out(_CALLS["service"], "GRAPH", text, allowed)
    text = _take_out(_CALLS["load"], "CLEAR GRAPH", text, allowed)
    for word in ("service", "load"):
        error = _read_without(word, text, _read_update)
        if error is not None:
            raise QueryRefused(
                f"The update can't be read, or holds {word.upper()}, which is refused here: {error}."
            ) from error


def _take_out(call: re.Pattern[str], instead: str, text: str, allowed: Collection[str]) -> str:
    """The text with `instead` in place of every call of an allowed host, so that only other calls are left."""
    if not allowed:
        return text

    def judge(match: re.Match[str]) -> str:
        return f"{instead} <{match[1]}>" if _host(match[1]) in allowed else match[0]

    return call.sub(judge, text)


def _host(iri: str) -> str | None:
    """`name` or `name:port` of an address on the web; None for anything that could be read in two ways."""
    try:
        parts = urlsplit(iri)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or "\\" in iri:
        return None
    return parts.hostname if port is None else f"{parts.hostname}:{port}"


def chooses_graphs(text: str) -> bool:
    """Whether the query says by FROM or FROM NAMED which graphs it is asked of; also true for what can't be read."""
    return _read_without("from", text) is not None


def _read_query(text: str) -> None:
    Store().query(text, prefixes=PREFIXES)


def _read_update(text: str) -> None:
    """Read an update without doing it: before it stands a part that fails as soon as all has been read."""
    with suppress(RuntimeError):
        Store().update(f"CLEAR GRAPH <urn:x-kentgraf:no-graph> ; {text}", prefixes=PREFIXES)


def _read_without(word: str, text: str, read: Callable[[str], None] = _read_query) -> SyntaxError | None:
    """Why the text can't be read with another word in place of `word`; None if it can, or doesn't hold the word."""
    plain = _unescape_letters(text)
    held = plain.lower()
    if word not in held:
        return None
    # as long as the word itself, so that the parser tells of the same places
    others = (f"{word[:-2]}{one}{two}" for one, two in product(ascii_lowercase, repeat=2))
    stand_in = next((other for other in others if other not in held), None)
    if stand_in is None:
        return SyntaxError(f"too many words are like {word.upper()}")
    try:
        read(re.sub(word, stand_in, plain, flags=re.IGNORECASE | re.ASCII))
    except SyntaxError as error:
        return error
    return None


def _unescape_letters(text: str) -> str:
    """The text with letters in place of the escapes (`\\u0053`) that stand for letters of the alphabet."""
    return _ESCAPED.sub(_unescape_letter, text)


def _unescape_letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1] or match[2], 16))
    return letter if letter.isascii() and letter.isalpha() else match[0]
