"""Readable messages for the syntax errors of queries.

The parser's own message lists all tokens that it would have accepted, which doesn't help the author of a query.
"""

from __future__ import annotations

import re
from typing import Final

from kentgraf.graph.sparql.tokens import strip_opaque_tokens
from kentgraf.ontology.namespaces import PREFIXES

_DECLARED_PREFIX: Final = re.compile(r"\bprefix\s+([^\s:]*):", re.IGNORECASE)
_USED_PREFIX: Final = re.compile(r"(?<![\w.:?$@\\-])([^\W\d_][\w.-]*|):(?=[\w%\\:]|\s|[.;,)\]}])")
_POSITION: Final = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_MAX_EXCERPT: Final = 60
_PLAIN_REASONS: Final = {
    "IRI parsing failed": "an IRI must be whole, such as <https://example.org/x>",
    "Prefix not found": "a prefix is not declared",
}


def explain_syntax_error(error: SyntaxError, text: str) -> str:
    """Return a sentence with the approximate position of a syntax error, the text before it, and the likely reason."""
    position = _POSITION.match(str(error))
    if position is None:
        return f"The query can't be read: {error}."
    line, column, expected = int(position[1]), int(position[2]), position[3]
    lines = text.split("\n")
    before = " ".join("\n".join([*lines[: line - 1], lines[line - 1][:column] if line <= len(lines) else ""]).split())
    excerpt = before if len(before) <= _MAX_EXCERPT else f"…{before[-_MAX_EXCERPT:]}"
    # the parser reads ahead before it gives up, so the reported position is never before the mistake
    where = f"about line {line}, column {column}" + (f", at the end of `{excerpt}`" if excerpt else "")
    reasons = _reasons(expected, text)
    return f"The query can't be read from {where} on" + (f" ({'; '.join(reasons)})." if reasons else ".")


def _reasons(expected: str, text: str) -> list[str]:
    undeclared = undeclared_prefixes(text)
    if undeclared:
        return [f"no PREFIX declares {', '.join(f'{prefix}:' for prefix in undeclared)}"]
    items = (item.strip() for item in expected.removeprefix("one of ").split(","))
    return [_PLAIN_REASONS.get(item, item) for item in items if " " in item and item.replace(" ", "").isalpha()]


def undeclared_prefixes(text: str) -> list[str]:
    """Return the prefixes that a query uses without a declaration and that are not predefined, in order."""
    code = strip_opaque_tokens(text)
    known = {*PREFIXES, *_DECLARED_PREFIX.findall(code), "_"}
    return list(dict.fromkeys(prefix for prefix in _USED_PREFIX.findall(code) if prefix not in known))
