"""The messages of errors: in the reader's language on pages, in English for programs."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kentgraf.api.i18n.dates import InvalidDate, format_date
from kentgraf.api.i18n.refusals import translate_refusal
from kentgraf.api.i18n.texts import Texts
from kentgraf.graph.money.trace_subjects import UnknownCode
from kentgraf.graph.people.names import UnknownName
from kentgraf.graph.people.told_days import DayNotTold, NothingTold

_ENGLISH: Final = "en"


class LocalizedError(HTTPException):
    """A request that can't be answered, with the key and the values of the text that says why."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(status, Texts(_ENGLISH)(key, **values))


def error_message(request: Request, error: Exception, language: str | None = None) -> str:
    """Return why there is no answer, in `language` if there is a text for it; messages of parsers stay in English.

    Without a language it is in English with ISO dates, for programs.
    """
    t = Texts(language or _ENGLISH)
    match error:
        case DayNotTold() if language is not None:
            return _describe_untold_day(error, language)
        case NothingTold():
            return t("refused.nothingtold")
        case LocalizedError():
            return t(error.key, **error.values)
        case HTTPException(detail="Not Found"):
            return t("refused.nothing", path=request.url.path)
        case HTTPException(detail="Method Not Allowed"):
            return t("refused.method", path=request.url.path, method=request.method)
        case HTTPException():
            return str(error.detail)
        case InvalidDate():
            return t("refused.day" if error.is_well_formed else "refused.noday", text=error.text)
        case UnknownName() if language is not None:
            return _describe_unknown_name(error, t)
        case UnknownCode() if language not in (None, _ENGLISH):
            return t("refused.code", code=error.code)
        case RequestValidationError() if language not in (None, _ENGLISH):
            return t("refused.parameters", names=", ".join(str(wrong["loc"][-1]) for wrong in error.errors()))
        case RequestValidationError():
            return " ".join(f"{'.'.join(map(str, wrong['loc'][1:]))}: {wrong['msg']}." for wrong in error.errors())
        case _:
            return translate_refusal(str(error), language or _ENGLISH)


def _describe_unknown_name(error: UnknownName, t: Texts) -> str:
    names = ", ".join(error.near)
    if error.is_ambiguous:
        return t("refused.name.several", name=error.name, names=names)
    return t(f"refused.name.{error.what}", name=error.name, near=t("refused.name.near", names=names) if names else "")


def _describe_untold_day(error: DayNotTold, language: str) -> str:
    t = Texts(language)
    spans = [
        t("refused.untold.span", first=format_date(first, language), last=format_date(last, language))
        for first, last in error.told.spans
    ]
    key = "refused.untold.about" if error.about else "refused.untold"
    return t(key, day=format_date(error.day, language), about=error.about, spans=", ".join(spans))
