"""Messages of validation results: their language, the values in them, and numbers in the notation of that language.

pySHACL fills the placeholders of a constraint's messages (`{?printed}`) and loses their language tags. Here the template of a
filled message is found again, which restores the language and the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Final

import rdflib
from rdflib.namespace import SH

from kentgraf.ontology.numbers import format_number as format_digits

_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")
_NUMBERS: Final = frozenset({"printed", "computed", "difference", "excess"})


@dataclass(frozen=True)
class MessageTemplate:
    """A shape's `sh:message` in one language, with placeholders such as `{?printed}` for the variables of a query."""

    text: str
    language: str

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the placeholders, in their order."""
        return tuple(_PLACEHOLDER.findall(self.text))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        texts = _PLACEHOLDER.split(self.text)[::2]
        return re.compile("(.*?)".join(re.escape(part) for part in texts), re.DOTALL)

    def parse(self, message: str) -> dict[str, str] | None:
        """Return the values of the placeholders in a filled message, or None if it isn't made from this template."""
        match = self._pattern.fullmatch(message)
        return None if match is None else dict(zip(self.variables, match.groups(), strict=True))

    def fill(self, values: Mapping[str, str]) -> str:
        """Return the message with `values`, numbers in the notation of its language."""

        def replacement(match: re.Match[str]) -> str:
            name = match.group(1)
            value = values.get(name, match.group(0))
            return format_number(value, self.language) if name in _NUMBERS else value

        return _PLACEHOLDER.sub(replacement, self.text)


@dataclass(frozen=True)
class Message:
    """A result's message in one language, and the values in it as the query gives them."""

    text: str
    language: str
    values: Mapping[str, str]

    @classmethod
    def find(cls, texts: Iterable[str], template: MessageTemplate) -> Message | None:
        """Return the message among `texts` that is made from `template`, or None."""
        for text in texts:
            values = template.parse(text)
            if values is not None:
                return cls(template.fill(values), template.language, values)
        return None


def read_message_templates(shapes: rdflib.Graph) -> dict[str, list[MessageTemplate]]:
    """Return the message templates of each shape, by the shape's IRI."""
    templates: dict[str, list[MessageTemplate]] = {}
    for shape, message in shapes.subject_objects(SH.message):
        if isinstance(message, rdflib.Literal):
            templates.setdefault(str(shape), []).append(MessageTemplate(str(message), message.language or ""))
    return templates


def format_number(text: str, language: str) -> str:
    """Format a plain decimal: `1234.5` is `1.234,50` in Turkish and `1,234.50` in English.

    Whole numbers get no decimals, others at least two. Text that is no number is returned unchanged.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    whole, _, fraction = f"{number:f}".partition(".")
    fraction = fraction.rstrip("0")
    plain = Decimal(f"{whole}.{fraction}" if fraction else whole)
    return format_digits(plain, 2 if fraction else 0, "tr" if language == "tr" else "en", always_grouped=True)
