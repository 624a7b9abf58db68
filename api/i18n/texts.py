"""The texts of the pages in Turkish and English, from the files in `translations/`, one for each part of the site."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("tr", "en")
"""The languages of the pages, the default first."""


@cache
def _read_texts() -> dict[str, dict[str, str]]:
    """Return all texts by key and language. Raises ValueError for a key that stands in two files."""
    found: dict[str, dict[str, str]] = {}
    for item in sorted((files("kentgraf.api.i18n") / "translations").iterdir(), key=lambda item: item.name):
        if item.name.endswith(".toml"):
            texts = tomllib.loads(item.read_text("utf-8"))
            duplicates = found.keys() & texts.keys()
            if duplicates:
                raise ValueError(f"{item.name} has texts that stand elsewhere too: {', '.join(sorted(duplicates))}")
            found |= texts
    return found


class Texts:
    """The texts in one language.

    English texts that count something have a second form for one of it, `en_one`; Turkish has no plural after numbers.

    >>> Texts("en")("sparql.rows", count=5)
    '5 rows'
    >>> Texts("en")("council.lead", when="1 May 2025", count=1)
    'On 1 May 2025 the council had 1 member.'
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return the text `key` with `values` filled in. Raises KeyError for an unknown key."""
        return self.template(key, values.get("count")).format(**values)

    def template(self, key: str, count: object = None) -> str:
        """Return the text `key` with its braces, in its form for `count`. Raises KeyError for an unknown key."""
        texts = _read_texts()[key]
        one = texts.get(f"{self.language}_one") if str(count) == "1" else None
        return one or texts[self.language]


def keys_below(group: str) -> list[str]:
    """Return the keys that begin with `group`, in the order of their file."""
    return [key for key in _read_texts() if key.startswith(group)]
