"""Refusals of queries and pages in the reader's language.

They are written in English, deep in rooms that know of no language, and are told to programs as they are. Here a sentence is
recognised by its English text in `translations/refusals.toml`, and what stands in its braces is put into the other one.
"""

from __future__ import annotations

import re
from functools import cache

from kentgraf.api.i18n.texts import Texts, keys_below

_GROUP = "refusal."
_BRACES = re.compile(r"\{(\w+)\}")


def translate_refusal(sentence: str, language: str) -> str:
    """Return the sentence in `language`, or as it is if there is no text for it. What a parser says stays in English."""
    for key, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            return Texts(language)(key, **found.groupdict())
    return sentence


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return a pattern for each English text, in the order of the file, by its key."""
    english = Texts("en")
    return tuple((key, _pattern_of(english.template(key))) for key in keys_below(_GROUP))


def _pattern_of(text: str) -> re.Pattern[str]:
    parts = _BRACES.split(text)
    spelled = (f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))
    return re.compile("".join(spelled), re.DOTALL)
