"""The literals of the graph: the form of each property's values (`datatypes.toml`), and readers of these forms.

The shapes let in what the forms allow, and the readers take all of it. What a store of an older version holds beside it
raises UnreadableLiteral, so that one bad value costs its own row only.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Final

_WHOLE_NUMBER: Final = re.compile(r"-?\d{1,9}", re.ASCII)


class UnreadableLiteral(ValueError):
    """A literal that is not written in the form of its property."""

    def __init__(self, text: str, expected: str) -> None:
        super().__init__(f"found {text[:80]!r}; expected {expected}")


@dataclass(frozen=True)
class LiteralForm:
    """How the values of some properties are written: datatypes, the pattern of the lexical form, and words for it."""

    name: str
    datatypes: tuple[str, ...]
    pattern: str
    expected: dict[str, str]
    properties: tuple[str, ...]
    longest: int
    """The number of characters that a value may have at most."""

    def allows(self, text: str) -> bool:
        """Return whether `text` is a lexical form of this kind."""
        whole = self.pattern.removeprefix("^").removesuffix("$")  # `$` would stand before a last line break too
        return len(text) <= self.longest and re.fullmatch(whole, text) is not None


@cache
def literal_forms() -> dict[str, LiteralForm]:
    """Return the forms by name. Properties and datatypes are prefixed names."""
    text = (files("kentgraf.ontology") / "datatypes.toml").read_text("utf-8")
    return {
        name: LiteralForm(
            name,
            tuple(form["datatypes"]),
            form["pattern"],
            {"tr": form["tr"], "en": form["en"]},
            tuple(form["properties"]),
            form["longest"],
        )
        for name, form in tomllib.loads(text).items()
    }


def read_integer(text: str) -> int:
    """Return a whole number of at most nine digits. Raises UnreadableLiteral for anything else."""
    if not _WHOLE_NUMBER.fullmatch(text):
        raise UnreadableLiteral(text, "a whole number")
    return int(text)


def integer_or_none(text: str) -> int | None:
    """Return a whole number of at most nine digits, or None for anything else."""
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None


def read_decimal(text: str) -> Decimal:
    """Return an exact decimal, such as an amount in TL. Raises UnreadableLiteral for anything else."""
    return Decimal(_in_form("decimal", text))


def read_date(text: str) -> date:
    """Return a day. Raises UnreadableLiteral for anything else, also for a day with a time zone."""
    return date.fromisoformat(_in_form("day", text))


def _in_form(name: str, text: str) -> str:
    form = literal_forms()[name]
    if not form.allows(text):
        raise UnreadableLiteral(text, form.expected["en"])
    return text
