"""Days as users type them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from kentgraf.ontology.errors import QueryRefused

_FORMS: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII),
)


def read_day(text: str) -> date:
    """The day that `text` names, as `2025-04-14` or `14.04.2025`.

    Raises QueryRefused for anything else, also for days that no calendar has.
    """
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            year, month, day = (int(match[part]) for part in ("year", "month", "day"))
            try:
                return date(year, month, day)
            except ValueError:
                raise QueryRefused(f"There is no such day as {text!r}.") from None
    raise QueryRefused(f"{text!r} is not a day; write it as 2025-04-14 or 14.04.2025.")
