"""Which of several forms a client is sent: `Accept` and `Accept-Language` read with their weights (RFC 9110, 12.5).

What lives here knows nothing of RDF or of pages; who offers what is said in `formats`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MOST_RANGES: Final = 64
"""A header may name more, but nobody means it: the rest is not read."""


@dataclass(frozen=True)
class _Range:
    """One member of an Accept header, e.g. `text/*;q=0.5`."""

    value: str
    weight: float

    def closeness(self, media_type: str) -> int:
        """How narrowly this range names `media_type`: 3 by its name, 2 by `type/*`, 1 by `*/*`, 0 not at all."""
        if self.value == media_type:
            return 3
        if self.value == "*/*":
            return 1
        family, _, rest = self.value.partition("/")
        return 2 if rest == "*" and media_type.startswith(f"{family}/") else 0


def _read_ranges(header: str) -> list[_Range]:
    """The members of `header`; a weight that is no number counts as 1, as if it were not there."""
    ranges = []
    for member in header.split(",")[:_MOST_RANGES]:
        value, *parameters = (part.strip() for part in member.split(";"))
        if not value:
            continue
        weight = 1.0
        for parameter in parameters:
            name, _, number = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    weight = min(max(float(number), 0.0), 1.0)
                except ValueError:
                    weight = 1.0
        ranges.append(_Range(value.lower(), weight))
    return ranges


def choose_media_type(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type out of `offered` that the `Accept` header likes best, or None if it likes none of them.

    The narrowest range that fits a type gives its weight. Among equal weights the type that is named more narrowly
    wins, then the one that is offered first. No header, or an empty one, takes anything.

    >>> choose_media_type("text/html;q=0.4, text/turtle", ["text/html", "text/turtle"])
    'text/turtle'
    >>> choose_media_type("image/png", ["text/html"]) is None
    True
    """
    if accept is None or not accept.strip():
        return offered[0] if offered else None
    ranges = _read_ranges(accept)
    best: tuple[float, int, int] | None = None
    chosen = None
    for place, media_type in enumerate(offered):
        fitting = [(r.closeness(media_type), r.weight) for r in ranges if r.closeness(media_type)]
        if not fitting:
            continue
        closeness = max(fitting)[0]
        weight = max(weight for near, weight in fitting if near == closeness)
        rank = (weight, closeness, -place)
        if weight > 0 and (best is None or rank > best):
            best, chosen = rank, media_type
    return chosen


def names_any(accept: str | None, media_types: Sequence[str]) -> bool:
    """Whether the header asks for one of `media_types` by its name (and not by `*/*` only)."""
    return any(r.weight > 0 and r.value in media_types for r in _read_ranges(accept or ""))


def choose_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """The language out of `offered` that the `Accept-Language` header likes best; the first one if it likes none.

    >>> choose_language("de, en-GB;q=0.8", ["tr", "en"])
    'en'
    """
    best = 0.0
    chosen = offered[0]
    for wish in _read_ranges(accept_language or ""):
        for language in offered:
            if wish.weight > best and (wish.value == language or wish.value.startswith(f"{language}-")):
                best, chosen = wish.weight, language
    return chosen
