"""The messages of errors: in the reader's language on pages, in English for programs."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kentgraf.api.i18n.dates import InvalidDate
from kentgraf.api.i18n.texts import Texts
from kentgraf.graph.money.trace_subjects import UnknownCode

_ENGLISH: Final = "en"


class LocalizedError(HTTPException):
    """A request that can't be answered, with the key and the values of the text that says why."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(status, Texts(_ENGLISH)(key, **values))


def error_message(request: Request, error: Exception, language: str = _ENGLISH) -> str:
    """Return why there is no answer, in `language` if there is a text for it; messages of parsers stay in English."""
    t = Texts(language)
    match error:
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
        case UnknownCode() if language != _ENGLISH:
            return t("refused.code", code=error.code)
        case RequestValidationError() if language != _ENGLISH:
            return t("refused.parameters", names=", ".join(str(wrong["loc"][-1]) for wrong in error.errors()))
        case RequestValidationError():
            return " ".join(f"{'.'.join(map(str, wrong['loc'][1:]))}: {wrong['msg']}." for wrong in error.errors())
        case _:
            return str(error)
