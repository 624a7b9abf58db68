"""Texts of the graph that not every format can hold: control characters, which XML forbids and terminals obey."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pyoxigraph import Store

from kentgraf.graph.sparql.queries import query_text, select
from kentgraf.ontology.characters import escape_controls
from kentgraf.ontology.namespaces import shorten
from kentgraf.shapes.rule_titles import fill_messages
from kentgraf.shapes.shape_files import SHAPES_NS

if TYPE_CHECKING:
    from kentgraf.shapes.validator import ValidationResult

RULE: Final = f"{SHAPES_NS}text-can-be-written"


def check_writable_text(store: Store) -> list[ValidationResult]:
    """Return a violation for each literal in `store` that has such a character, whatever its property."""
    from kentgraf.shapes.validator import ValidationResult  # loads slowly; queries don't need it

    results = []
    for row in select(store, query_text("_control_characters")):
        text, name = row["text"].value, row["property"].value
        values = {"property": shorten(name), "character": _first_character(text)}
        messages = fill_messages(RULE, values)
        shown = escape_controls(text)
        results.append(
            ValidationResult(
                RULE, "violation", row["thing"].value, name, shown, messages["tr"], messages["en"], printed=None
            )
        )
    return results


def _first_character(text: str) -> str:
    found = re.search("[^\t\n\r\x20-\x7e\xa0-\ufffd\U00010000-\U0010ffff]", text)
    return f"U+{ord(found[0]):04X}" if found else ""
