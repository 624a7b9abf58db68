"""Asks the parser whether a word in a query is a keyword: SERVICE, which is refused here, and FROM, which chooses graphs.

Where a word is a keyword and where it is part of a text, an IRI, a name or a comment only the parser can say: it takes
`SERVICEex:here{…}` for a keyword and `?a<?b)SERVICE?c#>` for no IRI. With another word in place of every `service`, a
query can still be read if all of them were mere words, and can't if one was the keyword.
"""

from __future__ import annotations

import re
from itertools import product
from string import ascii_lowercase
from typing import Final

from pyoxigraph import Store

from kentgraf.graph.refusals import explain_refusal, without_words
from kentgraf.ontology.errors import QueryRefused
from kentgraf.ontology.namespaces import PREFIXES

_ESCAPED: Final = re.compile(r"\\u00([0-9a-fA-F]{2})|\\U000000([0-9a-fA-F]{2})")
_NAME: Final = re.compile(r"(?<![\w:])[\w.-]*:[\w.:-]*|[?$@][\w-]*")


def refuse_services(text: str) -> None:
    """Raise QueryRefused if the query holds the keyword SERVICE, or if it holds the word and can't be read anyway.

    The store would call the host that stands after it by itself.
    """
    error = _read_without("service", text)
    if error is None:
        return
    if "service" in _NAME.sub(" ", without_words(_unescape_letters(text))).lower():
        raise QueryRefused("SERVICE is refused here: a query may ask only this graph, not other hosts.") from None
    raise QueryRefused(f"{explain_refusal(error, text)} It may also hold SERVICE, which is refused here.") from error


def chooses_graphs(text: str) -> bool:
    """Whether the query says by FROM or FROM NAMED which graphs it is asked of; also true for what can't be read."""
    return _read_without("from", text) is not None


def _read_without(word: str, text: str) -> SyntaxError | None:
    """Why the query can't be read with another word in place of `word`; None if it can, or doesn't hold the word."""
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
        Store().query(re.sub(word, stand_in, plain, flags=re.IGNORECASE | re.ASCII), prefixes=PREFIXES)
    except SyntaxError as error:
        return error
    return None


def _unescape_letters(text: str) -> str:
    """The text with letters in place of the escapes (`\\u0053`) that stand for letters of the alphabet."""
    return _ESCAPED.sub(_unescape_letter, text)


def _unescape_letter(match: re.Match[str]) -> str:
    letter = chr(int(match[1] or match[2], 16))
    return letter if letter.isascii() and letter.isalpha() else match[0]
