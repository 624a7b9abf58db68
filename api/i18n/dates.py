"""Days as users type and read them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from kentgraf.ontology.errors import QueryRefused

_FORMS: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII),
)

_ISO_DAY: Final = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", re.ASCII)


class NoDay(QueryRefused):
    """A text that names no day; `is_written_well` if it looks like one that no calendar has."""

    def __init__(self, text: str, *, is_written_well: bool) -> None:
        self.text = text
        self.is_written_well = is_written_well
        super().__init__(
            f"There is no such day as {text!r}."
            if is_written_well
            else f"{text!r} is not a day; write it as 2025-04-14 or 14.04.2025."
        )


def read_day(text: str) -> date:
    """The day that `text` names, as `2025-04-14` or `14.04.2025`.

    Raises NoDay for anything else, also for days that no calendar has.
    """
    for form in _FORMS:
        if match := form.fullmatch(text.strip()):
            year, month, day = (int(match[part]) for part in ("year", "month", "day"))
            try:
                return date(year, month, day)
            except ValueError:
                raise NoDay(text, is_written_well=True) from None
    raise NoDay(text, is_written_well=False)


def last_day(until: date) -> date:
    """The last day of a period that ends before `until`, which is how people write it."""
    return until - timedelta(days=1)


def write_day(day: date, language: str = "tr") -> str:
    """A day as it is written in the language.

    >>> write_day(date(2025, 4, 14)), write_day(date(2025, 4, 14), "en")
    ('14.04.2025', '14 April 2025')
    """
    return day.strftime("%d.%m.%Y") if language == "tr" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def write_moment(text: str, language: str = "tr") -> str:
    """A moment of the graph (`xsd:dateTime`) as it is written in the language, to the minute, and in which zone that is.

    >>> write_moment("2025-04-14T09:05:11Z"), write_moment("2025-04-14T09:05:11+03:00", "en")
    ('14.04.2025 09:05 UTC', '14 April 2025, 09:05 UTC+03:00')
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    between = " " if language == "tr" else ", "
    return f"{write_day(moment.date(), language)}{between}{moment:%H:%M}{f' {moment.tzinfo}' if moment.tzinfo else ''}"


def write_days_in(text: str, language: str = "tr") -> str:
    """A sentence with the ISO days in it written as its readers do.

    >>> write_days_in("on 2025-04-01 there were 7", "en")
    'on 1 April 2025 there were 7'
    """

    def write(found: re.Match[str]) -> str:
        try:
            return write_day(date.fromisoformat(found[0]), language)
        except ValueError:
            return found[0]

    return _ISO_DAY.sub(write, text)


_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
