"""Lexical analysis of queries and updates: strings, IRIs and comments, and whether a word is used as a keyword.

Only the parser knows whether a word is a keyword or a part of a string, an IRI, a name or a comment: it accepts the keyword in
`SERVICEex:here{…}`, and reads no IRI in `?a<?b)SERVICE?c#>`. So the question is put to the parser: with another word in the
place of every occurrence, the text still parses if none of them was the keyword, and fails to parse otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from itertools import product
from string import ascii_lowercase
from typing import Final

from pyoxigraph import Store

from kentgraf.ontology.namespaces import PREFIXES

OPAQUE_TOKEN: Final = re.compile(
    r"""\"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]*""",
    re.VERBOSE | re.DOTALL,
)
"""A string, an IRI or a comment: text in which words have no meaning as keywords, names or braces."""

_ESCAPED_ASCII: Final = re.compile(r"\\u00([0-9a-fA-F]{2})|\\U000000([0-9a-fA-F]{2})")


def strip_opaque_tokens(text: str) -> str:
    """Replace each string, IRI and comment by a space.

    The result is approximate, since only the parser can tell `?a<?b && ?c>?d` from an IRI. Use it for messages, not for
    decisions.
    """
    return OPAQUE_TOKEN.sub(" ", text)


def mask_opaque_tokens(text: str) -> str:
    """Replace each character of strings, IRIs and comments by a space, so that offsets stay the same."""
    return OPAQUE_TOKEN.sub(lambda match: " " * len(match[0]), text)


def parse_query(text: str) -> None:
    """Parse a query without running it on data. Raises SyntaxError."""
    Store().query(text, prefixes=PREFIXES)


def parse_update(text: str) -> None:
    """Parse an update without executing it. Raises SyntaxError."""
    with suppress(RuntimeError):  # the first operation fails as soon as everything has been parsed
        Store().update(f"CLEAR GRAPH <urn:x-kentgraf:no-graph> ; {text}", prefixes=PREFIXES)


def parse_without_keyword(keyword: str, text: str, parse: Callable[[str], None] = parse_query) -> SyntaxError | None:
    """Return the error of parsing `text` with another word in place of `keyword`, which is given in lower case.

    Returns None if the text can be parsed, and so doesn't use the keyword, or doesn't contain the word at all.
    """
    plain = unescape_letters(text)
    lowered = plain.lower()
    if keyword not in lowered:
        return None
    # of the same length as the keyword, so that the positions in error messages stay the same
    candidates = (f"{keyword[:-2]}{one}{two}" for one, two in product(ascii_lowercase, repeat=2))
    substitute = next((candidate for candidate in candidates if candidate not in lowered), None)
    if substitute is None:
        return SyntaxError(f"too many words are like {keyword.upper()}")
    try:
        parse(re.sub(keyword, substitute, plain, flags=re.IGNORECASE | re.ASCII))
    except SyntaxError as error:
        return error
    return None


def has_dataset_clause(text: str) -> bool:
    """Return whether a query has a dataset clause (FROM or FROM NAMED); also true for a query that can't be parsed."""
    return parse_without_keyword("from", text) is not None


def unescape_letters(text: str) -> str:
    """Replace the escapes (`\\u0053`) of ASCII letters by the letters."""
    return _ESCAPED_ASCII.sub(_unescape_letter, text)


def _unescape_letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1] or match[2], 16))
    return letter if letter.isascii() and letter.isalpha() else match[0]
