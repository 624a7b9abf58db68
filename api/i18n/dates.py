"""Dates as users type and read them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from kentgraf.ontology.errors import QueryRefused

_TYPED: Final = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})", re.ASCII),
)
_ISO_DATE: Final = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", re.ASCII)
_MONTHS: Final = (
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
)


class InvalidDate(QueryRefused):
    """A text that is not a date. `is_well_formed` is true for one that no calendar has, such as 2025-02-30."""

    def __init__(self, text: str, *, is_well_formed: bool) -> None:
        self.text = text
        self.is_well_formed = is_well_formed
        super().__init__(
            f"There is no such day as {text!r}."
            if is_well_formed
            else f"{text!r} is not a day; write it as 2025-04-14 or 14.04.2025."
        )


def parse_date(text: str) -> date:
    """Return the date in `text`, which is written as `2025-04-14` or `14.04.2025`.

    Raises InvalidDate for anything else, also for a date that no calendar has.
    """
    for form in _TYPED:
        if match := form.fullmatch(text.strip()):
            year, month, day = (int(match[part]) for part in ("year", "month", "day"))
            try:
                return date(year, month, day)
            except ValueError:
                raise InvalidDate(text, is_well_formed=True) from None
    raise InvalidDate(text, is_well_formed=False)


def last_day(until: date) -> date:
    """Return the last day of a half-open period that ends before `until`, as people write periods."""
    return until - timedelta(days=1)


def format_date(day: date, language: str = "tr") -> str:
    """Return a date as the language writes it.

    >>> format_date(date(2025, 4, 14)), format_date(date(2025, 4, 14), "en")
    ('14.04.2025', '14 April 2025')
    """
    return day.strftime("%d.%m.%Y") if language == "tr" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_datetime(text: str, language: str = "tr") -> str:
    """Return an `xsd:dateTime` as the language writes it, to the minute and with its time zone; other texts as they are.

    >>> format_datetime("2025-04-14T09:05:11Z"), format_datetime("2025-04-14T09:05:11+03:00", "en")
    ('14.04.2025 09:05 UTC', '14 April 2025, 09:05 UTC+03:00')
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    between = " " if language == "tr" else ", "
    zone = f" {moment.tzinfo}" if moment.tzinfo else ""
    return f"{format_date(moment.date(), language)}{between}{moment:%H:%M}{zone}"


def format_dates_in(text: str, language: str = "tr") -> str:
    """Return `text` with the ISO dates in it written as the language writes them.

    >>> format_dates_in("on 2025-04-01 there were 7", "en")
    'on 1 April 2025 there were 7'
    """

    def replace(found: re.Match[str]) -> str:
        try:
            return format_date(date.fromisoformat(found[0]), language)
        except ValueError:
            return found[0]

    return _ISO_DATE.sub(replace, text)
