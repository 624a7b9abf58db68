"""Content negotiation: chooses a media type by `Accept` and a language by `Accept-Language` (RFC 9110, section 12.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_MAX_RANGES: Final = 64
"""The number of members of a header that are read; no honest client sends more."""


@dataclass(frozen=True)
class _Range:
    """A media range of an Accept header with its weight, such as `text/*;q=0.5`."""

    value: str
    weight: float

    def specificity(self, media_type: str) -> int:
        """Return how specifically the range matches `media_type`: 3 by name, 2 by `type/*`, 1 by `*/*`, 0 not at all."""
        if self.value == media_type:
            return 3
        if self.value == "*/*":
            return 1
        family, _, rest = self.value.partition("/")
        return 2 if rest == "*" and media_type.startswith(f"{family}/") else 0


def _read_ranges(header: str) -> list[_Range]:
    """Return the members of `header`. A weight that is not a number counts as 1, as if it were left out."""
    ranges = []
    for member in header.split(",")[:_MAX_RANGES]:
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
    """Return the media type of `offered` that the `Accept` header prefers, or None if it accepts none of them.

    The most specific range that matches a type gives its weight. Of types with equal weights the more specifically named
    one wins, then the one that is offered first. A missing or empty header accepts everything.

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
    for index, media_type in enumerate(offered):
        matching = [(r.specificity(media_type), r.weight) for r in ranges if r.specificity(media_type)]
        if not matching:
            continue
        specificity = max(matching)[0]
        weight = max(weight for specific, weight in matching if specific == specificity)
        rank = (weight, specificity, -index)
        if weight > 0 and (best is None or rank > best):
            best, chosen = rank, media_type
    return chosen


def accepts_by_name(accept: str | None, media_types: Sequence[str]) -> bool:
    """Return whether the header names one of `media_types`, and doesn't only accept it by `*/*` or `type/*`."""
    return any(r.weight > 0 and r.value in media_types for r in _read_ranges(accept or ""))


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Return whether the `Accept-Encoding` header names gzip, and doesn't refuse it."""
    return any(r.weight > 0 and r.value in ("gzip", "x-gzip") for r in _read_ranges(accept_encoding or ""))


def choose_language(accept_language: str | None, offered: Sequence[str]) -> str:
    """Return the language of `offered` that the `Accept-Language` header prefers, or the first one if it names none.

    >>> choose_language("de, en-GB;q=0.8", ["tr", "en"])
    'en'
    """
    best = 0.0
    chosen = offered[0]
    for wanted in _read_ranges(accept_language or ""):
        for language in offered:
            if wanted.weight > best and (wanted.value == language or wanted.value.startswith(f"{language}-")):
                best, chosen = wanted.weight, language
    return chosen
