"""The reading profile (`report_words.toml`) and the parties of the country (`parties.csv`), loaded as data.

Nothing in the code that loads knows a heading, a column or a party by itself: what one source words differently is
added there.
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kentgraf.ontology.turkish import fold


@dataclass(frozen=True)
class Party:
    """A party: `key` for IRIs, short and full name, and all printed names, folded."""

    key: str
    short_name: str
    name: str
    folded: frozenset[str]


@cache
def reading_profile() -> dict[str, Any]:
    """Return the reading profile, as the TOML file has it."""
    return tomllib.loads((files("kentgraf.loaders.profiles") / "report_words.toml").read_text(encoding="utf-8"))


@cache
def parties() -> dict[str, Party]:
    """Return the parties by key; `independent` stands for members of none."""
    found = {}
    text = (files("kentgraf.loaders.profiles") / "parties.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        names = [row["short_name"], row["name"], *(row["other_names"] or "").split(" | ")]
        found[row["party"]] = Party(
            row["party"], row["short_name"], row["name"], frozenset(fold(n) for n in names if n)
        )
    return found


@cache
def folded_phrases(*path: str) -> tuple[str, ...]:
    """Return the phrase or phrases at `path` of the profile, folded; e.g. `folded_phrases("roles", "chair")`."""
    node: Any = reading_profile()
    for step in path:
        node = node[step]
    return tuple(fold(phrase) for phrase in ([node] if isinstance(node, str) else node))


def find_party(text: str) -> str | None:
    """Return the key of the party that `text` names and nothing else; None if it names none."""
    wanted = fold(text)
    for party in parties().values():
        if wanted in party.folded or wanted.replace(" ", "") in {name.replace(" ", "") for name in party.folded}:
            return party.key
    return None
