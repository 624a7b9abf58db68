"""Queries as text: which of it is code and which is mere words, and why the parser refused it, in a sentence.

The parser lists all signs that it would have taken at the place where it gave up, which helps nobody who typed a query.
"""

from __future__ import annotations

import re
from typing import Final

from kentgraf.ontology.namespaces import PREFIXES

OPAQUE: Final = re.compile(
    r"""\"{3}(?:"{0,2}(?:[^"\\]|\\.))*"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | <[^<>"{}|^`\\\x00-\x20]*> | \#[^\n\r]*""",
    re.VERBOSE | re.DOTALL,
)
"""What stands in a query without being code: strings, IRIs and comments."""

_DECLARED: Final = re.compile(r"\bprefix\s+([^\s:]*):", re.IGNORECASE)
_PREFIX: Final = re.compile(r"(?<![\w.:?$@\\-])([^\W\d_][\w.-]*|):(?=[\w%\\:]|\s|[.;,)\]}])")
_PLACE: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_LONGEST: Final = 60
_PLAINER: Final = {
    "IRI parsing failed": "an IRI must be whole, such as <https://example.org/x>",
    "Prefix not found": "a prefix is not declared",
}


def without_words(text: str) -> str:
    """The query with a blank in place of strings, IRIs and comments.

    Nearly always: only the parser knows `?a<?b && ?c>?d` from an IRI. So this is for sentences, not for decisions.
    """
    return OPAQUE.sub(" ", text)


def explain_refusal(error: SyntaxError, text: str) -> str:
    """Why the parser refused `text`: about where, with the words of the user that stand there, and what can be said of it."""
    place = _PLACE.match(str(error))
    if place is None:
        return f"The query can't be read: {error}."
    line, column, expected = int(place[1]), int(place[2]), place[3]
    lines = text.split("\n")
    before = " ".join("\n".join([*lines[: line - 1], lines[line - 1][:column] if line <= len(lines) else ""]).split())
    shown = before if len(before) <= _LONGEST else f"…{before[-_LONGEST:]}"
    # the parser has looked some signs ahead when it gives up, so the place is never before the mistake
    where = f"about line {line}, column {column}" + (f", at the end of `{shown}`" if shown else "")
    reasons = _reasons(expected, text)
    return f"The query can't be read from {where} on" + (f" ({'; '.join(reasons)})." if reasons else ".")


def _reasons(expected: str, text: str) -> list[str]:
    unknown = undeclared_prefixes(text)
    if unknown:
        return [f"no PREFIX declares {', '.join(f'{prefix}:' for prefix in unknown)}"]
    said = (item.strip() for item in expected.removeprefix("one of ").split(","))
    return [_PLAINER.get(item, item) for item in said if " " in item and item.replace(" ", "").isalpha()]


def undeclared_prefixes(text: str) -> list[str]:
    """The prefixes that a query uses and neither declares nor has without declaring, in order."""
    code = without_words(text)
    known = {*PREFIXES, *_DECLARED.findall(code), "_"}
    return list(dict.fromkeys(prefix for prefix in _PREFIX.findall(code) if prefix not in known))
