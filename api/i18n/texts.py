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

    >>> Texts("en")("sparql.rows", count=5)
    '5 rows'
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return the text `key` with `values` filled in. Raises KeyError for an unknown key."""
        return _read_texts()[key][self.language].format(**values)
