"""The sentences of results: which language they speak, and their numbers written as that language writes them.

pySHACL fills the templates of SPARQL constraints (`{?printed}`) and loses the language on the way; here the template
is found again from the filled sentence.
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

_VARIABLE: Final = re.compile(r"\{[?$](\w+)\}")
_NUMBERS: Final = frozenset({"printed", "computed", "difference"})


@dataclass(frozen=True)
class Template:
    """A shape's message in one language, with places such as `{?printed}` for a query's variables."""

    text: str
    language: str

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the places, in their order."""
        return tuple(_VARIABLE.findall(self.text))

    @cached_property
    def _filled(self) -> re.Pattern[str]:
        words = _VARIABLE.split(self.text)[::2]
        return re.compile("(.*?)".join(re.escape(part) for part in words), re.DOTALL)

    def values_in(self, sentence: str) -> dict[str, str] | None:
        """What fills the places of this template in `sentence`; None if it isn't made from this template."""
        match = self._filled.fullmatch(sentence)
        return None if match is None else dict(zip(self.variables, match.groups(), strict=True))

    def fill(self, values: Mapping[str, str]) -> str:
        """The sentence with `values`, amounts written as the language writes them."""

        def written(match: re.Match[str]) -> str:
            name = match.group(1)
            value = values.get(name, match.group(0))
            return write_number(value, self.language) if name in _NUMBERS else value

        return _VARIABLE.sub(written, self.text)


@dataclass(frozen=True)
class Sentence:
    """A result's sentence in one language, and the values that it speaks of as they came from the query."""

    text: str
    language: str
    values: Mapping[str, str]

    @classmethod
    def read(cls, texts: Iterable[str], template: Template) -> Sentence | None:
        """The sentence among `texts` that was made from `template`, or None."""
        for text in texts:
            values = template.values_in(text)
            if values is not None:
                return cls(template.fill(values), template.language, values)
        return None


def read_templates(shapes: rdflib.Graph) -> dict[str, list[Template]]:
    """The messages of each shape, by the shape's IRI."""
    templates: dict[str, list[Template]] = {}
    for shape, message in shapes.subject_objects(SH.message):
        if isinstance(message, rdflib.Literal):
            templates.setdefault(str(shape), []).append(Template(str(message), message.language or ""))
    return templates


def write_number(text: str, language: str) -> str:
    """A plain decimal as people write it: `1234.5` is `1.234,50` in Turkish and `1,234.50` in English.

    Whole numbers get no decimals, others at least two; what is no number is given back as it is.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    digits = f"{number.normalize():f}".partition(".")[2]
    written = f"{number:,.{max(2, len(digits)) if digits else 0}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "tr" else written
