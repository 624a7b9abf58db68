"""The reasons for grades of evidence as numbered notes below a table, since many rows have the same."""

from __future__ import annotations

from collections.abc import Iterable

from kentgraf.api.i18n.texts import Texts
from kentgraf.graph.money.attributions import Attribution
from kentgraf.graph.money.trace import Trace


class ReasonNotes:
    """The different reasons (with their hints) of a trace's rows in one language, numbered from 1 in the order of the rows."""

    def __init__(self, attributions: Iterable[Attribution], language: str, *further: str) -> None:
        self._language = language
        texts = dict.fromkeys([*(self._text(one) for one in attributions), *further])
        self._numbers = {text: number for number, text in enumerate(texts, start=1)}

    @property
    def texts(self) -> list[str]:
        """The sentences, in the order of their numbers."""
        return list(self._numbers)

    def number(self, one: Attribution) -> int:
        """Return the number of a row's reason."""
        return self._numbers[self._text(one)]

    def number_of(self, text: str) -> int:
        """Return the number of a further sentence."""
        return self._numbers[text]

    def of_department(self, found: Trace) -> list[str]:
        """Return what is said of a department's whole ledger, unless it is among the reasons."""
        told = (reason.text(self._language) for reason in found.department_reasons)
        return [text for text in told if not any(text in known for known in self._numbers)]

    def _text(self, one: Attribution) -> str:
        return " ".join([one.reason(self._language), *(hint.text(self._language) for hint in one.hints)])


def notes_of(found: Trace, language: str) -> ReasonNotes:
    """Return the notes of a trace, with one for the activities from which closed ledgers exclude a department."""
    excluded = [Texts(language)("trace.none.reason")] if found.of_department and found.excluded else []
    return ReasonNotes(found.attributions, language, *excluded)
