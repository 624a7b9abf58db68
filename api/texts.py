"""The words of the pages, in Turkish and English, from `texts.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _all_texts() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("kentgraf.api") / "texts.toml").read_text("utf-8"))


class Texts:
    """The words in one language: `Texts("tr")("start.lead", city="İzmir")`."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """The text called `key` with `values` put in. Raises KeyError for a key that is not there."""
        return _all_texts()[key][self.language].format(**values)
