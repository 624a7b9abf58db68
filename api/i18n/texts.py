"""The words of the pages, in Turkish and English, from `texts.toml` and, for a room of pages, `texts_….toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _all_texts() -> dict[str, dict[str, str]]:
    """The words of all pages; those of one room of pages stand in a file of their own, and no key stands twice."""
    found: dict[str, dict[str, str]] = {}
    for item in sorted(files("kentgraf.api.i18n").iterdir(), key=lambda item: item.name):
        if item.name.startswith("texts") and item.name.endswith(".toml"):
            texts = tomllib.loads(item.read_text("utf-8"))
            doubled = found.keys() & texts.keys()
            if doubled:
                raise ValueError(f"{item.name} has texts that stand elsewhere too: {', '.join(sorted(doubled))}")
            found |= texts
    return found


class Texts:
    """The words in one language: `Texts("tr")("start.lead", city="İzmir")`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text called `key` with `values` put in. Raises KeyError for a key that is not there."""
        return _all_texts()[key][self.language].format(**values)
